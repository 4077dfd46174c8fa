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

test("a new version moves alignments, and asks about the rest", { timeout: 180_000 }, async () => {
  const staff = await visitor(browser, server);
  const { page } = staff;
  await staff.signIn("curriculum-editor", "/work/standards");
  await staff.main().getByRole("link", { name: "Learning Commons: Collections" }).click();
  await staff.button("Draft the next version").click();
  await staff.sees("The draft of the next version is begun.");
  const home = new URL(page.url()).pathname;
  for (const [code, title] of [["COL-04a", "Evaluating what there is"], ["COL-04b", "Withdrawing in the open"], ["COL-08a", "Local and special materials"]]) {
    await staff.link("Add a competency").click();
    await page.getByLabel("Code").fill(code);
    await page.getByRole("textbox", { name: "Title" }).fill(title);
    await staff.button("Save").click();
    await staff.sees(`“${title}” is in the draft.`);
  }
  // A level gets another name, and stays the same one.
  await staff.link("Levels").click();
  await page.getByLabel("Title of level 1").fill("Beginning");
  await staff.button("Save").click();
  await staff.sees("The levels are saved.");
  for (const name of ["Take out COL-04 Evaluation and weeding", "Take out COL-05 Preservation and repair", "Take out COL-08 Local history and special materials"]) {
    await page.getByRole("button", { name }).click();
    await staff.sees("The competency is taken out of the draft.");
  }
  await staff.link("See what publishing changes").click();
  await staff.sees("Called “Beginning” now");
  for (const [name, became, codes] of [["COL-04 Evaluation and weeding", "split", "COL-04a, COL-04b"], ["COL-05 Preservation and repair", "retired", ""], ["COL-08 Local history and special materials", "replaced", "COL-08a"]]) {
    await page.getByLabel(`What became of it: ${name}`).selectOption(became);
    await page.getByLabel(`Codes of what it became: ${name}`).fill(codes);
  }
  await staff.button("Keep these decisions").click();
  await staff.sees("3 decisions are kept with the draft.");
  await fits(page, "publish-levels");
  await staff.button("Publish this version").click();
  await staff.sees("is published.");
  // The alignments follow within a moment.
  for (let n = 0; n < 40; n++) {
    await staff.go("/work/alignments/decisions");
    if (await page.getByText("decisions wait.").count() > 0) break;
    await page.waitForTimeout(250);
  }
  await staff.sees("It was split. Which of its parts does the offer teach?");
  await staff.sees("It has ended, and nothing took its place.");
  await fits(page, "decisions");
  const before = Number((await page.getByText(/^\d+ decisions wait\.$/).innerText()).split(" ")[0]);
  const split = page.locator("section.lc-card", { hasText: "COL-04 Evaluation and weeding" }).first();
  // The wrong turn: nothing ticked.
  staff.expectWhatever(await split.locator("form").getAttribute("action"));
  await split.getByRole("button", { name: /^It teaches those ticked/ }).click();
  await staff.sees("Tick at least one competency.");
  const again = page.locator("section.lc-card", { hasText: "COL-04 Evaluation and weeding" }).first();
  await again.getByLabel("COL-04a Evaluating what there is", { exact: true }).check();
  await again.getByRole("button", { name: /^It teaches those ticked/ }).click();
  await staff.sees("It is decided.");
  assert.equal(Number((await page.getByText(/^\d+ decisions? waits?\.$/).innerText()).split(" ")[0]), before - 1);
  // What has ended is taken off.
  await page.getByRole("button", { name: /^Take it off: COL-05 Preservation and repair/ }).first().click();
  await staff.sees("It is decided.");
  assert.equal(Number((await page.getByText(/^\d+ decisions? waits?\.$/).innerText()).split(" ")[0]), before - 2);
  // What was replaced has moved by itself.
  await staff.go("/standards/lc-collections");
  await staff.main().getByRole("link", { name: "COL-08a Local and special materials" }).first().click();
  await staff.sees("offers in the catalogue");
  // What people need is held against what there is, the thinnest first.
  await staff.go("/work");
  await staff.main().getByRole("link", { name: /^What people need/ }).click();
  await staff.sees("Competencies, the thinnest first");
  await fits(page, "needs-after-a-version");
  await staff.go("/curriculum/collections");
  await staff.main().getByRole("link", { name: "COL-04a Evaluating what there is" }).first().waitFor();
  await fits(page, "curriculum-after-a-version");
  staff.well();
  await staff.leave();
});

test("the curriculum says what there is and what is thin, and a stream is made", { timeout: 180_000 }, async () => {
  const reader = await visitor(browser, server);
  await reader.go("/curriculum");
  await reader.sees("A cell is thin when");
  await fits(reader.page, "curriculum");
  await reader.main().getByRole("table", { name: "What there is, by content area and level" }).getByRole("link", { name: "Literacy" }).click();
  await reader.sees("Teaching that is remembered");
  await fits(reader.page, "curriculum-area");
  await reader.main().getByRole("link", { name: "Teaching that is remembered" }).first().click();
  await reader.sees("No offer leads there yet");
  await fits(reader.page, "stream");
  for (const list of ["cells", "competencies", "streams", "one-off"]) {
    const file = await reader.fetch(`/curriculum/${list}.csv`);
    assert.equal(file.status(), 200);
    assert.ok((await file.text()).trim().split("\r\n").length > 5, list);
  }
  reader.well();
  await reader.leave();

  const staff = await visitor(browser, server);
  const { page } = staff;
  await staff.signIn("curriculum-editor", "/curriculum");
  await staff.sees("Draft, seen by staff alone");
  await staff.link("Streams").first().click();
  await fits(page, "streams");
  await staff.link("New stream").click();
  await page.getByRole("textbox", { name: "Title" }).fill("A stream of one");
  await page.getByLabel("What people will be able to do").fill("Keep a shelf alive");
  await page.getByLabel("The competencies it leads to").fill("lc-management MGT-01 practitioner\nnothing at all");
  staff.expect("/work/streams/new");
  await staff.button("Save the draft").click();
  await staff.sees("names no competency");
  await fits(page, "stream-refused");
  await page.getByLabel("The competencies it leads to").fill("lc-management MGT-01 practitioner");
  await staff.button("Save the draft").click();
  await staff.sees("The draft is saved.");
  const at = new URL(page.url()).pathname;
  staff.expect(`${at}/publish`);
  await staff.button("Publish").click();
  await staff.sees("at least one objective and one offer");
  await fits(page, "stream-draft");
  staff.well();
  await staff.leave();
});
