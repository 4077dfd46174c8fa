// A library assistant wants to manage a branch: chooses the role, answers the questions, sees the map, the gaps and what closes them, completes one of
// those and sees the map move; asks a supervisor, compares, takes it back, and it is gone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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

// answer goes through the questions of a round by pick, and returns how many there were.
async function answer(v, pick) {
  for (let n = 0; n < 40; n++) {
    if (!new URL(v.page.url()).pathname.endsWith("/ask")) return n;
    await pick(v.page, n);
    await v.button("Save and go on").click();
    await v.page.waitForLoadState("load");
  }
  throw new Error("the questions do not end");
}

const lowest = (page) => page.locator('input[name="answer"]').first().check();

test("a library assistant sees what lies between them and a branch of their own", { timeout: 240_000 }, async () => {
  const devin = await visitor(browser, server);
  const { page } = devin;
  await devin.go("/ways");
  await devin.link("What roles ask for").click();
  await fits(page, "roles");
  await devin.link("Branch manager").click();
  await devin.sees("The work stands or falls with this");
  await fits(page, "role");
  await devin.signIn("non-member", "/my/standing");
  await devin.sees("You have no target yet");
  await fits(page, "standing-empty");
  await devin.link("Choose a target").click();
  await fits(page, "standing-choose");
  await devin.button("Choose Branch manager").click();
  await fits(page, "standing-ask");
  // The wrong turn: no answer.
  devin.expect(new URL(page.url()).pathname);
  await devin.button("Save and go on").click();
  await page.getByRole("alert").waitFor();
  await fits(page, "standing-ask-refused");
  const asked = await answer(devin, lowest);
  assert.ok(asked >= 5 && asked <= 15, `${asked} questions`);
  await devin.sees("That was all.");
  await fits(page, "standing-map");
  const home = new URL(page.url()).pathname;
  await devin.main().locator(".lc-gap a").first().click();
  await devin.sees("Side by side");
  await fits(page, "standing-competency");
  await devin.go(home);

  // What closes a gap is registered for and completed: the map moves.
  const met = async () => (await page.locator(".lc-ring .lc-meta").innerText()).match(/^\d+/)[0];
  const before = await met();
  const offers = await page.locator(".lc-gap").evaluateAll((gaps) => gaps.flatMap((gap) => [...gap.querySelectorAll(".lc-gap-offers > li")].map((li) =>
    ({ gap: gap.querySelector("h3").innerText, step: gap.querySelector("p").innerText, text: li.innerText, href: li.querySelector("a").getAttribute("href") }))));
  assert.ok(offers.length > 3, "offers close the gaps");
  const own = offers.find((o) => /Begin at any time/.test(o.text) && /1 level to go/.test(o.step));
  assert.ok(own, "one of them can be begun now");
  await devin.go(own.href);
  await devin.main().getByRole("link", { name: /Begin/ }).first().click();
  await devin.main().getByRole("button", { name: /Begin/ }).first().click();
  await devin.button("I have completed this").click();
  await devin.main().getByText(/stands in your record/i).first().waitFor();
  await until("the map to move", async () => {
    await devin.go(home);
    return (await met()) !== before;
  });
  await devin.sees("Your record moved it");
  await fits(page, "standing-moved");

  // Goals and reflection.
  await devin.go("/my/standing/goals");
  devin.expect("/my/standing/goals");
  await page.getByLabel("Look at it again on").last().fill("2027-03-01");
  await devin.button("Keep the goal").last().click();
  await page.getByRole("alert").waitFor();
  await fits(page, "standing-goal-refused");
  await page.getByLabel("What you want to reach").last().fill("Lead a branch meeting");
  await devin.button("Keep the goal").last().click();
  await devin.sees("Lead a branch meeting");
  await fits(page, "standing-goals");
  await devin.go("/my/standing/reflection");
  await page.getByLabel("What matters to me").fill("Open doors.");
  await devin.button("Keep it").click();
  await devin.sees("It is kept.");
  await fits(page, "standing-reflection");

  // A supervisor is asked, answers without an account, and reads what they are let see.
  await devin.go(home);
  await devin.link("Ask others what they see").click();
  devin.expect("/my/standing/others");
  await page.getByLabel("What this person is to you").selectOption("supervisor");
  await page.getByLabel("Name").fill("Ines Dell");
  await devin.button("Send the invitation").click();
  await page.getByRole("alert").waitFor();
  await fits(page, "standing-invite-refused");
  await page.getByLabel("E-mail address").fill("ines@example.org");
  await page.getByLabel("The answers").first().check();
  await devin.button("Send the invitation").click();
  await devin.sees("The letter to Ines Dell is on its way.");
  await fits(page, "standing-others");
  const ines = await visitor(browser, server);
  const link = await until("the letter to Ines", async () => {
    await ines.go("/demo/letters");
    return (await ines.main().innerText()).match(/\/voices\/[\w-]+/)?.[0];
  });
  await ines.go(link);
  await fits(ines.page, "voice-welcome");
  await ines.link("Begin").click();
  await fits(ines.page, "voice-ask");
  const said = await answer(ines, (p) => p.locator('input[name="answer"]').nth(1).check());
  assert.ok(said >= 5 && said <= 15, `${said} questions`);
  await ines.sees("Thank you");
  await ines.link("Read what they let you see").click();
  await ines.sees("Side by side");
  await fits(ines.page, "voice-read");
  const file = await ines.fetch(`${link}/map.csv`);
  assert.equal(file.status(), 200);

  // The person sees both side by side, and who looked; takes it back, and it is gone at once.
  await devin.go(home);
  await devin.main().locator(".lc-map-rows").first().waitFor();
  await page.getByText("The map as a table").click();
  await devin.main().getByRole("link", { name: "Customer service" }).last().click();
  await devin.sees("Ines Dell (A supervisor)");
  await fits(page, "standing-side-by-side");
  await devin.go("/my/standing/others");
  await devin.sees("Who looked");
  await devin.button("Take it back: Ines Dell").click();
  await devin.sees("It is taken back.");
  for (const at of ["", "/ask", "/read", "/map.csv"]) assert.equal((await ines.fetch(link + at)).status(), 410, `${at} after it was taken back`);
  await ines.go(link, 410);
  await fits(ines.page, "voice-gone");

  // An advert is read and corrected.
  await devin.go("/my/standing/choose");
  await page.getByLabel("What the advert is for").fill("Youth Services Librarian");
  await page.getByLabel("The text of the advert").fill("You plan storytimes for toddlers and their caregivers.\nYou choose picture books and weed what is worn.\nYou run the summer reading challenge and visit schools.\nSalary: $50,000 and dental insurance.");
  await devin.button("Find what it asks for").click();
  await devin.sees("competencies were found");
  await fits(page, "standing-advert");
  await devin.button("See where you stand").click();
  await page.waitForURL(/\/ask$/);
  await devin.go("/my/standing");
  await devin.link(/^See the map.*: Branch manager$/).waitFor();
  await fits(page, "standing-home");
  devin.well();
  ines.well();
  await ines.leave();
  await devin.leave();
});

