// A learner who finds nothing says what they need. A curriculum editor joins it with what others said alike, decides, and looks at what
// everybody needs against what there is. The learner reads the reply; whoever has no part in it reads nothing.
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

test("a suggestion is made, joined, decided and answered", { timeout: 180_000 }, async () => {
  const learner = await visitor(browser, server);
  {
    const { page } = learner;
    await learner.signIn("non-member", "/catalogue?q=grantwriting+xylophone");
    await learner.link("Or say it under your name, and get a reply").click();
    assert.equal(await page.getByLabel("What would you like to be able to do?").inputValue(), "grantwriting xylophone");
    await fits(page, "suggest");
    // The wrong turn: nothing is said.
    learner.expect("/suggest");
    await page.getByLabel("What would you like to be able to do?").fill(" ");
    await page.getByLabel("Level").selectOption("foundational");
    await learner.button("Send").click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("Level").inputValue(), "foundational");
    await fits(page, "suggest-refused");
    await page.getByLabel("What would you like to be able to do?").fill("Writing grant proposals in a county without a development office.");
    await learner.button("Send").click();
    await learner.sees("Somebody decides on it");
    await fits(page, "my-suggestions");
    learner.well();
  }

  const editor = await visitor(browser, server);
  {
    const { page } = editor;
    await editor.signIn("curriculum-editor", "/work");
    await editor.main().getByRole("link", { name: /^Suggestions/ }).click();
    await editor.sees("after searching for “bookbinding”");
    await fits(page, "suggestions");
    await page.getByRole("link", { name: /Writing grant proposals in a county/ }).click();
    await editor.sees("What others said alike");
    await fits(page, "suggestion");
    for (const box of await page.getByRole("checkbox", { name: /^Tick: / }).all()) await box.check();
    await editor.button("Join those that are ticked with this one").click();
    await editor.sees("Joined with it");
    // The wrong turn: an offer that is not there.
    const here = new URL(page.url()).pathname;
    editor.expect(here);
    await page.getByRole("radio", { name: /^There already/ }).check();
    await page.getByLabel("The offer that is there").fill("no-such-offer");
    await page.getByRole("textbox", { name: "Reply" }).fill("Here is a first step.");
    await editor.button("Decide").click();
    await editor.sees("Name an offer that is published");
    assert.equal(await page.getByRole("textbox", { name: "Reply" }).inputValue(), "Here is a first step.");
    await fits(page, "suggestion-refused");
    await page.getByRole("radio", { name: /^Planned/ }).check();
    await page.getByRole("textbox", { name: "Reply" }).fill("A course on grants begins in March.");
    await editor.button("Decide").click();
    await editor.sees("It is decided.");

    // Several at once, one of them said without a name.
    for (const name of ["Tick: A weekend on repairing bindings, near Chicago if possible.", "Tick: Repairing torn bindings and loose pages with what a small library has."]) await page.getByRole("checkbox", { name }).check();
    await page.getByText("Decide on those that are ticked").first().click();
    await page.getByRole("radio", { name: /^Not now/ }).check();
    await page.getByRole("textbox", { name: "Reply" }).fill("Nobody near you teaches it this year.");
    await editor.button("Decide on those that are ticked").click();
    await editor.sees("2 suggestions are decided.");
    editor.well();
    await editor.leave();
  }

  await learner.go("/my/suggestions");
  await learner.sees("A course on grants begins in March.");
  await fits(learner.page, "my-suggestions-answered");
  learner.expect("/work/suggestions");
  assert.equal((await learner.fetch("/work/suggestions")).status(), 403);
  assert.equal((await learner.fetch("/work/demand")).status(), 403);
  await learner.leave();
});

test("everybody's gaps against what there is", { timeout: 180_000 }, async () => {
  const planner = await visitor(browser, server);
  const { page } = planner;
  await planner.signIn("unit-manager", "/work");
  await planner.main().getByRole("link", { name: /^What people need/ }).click();
  await planner.sees("Competencies, the thinnest first");
  await planner.sees("grant writing small library");
  assert.ok(await page.getByRole("table", { name: "Gaps and offers by content area and level" }).getByText(/\d+ gaps/).count());
  await fits(page, "demand");
  await page.getByLabel("For", { exact: true }).selectOption("public");
  await page.getByLabel("Level", { exact: true }).selectOption("practitioner");
  await planner.button("Show").click();
  await planner.sees("Where fewer than five of this audience stand alone");
  await fits(page, "demand-narrowed");
  await page.getByRole("link", { name: /^This competency month by month/ }).first().click();
  await planner.sees("Gaps in one competency alone:");
  await fits(page, "demand-competency");
  await planner.go("/work/demand");
  const file = await planner.fetch("/work/demand.csv?audience=public");
  assert.equal(file.status(), 200);
  const lines = (await file.text()).trim().split("\n");
  assert.match(lines[0], /gaps,offers,mark/);
  assert.ok(lines.length > 10);
  assert.equal((await planner.fetch("/work/demand/table.csv")).status(), 200);
  await page.getByRole("link", { name: /^Draft an offer: / }).first().click();
  assert.equal(await planner.heading(), "New offer");
  assert.equal(await page.locator("input[name=areas]:checked").count(), 1);
  planner.well();
  await planner.leave();
});
