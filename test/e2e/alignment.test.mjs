// A unit's editor and a curriculum editor say what offers teach; a visitor finds offers by competency.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, visitor } from "./lib/browser.mjs";
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

async function fits(page, name) {
  await isAccessible(page);
  await shot(page, `${name}-desk`);
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width, `${page.url()} scrolls sideways`);
  await isAccessible(page);
  await shot(page, `${name}-phone`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(desk);
}

test("an editor says what an offer teaches, and everybody finds it", { timeout: 120_000 }, async () => {
  const editor = await visitor(browser, server);
  const { page } = editor;
  await editor.signIn("unit-editor", "/work/offers?show=published");
  await editor.main().locator("table a").first().click();
  const title = await editor.heading();
  await editor.link("Choose competencies").click();
  await fits(page, "teaches");
  // Whatever it teaches by now is taken off, and one competency is looked for.
  for (let n = await page.getByRole("button", { name: /^Take off/ }).count(); n > 0; n--) {
    await page.getByRole("button", { name: /^Take off/ }).first().click();
    await editor.sees("It is taken off.");
  }
  await editor.sees("Nobody has said yet what it teaches");
  await fits(page, "teaches-nothing");
  await page.getByLabel("Words or code").fill("COL-04");
  await page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await page.getByLabel("COL-04 Evaluation and weeding", { exact: true }).check();
  // The wrong turn: no level.
  editor.expect(new URL(page.url()).pathname);
  await editor.button("Add those ticked").click();
  await page.getByRole("alert").waitFor();
  await fits(page, "teaches-refused");
  await page.getByLabel("Words or code").fill("COL-04");
  await page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await fits(page, "teaches-found");
  await page.getByLabel("COL-04 Evaluation and weeding", { exact: true }).check();
  await page.getByLabel("Up to which level: COL-04 Evaluation and weeding").selectOption("practitioner");
  await editor.button("Add those ticked").click();
  await editor.sees("1 competency is added.");
  await editor.sees("Taught already");
  editor.well();
  await editor.leave();

  const reader = await visitor(browser, server);
  await reader.go("/standards/lc-collections");
  await reader.main().getByRole("link", { name: "COL-04 Evaluation and weeding" }).click();
  await reader.sees("Learning that leads here");
  await fits(reader.page, "competency-offers");
  await reader.main().getByRole("link", { name: /offers in the catalogue/ }).click();
  await reader.sees("COL-04 Evaluation and weeding");
  await fits(reader.page, "catalogue-competency");
  await reader.main().getByRole("link", { name: title }).first().click();
  await reader.sees("up to Practitioner");
  await fits(reader.page, "offer-teaches");
  reader.well();
  await reader.leave();
});

test("curriculum staff work through what nobody has matched", { timeout: 120_000 }, async () => {
  const staff = await visitor(browser, server);
  const { page } = staff;
  await staff.signIn("curriculum-editor", "/work");
  await staff.main().getByRole("link", { name: /What offers teach/ }).click();
  await fits(page, "alignments");
  const offers = page.locator("section.lc-card");
  const before = await offers.count();
  assert.ok(before > 0, "the demonstration has offers that nobody has matched");
  await page.locator('section.lc-card input[type="checkbox"]').first().check();
  await staff.button("They teach those ticked").click();
  await staff.sees("1 competency is added.");
  assert.equal(await offers.count(), before - 1);

  await staff.link("As a table").click();
  await fits(page, "alignments-table");
  const file = await staff.fetch("/work/alignments/table.csv");
  assert.equal(file.status(), 200);
  const lines = (await file.text()).trim().split("\r\n").length;
  assert.ok(lines > 400, `the table has ${lines} lines`);
  const key = (await file.text()).split("\r\n")[1].split(",")[0];
  const table = `offer,framework,code,level\n${key},lc-management,MGT-06,expert\n${key},lc-management,MGT-99,expert\n`;
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "teaches.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await staff.button("Try it without saving").click();
  await staff.sees("has a competency with the code “MGT-99”");
  await fits(page, "alignments-tried");
  await staff.button("Save the changes").click();
  await staff.sees("What was done");
  staff.well();
  await staff.leave();
});
