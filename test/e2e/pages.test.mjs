// Every page that the visitor and each learner can reach by links is well made, and those that people stay on also narrow and in the
// dark. The pages of the staff are in pages-staff.test.mjs, so that two browsers share the work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings } from "./lib/axe.mjs";
import { desk, openBrowser, phone, visitor } from "./lib/browser.mjs";
import { crawl } from "./lib/crawl.mjs";
import { shot, shots } from "./lib/seen.mjs";
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

// What is for everybody is looked at as a visitor, what is a learner's as learners.
test("a visitor", (t) => crawl(t, { browser, server }, "", ["/", "/catalogue", "/demo", "/sign-in", "/verify", "/styleguide"], /./));
for (const persona of ["learner", "non-member", "mentor", "coordinator"]) {
  test(persona, (t) => crawl(t, { browser, server }, persona, ["/", "/my"], /^\/(my|awards)(\/|$)/));
}

// The pages that people stay on, narrow and in the dark.
const main = [
  ["home", "", "/"], ["catalogue", "", "/catalogue?q=storytime"], ["offer", "", offer], ["ways", "", "/ways"], ["verify", "", "/verify"],
  ["unit", "", "/units/PLA"], ["sign-in", "", "/sign-in"], ["framework", "", "/standards/lc-advocacy"],
  ["my", "learner", "/my"], ["record", "learner", "/my/record"], ["transcript", "learner", "/my/transcript"], ["certificates", "learner", "/my/awards"],
  ["certificate", "learner", (v) => first(v, "/my/awards", "main .lc-row-title a")],
  ["register", "learner", (v) => step(v, "/register/", "/catalogue?when=next-3-months&sort=soonest")], ["begin", "learner", (v) => step(v, "/begin/", "/catalogue?when=now")],
  ["workspace", "unit-manager", "/work"], ["offers", "unit-manager", "/work/offers"],
  ["edit", "unit-manager", (v) => first(v, "/work/offers", "main tbody a")],
  ["roster", "unit-manager", (v) => first(v, "/work", 'main a[href$="/roster"]')],
  ["reviews", "reviewer", "/work/reviews"], ["review", "reviewer", (v) => first(v, "/work/reviews", "main .lc-row-title a, main tbody a")],
  ["proposals", "reviewer", "/work/proposals"],
  ["people", "administrator", "/work/people"],
];

function offer(v) {
  return first(v, "/catalogue?format=online&kind=webinar", "main .lc-row-title a");
}

// step finds the offer of a list that can be registered for or begun, and returns where that is done.
async function step(v, prefix, list) {
  await v.page.goto(list);
  for (const path of await v.page.locator("main .lc-row-title a").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
    await v.page.goto(path);
    const next = v.page.locator(`main a[href^="${prefix}"]`);
    if (await next.count()) return next.first().getAttribute("href");
  }
  throw new Error(`nothing in ${list} leads to ${prefix}`);
}

async function first(v, path, selector) {
  await v.page.goto(path);
  return v.page.locator(selector).first().getAttribute("href");
}

const looks = [["light", phone], ["dark", desk], ...(shots ? [["light", desk], ["dark", phone]] : [])];
for (const [scheme, screen] of looks) {
  test(`the main pages at ${screen.width} px, ${scheme}`, async () => {
    const problems = [];
    for (const persona of new Set(main.map(([, who]) => who))) {
      const v = await visitor(browser, server, { screen, scheme });
      if (persona) await v.signIn(persona);
      for (const [name, who, where] of main) {
        if (who !== persona) continue;
        try {
          await v.go(typeof where === "string" ? where : await where(v));
          const width = await v.page.evaluate(() => document.documentElement.scrollWidth);
          if (width > screen.width) problems.push(`${name} is ${width} px wide: ${await widest(v.page)}`);
          problems.push(...await findings(v.page));
          await shot(v.page, `${name}-${screen.width}-${scheme}`);
        } catch (err) {
          problems.push(`${name}: ${err.message}`);
        }
      }
      await v.context.close();
      problems.push(...v.complaints);
    }
    assert.deepEqual(problems, []);
  });
}

// widest names what makes a page scroll sideways.
function widest(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1)
      .map((e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className}`).slice(0, 5).join(", ");
  });
}
