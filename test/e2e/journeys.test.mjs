// The journeys beside the main job: a visitor on a phone, an editor with many offers, an
// administrator with a file of members, and programs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ICAL from "ical.js";
import { isAccessible } from "./lib/axe.mjs";
import { openBrowser, phone, until, visitor } from "./lib/browser.mjs";
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

test("a visitor on a phone without script finds, registers, and adds learning from elsewhere", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server, { screen: phone, script: false });
  const { page } = v;
  const fits = async (name) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width, `${page.url()} scrolls sideways`);
    await shot(page, `phone-${name}`);
  };
  await v.go("/");
  await page.getByLabel("Search all learning").fill("bugdet");
  await v.main().getByRole("button", { name: "Search" }).click();
  await v.sees("Did you mean");
  await fits("did-you-mean");
  await page.getByRole("link", { name: "budget", exact: true }).click();
  assert.match(await page.locator("#results").innerText(), /[1-9]/);
  await v.main().getByRole("link", { name: /budget/i }).first().waitFor();

  await v.go("/catalogue");
  const all = await found(page);
  await page.getByText("Narrow it down").click();
  await choose(page, "when", "next-3-months");
  await choose(page, "price", "free");
  await fits("filters");
  await v.button("Show these").click();
  await page.locator(".lc-chip").first().waitFor();
  assert.equal(await page.locator(".lc-chip").count(), 2, "each choice can be taken back");
  const some = await found(page);
  assert.ok(some > 0 && some < all, `${some} of ${all} offers are left`);
  await fits("catalogue");

  const { occurrence } = await openOffer(v);
  await fits("offer");
  await page.locator(`main a[href="/register/${occurrence}"]`).first().click();
  assert.equal(await v.heading(), "Sign in", "sign-in is asked for at the last moment");
  await fits("sign-in");
  await v.link("Open an account").click();
  await page.getByLabel("Your name").fill("Nell Example");
  await page.getByLabel("E-mail address").fill("nell@example.org");
  await v.button("Go on").click();
  await fits("letter-sent");
  const letter = await until("the letter", async () => {
    await v.go("/demo/letters?to=nell@example.org");
    const words = await v.main().innerText();
    return words.match(/https?:\/\/\S+\/confirm\/\S+/);
  });
  await v.go(new URL(letter[0]).pathname + new URL(letter[0]).search);
  await fits("open-account");
  await v.button("Open the account").click();
  assert.equal(new URL(page.url()).pathname, `/register/${occurrence}`, "back at the same place");
  await fits("register");
  await page.getByLabel("What is it a step towards?").fill("Running the summer programme on my own");
  await v.main().getByRole("button", { name: /^Register/ }).click();
  await v.sees("You have a seat");
  await v.sees("Running the summer programme on my own");
  await fits("registered");

  await v.go("/my/record");
  await v.link("Add outside learning").first().click();
  v.expect("/my/record/add");
  await page.getByLabel("What it was called").fill("Story walks in small towns");
  await v.button("Add to my record").click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("What it was called").inputValue(), "Story walks in small towns", "nothing typed is lost");
  await page.getByLabel("Who offered it").fill("Prairie Story Guild");
  await page.getByLabel("Last day").fill("2026-03-14");
  await page.getByLabel("Contact time in hours").fill("1:30");
  await page.getByLabel("How much").fill("1.5");
  await page.getByLabel("Of what").fill("points");
  await fits("outside");
  await v.button("Add to my record").click();
  await v.sees("Added to your record, marked as claimed by you.");
  await v.sees("Claimed by the person");
  await v.go("/my/transcript");
  await v.sees("Claimed by the person");
  await v.sees("Story walks in small towns");
  await fits("transcript");
  await v.leave();
});

