// What the script of the door makes of answers that are no success, without a browser and without a server: the script itself runs, on a page of stand-ins.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import vm from "node:vm";

const script = await readFile(new URL("../../internal/platform/ui/static/door.js", import.meta.url), "utf8");
const here = "/work/occurrences/1/door";
// Codes whose last letter is right, as registration.ReadTicket reads them.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ticket = (seven) => seven + letters[[...seven].reduce((sum, c, i) => sum + (2 * i + 1) * letters.indexOf(c), 0) % 32];
const [first, second] = [ticket("AAAAAAA"), ticket("BBBBBBB")];

// keeper stands in for the browser's database: a request is answered, and its transaction completed, a moment later.
const keeper = () => {
  const stores = { scans: new Map(), tickets: new Map() };
  const transaction = (name) => {
    const tx = {};
    const done = (result) => { queueMicrotask(() => tx.oncomplete?.()); return { result }; };
    tx.objectStore = () => ({
      put: (row) => done(stores[name].set(row.id ?? row.door, structuredClone(row))),
      getAll: () => done([...stores[name].values()].map((row) => structuredClone(row))),
      get: (key) => done(structuredClone(stores[name].get(key))),
    });
    return tx;
  };
  const open = () => { const request = { result: { transaction } }; queueMicrotask(() => request.onsuccess()); return request; };
  return { stores, open };
};

// door opens the page; answer(scans) is what the server says to scans, as [status, body].
const door = async (answer) => {
  const db = keeper();
  const sent = [];
  const events = [];
  const part = () => ({ textContent: "", hidden: false, dataset: {}, append() {}, replaceChildren() {}, addEventListener() {}, setAttribute() {}, focus() {} });
  const parts = new Map();
  const of = (selector) => parts.get(selector) ?? parts.set(selector, part()).get(selector);
  const field = { value: "", focus() {} };
  const form = Object.assign(of("form"), { elements: { namedItem: (name) => (name === "code" ? field : null) }, addEventListener: (_, f) => { form.submit = f; } });
  const words = Object.fromEntries(["Online", "Offline", "SignedOut", "Refused", "Trouble", "Waiting", "Unknown", "NoCode", "Camera"].map((w) => [`words${w}`, w]));
  const root = { querySelector: of, dataset: { ...words, list: `${here}/list`, until: String(Date.now() + 3_600_000) } };
  let tick;
  const fetch = async (to, { method, body } = {}) => {
    if (method !== "POST") return { status: 200, ok: true, redirected: false, json: async () => [] };
    const scans = JSON.parse(body.get("scans"));
    sent.push(scans.map((s) => s.code));
    const [status, said = []] = answer(scans, sent.length);
    return { status, ok: status < 300, redirected: false, json: async () => said };
  };
  const window = { indexedDB: db };
  vm.runInNewContext(script, {
    window, indexedDB: db, location: { pathname: here }, navigator: { onLine: true }, crypto, fetch, URL, URLSearchParams, Date, JSON, Map, Set, Number, String, Math, Object,
    document: { querySelector: () => root, createElement: part, dispatchEvent: (e) => { events.push(e.detail.door); e.detail.done(); } },
    CustomEvent: class { constructor(name, { detail }) { this.detail = detail; } },
    localStorage: { getItem: () => null, setItem() {} }, addEventListener() {}, setInterval: (f) => { tick = f; }, setTimeout,
  });
  const rest = () => new Promise((done) => setImmediate(done));
  const settled = async () => { for (let n = 0, before = -1; n < 50 || before !== sent.length; n++) { before = sent.length; await rest(); } };
  await settled();
  return {
    sent, events,
    scan: async (code) => { field.value = code; await form.submit({ preventDefault() {} }); await settled(); },
    tick: async () => { await tick(); await settled(); },
    state: () => of("[data-lc-door-state]").textContent,
    outcomes: () => Object.fromEntries([...db.stores.scans.values()].map((s) => [s.code, s.outcome])),
  };
};
const taken = (scans) => [200, scans.map((s) => ({ id: s.id, outcome: "in", name: "Ana", says: "In." }))];

test("what is not about a scan leaves it waiting, and is tried again later", async () => {
  for (const [status, state] of [[404, "Trouble"], [409, "Trouble"], [410, "Trouble"], [429, "Trouble"], [503, "Trouble"], [401, "SignedOut"], [403, "SignedOut"]]) {
    let up = false;
    const d = await door((scans) => (up ? taken(scans) : [status]));
    await d.scan(first);
    assert.equal(d.sent.length, 1, `${status} is sent again and again: ${JSON.stringify(d.sent)}`);
    assert.equal(d.state(), state, `after ${status}`);
    assert.deepEqual(d.outcomes(), { [first]: "waiting" }, `after ${status}`);
    assert.equal(d.events.length, state === "SignedOut" ? 1 : 0, `after ${status} names are forgotten or not`);
    await d.tick();
    assert.equal(d.sent.length, 2, `after ${status} it is tried once each time`);
    up = true;
    await d.tick();
    assert.deepEqual(d.outcomes(), { [first]: "in" }, `after ${status} it is sent in the end`);
  }
});

test("one bad scan keeps no other", async () => {
  for (const status of [400, 413, 422]) {
    let up = false;
    const d = await door((scans) => (!up ? [503] : scans.some((s) => s.code === first) ? [status] : taken(scans)));
    await d.scan(first);
    await d.scan(second);
    up = true;
    await d.tick();
    assert.deepEqual(d.outcomes(), { [first]: "refused", [second]: "in" }, `after ${status}`);
    assert.deepEqual(d.sent.at(-1).length, 1);
    const n = d.sent.length;
    await d.tick();
    assert.equal(d.sent.length, n, `after ${status} what was refused is sent again`);
  }
});
