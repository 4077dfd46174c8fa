// A curriculum editor drafts version 2 of a framework with a split and a retired competency, sees what publishing changes, tries to
// publish too early, decides, and publishes. A visitor reads both versions.
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

test("a framework gets a second version with a split and a retired competency", { timeout: 180_000 }, async () => {
  const editor = await visitor(browser, server);
  const { page } = editor;
  await editor.signIn("curriculum-editor", "/work");
  await editor.main().getByRole("link", { name: /Competency frameworks/ }).click();
  await fits(page, "standards-work");
  await editor.main().getByRole("link", { name: "Learning Commons: Advocacy" }).click();
  await editor.button("Draft the next version").click();
  await editor.sees("The draft of the next version is begun.");
  await fits(page, "standards-draft");
  const home = new URL(page.url()).pathname;

  // One competency is split into two new ones.
  for (const [code, title] of [["ADV-04a", "Talking with the press"], ["ADV-04b", "Writing for social channels"]]) {
    await editor.link("Add a competency").click();
    if (code === "ADV-04a") {
      // The wrong turn: no title, and a code that is taken.
      editor.expect(`${home}/add`);
      await page.getByLabel("Code").fill("ADV-01");
      await page.getByRole("textbox", { name: "Title" }).fill("x");
      await editor.button("Save").click();
      await page.getByRole("alert").waitFor();
      await fits(page, "standards-refused");
    }
    await page.getByLabel("Code").fill(code);
    await page.getByRole("textbox", { name: "Title" }).fill(title);
    await page.getByLabel("Can do at the level Foundational").fill("Answers a reporter's first question.\nSays who will call back.");
    await editor.button("Save").click();
    await editor.sees(`“${title}” is in the draft.`);
  }
  for (const name of ["Take out ADV-04 Media and public communication", "Take out ADV-08 Advocating for specific communities"]) {
    await page.getByRole("button", { name }).click();
    await editor.sees("The competency is taken out of the draft.");
  }

  await mistakes(editor, home);

  await editor.link("See what publishing changes").click();
  await editor.sees("To be decided");
  await fits(page, "standards-preview");
  // Too early.
  editor.expect(`${home}/publish`);
  await editor.button("Publish this version").click();
  await editor.sees("Nobody has decided yet what became of “Media and public communication”.");
  await fits(page, "standards-undecided");
  // One code is not enough for a split. The other decision of the form stays as it was chosen.
  const split = page.getByRole("group", { name: "ADV-04 Media and public communication" });
  const ended = page.getByRole("group", { name: "ADV-08 Advocating for specific communities" });
  assert.match(await split.getByRole("combobox").innerText(), /Split into ADV-04a .* and ADV-04b/);
  await split.getByRole("combobox").selectOption("split");
  await split.getByLabel("Codes of what it became").fill("ADV-04a");
  await ended.getByRole("combobox").selectOption("retired");
  editor.expect(`${home}/decide`);
  await editor.button("Keep these decisions").click();
  await page.getByRole("alert").waitFor();
  assert.equal(await ended.getByRole("combobox").inputValue(), "retired");
  await fits(page, "standards-decision-refused");
  await split.getByLabel("Codes of what it became").fill("ADV-04a, ADV-04b");
  await editor.button("Keep these decisions").click();
  await editor.sees("2 decisions are kept with the draft.");
  await page.getByText("Look at them").isVisible();
  await fits(page, "standards-decided");
  assert.equal(await page.getByText("To be decided").count(), 0);
  await editor.button("Publish this version").click();
  await editor.sees("is published.");
  editor.well();
  await editor.leave();

  const reader = await visitor(browser, server);
  await reader.go("/ways");
  await reader.link("Competency frameworks").click();
  await fits(reader.page, "standards");
  await reader.link("Learning Commons: Advocacy").click();
  await reader.sees("Split into");
  await fits(reader.page, "standard");
  await reader.link("Both versions side by side").click();
  await reader.sees("2 competencies are new");
  await fits(reader.page, "standards-compare");
  await reader.main().getByRole("link", { name: "ADV-04 Media and public communication" }).click();
  await reader.sees("This is an older version");
  await reader.sees("Talking with the press");
  await fits(reader.page, "competency");
  const pack = await reader.fetch("/ims/case/v1p1/CFDocuments?limit=3");
  assert.equal(pack.status(), 200);
  assert.equal((await pack.json()).CFDocuments.length, 3);
  assert.match(pack.headers().link, /rel="next"/);
  reader.well();
  await reader.leave();
});

