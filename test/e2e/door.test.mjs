// A phone at the door: it has no connection for a while, it is closed and opened again without one, it reads a ticket held before
// its camera; and the letter that brings the ticket.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, until, visitor } from "./lib/browser.mjs";
import { dated, hour, minute, wholeMinute } from "./lib/dates.mjs";
import { film, writeFilm } from "./lib/film.mjs";
import { openRoad } from "./lib/road.mjs";
import { shot } from "./lib/seen.mjs";
import { startServer } from "./lib/server.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a phone at the door works without a connection and catches up", { timeout: 180_000 }, async () => {
  const manager = await visitor(browser, server, { screen: desk });
  await manager.signIn("unit-manager");
  const begins = wholeMinute(Date.now() + 20 * minute);
  const { date, people } = await dated(manager, "After the levy fails", begins, begins + hour);

  const v = await visitor(browser, server, { screen: phone, scheme: "dark" });
  await v.signIn("unit-manager");
  await v.go(`${date}/door`);
  await v.sees("Connected. Scans are sent at once.");
  await isAccessible(v.page);
  const wide = await v.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `the page is ${wide} wide`);
  const tickets = await (await v.fetch(`${date}/door/list`)).json();
  const codeOf = (p) => tickets.find((t) => t.name === p.name).code;
  const queue = v.page.locator("[data-lc-door-queue] li");
  const type = async (code) => {
    await v.page.getByLabel("Code on the ticket").fill(code);
    await v.page.keyboard.press("Enter");
  };
  await type(codeOf(people[0]).toLowerCase());
  await queue.filter({ hasText: people[0].name }).filter({ hasText: "In." }).waitFor();

  await v.context.setOffline(true);
  await type(codeOf(people[1]));
  await queue.filter({ hasText: people[1].name }).filter({ hasText: "waits to be sent" }).waitFor();
  await type(codeOf(people[0])); // who is in already; the phone may know, the server decides
  await queue.nth(2).waitFor();
  await v.sees("No connection. Scans are kept on this phone and sent later.");
  await type("AAAA-AAAB");
  await v.sees("This is no ticket's code");
  assert.equal(await queue.count(), 3);
  await isAccessible(v.page);
  await shot(v.page, "door-offline");
  assert.doesNotMatch(await (await manager.fetch(`${date}/roster.csv`)).text(), new RegExp(`${people[1].email},attended`));

  await v.context.setOffline(false);
  await queue.filter({ hasText: people[1].name }).filter({ hasText: "In." }).waitFor();
  await queue.filter({ hasText: "In already" }).waitFor();
  await until("the roster shows who came", async () => new RegExp(`${people[1].email},attended`).test(await (await manager.fetch(`${date}/roster.csv`)).text()));
  await shot(v.page, "door-online");
  // What was queued outlives the page, and is sent once.
  await v.go(`${date}/door`);
  assert.equal(await queue.filter({ hasText: "waits to be sent" }).count(), 0);
  v.complaints = v.complaints.filter((c) => !/ERR_INTERNET_DISCONNECTED/.test(c));
  v.well();

  // The same page without script is a form.
  const plain = await visitor(browser, server, { screen: phone, script: false });
  await plain.signIn("unit-manager");
  await plain.go(`${date}/door`);
  await plain.page.getByLabel("Code on the ticket").fill(codeOf(people[2]));
  await plain.button("Let in").click();
  await plain.page.getByText(`${people[2].name}: In.`).first().waitFor();
  plain.well();
});

