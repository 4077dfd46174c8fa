// A curriculum editor takes in two editions of somebody else's framework as exchange files. The second says what replaced an item; the
// editor keeps that. Another program then reads both the new and the ended item, and asks again only for what changed.
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

const id = (n) => `6a1b2c3d-0000-4000-8000-00000000000${n}`;
const at = (kind, n) => `https://other.example/ims/case/v1p1/${kind}/${id(n)}`;
const object = (kind, n, more) => ({ identifier: id(n), uri: at(kind, n), lastChangeDateTime: "2026-01-05T10:00:00+00:00", ...more });
const end = (kind, n, title) => ({ title, identifier: id(n), uri: at(kind, n) });

// An edition has the items; replaced are pairs of an item that is gone and one of them.
function edition(version, items, replaced) {
  return JSON.stringify({
    CFDocument: object("CFDocuments", 0, { title: "Care of old books", creator: "Fern Hollow Consortium", caseVersion: "1.1", version }),
    CFItems: items.map(([n, code, fullStatement]) => object("CFItems", n, { humanCodingScheme: code, fullStatement, CFItemType: "Skill", CFItemTypeURI: end("CFItemTypes", 9, "Skill") })),
    CFAssociations: [
      ...items.map(([n, code], i) => object("CFAssociations", n, { identifier: id(n).replace("6a1b", "7a1b"), associationType: "isChildOf", originNodeURI: end("CFItems", n, code), destinationNodeURI: end("CFDocuments", 0, "Care of old books"), sequenceNumber: i + 1 })),
      ...replaced.map(([from, to]) => object("CFAssociations", from, { identifier: id(from).replace("6a1b", "8a1b"), associationType: "replacedBy", originNodeURI: end("CFItems", from, "Old"), destinationNodeURI: end("CFItems", to, "New") })),
    ],
    CFDefinitions: { CFItemTypes: [object("CFItemTypes", 9, { title: "Skill", description: "What one can do", hierarchyCode: "1" })] },
  });
}

async function takeIn(editor, name, text) {
  const { page } = editor;
  await editor.go("/work/standards/import");
  await page.getByLabel("File", { exact: true }).setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await editor.button("Try it without saving").click();
  await editor.sees("What would be done");
  await fits(page, `exchange-${name}`);
  await editor.button("Take it in as a draft").click();
  await editor.sees("What was done");
  await editor.link("Go to the draft").click();
  await editor.link("See what publishing changes").click();
}

test("the second edition of a framework says what replaced an item, and programs read it", { timeout: 240_000 }, async () => {
  const editor = await visitor(browser, server);
  const { page } = editor;
  await editor.signIn("curriculum-editor", "/work/standards");
  await takeIn(editor, "first.json", edition("1", [[1, "C1", "Turns pages with care."], [2, "C2", "Wears gloves."]], []));
  await editor.button("Publish this version").click();
  await editor.sees("is published.");
  const path = `/ims/case/v1p1/CFItems/${id(2)}`;
  const first = await editor.fetch(path);
  assert.equal((await first.json()).statusEndDate, undefined);

  await takeIn(editor, "second.json", edition("2", [[3, "C3", "Washes hands first."], [1, "C1", "Turns pages with care."]], [[2, 3]]));
  await fits(page, "exchange-suggested");
  // What the file says is the first that can be chosen, and decides nothing by itself.
  const choice = page.getByLabel("What became of it: C2 Wears gloves.");
  assert.equal(await choice.inputValue(), "");
  await choice.selectOption(`replaced:${id(3)}`);
  await editor.button("Keep these decisions").click();
  await editor.sees("1 decision is kept with the draft.");
  await editor.button("Publish this version").click();
  await editor.sees("is published.");
  editor.well();
  await editor.leave();

  const program = await visitor(browser, server);
  const read = async (path, headers) => {
    const answer = await program.page.request.get(server.url + path, { headers });
    return { status: answer.status(), headers: answer.headers(), body: answer.status() === 200 ? await answer.json() : undefined };
  };
  const ended = await read(path);
  assert.match(ended.body.statusEndDate, /^\d{4}-\d\d-\d\d$/);
  const set = await read(`/ims/case/v1p0/CFItemAssociations/${id(2)}`);
  const became = set.body.CFAssociations.find((a) => a.associationType === "replacedBy");
  assert.equal(became.destinationNodeURI.identifier, id(3));
  const alone = await read(new URL(became.uri).pathname);
  assert.equal(alone.body.originNodeURI.identifier, id(2));
  const kind = (await read(`/ims/case/v1p1/CFItems/${id(3)}`)).body.CFItemTypeURI;
  assert.equal((await read(new URL(kind.uri).pathname)).body.CFItemTypes[0].title, "Skill");
  const list = await read("/ims/case/v1p1/CFDocuments?filter=" + encodeURIComponent("title='care of old books'") + "&fields=identifier,version");
  assert.deepEqual(list.body.CFDocuments, [{ identifier: id(0), version: "2" }]);
  const pack = await read(`/ims/case/v1p1/CFPackages/${id(0)}`);
  assert.equal(pack.body.CFItems.length, 2);
  assert.equal((await read(`/ims/case/v1p1/CFPackages/${id(0)}`, { "If-None-Match": pack.headers.etag })).status, 304);
  await program.leave();
});
