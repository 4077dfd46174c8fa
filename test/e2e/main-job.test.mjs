// The main job, as people click it: a unit publishes an offer, four people want its three seats,
// attendance comes in from a file, and what was earned can be verified by anybody.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, until, visitor } from "./lib/browser.mjs";
import { shot } from "./lib/seen.mjs";
import { startServer } from "./lib/server.mjs";

const title = "Reading a budget line by line";
const zone = "America/Phoenix"; // its clocks never change, so every hour of the year can be walked
const names = { learner: "Marisol Quintero-Bell", "non-member": "Devin Achterberg", mentor: "Ruth Nakagawa-Olsen", coordinator: "Joanna Birdsong-Vale" };
const addresses = { learner: "marisol@example.org", "non-member": "devin@example.org", coordinator: "joanna@example.org" };

let server, browser;
const who = {}; // everybody who takes part, by persona
const at = {}; // the addresses found on the way

before(async () => {
  server = await startServer();
  browser = await openBrowser();
  for (const persona of ["unit-manager", "reviewer", ...Object.keys(names)]) {
    who[persona] = await visitor(browser, server);
    await who[persona].signIn(persona);
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("from an offer to a certificate that anybody can verify", { timeout: 240_000 }, async (t) => {
  let broken = false;
  const step = (name, walk) => t.test(name, async () => {
    if (broken) throw new Error("the walk broke off before this step");
    broken = true;
    await walk();
    for (const v of Object.values(who)) v.well();
    broken = false;
  });
  await step("the manager writes an offer, and is shown what is missing", write);
  await step("the manager proposes a worksheet and asks for recognition", ask);
  await step("somebody else grants it", grant);
  await step("the manager publishes it with a date of three seats", publish);
  await step("four people register and the fourth waits", register);
  await step("one cancels, and the fourth is promoted and confirms", promote);
  await step("the times are put right", moveBack);
  await step("attendance comes from a file with double joins", attendance);
  await step("the manager writes questions of the offer's own, with a wrong turn", questions);
  await step("the manager closes the occurrence", close);
  await step("the learner answers them, and nothing is shown of one answer", answer);
  await step("the learner has the record, the certificate and the transcript", earned);
  await step("the others have what they met the rule for", others);
  await step("an outsider verifies the certificate and gets no cookie", verify);
  await step("a shared link shows the transcript until it is ended", share);
});

async function write() {
  const v = who["unit-manager"];
  await v.go("/");
  await v.link("Workspace").click();
  await v.main().getByRole("link", { name: /^Offers/ }).first().click();
  await v.link("New offer").click();
  const { page } = v;
  await page.getByLabel("Title", { exact: true }).fill(title);
  await page.getByLabel("Kind", { exact: true }).selectOption("webinar");
  await page.getByLabel("What people will be able to do").fill("Name what each line of a library's budget pays for\nFind the three lines that can be moved in a year");
  await page.getByLabel("Minutes in all").fill("60");
  await v.button("Save the draft").click();
  await v.sees("The draft is saved.");
  at.offer = new URL(page.url()).pathname;

  // Publishing it now brings the form back as it was filled, at the first problem.
  v.expect(at.offer);
  v.expect(`${at.offer}/publish`);
  await v.button("Save and publish").click();
  const summary = page.getByRole("alert");
  await summary.getByText("Say in a sentence or two what it is.").waitFor();
  assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), title);
  assert.equal(await page.getByLabel("Minutes in all").inputValue(), "60");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("name")), "summary", "the focus is on the first problem");
  assert.equal(await page.locator('[name="summary"]').getAttribute("aria-invalid"), "true");
  await isAccessible(page);
  await shot(page, "walk-missing");

  await page.getByLabel("Summary").fill("An hour on the lines of a library's budget, with the figures of three invented libraries.");
  await page.getByRole("group", { name: "Content areas" }).getByRole("checkbox").first().check();
  await page.getByRole("radio", { name: "Foundational" }).check();
  await page.getByLabel("Format").selectOption("online");
  await page.getByLabel("What is done for access").fill("Live captions. Write to access@example.org for anything else.");
  await page.getByLabel("Completed by").selectOption("share");
  await page.getByLabel("Share of the time").fill("75");
  await page.locator('[name="price_member"]').fill("0");
  await page.locator('[name="price_non-member"]').fill("25");
  await v.button("Save the draft").click();
  await v.sees("The draft is saved.");
}