test("the page at the door is opened again without a connection", { timeout: 180_000 }, async () => {
  const manager = await visitor(browser, server, { screen: desk });
  await manager.signIn("unit-manager");
  const begins = wholeMinute(Date.now() + 20 * minute);
  const { date, roster, people } = await dated(manager, "After the levy fails", begins, begins + hour);
  const attended = async (p) => ((await (await manager.fetch(`${roster}.csv`)).text()).match(new RegExp(`${p.email},attended`, "g")) ?? []).length;

  const road = await openRoad(server.url);
  const v = await visitor(browser, { ...server, url: road.url }, { screen: phone });
  const dropped = () => { v.complaints = v.complaints.filter((c) => !/ERR_(CONNECTION|EMPTY|INTERNET|SOCKET)|ERR_FAILED/.test(c)); };
  const queue = () => v.page.locator("[data-lc-door-queue] li");
  const type = async (code) => {
    await v.page.getByLabel("Code on the ticket").fill(code);
    await v.page.keyboard.press("Enter");
  };
  const holds = () => v.page.evaluate(async () => {
    const worker = await navigator.serviceWorker.getRegistrations();
    const rows = await new Promise((done) => {
      const request = indexedDB.open("commons-door");
      request.onsuccess = () => {
        const tx = request.result.transaction(["tickets", "scans"]);
        const [tickets, scans] = ["tickets", "scans"].map((name) => tx.objectStore(name).getAll());
        tx.oncomplete = () => { request.result.close(); done({ tickets: tickets.result, scans: scans.result }); };
      };
    });
    return { ...rows, caches: await caches.keys(), scopes: worker.map((w) => new URL(w.scope).pathname) };
  });
  await v.signIn("unit-manager");
  await v.go(`${date}/door`);
  await v.page.locator("[data-lc-door][data-ready]").waitFor();
  const codeOf = await v.page.evaluate(async (list) => Object.fromEntries((await (await fetch(list)).json()).map((t) => [t.name, t.code])), `${date}/door/list`);
  const before = await holds();
  assert.deepEqual(before.scopes, [`${date}/door`], "the worker has the door for its scope, and nothing else");
  assert.deepEqual([...new Set(before.tickets[0].tickets.flatMap((t) => Object.keys(t)))].sort(), ["code", "name"], "of people the phone keeps a ticket's code and whose it is");
  await v.page.close();

  road.cut();
  const again = async () => {
    v.page = await v.context.newPage();
    await v.page.goto(`${road.url}${date}/door?day=`);
    await v.sees("No connection. Scans are kept on this phone and sent later.");
  };
  await again();
  assert.ok(await v.page.evaluate(() => getComputedStyle(document.body).fontFamily.includes("Source Sans")), "it looks as it should");
  await isAccessible(v.page);
  await type(codeOf[people[0].name]);
  await queue().filter({ hasText: people[0].name }).filter({ hasText: "waits to be sent" }).waitFor();
  await shot(v.page, "door-reopened");
  await v.page.close();
  await again(); // a second time, with what it has read
  await queue().filter({ hasText: people[0].name }).filter({ hasText: "waits to be sent" }).waitFor();
  await type(codeOf[people[1].name]);
  await queue().nth(1).waitFor();
  await assert.rejects(v.page.evaluate(() => fetch("/work")), "other pages are not answered without a connection");
  assert.deepEqual([await attended(people[0]), await attended(people[1])], [0, 0]);

  road.mend();
  await queue().filter({ hasText: "waits to be sent" }).first().waitFor({ state: "detached", timeout: 40_000 });
  await until("the roster shows both", async () => await attended(people[0]) === 1 && await attended(people[1]) === 1);
  await v.go(`${date}/door`);
  await v.sees("Connected. Scans are sent at once.");
  await queue().filter({ hasText: people[1].name }).filter({ hasText: "In." }).waitFor();
  await manager.go(roster);
  await manager.main().getByRole("link", { name: people[0].name }).first().click();
  assert.equal(await manager.main().getByText("At the door", { exact: false }).count(), 1, "each is recorded once");
  await manager.leave();

  // Signed out it forgets; signed in again in another tab, it sends, knows everybody again and is ready to be opened without a connection.
  await v.context.clearCookies();
  await type(codeOf[people[2].name]);
  await v.sees("You are signed out.");
  await until("the phone has forgotten whom it knew", async () => (await holds()).tickets.length === 0);
  const door = v.page;
  v.page = await v.context.newPage();
  await v.signIn("unit-manager");
  await v.page.close();
  v.page = door;
  await queue().filter({ hasText: people[2].name }).filter({ hasText: "In." }).waitFor({ timeout: 40_000 });
  await until("the phone is ready again", async () => {
    const { tickets, scopes, caches } = await holds();
    return tickets.length === 1 && scopes.length === 1 && caches.length === 1;
  });
  assert.deepEqual(await v.page.evaluate(() => Object.keys(JSON.parse(localStorage.getItem("commons-doors")))), [`${date}/door`], "what is kept is written down");

  // Whoever signs out leaves nothing behind on the phone.
  await v.page.locator("details[data-lc-menu] summary").last().click();
  await v.button("Sign out").click();
  await v.page.waitForURL((url) => !url.pathname.startsWith("/work"));
  await until("the phone has forgotten", async () => {
    const left = await holds();
    return left.tickets.length + left.scans.length + left.scopes.length + left.caches.length === 0;
  });
  // Nor what was kept there before doors were written down.
  await v.page.evaluate(() => new Promise((done) => {
    localStorage.removeItem("commons-doors-written");
    const request = indexedDB.open("commons-door");
    request.onsuccess = () => {
      const tx = request.result.transaction("tickets", "readwrite");
      tx.objectStore("tickets").put({ door: "/work/occurrences/old/door", tickets: [{ code: "AAAAAAAA", name: "Kim Example" }] });
      tx.oncomplete = () => { request.result.close(); done(); };
    };
  }));
  assert.equal((await holds()).tickets.length, 1);
  await v.go("/");
  await until("the phone has forgotten the old door", async () => (await holds()).tickets.length === 0);
  dropped();
  v.well();
  await v.context.close();
  await road.close();
});

