// An administrator connects another program, which breaks down and comes back, and sends it something again. The program
// checks what it gets by the reference library of Standard Webhooks.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { isAccessible } from "./lib/axe.mjs";
import { desk, openBrowser, phone, until, visitor } from "./lib/browser.mjs";
import { shot } from "./lib/seen.mjs";
import { startServer } from "./lib/server.mjs";

let program, server, browser;
let says = 200; // what the program answers
let secret = ""; // what it was told
const got = []; // what it was sent: { id, status, message }
before(async () => {
  program = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk) => (body += chunk));
    req.on("end", () => {
      let message;
      try {
        message = new Webhook(secret).verify(body, req.headers);
      } catch (err) {
        message = err;
      }
      got.push({ id: req.headers["webhook-id"], status: says, message, body, headers: req.headers });
      res.writeHead(says).end(says === 500 ? "The database is away" : "");
    });
  }).listen(0, "127.0.0.1");
  await once(program, "listening");
  process.env.COMMONS_OUTBOUND_ALLOW = `127.0.0.1:${program.address().port}`;
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  program?.close();
});

async function fits(page, name) {
  await isAccessible(page);
  await shot(page, `${name}-desk`);
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width, `${page.url()} scrolls sideways`);
  await shot(page, `${name}-phone`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(desk);
}

test("a program is connected, breaks down, catches up and is sent something again", { timeout: 120_000 }, async () => {
  const admin = await visitor(browser, server);
  const { page } = admin;
  await admin.signIn("administrator", "/work/webhooks");
  await fits(page, "webhooks-empty");
  await admin.link("New webhook").click();
  await page.getByLabel("Name", { exact: true }).fill("Library calendar");
  await page.getByLabel("An entry came into a record").check();
  await page.getByLabel("Somebody registered").check();
  // The wrong turn: an address inside.
  await page.getByLabel("Address", { exact: true }).fill("http://169.254.169.254/hook");
  admin.expect("/work/webhooks/new");
  await admin.button("Save").click();
  await page.getByRole("alert").waitFor();
  await fits(page, "webhook-refused");
  await page.getByLabel("Address", { exact: true }).fill(`http://127.0.0.1:${program.address().port}/hook`);
  await admin.button("Save").click();
  secret = await page.locator("#secret").innerText();
  await fits(page, "webhook-secret");

  await admin.button("Send a test").click();
  await admin.sees("The address answered the test with 200.");
  const home = new URL(page.url()).pathname;
  assert.equal(await page.getByText(secret).count(), 0, "the secret is shown a second time");
  assert.equal(got.at(-1).message.type, "webhook.test", `the signature: ${got.at(-1).message}`);
  assert.throws(() => new Webhook(secret.replace(/.{8}$/, "AAAAAAA=")).verify(got.at(-1).body, got.at(-1).headers), "another secret verifies it too");
  assert.throws(() => new Webhook(secret).verify(got.at(-1).body.replace("test", "text"), got.at(-1).headers), "what was altered verifies");

  // The program breaks down, and somebody learns something meanwhile.
  says = 500;
  const learner = await visitor(browser, server);
  await learner.signIn("learner", "/my/record/add");
  await learner.page.getByLabel("What it was called").fill("A report on quiet rooms");
  await learner.page.getByLabel("Who offered it").fill("Example Press");
  await learner.page.getByLabel("Last day").fill("2026-01-15");
  await learner.page.getByLabel("Contact time in hours").fill("1");
  await learner.page.locator("main form.lc-form button[type=submit]").click();
  await learner.page.waitForURL(/\/my\/record\/[0-9a-f-]{36}$/);
  const entry = new URL(learner.page.url()).pathname.split("/").pop();
  await learner.leave();
  const refused = await until("a delivery that is refused", () => got.find((g) => g.status === 500));
  const shows = (words) => until(`the page that says ${words}`, async () => {
    await page.reload();
    return page.locator("main").getByText(words).count();
  });
  await admin.go(home);
  await shows(/Failing since/);
  await fits(page, "webhook-failing");
  await page.getByRole("row", { name: /record\.entry-appended/ }).getByRole("link").click();
  await admin.sees("The database is away");
  await admin.sees("Waiting");
  await fits(page, "webhook-delivery-waiting");

  // It is back, and gets what it missed by itself, under the same id.
  says = 200;
  const arrived = await until("what was missed", () => got.find((g) => g.status === 200 && g.id === refused.id), 60_000);
  assert.equal(arrived.message.data.entry, entry, `the signature: ${arrived.message}`);
  assert.ok(!arrived.body.includes("quiet rooms") && !arrived.body.includes("Quintero"), "names or titles are sent");
  await shows("Delivered");
  await admin.button("Send it again").click();
  await admin.sees("It is sent again.");
  await until("the repetition", () => got.filter((g) => g.status === 200 && g.id === refused.id).length === 2);
  assert.deepEqual(got.at(-1).message, arrived.message);
  await admin.go(home);
  await shows("Active");
  await fits(page, "webhook-well");

  // A new secret is followed by a day in which both sign.
  await page.getByText("New secret", { exact: true }).click();
  await admin.button("Make a new secret").click();
  const before = secret;
  secret = await page.locator("#secret").innerText();
  assert.notEqual(secret, before);
  await admin.button("Send a test").click();
  await admin.sees("The address answered the test with 200.");
  assert.equal(got.at(-1).message.type, "webhook.test", `the new secret's signature: ${got.at(-1).message}`);
  assert.equal(new Webhook(before).verify(got.at(-1).body, got.at(-1).headers).type, "webhook.test");
  await admin.leave();
});
