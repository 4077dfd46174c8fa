// Finding and choosing, as people do it: the clicks from the front door to an offer, a shortlist that survives signing in, a comparison,
// a conference on a phone, and an editor with a season of webinars in a spreadsheet. Each walk takes one wrong turn.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { openBrowser, phone, visitor } from "./lib/browser.mjs";
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

// fits fails when a page is wider than its window.
async function fits(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${page.url()} is wider than the window`);
}

// The most clicks that each door may take from the front door to the page of an offer.
const doors = { "Find learning": 2, "Find your way": 3, "Get involved": 3, "Your record": 3 };

test("every door of the home page leads to an offer in three clicks", { timeout: 120_000 }, async (t) => {
  for (const [door, most] of Object.entries(doors)) {
    const v = await visitor(browser, server);
    const { page } = v;
    if (door === "Your record") await v.signIn("learner");
    await v.go("/");
    let clicks = 0;
    const click = async (link) => {
      await link.click();
      clicks++;
      await page.waitForLoadState();
    };
    await click(v.main().locator("a.lc-door", { hasText: door }));
    while (!/\/offers\//.test(page.url()) && clicks < most) {
      const offer = v.main().locator('a[href^="/offers/"]');
      const onward = v.main().locator('a[href^="/my/registrations/"], a[href^="/catalogue?"]');
      await click((await offer.count()) > 0 ? offer.first() : onward.first());
    }
    assert.match(page.url(), /\/offers\//, `${door}: no offer after ${clicks} clicks`);
    t.diagnostic(`${door}: ${clicks} clicks`);
    await v.leave();
  }
});

test("the commons is one click from the association's own page", { timeout: 60_000 }, async () => {
  const text = await readFile(new URL("../../docs/embed.md", import.meta.url), "utf8");
  const [, snippet] = text.match(/```html\n([\s\S]*?)```/);
  const v = await visitor(browser, server);
  const { page } = v;
  const front = snippet.replaceAll("https://learning.example.org", server.url);
  for (const [, path] of front.matchAll(/href="[^"]*?(\/[^"\/]*[^"]*)"/g)) {
    const url = new URL(path.replaceAll("&amp;", "&"), server.url);
    const answer = await v.fetch(url.pathname + url.search);
    assert.ok(answer.status() < 400, `${url} answers ${answer.status()}`);
  }
  await page.setContent(`<!doctype html><html lang="en"><title>The association</title><main><h1>The association</h1>${front}</main></html>`);
  await isAccessible(page);
  await page.getByLabel("Find learning").fill("library");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/\/catalogue\?q=library/);
  assert.ok((await v.main().locator('a[href^="/offers/"]').count()) > 0);
  await v.leave();
});

test("from a search to a comparison, a plan and a registration, signing in last", { timeout: 120_000 }, async () => {
  for (const script of [true, false]) {
    const v = await visitor(browser, server, { script });
    const { page } = v;
    await v.go("/catalogue?when=next-3-months&kind=webinar");
    const marks = page.locator("button.lc-keep");
    const titles = [];
    for (const n of [0, 1]) {
      titles.push(await page.locator(".lc-row h3").nth(n).innerText());
      await page.locator(".lc-row").nth(n).locator("button.lc-keep").click();
      await page.locator(".lc-row").nth(n).getByText("On your shortlist").waitFor();
    }
    assert.ok((await marks.count()) > 2);
    await page.locator("header").getByRole("link", { name: "Shortlist" }).click();
    for (const title of titles) await v.main().getByRole("link", { name: title, exact: true }).waitFor();
    if (script) await isAccessible(page);
    await shot(page, `shortlist-${script ? "desk" : "plain"}`);

    // A wrong turn: one offer alone is no comparison.
    await page.locator('input[name="offer"]').first().uncheck();
    await v.button("Compare what is ticked").click();
    await v.sees("Choose at least two offers");
    await page.goBack();
    for (const box of await page.locator('input[name="offer"]').all()) await box.check();
    await v.button("Compare what is ticked").click();
    await page.getByRole("rowheader", { name: /^Price for you/ }).waitFor();
    assert.ok((await page.getByText("differs").count()) > 0);
    if (script) await isAccessible(page);
    await shot(page, `compare-${script ? "desk" : "plain"}`);

    const register = v.main().getByRole("link", { name: /^(Register|Join the waiting list)/ }).first();
    await register.click();
    await page.waitForURL(/\/sign-in/); // not before now
    await v.signIn("non-member", "/shortlist");
    for (const title of titles) await v.main().getByRole("link", { name: title, exact: true }).waitFor();
    assert.equal((await v.context.cookies()).filter((c) => c.name === "shortlist").length, 0, "the list went to the account");
    for (const title of titles) await page.getByRole("button", { name: `On your shortlist: ${title}. Take it off` }).click();
    await v.leave();
  }
});

test("saved searches are kept by whoever signs in, and their letters can be stopped", { timeout: 60_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("learner");
  await v.go("/catalogue?q=library&level=foundational");
  await v.link("Save this search").click();
  await page.getByLabel("Name", { exact: true }).fill("");
  v.expect("/my/searches");
  await v.button("Save the search").click(); // a wrong turn: without a name
  await page.getByRole("alert").getByText("Give it a name.").waitFor();
  await isAccessible(page);
  await page.getByLabel("Name", { exact: true }).first().fill("Beginnings");
  await v.button("Save the search").click();
  await v.sees("The search is saved.");
  await isAccessible(page);
  await shot(page, "searches-desk");
  await v.link("Beginnings").click();
  await page.waitForURL(/q=library&level=foundational/);
  await v.leave();
});

test("a conference-goer on a phone chooses sessions, finds the clash, registers and has the ticket", { timeout: 180_000 }, async () => {
  const v = await visitor(browser, server, { screen: phone, scheme: "dark" });
  const { page } = v;
  await v.go("/catalogue?kind=conference&sort=soonest");
  await v.main().locator(".lc-row-title a").first().click();
  await v.main().getByRole("link", { name: /^All sessions of/ }).first().click();
  await page.waitForURL(/\/conferences\//);
  const programme = new URL(page.url()).pathname;
  await fits(page);
  await isAccessible(page);
  await shot(page, "programme-phone");

  // A wrong turn: words that no session has. The way back is on the page.
  await page.getByLabel("Title, presenter or room").fill("zeppelin repair");
  await page.getByLabel("Title, presenter or room").press("Enter");
  await v.sees("No session has all that you chose");
  await isAccessible(page);
  await v.link("See the whole programme").click();
  await page.waitForURL((url) => url.pathname === programme && url.search === "");
  await page.getByText("Narrow it down").click();
  await page.locator('.lc-filters input[name="type"]').first().check();
  await v.button("Show these").click();
  await page.waitForURL(/type=/);
  await fits(page);
  await v.go(programme);

  // Two sessions that begin at one time, and one at another.
  const row = page.locator("tr", { has: page.locator("td:nth-of-type(2) .lc-session") }).filter({ has: page.locator("td:nth-of-type(1) .lc-session") });
  const parallel = (await row.count()) > 0 ? row.first().locator(".lc-session") : page.locator("tr", { has: page.locator(".lc-session ~ .lc-session") }).first().locator(".lc-session");
  assert.ok((await parallel.count()) > 1, "two sessions stand at one time");
  const chosen = [];
  for (const session of [parallel.nth(0), parallel.nth(1), page.locator(".lc-session").last()]) {
    const mark = session.locator("button.lc-keep");
    chosen.push((await mark.getAttribute("aria-label")).replace("Put on your shortlist: ", ""));
    await mark.click();
    await page.getByRole("button", { name: `On your shortlist: ${chosen.at(-1)}. Take it off` }).first().waitFor();
  }
  await v.link(/^My timetable/).click();
  await page.waitForURL(/mine=1/);
  await v.sees(`At the same time as ${chosen[0]}`);
  await v.sees(`At the same time as ${chosen[1]}`);
  await isAccessible(page);
  await fits(page);
  await shot(page, "timetable-phone");
  const file = await v.fetch(`${programme}/mine.ics`);
  for (const title of chosen) assert.ok((await file.text()).replaceAll("\r\n ", "").includes(title.split(",")[0]), `${title} is in the calendar`);

  // Registering for two of them begins in the timetable, and signing in brings the choice along.
  await v.signIn("non-member", `${programme}?mine=1`);
  for (const title of [chosen[0], chosen[2]]) {
    await v.go(`${programme}?mine=1`);
    await page.getByRole("link", { name: `Register: ${title}` }).click();
    await fits(page);
    await v.main().getByRole("button", { name: /^Register/ }).click();
    await v.sees("You have a seat");
  }
  await v.link("Your ticket for the door").click();
  await v.sees(/^Code: /);
  await isAccessible(page);
  await fits(page);
  await shot(page, "ticket-phone");
  await v.go(`${programme}?mine=1`);
  assert.equal(await page.getByText("You are registered").count(), 2);
  await v.go(programme);

  // By keyboard alone: the first session's mark is reached and pressed.
  const first = page.locator("button.lc-keep").first();
  const name = await first.getAttribute("aria-label");
  await first.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((n) => ![...document.querySelectorAll("button.lc-keep")].some((b) => b.getAttribute("aria-label") === n), name);
  await v.leave();
});

test("the programme is a grid at a desk", { timeout: 60_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.go("/catalogue?kind=conference&sort=soonest");
  await v.main().locator(".lc-row-title a").first().click();
  await v.main().getByRole("link", { name: /^All sessions of/ }).first().click();
  await page.getByRole("columnheader", { name: "Time" }).first().waitFor();
  await isAccessible(page);
  await shot(page, "programme-desk");
  await v.leave();
});

test("a programme goes to a spreadsheet and comes back, with a wrong turn", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("administrator");
  await v.go("/catalogue?kind=conference&sort=soonest");
  await v.main().locator(".lc-row-title a").first().click();
  await v.main().getByRole("link", { name: /^All sessions of/ }).first().click();
  await page.waitForURL(/\/conferences\//);
  const conference = new URL(page.url()).pathname.split("/").pop();
  await v.go(`/work/occurrences/${conference}`);
  await v.link("Programme as a spreadsheet").click();
  await isAccessible(page);
  await fits(page);
  assert.equal((await v.fetch(`/work/occurrences/${conference}/programme.xlsx`)).status(), 200);
  const lines = (await (await v.fetch(`/work/occurrences/${conference}/programme.csv`)).text()).trim().split("\r\n");
  assert.match(lines[0], /day,starts,ends,room,type/);
  const send = (text) => page.getByLabel(/^(File|Another file)/).setInputFiles({ name: "programme.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const roomOf = (line, room) => line.replace(/^(([^,]*,){3})[^,]*/, `$1${room}`);

  await send([lines[0], ...lines.slice(1).map((l) => roomOf(l, "Hall of all"))].join("\r\n")); // the wrong turn: everything in one room
  await v.button("Try it without saving").click();
  await v.sees("is taken at this time by");
  await isAccessible(page);
  await shot(page, "programme-clash");
  assert.equal(await v.button("Change the programme").count(), 0);
  await send([lines[0], roomOf(lines[1], "Garden room"), ...lines.slice(2)].join("\r\n"));
  await v.button("Try it without saving").click();
  await v.sees(/becomes “Garden room”/);
  await shot(page, "programme-dry");
  await v.button("Change the programme").click();
  await v.sees("The programme is changed.");
  await isAccessible(page);
  await v.link("See the whole programme").click();
  await v.sees("Garden room");
  await v.leave();
});

const areas = ["collections", "technology", "management"];
// season is a spreadsheet of webinars as an editor has it, each with its date; one row says a level that is none, one a zone that is none,
// and one has more seats than its platform holds.
function season(n, { wrong = true } = {}) {
  const rows = ["Title\tID\tKind\tSummary\tObjectives\tAreas\tLevel\tFormat\tLanguage\tMinutes\tMember price\tNon-member price\tAccessibility\tDate\tTime\tZone\tPlatform\tCapacity"];
  for (let i = 1; i <= n; i++) {
    const day = new Date(Date.now() + (30 + i) * 24 * 3600_000).toISOString().slice(0, 10);
    rows.push([`Season webinar ${i}`, `S-${i}`, "webinar", `What to know of subject ${i}.`, `Explain subject ${i}`, areas[i % areas.length],
      wrong && i === 7 ? "wizard" : "practitioner", "online", "en", "60", "0", "25", "Live captions.",
      day, "14:00", wrong && i === 12 ? "Nowhere/City" : "America/Chicago", "Season room", wrong && i === 20 ? "5000" : "80"].join("\t"));
  }
  return rows.join("\n");
}

test("an editor publishes 40 webinars from a spreadsheet, mends a row, and changes them all", { timeout: 180_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("administrator");
  await v.go("/work/platforms");
  await page.getByLabel("Name", { exact: true }).fill("Season room");
  await page.getByLabel("People at once").fill("100");
  await v.button("Save").click();
  await v.sees("Season room is saved.");
  await v.signIn("unit-manager");
  await v.go("/work/import");
  const template = await v.fetch("/work/import/template/xlsx");
  assert.equal(template.status(), 200);
  assert.match(await (await v.fetch("/work/import/template/csv")).text(), /Title,ID,Kind,Summary/);
  await isAccessible(page);

  const send = async (text, name) => {
    await page.getByLabel(/^(File|Another file)/).setInputFiles({ name, mimeType: "text/tab-separated-values", buffer: Buffer.from(text) });
  };
  await page.getByLabel("Where it comes from").fill("Season plan");
  await page.getByLabel("Offered by").selectOption({ index: 0 });
  await page.getByLabel("Publish what is complete").check();
  await send(season(40), "season.tsv");
  await v.button("Try it without saving").click();
  // The wrong turn: three rows, each named in the report with what is wrong, and nothing saved yet.
  await v.sees(/wizard/);
  await v.sees(/Nowhere\/City/);
  await v.sees(/Season room holds 100 people/);
  await isAccessible(page);
  await shot(page, "season-report");
  await send(season(40, { wrong: false }), "season.tsv");
  // By keyboard alone: tried again, and taken.
  await v.button("Try again").focus();
  await page.keyboard.press("Enter");
  const take = page.getByRole("button", { name: /40/ });
  await take.focus();
  await page.keyboard.press("Space");
  await v.sees("What was done");
  await isAccessible(page);
  await v.go("/catalogue?q=%22Season+webinar%22");
  await v.sees("40 offers found");

  // All 40 get a price ten per cent higher and another level, and one change is taken back.
  await v.go("/work/offers?q=Season+webinar");
  await isAccessible(page);
  await v.button("Change all that match").click();
  v.expect("/work/offers/bulk");
  await v.button("Show what would change").click(); // a wrong turn: nothing was chosen
  await page.getByRole("alert").getByText("Choose what to change.").waitFor();
  await page.getByLabel("Level", { exact: true }).selectOption("expert");
  await page.getByLabel("Price up or down by per cent").fill("10");
  await v.button("Show what would change").click();
  await v.sees(/“Practitioner” becomes “Expert”/);
  await isAccessible(page);
  await shot(page, "bulk-preview");
  await v.button("Make these changes").click();
  await v.sees("40 offers are changed.");
  await isAccessible(page);
  // It is found again above the list, and taken back there.
  await v.go("/work/offers");
  await page.getByText(/change to many offers in the last 24 hours|changes to many offers in the last 24 hours/).click();
  await isAccessible(page);
  await shot(page, "bulk-recent");
  await page.getByRole("button", { name: /^Undo the change of/ }).first().click();
  await v.sees("The change is undone.");
  await v.leave();
});
