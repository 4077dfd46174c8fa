// A library assistant wants to manage a branch: chooses the role, answers the questions, and sees the map, the gaps and what closes them.
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
  await devin.go("/my/standing");
  await devin.link("See the map of Branch manager").click();
  devin.well();
  await devin.leave();
});
