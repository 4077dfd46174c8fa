// A second factor from a person's side: an app that shows codes, a wrong code, a recovery code, a passkey,
// and the list of browsers in which one is signed in.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, until, visitor } from "./lib/browser.mjs";
import { shot } from "./lib/seen.mjs";
import { startServer } from "./lib/server.mjs";

let server, browser;
before(async () => {
  server = await startServer({ name: "localhost" });
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

// codeOf is what an app shows for a secret (RFC 6238), some steps of 30 seconds from now.
function codeOf(secret, steps = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const sum = createHmac("sha1", key).update(counter).digest();
  const at = sum[19] & 15;
  return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// byLink asks for a link to sign in, and follows the one that came.
async function byLink(v, email) {
  await v.go("/sign-in/link");
  await v.page.getByLabel("E-mail address").fill(email);
  await v.button("Send the link").click();
  await v.page.getByRole("heading", { name: "Look at your mail" }).waitFor();
  const link = await until("the letter", async () => {
    await v.go(`/demo/letters?to=${encodeURIComponent(email)}`);
    const found = (await v.main().innerText()).match(/\/sign-in\/link\/[\w-]+/);
    return found && !used.has(found[0]) && found[0];
  });
  used.add(link);
  await v.go(link);
  await v.main().getByRole("button", { name: "Sign in" }).click();
}
const used = new Set();

test("codes from an app, a wrong code, a recovery code, a passkey, and the other browser", { timeout: 180_000 }, async () => {
  const v = await visitor(browser, server);
  const { page } = v;
  await v.signIn("learner", "/my/sign-in");
  await fits(page, "signing-in");
  await v.button("Set up an app").click();
  await page.getByRole("heading", { name: "Set up an app", level: 1 }).waitFor();
  await fits(page, "app");
  const secret = await page.locator("#secret").innerText();
  v.expect("/my/sign-in/app/confirm");
  await page.getByRole("textbox", { name: "Code" }).fill("000000");
  await v.button("Turn it on").click();
  await page.getByRole("alert").waitFor();
  await page.getByRole("textbox", { name: "Code" }).fill(codeOf(secret, -1));
  await v.button("Turn it on").click();
  await page.getByRole("heading", { name: "The app is set up" }).waitFor();
  await fits(page, "recovery-codes");
  const codes = await page.locator("#codes code").allInnerTexts();
  assert.equal(codes.length, 10);
  const [saved] = await Promise.all([page.waitForEvent("download"), v.link("Save as a file").click()]);
  assert.equal(saved.suggestedFilename(), "recovery-codes.txt");
  await v.link("I have kept them").click();
  await v.sees("On since");

  // Another browser signs in by letter: it is asked for a code, and a wrong one opens nothing.
  const other = await visitor(browser, server);
  await byLink(other, "marisol@example.org");
  await other.page.getByRole("heading", { name: "One more step" }).waitFor();
  await fits(other.page, "second");
  other.expect("/sign-in/second");
  await other.page.getByRole("textbox", { name: "Code" }).fill("123456");
  await other.main().getByRole("button", { name: "Sign in" }).click();
  await other.page.getByRole("alert").waitFor();
  await isAccessible(other.page);
  await other.page.getByRole("textbox", { name: "Code" }).fill(codeOf(secret));
  await other.main().getByRole("button", { name: "Sign in" }).click();
  await other.page.waitForURL("**/my");

  // A third one has only the codes on paper; each works once.
  const third = await visitor(browser, server);
  await byLink(third, "marisol@example.org");
  await third.page.getByRole("textbox", { name: "Code" }).fill(codes[0].toLowerCase());
  await third.main().getByRole("button", { name: "Sign in" }).click();
  await third.page.waitForURL("**/my");

  // The first browser gets a passkey.
  const cdp = await v.context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
  } });
  await v.go("/my/sign-in");
  await v.sees("9 recovery codes are left");
  await page.getByLabel("Name of a new passkey").fill("Desk computer");
  await v.button("Add a passkey").click();
  await v.sees("The passkey was added.");
  await v.sees("Desk computer");
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].rpId, "localhost");

  // It sees the others and signs them out: one, then all.
  const rows = page.locator("section", { has: page.getByRole("heading", { name: "Where you are signed in" }) }).locator("li.lc-row");
  assert.equal(await rows.count(), 3);
  assert.match(await rows.first().innerText(), /This browser/);
  await fits(page, "signing-in-whole");
  await page.getByRole("button", { name: "Sign out there" }).first().click();
  await v.sees("That browser was signed out.");
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await v.sees("1 other browser was signed out.");
  for (const w of [other, third]) {
    await w.go("/my/sign-in");
    assert.match(w.page.url(), /\/sign-in\?next=/, "it is signed out");
  }

  // It signs out, and in again by passkey alone.
  await page.context().clearCookies();
  await v.go("/sign-in?next=/my/sign-in");
  await isAccessible(page);
  await v.button("Sign in with a passkey").click();
  await page.waitForURL("**/my/sign-in");
  await v.sees("By passkey");

  // Whose counter goes backwards may be a copy: it is refused, and says so.
  await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
  await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: { ...credentials[0], signCount: 0 } });
  await page.context().clearCookies();
  await v.go("/sign-in");
  v.expect("/sign-in/passkey");
  await v.button("Sign in with a passkey").click();
  await page.getByRole("alert").waitFor();
  await byLink(v, "marisol@example.org");
  await page.getByRole("textbox", { name: "Code" }).fill(codes[1]);
  await v.button("Sign in").click();
  await v.go("/my/sign-in");
  await v.sees("There may be a copy");
  for (const w of [v, other, third]) await w.leave();
});