test("a ticket comes with the letter and is read by the camera", { timeout: 180_000 }, async () => {
  const manager = await visitor(browser, server, { screen: desk });
  await manager.signIn("unit-manager");
  const begins = wholeMinute(Date.now() + 25 * minute);
  const { date } = await dated(manager, "After the levy fails", begins, begins + hour);
  await manager.page.getByLabel("Place", { exact: false }).first().fill("Oak Hall, Springfield");
  await manager.page.getByRole("button", { name: "Save", exact: true }).click();
  await manager.sees("The date is saved.");

  const learner = await visitor(browser, server, { screen: phone });
  await learner.signIn("non-member", date.replace("/work/occurrences/", "/register/"));
  await learner.main().getByRole("button", { name: /^Register/ }).click();
  await learner.sees("You have a seat");
  const ticket = `${new URL(learner.page.url()).pathname}/ticket`;
  await learner.go(ticket);
  await isAccessible(learner.page);
  const code = (await learner.page.locator("main").innerText()).match(/Code: ([0-9A-Z]{4}-[0-9A-Z]{4})/)[1];
  const letters = await until("the letter", async () => {
    await learner.go("/demo/letters");
    const found = learner.page.locator("article").filter({ hasText: `${ticket}` });
    return await found.count() > 0 && found.first();
  });
  assert.match(await letters.innerText(), new RegExp(`Your ticket has the code ${code}\\.`));
  const picture = letters.getByRole("img", { name: `Your ticket's code as a QR code: ${code}` });
  await isAccessible(learner.page);

  // The picture of the letter, held before a camera that does not hold still nor sees sharp edges: grey on light grey, off the middle.
  const grey = await picture.evaluate(async (img, { width, height }) => {
    await img.decode();
    const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
    pen.fillStyle = "#999";
    pen.fillRect(0, 0, width, height);
    pen.filter = "blur(1px)";
    pen.translate(width * 0.55, height * 0.5);
    pen.rotate(0.1);
    pen.drawImage(img, -120, -120, 240, 240);
    const { data } = pen.getImageData(0, 0, width, height);
    return Array.from({ length: width * height }, (_, i) => Math.round(16 + data[4 * i] * 219 / 255));
  }, film);
  await learner.leave();

  const folder = await mkdtemp(join(tmpdir(), "commons-camera-"));
  await writeFilm(join(folder, "ticket.y4m"), grey);
  const camera = await openBrowser(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${join(folder, "ticket.y4m")}`]);
  try {
    const v = await visitor(camera, server, { screen: phone });
    await v.signIn("unit-manager");
    await v.go(`${date}/door`);
    const button = v.button("Read with the camera");
    await button.focus();
    await v.page.keyboard.press("Enter");
    const queue = v.page.locator("[data-lc-door-queue] li");
    await queue.filter({ hasText: "In." }).waitFor({ timeout: 30_000 });
    assert.equal(await queue.count(), 1);
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await isAccessible(v.page);
    await shot(v.page, "door-camera");
    await v.page.keyboard.press("Enter");
    await v.page.locator("[data-lc-door-video]").waitFor({ state: "hidden" });
    await v.leave();
  } finally {
    await camera.close();
    await rm(folder, { recursive: true });
  }
  await manager.leave();
});
