// Reads tickets at the door, also without a connection: each scan is kept on the phone with its own moment
// and sent as soon as there is a connection. Sending twice does no harm, because a scan keeps its name.
(() => {
  "use strict";

  const root = document.querySelector("[data-lc-door]");
  if (!root || !window.indexedDB) return;
  const form = root.querySelector("form");
  const field = form.elements.namedItem("code");
  const day = () => form.elements.namedItem("day")?.value ?? "";
  const list = root.querySelector("[data-lc-door-queue]");
  const words = root.dataset;
  const here = location.pathname;

  const open = new Promise((resolve, reject) => {
    const request = indexedDB.open("commons-door", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("scans", { keyPath: "id" });
      request.result.createObjectStore("tickets", { keyPath: "door" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const store = async (name, mode, act) => {
    const db = await open;
    return new Promise((resolve, reject) => {
      const tx = db.transaction(name, mode);
      const request = act(tx.objectStore(name));
      tx.oncomplete = () => resolve(request?.result);
      tx.onerror = tx.onabort = () => reject(tx.error);
    });
  };
  const keep = (scan) => store("scans", "readwrite", (s) => s.put(scan));
  const kept = async () => (await store("scans", "readonly", (s) => s.getAll())).filter((scan) => scan.door === here).sort((a, b) => b.at - a.at);

  // The letters of tickets, as registration.ReadTicket reads them.
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const read = (typed) => {
    const code = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    if (code.length !== 8 || [...code].some((c) => !letters.includes(c))) return null;
    let sum = 0;
    for (let i = 0; i < 7; i++) sum += (2 * i + 1) * letters.indexOf(code[i]);
    return letters[sum % 32] === code[7] ? code : null;
  };

  const say = (text) => { root.querySelector("[data-lc-door-said]").textContent = text; };
  const state = (text) => { root.querySelector("[data-lc-door-state]").textContent = text; };

  let names = new Map();
  const learnNames = async () => {
    try {
      const answer = await fetch(words.list, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) {
        const tickets = await answer.json();
        await store("tickets", "readwrite", (s) => s.put({ door: here, tickets }));
      }
    } catch { /* no connection: what the phone knows already is used */ }
    const known = await store("tickets", "readonly", (s) => s.get(here));
    names = new Map((known?.tickets ?? []).map((t) => [t.code, t.name]));
  };

  const show = async () => {
    const scans = await kept();
    root.querySelector("[data-lc-door-empty]").hidden = scans.length > 0;
    list.replaceChildren(...scans.slice(0, 50).map((scan) => {
      const item = document.createElement("li");
      item.dataset.outcome = scan.outcome;
      const who = document.createElement("strong");
      who.textContent = scan.name || scan.code;
      const time = new Date(scan.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      item.append(who, ` ${time}: ${scan.outcome === "waiting" ? words.wordsWaiting : scan.says}`);
      return item;
    }));
  };

  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (;;) {
        const waiting = (await kept()).filter((scan) => scan.outcome === "waiting").slice(0, 100);
        if (waiting.length === 0) { state(navigator.onLine ? words.wordsOnline : words.wordsOffline); break; }
        const body = new URLSearchParams({
          scans: JSON.stringify(waiting.map(({ id, code, day, at }) => ({ id, code, day, at }))),
          sent: String(Date.now()),
        });
        const answer = await fetch(here, { method: "POST", body, headers: { Accept: "application/json" } });
        if (answer.redirected || answer.status === 401 || answer.status === 403) { state(words.wordsSignedOut); break; }
        if (!answer.ok) throw new Error(String(answer.status));
        for (const result of await answer.json()) {
          const scan = waiting.find((s) => s.id === result.id);
          if (!scan) continue;
          await keep({ ...scan, outcome: result.outcome, name: result.name || scan.name, says: result.says });
          say(`${result.name || scan.code}: ${result.says}`);
        }
        await show();
      }
    } catch {
      state(words.wordsOffline);
    } finally {
      sending = false;
    }
  };

  // One scan, typed or read. The same ticket within a few seconds is the camera looking twice.
  let last = { code: "", at: 0 };
  const take = async (typed) => {
    const code = read(typed);
    if (!code) { say(words.wordsNoCode); state(words.wordsNoCode); return false; }
    const at = Date.now();
    if (code === last.code && at - last.at < 5000) return true;
    last = { code, at };
    const name = names.get(code) ?? "";
    await keep({ id: crypto.randomUUID?.() ?? `${at}-${Math.random()}`, door: here, code, day: day(), at, outcome: "waiting", name, says: "" });
    say(name || `${code}: ${words.wordsUnknown}`);
    await show();
    send();
    return true;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await take(field.value)) field.value = "";
    field.focus();
  });
  addEventListener("online", send);
  addEventListener("offline", () => state(words.wordsOffline));
  setInterval(send, 15000);

  // The camera, where the browser can read codes.
  const button = root.querySelector("[data-lc-door-camera]");
  const video = root.querySelector("[data-lc-door-video]");
  if (window.BarcodeDetector && navigator.mediaDevices?.getUserMedia) {
    button.hidden = false;
    let stream = null;
    const stop = () => {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      video.hidden = true;
      button.setAttribute("aria-pressed", "false");
    };
    button.addEventListener("click", async () => {
      if (stream) { stop(); return; }
      try {
        const detector = new BarcodeDetector({ formats: ["qr_code"] });
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        video.srcObject = stream;
        video.hidden = false;
        button.setAttribute("aria-pressed", "true");
        await video.play();
        const look = async () => {
          if (!stream) return;
          try {
            for (const found of await detector.detect(video)) await take(found.rawValue);
          } catch { /* the next picture may be clearer */ }
          setTimeout(look, 250);
        };
        look();
      } catch {
        stop();
        state(words.wordsCamera);
      }
    });
  }

  learnNames().then(show).then(send);
})();
