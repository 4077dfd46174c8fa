// Every page that a persona can reach from where it starts: it answers, has one heading, makes no
// trouble in the console, is clean by axe, and fits a narrow screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, openPage, signInAs, startBrowser, startDemo } from "./lib/site.mjs";

let demo, browser;

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** One address of each kind is enough: ids, keys and queries make no new kind of page. */
function kindOf(path) {
  return path
    .replace(/\?.*$/, "")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")
    .replace(/^\/offers\/[^/]+/, "/offers/{key}")
    .replace(/^\/begin\/[^/]+/, "/begin/{key}")
    .replace(/^\/units\/[^/]+/, "/units/{acronym}");
}

async function crawl(page, starts, most) {
  const seen = new Set();
  const queue = [...starts];
  const bad = [];
  while (queue.length > 0 && seen.size < most) {
    const path = queue.shift();
    const kind = kindOf(path);
    if (seen.has(kind)) continue;
    seen.add(kind);
    const response = await page.goto(path);
    const status = response?.status();
    if (status !== 200) bad.push(`${path}: status ${status}`);
    const headings = await page.locator("h1").count();
    if (headings !== 1) bad.push(`${path}: ${headings} h1`);
    if (!(await page.title())) bad.push(`${path}: no title`);
    for (const finding of await axe(page)) bad.push(`${path}: ${finding}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) bad.push(`${path}: ${wide} px wider than the screen`);
    for (const trouble of page.troubles.splice(0)) bad.push(`${path}: ${trouble}`);
    const links = await page.$$eval("a[href]", (as) => as.map((a) => a.href));
    for (const link of links) {
      const u = new URL(link);
      if (u.origin !== new URL(demo.base).origin) continue;
      if (/\.(ics|csv|pdf|json)$|^\/(api|static)\//.test(u.pathname)) continue;
      queue.push(u.pathname + u.search);
    }
  }
  return { seen, bad };
}

for (const [persona, width] of [[null, 1280], [null, 320], ["learner", 320], ["learner", 1280], ["unit-manager", 1280], ["administrator", 320], ["reviewer", 1280]]) {
  test(`pages of ${persona ?? "a visitor"} at ${width} px`, async () => {
    const page = await openPage(browser, demo.base, { viewport: { width, height: 900 }, colorScheme: width === 320 ? "dark" : "light" });
    const starts = ["/", "/catalogue"];
    if (persona) {
      await signInAs(page, persona);
      starts.push("/my", "/my/record", "/my/transcript");
      if (persona === "administrator") starts.push("/work/people", "/work/members/import", "/work/organisations");
    }
    const { seen, bad } = await crawl(page, starts, 40);
    await page.context().close();
    assert.ok(seen.size >= 10, `only ${seen.size} kinds of pages were found`);
    assert.deepEqual(bad, []);
  });
}

test("a stranger gets no cookie and finds without script", async () => {
  const page = await openPage(browser, demo.base, { javaScriptEnabled: false });
  await page.goto("/");
  await page.fill("#home-q", "budget");
  await page.locator("form.lc-hero-search button").click();
  const first = page.locator(".lc-row-title a").first();
  await first.click();
  assert.match(new URL(page.url()).pathname, /^\/offers\//);
  assert.deepEqual(await page.context().cookies(), []);
  await page.context().close();
});
