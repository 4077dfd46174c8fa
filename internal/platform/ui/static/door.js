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
  const until = Number(words.until); // when the doors have closed

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
  // What is kept is written down first, so that commons.js finds it to forget.
  const write = () => localStorage.setItem("commons-doors", JSON.stringify({ ...JSON.parse(localStorage.getItem("commons-doors") ?? "{}"), [here]: until }));
  const keep = (scan) => { write(); return store("scans", "readwrite", (s) => s.put(scan)); };
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
  let prepared = false;
  let news = words.wordsOffline; // what there is to say of the connection
  const turnedAway = (answer) => answer.redirected || answer.status === 401 || answer.status === 403;
  const learnNames = async () => {
    prepared = false;
    news = words.wordsOffline;
    try {
      const answer = await fetch(words.list, { headers: { Accept: "application/json" } });
      if (turnedAway(answer)) {
        news = words.wordsSignedOut;
        await forget();
      } else if (answer.ok) {
        const tickets = await answer.json();
        write();
        await store("tickets", "readwrite", (s) => s.put({ door: here, tickets }));
        news = words.wordsOnline;
      }
    } catch { /* no connection: what the phone knows already is used */ }
    const known = await store("tickets", "readonly", (s) => s.get(here));
    names = new Map((known?.tickets ?? []).map((t) => [t.code, t.name]));
  };

  // prepare has the page open again without a connection: it and its files are kept for the worker to answer with.
  const prepare = async () => {
    if (!navigator.serviceWorker || !window.caches || until < Date.now()) return;
    const files = performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname).filter((path) => path.startsWith("/static/"));
    const cache = await caches.open("commons-door");
    await cache.addAll([...new Set([...files, words.reader])]);
    const page = await fetch(here);
    if (!page.ok || page.redirected) return;
    await cache.put(here, page);
    await navigator.serviceWorker.register(words.worker, { scope: here });
    root.dataset.ready = "";
  };

  // forget is of commons.js, which does it on every page once it is time.
  const forget = async () => {
    names = new Map();
    await new Promise((done) => { document.dispatchEvent(new CustomEvent("commons:forget-door", { detail: { door: here, done } })); });
    await show();
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

  // What the server refuses as a whole is sent one by one, so that one bad scan keeps no other.
  let atOnce = 100;
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      if (news !== words.wordsOnline) await learnNames();
      for (;;) {
        const waiting = (await kept()).filter((scan) => scan.outcome === "waiting").slice(0, atOnce);
        if (waiting.length === 0) {
          state(navigator.onLine ? news : words.wordsOffline);
          break;
        }
        const body = new URLSearchParams({
          scans: JSON.stringify(waiting.map(({ id, code, day, at }) => ({ id, code, day, at }))),
          sent: String(Date.now()),
        });
        const answer = await fetch(here, { method: "POST", body, headers: { Accept: "application/json" } });
        if (turnedAway(answer)) {
          state(news = words.wordsSignedOut);
          await forget();
          break;
        }
        if (!answer.ok && (answer.status >= 500 || answer.status === 429)) {
          state(words.wordsTrouble);
          break;
        }
        if ([400, 413, 422].includes(answer.status) && waiting.length > 1) {
          atOnce = 1;
          continue;
        }
        if (!answer.ok && ![400, 413, 422].includes(answer.status)) { // not about the scan: whoever is signed in now may not, or the door is gone
          state(words.wordsTrouble);
          break;
        }
        if (!answer.ok) {
          await keep({ ...waiting[0], outcome: "refused", says: words.wordsRefused });
          say(words.wordsRefused);
          await show();
          continue;
        }
        for (const result of await answer.json()) {
          const scan = waiting.find((s) => s.id === result.id);
          if (!scan) continue;
          await keep({ ...scan, outcome: result.outcome, name: result.name || scan.name, says: result.says });
          say(`${result.name || scan.code}: ${result.says}`);
        }
        await show();
      }
    } catch {
      state(news = words.wordsOffline);
    } finally {
      sending = false;
    }
    if (news === words.wordsOnline && !prepared) {
      prepared = true;
      prepare().catch(() => { prepared = false; }); // no connection, or a browser that keeps nothing
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

  // The field is free for the next code at once; what no ticket has is put back to be mended, unless somebody types already.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = field.value;
    field.value = "";
    field.focus();
    if (!await take(typed) && field.value === "") field.value = typed;
  });
  addEventListener("online", send);
  addEventListener("offline", () => state(words.wordsOffline));
  setInterval(async () => {
    await send();
    if (until < Date.now()) await forget();
  }, 15000);

  // pictureReader returns what finds the codes in a picture: the browser's own where it has one, else a script of ours.
  const pictureReader = async () => {
    if ((await window.BarcodeDetector?.getSupportedFormats())?.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(video)).map((found) => found.rawValue);
    }
    if (!window.jsQR) {
      await new Promise((done, fail) => {
        const script = Object.assign(document.createElement("script"), { src: words.reader, onload: done, onerror: fail });
        document.head.append(script);
      });
    }
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, 640 / video.videoWidth);
      const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
      Object.assign(pen.canvas, { width, height });
      pen.drawImage(video, 0, 0, width, height);
      const found = jsQR(pen.getImageData(0, 0, width, height).data, width, height, { inversionAttempts: "dontInvert" });
      return found?.data ? [found.data] : [];
    };
  };

  // The camera.
  const button = root.querySelector("[data-lc-door-camera]");
  const video = root.querySelector("[data-lc-door-video]");
  if (navigator.mediaDevices?.getUserMedia) {
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
        const codes = await pictureReader();
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        video.srcObject = stream;
        video.hidden = false;
        button.setAttribute("aria-pressed", "true");
        await video.play();
        const look = async () => {
          if (!stream) return;
          try {
            for (const code of await codes()) await take(code);
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

  learnNames().then(show).then(send).catch(() => { /* a browser that keeps nothing */ });
})();
