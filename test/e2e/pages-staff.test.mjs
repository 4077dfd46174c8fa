// Every page that each of the staff can reach by links is well made: what they add to a learner's pages is their workspace.
import { after, before, test } from "node:test";
import { openBrowser } from "./lib/browser.mjs";
import { crawl } from "./lib/crawl.mjs";
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

for (const persona of ["unit-editor", "unit-manager", "reviewer", "curriculum-editor", "administrator", "auditor"]) {
  test(persona, (t) => crawl(t, { browser, server }, persona, ["/", "/my", "/work"], /^\/work(\/|$)/));
}
