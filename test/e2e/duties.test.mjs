// Somebody says "I work in New York and hold LSSC", takes a wrong turn with a date, and sees both duties with their days, what if and the
// calendar. A coordinator sees where those stand who agreed; somebody takes it back, and it is gone. A rule is written and published.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ICAL from "ical.js";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, until, visitor } from "./lib/browser.mjs";
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

// fits looks at a page at the desk and on a phone in the dark.
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

// day is a civil date so many days from today.
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("somebody says what binds them and sees it with its days", { timeout: 180_000 }, async () => {
  const me = await visitor(browser, server);
  const { page } = me;
  await me.signIn("non-member", "/my");
  await me.main().getByRole("link", { name: "My duties" }).click();
  await me.sees("You have not said yet what binds you");
  await fits(page, "duties-none");

  // "I work in New York"
  await me.main().getByRole("link", { name: "Add a duty" }).first().click();
  await page.getByLabel("State or certificate").selectOption({ label: "New York" });
  await me.button("Show its rules").click();
  await me.main().getByRole("link", { name: "New York public librarian certificate", exact: true }).click();
  await fits(page, "duties-add");
  // The wrong turn: a day that is still to come. What was typed is still there.
  me.expect("/my/duties/add");
  await page.getByLabel("Day of your certificate").fill(day(3));
  await me.button("Add it to my duties").click();
  await page.getByRole("alert").waitFor();
  await me.sees("This day is still to come. Enter a day up to today.");
  assert.equal(await page.getByLabel("Day of your certificate").inputValue(), day(3));
  await fits(page, "duties-refused");
  await page.getByLabel("Day of your certificate").fill(day(-1500));
  await me.button("Add it to my duties").click();
  await me.page.getByText("“New York public librarian certificate” is among your duties now.").waitFor();

  // "and hold LSSC"
  await me.main().getByRole("link", { name: "Add a duty" }).first().click();
  await page.getByLabel("State or certificate").selectOption({ label: "A certificate that is of no state" });
  await me.button("Show its rules").click();
  await me.main().getByRole("link", { name: "Library Support Staff Certification, renewal", exact: true }).click();
  await page.getByLabel("Day of your certificate").fill(day(-1300));
  await me.button("Add it to my duties").click();
  await me.sees("Library Support Staff Certification, renewal");
  assert.equal(await me.main().getByText(/^Due on /).count(), 2, "both duties have a day");
  assert.equal(await me.main().getByText(/^Still missing: /).count(), 2);
  await fits(page, "duties-two");

  // When to be written to before something falls due: at first 90 and 30 days, then 7 alone.
  const step = (n) => page.getByLabel(`${n} days before`, { exact: true });
  assert.deepEqual([await step(90).isChecked(), await step(30).isChecked(), await step(7).isChecked()], [true, true, false]);
  await step(90).uncheck();
  await step(30).uncheck();
  await step(7).check();
  await me.button("Save").click();
  await me.page.getByText("It is saved when you are written to.").waitFor();
  assert.deepEqual([await step(90).isChecked(), await step(30).isChecked(), await step(7).isChecked()], [false, false, true]);

  // One of them in full, and what if.
  await me.main().getByRole("link", { name: "New York public librarian certificate", exact: true }).click();
  await me.sees("Requirement by requirement");
  await fits(page, "duty");
  await page.getByLabel("If I learned so many hours more").fill("60");
  await me.button("Look").click();
  await me.sees("You are only looking");
  await me.sees("only thought of");
  await fits(page, "duty-what-if");
  await me.link("Back to how it is").click();
  assert.equal(await me.main().getByText("only thought of").count(), 0);
  // A day is corrected; what was said before stays.
  await page.getByText("Correct: Certificate or renewal").first().click();
  const form = page.locator("form", { has: page.getByRole("button", { name: /^Save the correction: Certificate/ }) });
  await form.getByLabel("Day").fill(day(-400));
  await form.getByRole("button", { name: /^Save the correction/ }).click();
  await me.page.getByText("Saved. Below you see where you stand now.").waitFor();
  assert.equal(await me.main().locator("del").count(), 1);
  // The board gave more time; first a day before the decision, then the right one. It waived some hours too.
  const decided = (kind) => page.locator("details[open] form", { has: page.locator(`input[name="kind"][value="${kind}"]`) });
  await page.locator("summary", { hasText: "Add: More time, by decision" }).click();
  await decided("extended").getByLabel("Day of the decision").fill(day(-5));
  await decided("extended").getByLabel("New last day").fill(day(-900));
  me.expect("/my/duties/us-ny-librarian/statements");
  await decided("extended").getByRole("button").click();
  await me.sees("The new last day comes before the day of the decision.");
  await decided("extended").getByLabel("New last day").fill(day(2000));
  await decided("extended").getByRole("button").click();
  await me.sees("A decision gave more time.");
  await page.locator("summary", { hasText: "Add: Waiver" }).click();
  await decided("waived").getByLabel("How much was waived").fill("10");
  await decided("waived").getByLabel("Unit").selectOption("hours");
  await decided("waived").getByLabel("Day of the decision").fill(day(-5));
  await decided("waived").getByRole("button").click();
  await me.sees(/of 50 hours, 10 waived/);
  await fits(page, "duty-decided");
  // A day that is none: a browser's field refuses it by itself, so the address is asked.
  await me.go("/my/duties/us-ny-librarian?as_of=2020-02-31", 422);
  await me.sees("Enter a date that exists, such as 2026-03-12.");

  // The calendar, the file and the table.
  await me.go("/my/duties");
  await me.main().getByRole("link", { name: "In your calendar" }).click();
  await fits(page, "duties-calendar-none");
  await me.button("Make an address").click();
  const address = await page.locator("code").innerText();
  await fits(page, "duties-calendar");
  const feed = await me.fetch(address.replace(/^https?:\/\/[^/]+/, ""));
  assert.equal(feed.status(), 200);
  const calendar = new ICAL.Component(ICAL.parse(await feed.text()));
  const events = calendar.getAllSubcomponents("vevent").map((e) => new ICAL.Event(e));
  const falls = events.filter((e) => e.summary.startsWith("Falls due: Library Support Staff"));
  assert.equal(falls.length, 1);
  assert.ok(falls[0].startDate.isDate && falls[0].sequence > 0, "a whole day, with a sequence");
  assert.equal(new Set(events.map((e) => e.uid)).size, events.length, "each event has a UID of its own");
  assert.ok(events.every((e) => !/\d{4}-\d{2}-\d{2}/.test(e.uid)), "no UID has a day that may move");
  const csv = await (await me.fetch("/my/duties.csv")).text();
  assert.equal(csv.trim().split("\n").length, 3);
  me.well();
  await me.leave();
});