test("an editor duplicates, previews and pastes rows", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("unit-editor", "/work");
  await v.go("/work/offers?show=published");
  const original = page.getByRole("table").locator("tbody a").first();
  const title = await original.innerText();
  await original.click();
  const from = page.url();
  await v.button("Duplicate").click();
  await page.waitForURL((url) => url.href !== from && /\/work\/offers\/[^/]+$/.test(url.pathname));
  const copy = new URL(page.url()).pathname;
  assert.ok((await page.getByLabel("Title", { exact: true }).inputValue()).includes(title));
  await page.getByLabel("Title", { exact: true }).fill("A copy to be worked on");
  await isAccessible(page);
  await v.button("Save and preview").click();
  await v.sees("This is how everybody will see it once it is published.");
  assert.equal(await v.heading(), "A copy to be worked on");
  await isAccessible(page);
  await shot(page, "preview");
  const preview = new URL(page.url()).pathname;
  const stranger = await visitor(browser, server);
  await stranger.go(preview, 404);
  await stranger.leave();
  await v.link("Back to editing").click();
  assert.equal(new URL(page.url()).pathname, copy);
  assert.equal(await page.getByRole("button", { name: /[Pp]ublish/ }).count(), 0, "an editor does not publish");

  await v.go("/work/offers");
  await v.link("Paste rows").click();
  await page.getByLabel("Rows").fill([
    "Title\tDate\tTime\tMinutes\tSummary",
    "Mending books with children\t2027-03-31\t14:00\t60\tGlue, thread and patience.",
    "A row whose day does not exist\t2027-02-30\t14:00\t60\tNobody can come.",
    "Signs that people can read\t2027-04-14\t15:30\t45\tLetters, contrast and plain words.",
  ].join("\n"));
  const zone = page.getByLabel("Time zone, where a row says none");
  await zone.selectOption("America/Chicago");
  await v.button("Try it without saving").click();
  const report = page.getByRole("table", { name: "Row by row" });
  assert.equal(await report.locator("tbody tr").filter({ hasText: "Refused" }).count(), 1);
  await report.getByText("A row whose day does not exist").waitFor();
  await isAccessible(page);
  await shot(page, "paste");
  assert.equal(await inList(v, "Mending books with children"), 0, "trying saves nothing");
  await v.button("Save these 2 rows").click();
  await v.link("See the offers").waitFor();
  assert.equal(await inList(v, "Mending books with children"), 1);
  assert.equal(await inList(v, "Signs that people can read"), 1);
  assert.equal(await inList(v, "A row whose day does not exist"), 0, "one bad row stops no other");
  await v.leave();
});

// inList counts an editor's offers of a title, without leaving the page.
async function inList(v, title) {
  const list = await v.fetch(`/work/offers?q=${encodeURIComponent(title)}`);
  assert.equal(list.status(), 200);
  return (await list.text()).split(`>${title}</a>`).length - 1;
}

