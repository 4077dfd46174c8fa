// A road to the server that can be cut: no packet of the page, its script or its worker gets through then.
import { createServer, connect } from "node:net";
import { once } from "node:events";

export async function openRoad(to) {
  const { hostname, port } = new URL(to);
  const cars = new Set();
  let cut = false;
  const road = createServer((here) => {
    if (cut) return here.destroy();
    const there = connect(port, hostname);
    for (const [a, b] of [[here, there], [there, here]]) {
      cars.add(a);
      a.pipe(b);
      a.on("error", () => b.destroy());
      a.on("close", () => { cars.delete(a); b.destroy(); });
    }
  });
  road.listen(0, "127.0.0.1");
  await once(road, "listening");
  const stop = () => cars.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${road.address().port}`,
    cut() { cut = true; stop(); },
    mend() { cut = false; },
    async close() {
      stop();
      road.close();
      await once(road, "close");
    },
  };
}