test("a curriculum editor says what a role asks for, and asks a cohort to join", { timeout: 180_000 }, async () => {
  const editor = await visitor(browser, server);
  const { page } = editor;
  await editor.signIn("curriculum-editor", "/work/profiles");
  await fits(page, "work-profiles");
  await editor.main().getByRole("link", { name: "Trustee" }).click();
  const lines = page.getByLabel("What it asks for");
  const was = await lines.inputValue();
  editor.expect(new URL(page.url()).pathname);
  await lines.fill(`${was}lc-technology; NO-99; practitioner; 7; because`);
  await editor.button("Save as a further version").click();
  await page.getByRole("alert").waitFor();
  await fits(page, "work-profile-refused");
  await page.getByLabel("What it asks for").fill(was);
  await page.getByLabel("In a sentence").fill("Governs the library with the others of the board.");
  await editor.button("Save as a further version").click();
  await editor.sees("Version 2 of “Trustee” holds from now on.");
  await editor.link("Cohorts").click();
  await fits(page, "work-cohorts-empty");
  await page.getByLabel("Title").fill("Institute for new leaders");
  await page.getByLabel("Against which profile").selectOption("director");
  editor.expect("/work/cohorts");
  await page.getByLabel("E-mail addresses of the people").fill("marisol@example.org");
  await editor.button("Ask them to join").click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("E-mail addresses of the people").fill("marisol@example.org\ndevin@example.org\nruth@example.org\ntheo@example.org\nhamid@example.org\nnobody@example.org");
  await editor.button("Ask them to join").click();
  await editor.sees("Nobody here has these addresses: nobody@example.org");
  await editor.sees("There are no numbers yet");
  await fits(page, "work-cohort");
  editor.well();
  await editor.leave();

  const learner = await visitor(browser, server);
  await learner.signIn("learner", "/my/standing");
  await learner.sees("You are asked to join: Institute for new leaders");
  await fits(learner.page, "standing-asked-to-join");
  await learner.page.getByRole("button", { name: "I agree and join: Institute for new leaders", exact: true }).click();
  await learner.page.waitForURL(/\/ask$/);
  await learner.go("/my/standing");
  await learner.sees("You count in the cohort Institute for new leaders.");
  await learner.link(/^See the map.*: Children's librarian$/).click();
  await fits(learner.page, "standing-learner");
  await learner.go("/catalogue?sort=gaps");
  await learner.page.getByLabel("Order").waitFor();
  learner.well();
  await learner.leave();

  // The mentor of the demonstration finds the question without a link.
  const mentor = await visitor(browser, server);
  await mentor.signIn("mentor", "/my/standing/others");
  await mentor.main().getByRole("link", { name: /Marisol Quintero-Bell/ }).click();
  await mentor.sees("What do you see in Marisol Quintero-Bell?");
  mentor.well();
  await mentor.leave();
});