// mistakes are made in a draft and put right: a competency is taken out and comes back, one moves and moves again; another is linked and translated.
async function mistakes(editor, home) {
  const { page } = editor;
  await page.getByRole("button", { name: "Take out ADV-02" }).click();
  await editor.sees("The competency is taken out of the draft.");
  await editor.link("3 taken out").click();
  await fits(page, "standards-taken-out");
  await page.getByRole("button", { name: /^Put back ADV-02/ }).click();
  await editor.sees("1 competency is back as it stood.");
  assert.equal(await page.evaluate(() => document.activeElement.textContent.includes("ADV-02")), true, "the focus is not at what came back");

  // Under the one above, by the keyboard, and up a level again; then under another that is looked for.
  await page.getByRole("button", { name: /^Put ADV-02 .* under the one above it$/ }).focus();
  await page.keyboard.press("Enter");
  const nested = page.locator("li li", { has: page.getByRole("link", { name: /^ADV-02/ }) });
  await nested.waitFor();
  await fits(page, "standards-nested");
  await page.getByRole("button", { name: /^Put ADV-02 .* up a level$/ }).click();
  await nested.waitFor({ state: "detached" });
  await page.getByRole("link", { name: /^Move elsewhere: ADV-02/ }).click();
  await page.getByLabel("Look for where it is to stand").fill("advoc");
  await page.locator("main").getByRole("button", { name: "Search" }).click();
  await fits(page, "standards-place");
  await page.getByRole("radio").first().check();
  await editor.button("Move it").click();
  await editor.sees("It is moved, with all that stands under it.");
  await page.getByRole("button", { name: /^Put ADV-02 .* up a level$/ }).click();
  await nested.waitFor({ state: "detached" });

  // A link to another framework, and one elsewhere that is refused first.
  await page.getByRole("link", { name: /^ADV-01/ }).click();
  await editor.link("What it maps to").click();
  await page.getByText("Or something elsewhere").click();
  await page.getByLabel("What it is called").fill("A page of skills");
  await page.getByLabel("Its address").fill("http://");
  await page.getByLabel("Look for a competency that is here").fill("COL-01");
  await page.locator("main").getByRole("button", { name: "Search" }).click();
  await page.getByRole("radio").first().check();
  assert.equal(await page.getByLabel("What it is called").inputValue(), "A page of skills");
  await fits(page, "standards-link-new");
  await page.getByLabel("Its address").fill("");
  await page.getByLabel("How they belong together").last().selectOption("isRelatedTo");
  await editor.button("Add this link").click();
  await editor.sees("The link is in the draft.");
  await fits(page, "standards-links");

  // Spanish for readers of Spanish.
  await editor.link("Translations").click();
  await page.getByRole("link", { name: /^Spanish/ }).click();
  await page.getByLabel("Title, translated").fill("Explicar el valor de la biblioteca");
  await fits(page, "standards-translation");
  await editor.button("Save").click();
  await editor.sees("The translation is saved with the draft.");
  await editor.go(home);

  // The framework's own title and its levels too.
  await editor.link("Translations").click();
  await page.getByRole("link", { name: /^Spanish/ }).click();
  await page.getByLabel("The level “Foundational”, translated").fill("Inicial");
  await fits(page, "standards-translation-frame");
  await page.getByLabel("Title, translated").fill("Defender la biblioteca");
  await editor.button("Save").click();
  await editor.sees("The translation is saved with the draft.");
  await editor.go(home);
}

test("a framework that is retired is in a list of its own", { timeout: 120_000 }, async () => {
  const editor = await visitor(browser, server);
  const { page } = editor;
  await editor.signIn("curriculum-editor", "/work/standards");
  await editor.main().getByRole("link", { name: "Learning Commons: Collections" }).click();
  await page.getByText("Retire this framework").click();
  await editor.button("Retire it").click();
  await editor.sees("The framework is retired. It stays readable.");
  await editor.go("/work/standards?status=retired");
  await editor.sees("Learning Commons: Collections");
  await fits(page, "standards-work-retired");
  await editor.go("/standards");
  await editor.link("No longer in force").click();
  await fits(page, "standards-retired");
  await editor.main().getByRole("link", { name: "Learning Commons: Collections" }).click();
  await editor.sees("This is an older version");
  editor.well();
  await editor.leave();
});

test("a table is tried, has a bad row, and comes in as a draft", { timeout: 120_000 }, async () => {
  const editor = await visitor(browser, server);
  const { page } = editor;
  await editor.signIn("curriculum-editor", "/work/standards");
  await editor.link("Import a file").click();
  await fits(page, "standards-import");
  const table = "code,title,parent,Can do: Foundational,Can do: Expert\nS,Story time,,Reads aloud.,Trains others.\nS1,Voice,S,,\nX,Lost,NOWHERE,,\n";
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "story.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await page.getByLabel("Title of a new framework").fill("Story time in the branch");
  await editor.button("Try it without saving").click();
  await editor.sees("What would be done");
  await editor.sees("No row of the file has the code NOWHERE.");
  await fits(page, "standards-import-tried");
  await editor.button("Take it in as a draft").click();
  await editor.sees("What was done");
  await editor.link("Go to the draft").click();
  assert.equal(await editor.heading(), "Story time in the branch");
  await editor.link("Levels").click();
  await fits(page, "standards-levels");
  await page.getByLabel("What somebody at level 1 is like").fill("Works with guidance.");
  await editor.button("Save").click();
  await editor.sees("The levels are saved.");
  await editor.link("About this framework").click();
  await fits(page, "standards-about");
  await page.getByLabel("Written by").fill("The branch");
  await editor.button("Save").click();
  await editor.sees("The draft is saved.");
  await page.getByRole("link", { name: "S Story time", exact: true }).click();
  await fits(page, "standards-competency-form");
  await page.getByLabel("What it means").fill("Tell a story so that children listen.");
  await editor.button("Save").click();
  await editor.sees("The draft is saved.");
  await editor.link("See what publishing changes").click();
  await editor.sees("This is the first version. It has 2 competencies.");
  await editor.button("Publish this version").click();
  await editor.sees("is published.");
  editor.well();
  await editor.leave();
});
