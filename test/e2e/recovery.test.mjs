// An account is got back: somebody asks at the sign-in page, two of the staff decide, and the owner could stop it.
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

// fits looks at a page on a desk and on a phone: no finding, and nothing scrolls sideways.
async function fits(page, name) {
  await isAccessible(page);
  await shot(page, `${name}-desk`);
  await page.setViewportSize(phone);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width, `${page.url()} scrolls sideways`);
  await shot(page, `${name}-phone`);
  await page.setViewportSize(desk);
}

// linkTo waits for a letter to the address with a link that begins so, and returns the link.
async function linkTo(v, email, path) {
  return until(`a letter to ${email}`, async () => {
    await v.go(`/demo/letters?to=${encodeURIComponent(email)}`);
    const found = (await v.main().innerText()).match(new RegExp(`${path}[\\w-]{20,}`));
    return found && found[0];
  });
}

test("a wrong turn, a request, two of the staff, and the owner who stops it", { timeout: 180_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.go("/sign-in");
  await v.link("None of your addresses is yours any more?").click();
  await page.getByRole("heading", { name: "Get your account back", level: 1 }).waitFor();
  await fits(page, "recover");
  v.expect("/recover");
  await page.getByLabel("Your name").fill("Marisol Vega");
  await page.getByLabel("Address at which you can be written to now").fill("no address");
  await v.button("Go on").click();
  await page.getByRole("alert").waitFor();
  await isAccessible(page);
  assert.equal(await page.getByLabel("Your name").inputValue(), "Marisol Vega", "nothing typed is lost");
  await page.getByLabel("An address or the member number of the account").fill("marisol@example.org");
  await page.getByLabel("Address at which you can be written to now").fill("marisol@elsewhere.example");
  await page.getByLabel("I have lost my second factor").check();
  await v.button("Go on").click();
  await page.getByRole("heading", { name: "Look at your mail" }).waitFor();
  await isAccessible(page);
  await v.go(await linkTo(v, "marisol@elsewhere.example", "/recover/"));
  await fits(page, "recover-hand-in");
  await v.button("Hand it in").click();
  await page.getByRole("heading", { name: "Your request is handed in" }).waitFor();
  await isAccessible(page);

  // The owner's address is told, and the link shows what it would do before it does it.
  const stop = await linkTo(v, "marisol@example.org", "/recover/stop/");

  // One of the staff finds it in the workspace and opens it; without a word of proof it does not go on.
  const admin = await visitor(browser, server);
  await admin.signIn("administrator", "/work");
  await admin.link("See what is to be done").click();
  await fits(admin.page, "recoveries");
  await admin.link("Marisol Vega").click();
  await fits(admin.page, "recovery");
  admin.expectWhatever(`${new URL(admin.page.url()).pathname}/open`);
  await admin.button("Open it").click();
  await admin.page.getByRole("alert").waitFor();
  await admin.page.getByLabel("How you made sure who asks").fill("Called the library at its number in our list and spoke with her.");
  await admin.button("Open it").click();
  await admin.sees("It is open. Somebody else of the staff confirms it now.");
  await admin.sees("You opened this, so somebody else confirms it.");
  assert.equal(await admin.button("Confirm").count(), 0, "whoever opened it cannot confirm it");
  await fits(admin.page, "recovery-open");

  // Another one of the staff confirms it, and a day's wait begins.
  const second = await visitor(browser, server);
  await second.signIn("colleague", "/work/recoveries");
  await second.sees("Waits for a second person");
  await second.link("Marisol Vega").click();
  await second.sees("Called the library at its number in our list");
  await second.button("Confirm").click();
  await second.sees("It is confirmed.");
  await until("the letter to be handed over", async () => {
    await second.page.reload();
    return (await second.main().innerText()).includes("A letter to marisol@example.org was handed over");
  });
  await fits(second.page, "recovery-confirmed");
  await until("the letter that says so", async () => {
    await v.go("/demo/letters?to=marisol@example.org");
    return (await v.main().innerText()).includes("Your account is about to be given back");
  });

  // It was not her, and the oldest letter still stops it.
  await v.go(stop);
  await fits(page, "recover-stop");
  await v.button("This was not me: stop it").click();
  await page.getByRole("heading", { name: "It is stopped" }).waitFor();
  await fits(page, "recover-stopped");
  await v.go(stop, 410);
  await isAccessible(page);
  await admin.go("/work/recoveries");
  await admin.sees("Stopped by a letter to the account");
  for (const each of [v, admin, second]) await each.leave();
});
