// What an administrator does to units, organisations and people, each with a wrong turn and a way back.
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

// fits looks at a page on a desk and on a phone: no finding, and nothing scrolls sideways.
async function fits(page, name) {
  await isAccessible(page);
  await shot(page, `${name}-desk`);
  await page.setViewportSize(phone);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width, `${page.url()} scrolls sideways`);
  await shot(page, `${name}-phone`);
  await page.setViewportSize(desk);
}

test("a unit is added, renamed, merged and undone", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  const section = (title) => page.locator("section", { has: page.getByRole("heading", { name: title }) });
  await v.signIn("administrator", "/work/units");
  await v.link("Add a unit").click();
  await page.getByLabel("Name", { exact: true }).fill("Story Table");
  await page.getByLabel("Acronym").fill("PLA");
  await page.getByLabel("Kind").selectOption({ index: 2 });
  v.expect("/work/units");
  await v.button("Add the unit").click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Story Table", "nothing typed is lost");
  await fits(page, "unit-refused");
  await page.getByLabel("Acronym").fill("STOT");
  await v.button("Add the unit").click();
  await page.waitForURL(/\/work\/units(\/[^/]+)?$/);
  await v.go("/work/units");
  await v.link("Story Table").click();
  const unit = new URL(page.url()).pathname;

  const rename = section("Give it another name");
  await rename.getByLabel("Name", { exact: true }).fill("Story and Song Table");
  await rename.getByLabel("Acronym").fill("SST");
  await rename.getByRole("button", { name: "Record the name" }).click();
  await v.sees("The new name is recorded.");
  assert.equal(await v.heading(), "Story and Song Table");

  v.expect(`${unit}/merge`);
  await v.button("Record the merger").click();
  await v.sees("Choose the unit in which it lives on.");
  await section("Merge it into another unit").getByLabel("Into which unit?").selectOption({ index: 1 });
  await v.button("Record the merger").click();
  await v.sees("This unit lives on in another one");
  await fits(page, "unit-merged");

  for (const name of ["Story and Song Table", "Story Table"]) {
    await page.getByText("Take back the last change").click();
    await v.button("Undo it").click();
    await v.sees("The last change was taken back.");
    assert.equal(await v.heading(), name);
  }
  await v.go("/units/STOT");
  assert.equal(await v.heading(), "Story Table");
  await v.leave();
});

test("an organisation is changed and moved, but not into itself", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("administrator", "/work/organisations");
  const add = async (name) => {
    await page.getByLabel("Name", { exact: true }).fill(name);
    await v.button("Add it").click();
    await v.sees(`${name} was added.`);
  };
  await add("Quillmoor System");
  await v.go("/work/organisations?q=Quillmoor");
  await v.link("Quillmoor System").click();
  await add("Quillmoor Library");
  await v.link("Change it").click();
  const form = new URL(page.url()).pathname;
  v.expect(form);
  await page.getByLabel("Name", { exact: true }).fill("Quillmoor District");
  await page.getByLabel("Part of").fill("Quillmoor");
  await v.button("Save").click();
  await v.sees("Choose which one is meant");
  await fits(page, "organisation-which");
  await page.getByRole("radio", { name: /Quillmoor Library/ }).check();
  await v.button("Save").click();
  await v.sees("It cannot be part of itself");
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Quillmoor District", "nothing typed is lost");
  await page.getByLabel("Part of").fill("");
  await page.getByLabel("List that has a code for it").fill("ISIL");
  await page.getByLabel("Its code there").fill("US-quill");
  await fits(page, "organisation-form");
  await v.button("Save").click();
  await v.sees("The organisation is saved.");
  assert.equal(await v.heading(), "Quillmoor District");
  await fits(page, "organisation-saved");
  await v.leave();
});

test("two accounts of one person are looked at, merged and parted again", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("administrator", "/work/members/import");
  const file = [
    "Member number,Name,Email,Class,Start,End",
    "990101,Iris Example,iris@example.org,regular,2026-01-01,2026-12-31",
    "990102,I. Example,iris.example@example.org,student,2025-01-01,2025-12-31",
  ].join("\r\n");
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "members.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await v.button("Show the difference").click();
  await v.button("Apply 2 rows").click();
  await v.sees("The file was applied.");
  await v.go("/work/people?q=990102");
  await v.link("I. Example").click();
  const double = new URL(page.url()).pathname;

  v.expect(`${double}/merge?email=${encodeURIComponent("irsi@example.org")}`);
  await page.getByText("This is the same person as somebody else").click();
  await page.getByLabel("Address of the other account").fill("irsi@example.org");
  await v.button("Show what would come along").click();
  await v.sees("Nobody has this address");
  await page.getByLabel("Address of the other account").fill("iris@example.org");
  await v.button("Show what would come along").click();
  assert.equal(await v.heading(), "Are they one person?");
  await v.sees("Regular member");

  await v.link("The other way round").click(); // the newer name is the better one
  await v.sees("Student member");
  await v.sees("What is recorded after the merge stays with Iris Example even then");
  await fits(page, "merge");
  await v.link("Cancel").click();
  assert.equal(await v.heading(), "Iris Example");
  assert.equal(await v.main().getByText("was merged into this person").count(), 0, "looking changes nothing");
  await page.goBack();
  v.expect(new URL(page.url()).pathname);
  await v.button("Propose the merge").click();
  await v.sees("Write how you made sure");
  await page.getByLabel("How you made sure that they are one person").fill("Called her library at its number in our list.");
  await fits(page, "merge-without-proof");
  await v.button("Propose the merge").click();
  await v.sees("Another administrator decides on it now.");
  await v.sees("You proposed this, so somebody else agrees to it.");
  await fits(page, "merge-proposed");

  const second = await visitor(browser, server);
  await second.signIn("colleague", "/work");
  await second.main().locator("[href='/work/merges']").first().click();
  await fits(second.page, "merges");
  await second.link("I. Example into Iris Example").click();
  await second.sees("Called her library at its number in our list.");
  await fits(second.page, "merge-to-agree");
  await second.button("Agree and merge them").click();
  await second.sees("The two are one person now.");
  await fits(second.page, "merge-agreed");
  await second.leave();
  await v.go("/work/people?q=990101");
  await v.link("Iris Example").click();
  await v.sees("I. Example was merged into this person");
  await v.sees("iris.example@example.org");
  await fits(page, "merged");

  await v.main().locator("summary", { hasText: "Undo" }).click();
  await v.button("Undo the merge").click();
  await v.sees("They are two people again.");
  assert.equal(await v.main().getByText("iris.example@example.org").count(), 0);
  await v.leave();
});