test("a coordinator sees those who agreed, and nobody who took it back", { timeout: 180_000 }, async () => {
  const coordinator = await visitor(browser, server);
  await coordinator.signIn("coordinator", "/my/duties");
  await coordinator.link("What you look after").click();
  await fits(coordinator.page, "organisations");
  await coordinator.main().getByRole("link", { name: "Lakeland State Library" }).click();
  await coordinator.sees("Where people stand");
  const rows = () => coordinator.main().getByRole("rowheader", { name: "Marisol Quintero-Bell" }).count();
  assert.equal(await rows(), 2, "she agreed, and has two duties");
  await fits(coordinator.page, "organisation");
  const state = new URL(coordinator.page.url()).pathname;
  await coordinator.main().getByRole("link", { name: "Long Portage Library System" }).click();
  await coordinator.main().getByRole("link", { name: "Alder Falls Public Library" }).click();
  await coordinator.sees("The board learns together");
  await coordinator.sees("have agreed to be counted.");
  await coordinator.page.getByText("Add what the library did").click();
  await fits(coordinator.page, "organisation-board");
  await coordinator.go(state);

  const me = await visitor(browser, server);
  await me.signIn("learner", "/my/duties");
  await fits(me.page, "duties-learner");
  await me.link("Who may see where you stand").click();
  await me.sees("Joanna Birdsong-Vale");
  await fits(me.page, "agreements");
  await me.button("Take back for Alder Falls Public Library").click();
  await me.page.getByText("You took it back.").waitFor();
  me.well();

  await coordinator.page.reload();
  assert.equal(await rows(), 0, "it is gone at once");
  assert.doesNotMatch(await (await coordinator.fetch(`${new URL(coordinator.page.url()).pathname}/people.csv`)).text(), /Marisol/);
  coordinator.well();
  await coordinator.leave();
  // And somebody who is nobody's coordinator is told that there is nothing.
  await me.go(new URL(coordinator.page.url()).pathname, 404);
  me.well();
  await me.leave();
});

