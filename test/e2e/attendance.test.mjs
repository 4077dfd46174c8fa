// Attendance as managers meet it: three sources that differ, with a wrong turn on the way; and a phone at
// the door that has no connection for a while.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, until, visitor } from "./lib/browser.mjs";
import { shot } from "./lib/seen.mjs";
import { startServer } from "./lib/server.mjs";

const zone = "America/Phoenix"; // its clocks never change
const minute = 60_000;
const hour = 60 * minute;
const wholeMinute = (ms) => Math.ceil(ms / minute) * minute;

let server, browser;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// dated opens the unit's next date with this title that people are registered for, and moves it to begin then.
async function dated(v, words, begins, ends) {
  await v.go("/work");
  const hrefs = await v.main().getByRole("link", { name: `Roster of ${words}` }).evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  for (const roster of hrefs) {
    const people = await registered(v, roster);
    if (people.length < 4) continue;
    const date = roster.replace(/\/roster$/, "");
    await v.go(date);
    await v.page.getByLabel("Time zone").selectOption(zone);
    await v.page.getByLabel("Begins").fill(local(begins));
    await v.page.getByLabel("Ends", { exact: false }).first().fill(local(ends));
    await v.page.getByRole("button", { name: "Save", exact: true }).click();
    await v.sees("The date is saved.");
    return { date, roster, people };
  }
  throw new Error(`no date of “${words}” has people: ${hrefs}`);
}

async function registered(v, roster) {
  const csv = await (await v.fetch(`${roster}.csv`)).text();
  return csv.trim().split(/\r?\n/).slice(1).map((line) => line.split(",")).filter((c) => c[2] === "registered").map(([name, email]) => ({ name, email }));
}

// local is what clocks in the zone show, as a field for times takes it.
function local(ms) {
  const p = Object.fromEntries(new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(ms).map((x) => [x.type, x.value]));
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

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

test("a phone at the door works without a connection and catches up", { timeout: 180_000 }, async () => {
  const manager = await visitor(browser, server, { screen: desk });
  await manager.signIn("unit-manager");
  const begins = wholeMinute(Date.now() + 20 * minute);
  const { date, people } = await dated(manager, "After the levy fails", begins, begins + hour);

  const v = await visitor(browser, server, { screen: phone, scheme: "dark" });
  await v.signIn("unit-manager");
  await v.go(`${date}/door`);
  await v.sees("Connected. Scans are sent at once.");
  await isAccessible(v.page);
  const wide = await v.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `the page is ${wide} wide`);
  const tickets = await (await v.fetch(`${date}/door/list`)).json();
  const codeOf = (p) => tickets.find((t) => t.name === p.name).code;
  const queue = v.page.locator("[data-lc-door-queue] li");
  const type = async (code) => {
    await v.page.getByLabel("Code on the ticket").fill(code);
    await v.page.keyboard.press("Enter");
  };
  await type(codeOf(people[0]).toLowerCase());
  await queue.filter({ hasText: people[0].name }).filter({ hasText: "In." }).waitFor();

  await v.context.setOffline(true);
  await type(codeOf(people[1]));
  await queue.filter({ hasText: people[1].name }).filter({ hasText: "waits to be sent" }).waitFor();
  await type(codeOf(people[0])); // who is in already; the phone may know, the server decides
  await v.sees("No connection. Scans are kept on this phone and sent later.");
  await type("AAAA-AAAB");
  await v.sees("This is no ticket's code");
  assert.equal(await queue.count(), 3);
  await isAccessible(v.page);
  await shot(v.page, "door-offline");
  assert.doesNotMatch(await (await manager.fetch(`${date}/roster.csv`)).text(), new RegExp(`${people[1].email},attended`));

  await v.context.setOffline(false);
  await queue.filter({ hasText: people[1].name }).filter({ hasText: "In." }).waitFor();
  await queue.filter({ hasText: "In already" }).waitFor();
  await until("the roster shows who came", async () => new RegExp(`${people[1].email},attended`).test(await (await manager.fetch(`${date}/roster.csv`)).text()));
  await shot(v.page, "door-online");
  // What was queued outlives the page, and is sent once.
  await v.go(`${date}/door`);
  assert.equal(await queue.filter({ hasText: "waits to be sent" }).count(), 0);
  v.complaints = v.complaints.filter((c) => !/ERR_INTERNET_DISCONNECTED/.test(c));
  v.well();

  // The same page without script is a form.
  const plain = await visitor(browser, server, { screen: phone, script: false });
  await plain.signIn("unit-manager");
  await plain.go(`${date}/door`);
  await plain.page.getByLabel("Code on the ticket").fill(codeOf(people[2]));
  await plain.button("Let in").click();
  await plain.page.getByText(`${people[2].name}: In.`).first().waitFor();
  plain.well();
});