test("an administrator sees what a file of members changes before it does", { timeout: 120_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("administrator", "/work");
  await v.main().getByRole("link", { name: /^(People|Find somebody)/ }).first().click();
  await v.link("Import memberships").click();
  const send = async (...rows) => {
    const file = ["Member number,Name,Email,Class,Start,End", ...rows].join("\r\n");
    await v.go("/work/members/import");
    await page.getByLabel("File", { exact: true }).setInputFiles({ name: "members.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await v.button("Show the difference").click();
    await v.sees("What would change");
  };
  const anna = "990001,Anna Example,anna@example.org,regular,2026-01-01,2026-12-31";
  const bert = "990002,Bert Example,bert@example.org,student,2026-02-01,2027-01-31";
  await send(anna, bert, "990003,Cleo Example,cleo@example.org,emperor,2026-02-01,2027-01-31");
  assert.deepEqual(await counts(page), { new: 2, changed: 0, "as they are": 0, refused: 1 });
  await isAccessible(page);
  await shot(page, "members-difference");
  assert.ok(!(await (await v.fetch("/work/people?q=990001")).text()).includes("Anna Example"), "nothing has changed yet");
  await v.button("Apply 2 rows").click();
  await v.sees("The file was applied.");
  await isAccessible(page);
  assert.ok((await (await v.fetch("/work/people?q=990001")).text()).includes("Anna Example"));
  assert.ok(!(await (await v.fetch("/work/people?q=990003")).text()).includes("Cleo Example"));

  await send(anna.replace("2026-12-31", "2027-12-31"), bert);
  assert.deepEqual(await counts(page), { new: 0, changed: 1, "as they are": 1, refused: 0 });
  await v.button("Apply 1 row").click();
  await v.sees("The file was applied.");
  await send(anna.replace("2026-12-31", "2027-12-31"), bert);
  assert.deepEqual(await counts(page), { new: 0, changed: 0, "as they are": 2, refused: 0 });
  await v.leave();
});

async function counts(page) {
  const figures = await page.locator("main .lc-figure").allInnerTexts();
  return Object.fromEntries(figures.map((f) => f.split(/\n+/)).map(([n, name]) => [name, Number(n)]));
}

test("programs: calendar, linked data and the interface", { timeout: 120_000 }, async (t) => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("learner");
  await v.go("/catalogue?when=next-3-months&price=free&sort=soonest");
  const { occurrence } = await openOffer(v);
  const date = await (await v.fetch(`/api/v1/occurrences/${occurrence}`)).json();

  let registration;
  await t.test("an offer's linked data says what and when", async () => {
    const data = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
    assert.equal(data["@context"], "https://schema.org");
    const nodes = data["@graph"] ?? data.hasCourseInstance ?? [data];
    assert.equal(data.name ?? nodes[0].name, await v.heading());
    assert.ok(nodes.some((n) => Date.parse(n.startDate) === Date.parse(date.starts_at)), JSON.stringify(data));
  });

  await t.test("a token registers once however often it asks", async () => {
    await v.go("/my/tokens");
    await page.getByLabel("What is it for?").fill("A walk");
    for (const box of await page.locator('[name="scope"]').all()) await box.check();
    await v.button("Make the token").click();
    const headers = { authorization: `Bearer ${(await page.locator("#secret").innerText()).trim()}` };
    const ask = () => v.fetch("/api/v1/registrations", { method: "POST", headers: { ...headers, "idempotency-key": "walk-1" }, data: { occurrence } });
    const [first, second] = [await ask(), await ask()];
    assert.equal(first.status(), 201);
    registration = (await first.json()).id;
    assert.equal((await second.json()).id, registration);
    const mine = await (await v.fetch("/api/v1/me/registrations?limit=100", { headers })).json();
    assert.equal(mine.items.filter((r) => r.occurrence === occurrence).length, 1);
    for (const path of ["record", "transcript"]) assert.equal((await v.fetch(`/api/v1/me/${path}`, { headers })).status(), 200, path);
    await everyPathRefusesNonsense(v, headers);
  });

  await t.test("every path answers nonsense with a problem document", () => everyPathRefusesNonsense(v, {}));

  await t.test("the calendar file of a registration has the right instant and zone", async () => {
    const answer = await v.fetch(`/my/registrations/${registration}/calendar.ics`);
    assert.match(answer.headers()["content-type"], /^text\/calendar/);
    const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
    for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    const events = calendar.getAllSubcomponents("vevent").map((e) => new ICAL.Event(e));
    const given = events.map((e) => [e.startDate, e.endDate].map((at) => at.toJSDate().getTime()));
    const meant = (date.days.length ? date.days : [date]).map((d) => [d.starts_at, d.ends_at].map(Date.parse));
    assert.deepEqual(given.sort(([a], [b]) => a - b), meant);
    for (const e of events) assert.equal(e.startDate.zone.tzid, date.zone);
  });
  await v.leave();
});

// everyPathRefusesNonsense sends what cannot be meant to every operation that the interface describes.
async function everyPathRefusesNonsense(v, headers) {
  const description = await (await v.fetch("/api/openapi.json")).json();
  assert.match(description.openapi, /^3\.1\./);
  const wrong = [];
  const operations = Object.entries(description.paths).flatMap(([path, methods]) => Object.keys(methods).map((m) => [path, m]));
  assert.ok(operations.length >= 10, `${operations.length} operations`);
  for (const [path, method] of [...operations, ["/api/v1/nonsense", "get"]]) {
    const operation = description.paths[path]?.[method];
    if (method === "get" && operation && !operation.parameters?.some((p) => p.in !== "header")) continue; // it reads nothing that could be nonsense
    const address = `${path.replace(/\{[^}]+\}/g, "nonsense")}?limit=nonsense&cursor=nonsense&sort=nonsense&from=nonsense`;
    const answer = await v.fetch(address, {
      method: method.toUpperCase(), headers: { ...headers, "content-type": "application/json" },
      ...(method === "get" ? {} : { data: "[nonsense" }),
    });
    const type = answer.headers()["content-type"] ?? "";
    const body = type.startsWith("application/problem+json") ? await answer.json() : {};
    if (answer.status() < 400 || answer.status() >= 500 || body.status !== answer.status() || !body.title) wrong.push(`${method} ${address}: ${answer.status()} ${type}`);
  }
  assert.deepEqual(wrong, []);
}

// found is how many offers the catalogue says it has found.
async function found(page) {
  return Number((await page.locator("#results").innerText()).replace(/[^\d]/g, ""));
}

// choose ticks a value of a facet, opening the facet first where it is closed.
async function choose(page, facet, value) {
  const box = page.locator(`input[name="${facet}"][value="${value}"]`);
  if (!(await box.isVisible())) await page.locator("details.lc-facet").filter({ has: box }).locator("summary").click();
  await box.check();
}

// openOffer goes to the first offer in the list that has a seat to register for.
async function openOffer(v) {
  const list = v.page.url();
  const offers = await v.page.locator("main .lc-rows .lc-row-title a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  for (const href of offers) {
    await v.page.locator(`main .lc-rows a[href="${href}"]`).first().click();
    const register = v.page.locator('main a[href^="/register/"]').filter({ hasText: /^\s*Register/ });
    if (await register.count()) return { occurrence: (await register.first().getAttribute("href")).split("/").pop() };
    await v.page.goto(list);
  }
  throw new Error(`nothing in ${list} can be registered for`);
}