test("a rule is written, refused with its line, published and bound by", { timeout: 180_000 }, async () => {
  const writer = await visitor(browser, server);
  const { page } = writer;
  await writer.signIn("curriculum-editor", "/work");
  await writer.main().getByRole("link", { name: /Rules and duties/ }).click();
  await fits(page, "rules-desk");
  await writer.link("Write a rule").click();
  const text = page.getByRole("textbox", { name: "The rule" });
  writer.expect("/work/rules");
  await text.fill("rule: own-privacy\nname: Privacy every year\nstatus: verified\ncycle: {length: 1 year}\nneeds: {at_lest: 2 hours}\n");
  await writer.button("Save as a draft").click();
  await writer.sees(/Line 5, column 9: .*at_least/);
  await fits(page, "rule-refused");
  await text.fill((await text.inputValue()).replace("at_lest", "at_least"));
  await writer.button("Save as a draft").click();
  await writer.page.getByText("The rule is begun.").waitFor();
  await fits(page, "rule-draft");
  await writer.button("Publish this text").click();
  await writer.page.getByText("The text is published.").waitFor();
  await until("the run over all whom it binds", async () => {
    await page.reload();
    return (await writer.main().getByText("All were looked at again on").count()) > 0;
  });
  await writer.link("The rule as everybody reads it").click();
  await writer.sees("At least 2 hours");
  await fits(page, "rule-own");
  writer.well();
  await writer.leave();

  const reader = await visitor(browser, server);
  await reader.go("/ways");
  await reader.link("Rules that bind people").click();
  await fits(reader.page, "rules");
  await reader.page.getByLabel("Words").fill("wisconsin");
  await reader.button("Show").click();
  await reader.main().getByRole("link", { name: "Wisconsin public library director certificate" }).click();
  await reader.sees("Counted over 5 years, from the day of each person's certificate.");
  await fits(reader.page, "rule");
  reader.well();
  await reader.leave();
});

test("a framework splits a competency, and the rule that names it waits for its writer", { timeout: 180_000 }, async () => {
  const writer = await visitor(browser, server);
  const { page } = writer;
  await writer.signIn("curriculum-editor", "/work/rules/new");
  const text = page.getByRole("textbox", { name: "The rule" });
  await text.fill("rule: own-advocacy\nname: Advocates\nstatus: verified\nversions:\n  - needs: {competency: lc-advocacy/ADV-08, level: \"2\"}\n");
  await writer.button("Save as a draft").click();
  await writer.button("Publish this text").click();
  await page.getByText("The text is published.").waitFor();
  await writer.go("/work/rules");
  assert.equal(await page.getByText("Competencies that are not what they were").count(), 0);

  // The next version of the framework has two in its place.
  await writer.go("/work/standards");
  await writer.main().getByRole("link", { name: "Learning Commons: Advocacy" }).click();
  await writer.button("Draft the next version").click();
  await page.getByRole("button", { name: /^Take out ADV-08/ }).click();
  await writer.link("See what publishing changes").click();
  const gone = page.getByRole("group", { name: /^ADV-08/ });
  await gone.getByRole("combobox").selectOption("split");
  await gone.getByLabel("Codes of what it became").fill("ADV-01, ADV-02");
  await writer.button("Keep these decisions").click();
  await writer.button("Publish this version").click();
  await writer.sees("is published.");

  await writer.go("/work/rules");
  await writer.sees(/lc-advocacy\/ADV-08 was split into .*lc-advocacy\/ADV-01.*lc-advocacy\/ADV-02/);
  await fits(page, "rules-moved");
  await writer.link("Write a new version of Advocates").click();
  await writer.sees("This text is proposed, and nothing is saved yet");
  assert.match(await text.inputValue(), /lc-advocacy\/ADV-08[^]*in_force_from[^]*lc-advocacy\/ADV-01[^]*lc-advocacy\/ADV-02/);
  await fits(page, "rule-proposed");
  await writer.button("Save as a draft").click();
  await page.getByText("The draft is saved.").waitFor();
  await writer.button("Publish this text").click();
  await page.getByText("The text is published.").waitFor();
  await writer.go("/work/rules");
  assert.equal(await page.getByText("Competencies that are not what they were").count(), 0, "the rule does not wait any more");
  writer.well();
  await writer.leave();
});
