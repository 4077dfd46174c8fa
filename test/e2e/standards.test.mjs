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

  await editor.link("See what publishing changes").click();
  await editor.sees("To be decided");
  await fits(page, "standards-preview");
  // Too early.
  editor.expect(`${home}/publish`);
  await editor.button("Publish this version").click();
  await editor.sees("Nobody has decided yet what became of “Media and public communication”.");
  await fits(page, "standards-undecided");
  // One code is not enough for a split.
  const split = page.locator("form", { has: page.getByLabel("What became of it: ADV-04 Media and public communication") });
  editor.expect(`${home}/decide`);
  await split.getByRole("combobox").selectOption("split");
  await split.getByLabel("Codes of what it became").fill("ADV-04a");
  await split.getByRole("button").click();
  await page.getByRole("alert").waitFor();
  await fits(page, "standards-decision-refused");
  await split.getByLabel("Codes of what it became").fill("ADV-04a, ADV-04b");
  await split.getByRole("button").click();
  await editor.sees("Your decision is kept with the draft.");
  const ended = page.locator("form", { has: page.getByLabel("What became of it: ADV-08 Advocating for specific communities") });
  await ended.getByRole("combobox").selectOption("retired");
  await ended.getByRole("button").click();
  await editor.sees("Your decision is kept with the draft.");
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