async function ask() {
  const v = who["unit-manager"];
  await v.link("CEU worksheet").click();
  await v.page.getByLabel("Counted minutes").fill("55 Talk and exercises");
  await v.page.getByLabel("Excluded minutes").fill("5 Welcome");
  await v.page.getByLabel("How the hours were counted").fill("Minutes of the agenda.");
  await isAccessible(v.page);
  await v.button("Propose").click();
  await v.sees("The worksheet is proposed.");
  await v.link("Ask for recognition").first().click();
  await v.page.locator('[name="asked"][value="certificate"]').check();
  await v.page.locator('[name="asked"][value="ceu"]').check();
  await v.button("Ask for a review").click();
  await v.sees("You asked for a review.");
}

async function grant() {
  const v = who.reviewer;
  await v.go("/");
  await v.link("Workspace").click();
  await v.main().getByRole("link", { name: /^Reviews/ }).first().click();
  await v.link(title).click();
  await v.sees("Talk and exercises");
  await v.page.getByRole("radio", { name: "Grant what is chosen below" }).check();
  await v.page.locator('[name="granted"][value="certificate"]').check();
  await v.page.locator('[name="granted"][value="ceu"]').check();
  await isAccessible(v.page);
  await shot(v.page, "walk-review");
  await v.button("Decide").click();
  await v.page.waitForURL("**/work/reviews");
  assert.equal(await v.link(title).count(), 0, "the review waits no longer");
}

async function publish() {
  const v = who["unit-manager"];
  const { page } = v;
  await v.go(at.offer);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await v.sees("It is published.");
  await v.go(at.offer);
  await v.link("Add a date").click();
  const begins = wholeMinute(Date.now() + 3 * hour);
  await fillDate(page, begins, begins + hour);
  await page.getByLabel("Seats", { exact: false }).first().fill("3");
  await v.button("Add the date").click();
  await v.sees("The date is added.");
  await v.go(at.offer);
  const roster = v.main().locator('a[href$="/roster"]');
  at.roster = await roster.first().getAttribute("href");
  at.date = at.roster.replace(/\/roster$/, "");

  // Everybody finds it now.
  const outsider = await visitor(browser, server);
  await outsider.go("/");
  await outsider.page.getByLabel("Search all learning").fill("budget line");
  await outsider.main().getByRole("button", { name: "Search" }).click();
  await outsider.main().getByRole("link", { name: title }).first().click();
  await outsider.sees("3 seats left");
  await outsider.sees("0.1 CEU");
  at.public = new URL(outsider.page.url()).pathname;
  assert.deepEqual(await outsider.context.cookies(), [], "a stranger gets no cookie");
  await outsider.leave();
}

async function register() {
  for (const persona of ["learner", "non-member", "mentor"]) {
    const v = await toRegister(persona, /^Register/);
    await v.main().getByRole("button", { name: /^Register/ }).click();
    await v.sees("You have a seat");
  }
  const v = await toRegister("coordinator", /waiting list/);
  await v.sees("All seats are taken");
  await isAccessible(v.page);
  await v.main().getByRole("button", { name: /waiting list/ }).click();
  await v.sees("You are on the waiting list");
  await isAccessible(v.page);
  await letter("coordinator", `Waiting list: ${title}`);
}

async function toRegister(persona, label) {
  const v = who[persona];
  await v.go(at.public);
  await v.main().getByRole("link", { name: label }).first().click();
  return v;
}

async function promote() {
  const mentor = who.mentor;
  await openMine(mentor);
  await mentor.page.getByText("Cancel my registration").click();
  await mentor.button("Yes, cancel it").click();
  await mentor.sees("Your registration is cancelled.");
  await letter("mentor", `Cancelled: ${title}`);

  const words = await letter("coordinator", `A seat is held for you: ${title}`);
  assert.match(words, /We hold it for you until .+\d{1,2}:\d{2}/, "the letter says until when");
  const v = who.coordinator;
  await v.go("/my");
  await v.sees("A seat is held for you until");
  await isAccessible(v.page);
  await shot(v.page, "walk-held");
  await v.button(`Confirm the seat in ${title}`).click();
  await letter("coordinator", `Your seat: ${title}`);
  await openMine(v);
  await v.sees("You have a seat");

  const manager = who["unit-manager"];
  await manager.go(at.roster);
  await manager.sees("3 of 3");
  await manager.link("Waiting list: who is next, and why").first().click();
  await manager.sees("Every seat went to the person whose turn it was.");
}

