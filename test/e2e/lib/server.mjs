// A demonstration of its own for each walk: a fresh directory, a free port, gone afterwards.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = process.env.COMMONS_BIN;
const readyWithin = 20_000;
const stopWithin = 15_000;

// startServer serves the demonstration and resolves when it says that it is ready.
// flags are further ones. stop() ends it, and rejects when the program did not stay well until then.
// Give it a name of this machine ("localhost") where the walk needs one: what is bound to a name, as
// passkeys are, does not work at an address in numbers.
export async function startServer({ name = "127.0.0.1", flags = [] } = {}) {
  if (!binary) throw new Error("Set COMMONS_BIN to the program to walk through.");
  const dir = await mkdtemp(join(tmpdir(), "commons-walk-"));
  const child = spawn(binary, ["demo", "--addr", `${name}:0`, "--data", dir, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let out = "";
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));

  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready in time\n${out}${log}`)), readyWithin);
    child.stdout.on("data", (chunk) => {
      out += chunk;
      const found = out.match(/is ready at (http:\/\/[\w.]+:\d+)/);
      if (found) {
        clearTimeout(late);
        resolve(found[1]);
      }
    });
    exited.then(([code]) => reject(new Error(`the program ended with ${code} before it was ready\n${out}${log}`)));
  }).catch(async (err) => {
    kill();
    await rm(dir, { recursive: true, force: true });
    throw err;
  });

  return {
    url,
    async stop() {
      const alive = child.exitCode === null && child.signalCode === null;
      child.kill("SIGTERM");
      const late = setTimeout(kill, stopWithin);
      const [code, signal] = await exited;
      clearTimeout(late);
      process.removeListener("exit", kill);
      await rm(dir, { recursive: true, force: true });
      if (!alive) throw new Error(`the program ended by itself with ${code ?? signal}\n${log}`);
      if (code !== 0) throw new Error(`the program did not stop well: ${code ?? signal}\n${log}`);
      if (/panicked|level=ERROR/.test(log)) throw new Error(`the program logged an error\n${log}`);
    },
  };
}
