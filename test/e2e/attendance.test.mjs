// Attendance as managers meet it: three sources that differ, with a wrong turn on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { openBrowser, visitor } from "./lib/browser.mjs";
import { dated, hour, minute, wholeMinute } from "./lib/dates.mjs";
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

test("the manager closes an event with three sources that differ, and takes a wrong turn", { timeout: 180_000 }, async () => {
  const v = await visitor(browser, server);
  await v.signIn("unit-manager");
  const begins = wholeMinute(Date.now() - hour - 2 * minute);
  const { roster, date, people } = await dated(v, "Reading a budget report without flinching", begins, begins + hour);
  const [ana, ben, cy] = people;
  const at = (n) => new Date(begins + n * minute).toISOString();

  const send = async (source, name, lines) => {
    await v.go(`${date}/import`);
    await v.page.getByLabel("File of joins and leaves").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) });
    await v.page.getByLabel(source, { exact: true }).check();
    await v.button("Show what it does").click();
    await v.button("Take the file in").waitFor();
  };
  // The wrong turn: the report is taken for the presenter's list, seen in time and sent again as what it is.
  const report = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest", `A,${ana.email},${at(0)},${at(9)},9,Yes`, `B,${ben.email},${at(0)},${at(60)},60,Yes`, `C,${cy.email},${at(1)},${at(58)},57,Yes`];
  await send("List of the presenter", "zoom.csv", report);
  await isAccessible(v.page);
  await send("Report of the platform", "zoom.csv", report);
  await v.sees("Zoom, participants of a meeting");
  await v.button("Take the file in").click();
  await v.sees("The file was taken in");
  await send("List of the presenter", "list.csv", ["Email,Minutes,Present", `${ana.email},58,yes`, `${ben.email},,no`, `${cy.email},55,yes`]);
  await v.button("Take the file in").click();
  await send("The door", "door.csv", ["Email", ana.email, cy.email]);
  await v.button("Take the file in").click();

  await v.go(roster);
  await v.sees("Sources of attendance differ about 2 people");
  await isAccessible(v.page);
  await v.page.getByText("Close this occurrence").click();
  await v.button("Apply the rule to everybody").click();
  await v.page.waitForURL((url) => url.pathname.endsWith("/conflicts"));
  await v.sees("2 left as they are, because sources differ");
  await isAccessible(v.page);
  await shot(v.page, "conflicts");
  for (const words of ["zoom.csv", "list.csv", "There for 9 min", "Not there"]) await v.sees(words);

  // By keyboard alone; the first answer lacks its reason.
  const of = (p) => v.page.locator("li.lc-row").filter({ hasText: p.name });
  const action = await of(ana).locator("form").getAttribute("action");
  v.expect(action);
  await of(ana).getByLabel("I know that they were there").focus();
  await v.page.keyboard.press("Space");
  await of(ana).getByLabel("Minutes, if you know").focus();
  await v.page.keyboard.type("50");
  await v.page.keyboard.press("Enter");
  await of(ana).locator(".lc-field-bad").waitFor();
  assert.equal(await of(ana).getByLabel("Minutes, if you know").inputValue(), "50", "what was typed is kept");
  assert.equal(await v.page.evaluate(() => document.activeElement?.getAttribute("name")), "reason");
  await isAccessible(v.page);
  await shot(v.page, "conflicts-refused");
  await v.page.keyboard.type("Seen in the recording");
  await v.page.keyboard.press("Enter");
  await v.sees(`It is settled: ${ana.name}`);
  await of(ben).getByLabel("List of the presenter: Not there").check();
  await of(ben).getByRole("button", { name: "Settle it" }).click();
  await v.sees("No sources differ");
  await isAccessible(v.page);

  await v.go(roster);
  await v.page.getByText("Apply the rule again").click();
  await v.button("Apply the rule to everybody").click();
  await v.sees("The rule was applied");
  assert.equal(await v.main().getByText("Sources of attendance differ").count(), 0);
  const after = (await (await v.fetch(`${roster}.csv`)).text()).split(/\r?\n/);
  assert.match(after.find((l) => l.includes(ben.email)), /no-show/);
  assert.match(after.find((l) => l.includes(ana.email)), /,50,/);
  v.well();
});
