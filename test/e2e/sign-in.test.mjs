// Signing in with an OpenID Connect provider that is not ours: the first time, again, called off, with an account that is
// here already, and when the provider breaks.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, visitor } from "./lib/browser.mjs";
import { openProvider } from "./lib/provider.mjs";
import { shot } from "./lib/seen.mjs";
import { startServer } from "./lib/server.mjs";

const people = {
  "ines-7": { name: "Inés Provider", email: "ines@provider.example", email_verified: true, groups: ["readers", "acrl-editors"] },
  "mari-1": { name: "M. at work", email: "marisol@example.org", email_verified: true, groups: [] },
};

let provider, server, browser, dir;
before(async () => {
  provider = await openProvider(people);
  const gone = await openProvider({});
  await gone.close();
  dir = await mkdtemp(join(tmpdir(), "commons-sign-in-"));
  const file = join(dir, "sign-in.yaml");
  await writeFile(file, `providers:
  - name: members
    label: Example members
    issuer: ${provider.url}
    client_id: commons
    client_secret: walk-secret
    scopes: [email, profile, groups]
    new_people: true
    rules:
      - claim: groups
        contains: acrl-editors
        role: unit-editor
        unit: ACRL
  - name: gone
    label: Closed Library
    issuer: ${gone.url}
    client_id: commons
    ask: nobody
`);
  server = await startServer({ flags: ["--sign-in", file, "--outbound-allow", provider.address, "--outbound-allow", gone.address] });
  provider.serve({ client_id: "commons", client_secret: "walk-secret", redirect_uris: [`${server.url}/sign-in/with/members/back`] });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await provider?.close();
  await rm(dir, { recursive: true, force: true });
});

async function fits(page, name) {
  await isAccessible(page);
  await shot(page, `${name}-desk`);
  await page.setViewportSize(phone);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width, `${page.url()} scrolls sideways`);
  await shot(page, `${name}-phone`);
  await page.setViewportSize(desk);
}

// there signs in at the provider, where the browser is now.
async function there(page, who, button = "Sign in there") {
  await page.waitForURL((url) => url.href.startsWith(provider.url));
  await page.getByLabel("Name").fill(who);
  await page.getByRole("button", { name: button }).click();
  await page.waitForURL((url) => url.href.startsWith(server.url));
}

const guest = (options) => visitor(browser, server, { also: provider.url, ...options });

async function signOut(v) {
  await v.page.getByRole("banner").locator("details summary").last().click();
  await v.button("Sign out").click();
  await v.page.waitForURL(`${server.url}/`);
}

for (const script of [true, false]) {
  test(`somebody new signs in, ${script ? "with" : "without"} script, and gets the role that a rule gives`, { timeout: 120_000 }, async () => {
    const v = await guest({ script });
    const { page } = v;
    await v.go("/sign-in?next=%2Fmy%2Fprofile");
    if (script) await fits(page, "sign-in-with");
    await v.button("Sign in with Example members").click();
    await there(page, "ines-7");
    assert.equal(new URL(page.url()).pathname, "/my/profile", "back where they wanted to go");
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Inés Provider");
    await v.go("/work/offers");
    await v.go("/my/sign-in");
    await v.sees("ines@provider.example");
    if (script) await fits(page, "sign-ins");
    await v.leave();
  });
}

test("signing in is called off, and an answer works at its browser alone and once", { timeout: 120_000 }, async () => {
  const v = await guest();
  const { page } = v;
  const back = "/sign-in/with/members/back";
  v.expectWhatever(back);
  await v.go("/sign-in");
  await v.button("Sign in with Example members").click();
  await there(page, "", "Call it off");
  assert.equal(await v.heading(), "You were not signed in");
  assert.doesNotMatch(await v.main().innerText(), /<b>/);
  await fits(page, "sign-in-denied");

  // The address that the provider sends the browser to is taken to another browser: login CSRF.
  await v.button("Try again").click();
  await page.waitForURL((url) => url.href.startsWith(provider.url));
  let answer = await page.request.post(page.url(), { form: { who: "ines-7", do: "in" }, maxRedirects: 0 });
  while (!answer.headers().location.startsWith(server.url)) {
    answer = await page.request.get(answer.headers().location, { maxRedirects: 0 });
  }
  const caught = answer.headers().location;
  const other = await guest();
  other.expectWhatever(back);
  await other.go(caught.slice(server.url.length), 403);
  assert.equal(await other.heading(), "Another browser began this");
  await fits(other.page, "sign-in-other-browser");
  await other.go("/my");
  assert.equal(await other.heading(), "Sign in", "nobody is signed in there");
  await other.leave();
  await v.go(caught.slice(server.url.length), 410); // the attack has used it up
  await v.leave();
});

test("who has an account proves it, links, and can sign in either way; a wrong turn first", { timeout: 120_000 }, async () => {
  const v = await guest();
  const { page } = v;
  const back = "/sign-in/with/members/back";
  v.expectWhatever(back);
  await v.go("/sign-in");
  await v.button("Sign in with Example members").click();
  await there(page, "mari-1");
  assert.equal(await v.heading(), "You may have an account here already");
  await fits(page, "sign-in-known");
  await v.signIn("learner", "/my/sign-ins");
  assert.equal(new URL(page.url()).pathname, "/my/sign-in", "the former address leads on");
  await v.button("Link Example members").click(); // the provider knows this browser already
  await v.sees("From now on you can sign in with Example members.");
  await v.sees("marisol@example.org");
  await fits(page, "sign-ins-linked");

  await signOut(v);
  await v.go("/sign-in");
  await v.button("Sign in with Example members").click();
  await page.waitForURL(`${server.url}/my`);

  // The provider knew the browser, so this proves nothing fresh: it is confirmed there, by signing in anew.
  await v.go("/my/sign-in");
  await v.link("Confirm that it is you").first().click();
  await v.button("Confirm with Example members").waitFor();
  await fits(page, "confirm-with");
  await v.button("Confirm with Example members").click();
  await there(page, "ines-7"); // a wrong turn: somebody else's account there
  assert.equal(await v.heading(), "It belongs to another account");
  await v.link("Back to how you sign in").click();
  await v.link("Confirm that it is you").first().click();
  await v.button("Confirm with Example members").click();
  await there(page, "mari-1");
  assert.equal(new URL(page.url()).pathname, "/my/sign-in", "back where they were");
  await page.getByText("Unlink", { exact: true }).click();
  await v.button("Unlink the account").click();
  await v.sees("The account is unlinked.");
  await v.leave();
});

test("a provider that is down signs nobody in and harms nobody else", { timeout: 120_000 }, async () => {
  const inside = await guest();
  await inside.signIn("learner", "/my");
  const v = await guest();
  const { page } = v;
  v.expectWhatever("/sign-in/with/gone");
  v.expectWhatever("/sign-in/with/members/back");
  await v.go("/sign-in?next=%2Funits");
  await v.button("Sign in with Closed Library").click();
  await v.sees("Every other way works");
  assert.equal(await v.heading(), "Closed Library does not answer");
  await fits(page, "sign-in-down");

  provider.breakTokens(true);
  await v.link("Sign in another way").click();
  await v.button("Sign in with Example members").click();
  await there(page, "ines-7");
  assert.equal(await v.heading(), "Example members does not answer");
  await inside.go("/my");
  await v.signIn("learner", "/my");
  provider.breakTokens(false);
  await v.leave();
  await inside.leave();
});