async function openMine(v) {
  await v.go("/my");
  await v.main().getByRole("link", { name: title }).first().click();
}

// letter waits until somebody has been written to, and returns the words.
async function letter(persona, subject) {
  const reader = who.reviewer;
  return until(`the letter “${subject}” to ${persona}`, async () => {
    await reader.go("/demo/letters");
    const found = reader.page.locator("article").filter({ hasText: subject }).filter({ hasText: names[persona] });
    return (await found.count()) > 0 && found.first().innerText();
  });
}

// moveBack corrects the date to the hour that has just passed, so that it can be closed now.
async function moveBack() {
  const v = who["unit-manager"];
  await v.go(at.date);
  at.begins = wholeMinute(Date.now() - hour - 2 * minute);
  await fillDate(v.page, at.begins, at.begins + hour);
  await v.page.getByRole("button", { name: "Save", exact: true }).click();
  await v.sees("The date is saved.");
  await letter("learner", `Changed: ${title}`);
}

async function attendance() {
  const v = who["unit-manager"];
  const { page } = v;
  const row = (name, address, from, to) => [name, address, clockOf(at.begins + from * minute), clockOf(at.begins + to * minute)].join(",");
  const file = [
    "Name (Original Name),User Email,Join Time,Leave Time",
    row("Marisol Q.", "Marisol@Example.org", 0, 40), // one device
    row("Marisol's phone", "marisol@example.org", 30, 58), // and another beside it
    row("Joanna Birdsong-Vale", "joanna@example.org", 2, 50),
    row("Devin", "devin@example.org", 5, 20),
    row("Devin", "reading.room@example.net", 20, 55), // the manager knows whose device that is
    row("Front desk", "desk@example.net", 0, 60), // and that this is nobody's
  ].join("\r\n");
  await v.go(at.roster);
  await v.link("Take in a file").click();
  const send = async () => {
    await page.getByLabel("File of joins and leaves").setInputFiles({ name: "joins.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await v.button("Show what it does").click();
  };
  await send();
  const merged = page.getByRole("table", { name: "People and their minutes" });
  assert.deepEqual(await cells(merged, names.learner), ["2", "0", "58"], "two joins are merged, and no minute counts twice");
  assert.deepEqual(await cells(merged, names["non-member"]), ["1", "0", "15"]);
  assert.equal(await page.getByRole("table", { name: "Rows that fit nobody" }).locator("tbody tr").count(), 2);
  await isAccessible(page);
  await shot(page, "walk-attendance");
  await v.button("Take the file in").click();

  // Taking in the same file again changes nothing.
  await v.go(`${at.date}/import`);
  await send();
  await v.sees("rows known already");
  assert.equal(await v.button("Take the file in").count(), 0);

  await v.go(at.roster);
  await v.link("Resolve them").click();
  await isAccessible(page);
  const room = page.locator("li").filter({ hasText: "reading.room@example.net" });
  const belongs = async (to) => {
    await room.getByLabel("Belongs to").fill(to);
    await room.getByRole("button", { name: "It belongs to this person" }).click();
  };
  v.expect(await room.locator("form").first().getAttribute("action"));
  await belongs("Nobody Whoever");
  await room.locator(".lc-field-bad").waitFor();
  assert.equal(await room.getByLabel("Belongs to").inputValue(), "Nobody Whoever", "what was typed is kept");
  await isAccessible(page);
  await belongs(addresses["non-member"]);
  await room.waitFor({ state: "detached" });
  await page.locator("li").filter({ hasText: "desk@example.net" }).getByRole("button", { name: "It belongs to nobody here" }).click();
  await v.sees("Everything is resolved");
}

async function questions() {
  const v = who["unit-manager"];
  const { page } = v;
  await v.go(at.offer);
  await v.link("Questions after attending").click();
  await v.button("The association's form").click();
  await v.sees("Nobody is asked them until you publish them.");
  await page.getByLabel("Wording").first().fill("I can read our library's budget now.");
  await page.getByLabel("Take it out").nth(1).check();
  const fresh = page.locator("section, div").filter({ has: page.getByRole("heading", { name: "Question 9", exact: true }) }).last();
  await fresh.getByLabel("Wording").fill("Which part was new to you?");
  await fresh.getByLabel("How it is answered").selectOption({ label: "Choose one answer" });
  await fresh.getByLabel("Place").fill("2");
  v.expect(`${at.offer}/survey`);
  await v.button("Save", { exact: true }).first().click();
  await v.sees("Give two answers or more, one a line.");
  await isAccessible(page);
  assert.equal(await fresh.getByLabel("Wording").inputValue(), "Which part was new to you?");
  await fresh.getByLabel("Answers to choose from").fill("Income\nExpenses\nReserves");
  await v.button("Save and preview").click();
  await v.sees("This is a preview");
  await v.sees("Reserves");
  await isAccessible(page);
  await shot(page, "survey-preview");
  await page.setViewportSize(phone);
  await isAccessible(page);
  await shot(page, "survey-preview-phone");
  await page.setViewportSize(desk);
  await v.link("Back to the questions").click();
  await shot(page, "survey-desk");
  await page.locator("summary", { hasText: "Publish" }).click();
  await v.button("Ask this from now on").click();
  await v.sees("These questions are asked from now on.");
  await isAccessible(page);
}

async function answer() {
  const v = who.learner;
  const { page } = v;
  await until("the questions", async () => {
    await v.go("/my");
    return v.link("Answer a few questions").count();
  });
  const row = page.locator("li.lc-row").filter({ hasText: title });
  await row.getByRole("link", { name: "Answer a few questions" }).click();
  const to = new URL(page.url());
  v.expect(to.pathname + to.search);
  await v.button("Send").click();
  await v.sees("Please answer this.");
  await isAccessible(page);
  await page.getByRole("group", { name: /I can read our library's budget now/ }).getByLabel("Strongly agree").check();
  await page.getByRole("group", { name: "Was the level right for you?" }).getByLabel("Right for me").check();
  await page.getByRole("group", { name: /Which part was new to you/ }).getByLabel("Reserves").check();
  await shot(page, "survey-answer");
  await v.button("Send").click();
  await v.sees("Your answers are kept apart from your name.");
  assert.equal(await row.getByRole("link", { name: "Answer a few questions" }).count(), 0);

  const manager = who["unit-manager"];
  await manager.go(`${at.date}/answers`);
  await manager.sees("Too few to show for this date");
  await isAccessible(manager.page);
  await manager.link("All answers about the offer").click();
  await manager.sees("1 answer so far");
  await isAccessible(manager.page);
  await shot(manager.page, "survey-answers");
  const csv = await (await manager.fetch(`${at.offer}/answers.csv`)).text();
  assert.equal(csv.trim().split("\n").length, 1, "one answer shows nowhere");
}

async function close() {
  const v = who["unit-manager"];
  await v.go(at.roster);
  await v.page.getByText("Close this occurrence").click();
  await v.button("Apply the rule to everybody").click();
  await v.sees("The rule for completing was first applied on");
  await isAccessible(v.page);
  await shot(v.page, "walk-closed");
}

async function earned() {
  const v = who.learner;
  const { page } = v;
  await until("the certificate beside what was completed", async () => {
    await v.go("/my");
    return v.link(`Certificate for ${title}`).count();
  });
  await shot(page, "walk-my");
  await v.link(`In your record: ${title}`).click();
  await v.sees("0.1 CEU");
  await v.sees("55 min"); // of the 58 attended, what the worksheet counts
  await isAccessible(page);

  await v.link("See the certificate").click();
  await v.sees("This certifies that");
  at.code = (await page.locator("article strong").innerText()).trim();
  assert.match(at.code, /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  for (const words of [names.learner, title, "0.1 CEU"]) await v.sees(words);
  await isAccessible(page);
  await shot(page, "walk-certificate");
  await isPDF(page, v.link("Download as PDF"));

  await v.go("/my/transcript");
  await v.sees(title);
  await isAccessible(page);
  await isPDF(page, v.link("Download as PDF"));
  const csv = (await download(page, v.link("Download as CSV"))).toString();
  assert.match(csv, new RegExp(`${title}.*0\\.1`));
  const transcript = JSON.parse(await download(page, v.link("Download as JSON")));
  const entry = transcript.entries.find((e) => e.title === title);
  assert.equal(entry.assurance, "association");
  assert.equal(entry.ceu_tenths, 1);
}

async function others() {
  for (const persona of ["coordinator", "non-member"]) {
    const v = who[persona];
    await v.go("/my/record");
    await v.link(title).first().click();
    await v.sees("0.1 CEU");
  }
  // Who cancelled has nothing.
  await who.mentor.go("/my/record");
  assert.equal(await who.mentor.link(title).count(), 0);
}

async function verify() {
  const v = await visitor(browser, server);
  await v.go("/verify");
  await v.page.getByLabel("Code").fill(at.code.toLowerCase().replaceAll("-", " "));
  await v.main().getByRole("button", { name: "Verify" }).click();
  assert.equal(await v.heading(), "This certificate is valid");
  const facts = Object.fromEntries(await v.page.locator("main dl > div").evaluateAll((all) => all.map((d) => [d.querySelector("dt").innerText, d.querySelector("dd").innerText.trim()])));
  assert.deepEqual(Object.keys(facts), ["Kind", "Issued to", "For taking part in", "Offered by", "Issued by", "When", "Contact time", "Credit", "Issued on", "Code"]);
  assert.equal(facts["Issued to"], names.learner);
  assert.equal(facts["For taking part in"], title);
  assert.equal(facts.Credit, "0.1 CEU");
  assert.equal(facts.Code, at.code);
  const words = await v.main().innerText();
  for (const private_ of [...Object.values(addresses), names["non-member"], names.coordinator, "Talk and exercises"]) assert.ok(!words.includes(private_), `${private_} is nobody's business`);
  await isAccessible(v.page);
  await shot(v.page, "walk-verified");

  const wrong = at.code.slice(0, -1) + (at.code.endsWith("7") ? "8" : "7");
  v.expect(`/verify/${wrong}`);
  v.expect("/verify");
  await v.go("/verify");
  await v.page.getByLabel("Code").fill(wrong);
  await v.main().getByRole("button", { name: "Verify" }).click();
  await v.sees("No certificate has this code.");
  assert.equal(await v.page.getByLabel("Code").inputValue(), wrong, "what was typed is kept");
  await isAccessible(v.page);

  for (const path of ["/", "/catalogue?q=budget", at.public, "/verify"]) await v.go(path);
  assert.deepEqual(await v.context.cookies(), [], "a stranger gets no cookie");
  await v.leave();
}

async function share() {
  const v = who.learner;
  await v.go("/my/shares");
  await v.page.getByLabel("For whom it is").fill("The state library");
  await v.button("Make the link").click();
  const link = new URL(await v.main().locator("code").innerText());
  assert.equal(link.origin, server.url);
  await isAccessible(v.page);

  const reader = await visitor(browser, server);
  await reader.go(link.pathname);
  await reader.sees(title);
  await isAccessible(reader.page);
  assert.deepEqual(await reader.context.cookies(), []);

  await v.go("/my/record/views");
  await v.sees("The state library");
  await v.go("/my/shares");
  await v.button("End this link: The state library").click();
  await v.sees("The link has ended.");
  const answer = await reader.fetch(link.pathname);
  assert.ok([404, 410].includes(answer.status()), `a link that has ended answers ${answer.status()}`);
  assert.ok(!(await answer.text()).includes(title));
  await reader.leave();
}

const minute = 60_000;
const hour = 60 * minute;
const wholeMinute = (ms) => Math.ceil(ms / minute) * minute;

// parts are what clocks in the zone show.
function parts(ms) {
  const list = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(ms);
  return Object.fromEntries(list.map((p) => [p.type, p.value]));
}

async function fillDate(page, begins, ends) {
  const local = (ms) => {
    const p = parts(ms);
    return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
  };
  await page.getByLabel("Time zone").selectOption(zone);
  await page.getByLabel("Begins").fill(local(begins));
  await page.getByLabel("Ends", { exact: false }).first().fill(local(ends));
}

// clockOf writes a moment as meeting platforms do in the United States.
function clockOf(ms) {
  const p = parts(ms);
  const h = Number(p.hour);
  return `${p.month}/${p.day}/${p.year} ${String(h % 12 || 12).padStart(2, "0")}:${p.minute}:00 ${h < 12 ? "AM" : "PM"}`;
}

// cells are those beside a name in a table.
async function cells(table, name) {
  const row = table.getByRole("row").filter({ hasText: name });
  return (await row.getByRole("cell").allInnerTexts()).map((c) => c.trim());
}

async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.first().click()]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function isPDF(page, link) {
  const file = await download(page, link);
  assert.equal(file.subarray(0, 5).toString(), "%PDF-");
}
