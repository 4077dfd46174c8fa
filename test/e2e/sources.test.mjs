// An editor adds a source, has a row refused, corrects the order of dates, and merges what came twice.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, visitor } from "./lib/browser.mjs";
import { shot } from "./lib/seen.mjs";
import { startServer } from "./lib/server.mjs";

// Years from now, so that the dates are to come whenever this runs; each can be read in two ways.
const year = new Date().getFullYear() + 1;
const answers = {
  "/one.csv": `title,date,time,minutes,summary\nMending paper kites,04/05/${year},14:00,60,How to mend a kite.\nKnots for beginners,06/05/${year},14:00,60,Ten knots.\n`,
  "/two.json": JSON.stringify({ events: [{ name: "MENDING PAPER KITES", start_date: `${year}-05-04T14:30`, minutes: 60 }] }),
};

let feeds, server, browser;
before(async () => {
  feeds = createServer((req, res) => {
    res.writeHead(answers[req.url] ? 200 : 404).end(answers[req.url]);
  }).listen(0, "127.0.0.1");
  await once(feeds, "listening");
  process.env.COMMONS_OUTBOUND_ALLOW = `127.0.0.1:${feeds.address().port}`;
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  feeds?.close();
});

async function fits(page, name) {
  await isAccessible(page);
  await shot(page, `${name}-desk`);
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width, `${page.url()} scrolls sideways`);
  await shot(page, `${name}-phone`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(desk);
}

test("a source is added, corrected, and merged with another", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  const at = (path) => `http://127.0.0.1:${feeds.address().port}${path}`;
  const add = async (name, address) => {
    await v.go("/work/sources");
    await v.link("New source").click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel(/^Address/).fill(address);
    const unit = page.getByLabel("Offered by");
    if (!(await unit.inputValue())) await unit.selectOption({ index: 1 });
    await page.getByLabel("Fetched").selectOption("hand");
  };
  await v.signIn("unit-editor", "/work/sources");
  await fits(page, "sources-empty");
  // The wrong turn: an address inside.
  await add("Lakeland events", "http://169.254.169.254/");
  v.expect("/work/sources/new");
  await v.button("Save").click();
  await page.getByRole("alert").waitFor();
  await fits(page, "source-refused");
  await page.getByLabel(/^Address/).fill(at("/one.csv"));
  await v.button("Save").click();
  await page.waitForURL(/\/work\/sources\/[0-9a-f-]{36}$/);

  await v.button("Fetch it now").click();
  const report = page.locator("main");
  await shot(page, "source-first-run");
  await report.getByText("day first or month first").first().waitFor();
  await report.getByText(`4 May ${year} or 5 April ${year}`).waitFor();
  await fits(page, "source-asks-order");
  await page.getByRole("link", { name: "Change", exact: true }).click();
  await page.getByLabel("Order of dates").selectOption("dmy");
  await v.button("Save").click();
  await v.button("Fetch it now").click();
  await page.locator("main").getByText("Taken", { exact: true }).first().waitFor();
  await report.getByText("Knots for beginners").waitFor();
  await fits(page, "source-taken");

  await add("Campus events", at("/two.json"));
  await v.button("Save").click();
  await page.waitForURL(/\/work\/sources\/[0-9a-f-]{36}$/);
  await v.button("Fetch it now").click();
  await page.locator("main").getByText("Taken", { exact: true }).waitFor();

  await v.go("/work/duplicates");
  await fits(page, "duplicates");
  await page.getByRole("link", { name: /from Lakeland events/ }).click();
  await v.sees("Make one of two offers");
  await fits(page, "merge");
  await v.button("Make them one").click();
  await page.getByText("They are one now").waitFor();
  assert.equal(await page.getByText(/MENDING PAPER KITES/).count(), 0, "the pair is proposed again");
  await v.go("/work/links");
  await fits(page, "links");
  await v.close?.();
});
