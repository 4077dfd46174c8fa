// Every page that the visitor and each persona can reach by links is well made: it is there, it has
// one heading and a title, its browser has nothing to complain about, and axe finds nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings } from "./lib/axe.mjs";
import { desk, openBrowser, phone, visitor } from "./lib/browser.mjs";
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

// What is for everybody is looked at as a visitor, what is a learner's as learners, and each of the
// staff adds their workspace.
const learners = ["learner", "non-member", "mentor", "coordinator"];
const staff = ["unit-editor", "unit-manager", "reviewer", "curriculum-editor", "administrator", "auditor"];
const most = 110; // pages for one persona: a crawl that finds more has lost its way

test("a visitor", (t) => crawl(t, "", ["/", "/catalogue", "/demo", "/sign-in", "/verify", "/styleguide"], /./));
for (const persona of learners) test(persona, (t) => crawl(t, persona, ["/", "/my"], /^\/(my|awards)(\/|$)/));
for (const persona of staff) test(persona, (t) => crawl(t, persona, ["/", "/my", "/work"], /^\/work(\/|$)/));

// crawl follows the links from some pages and looks at one page of each pattern that is within.
async function crawl(t, persona, starts, within) {
  const v = await visitor(browser, server);
  if (persona) await v.signIn(persona);
  const queue = [...starts];
  const seen = new Set(queue.map(pattern));
  const problems = [];
  for (let path; (path = queue.shift()); ) {
    try {
      problems.push(...await (isFile(path) ? lookAtFile(v, path) : lookAtPage(v, path)));
    } catch (err) {
      problems.push(`${path}: ${err.message}`);
      continue;
    }
    for (const link of await linksOf(v, path)) {
      if (seen.has(pattern(link)) || !within.test(new URL(link, server.url).pathname)) continue;
      seen.add(pattern(link));
      queue.push(link);
    }
  }
  t.diagnostic(`${seen.size} pages: ${[...seen].join(" ")}`);
  await v.context.close();
  assert.deepEqual([...problems, ...v.complaints], []);
  assert.ok(seen.size >= starts.length && seen.size <= most, `${seen.size} pages`);
}

const isFile = (path) => path.startsWith("/ims/") || /[./](csv|xlsx|zip|pdf|ics|atom|xml|json|yaml|txt)(\?|$)/.test(path) || /^\/rules\/[^/]+\/text$/.test(path);

async function lookAtFile(v, path) {
  const answer = await v.fetch(path);
  return answer.status() === 200 && (await answer.body()).length > 0 ? [] : [`${path} answers ${answer.status()}`];
}

async function lookAtPage(v, path) {
  const answer = await v.page.goto(path);
  if (answer.status() !== 200) return [`${path} answers ${answer.status()}`];
  const problems = await findings(v.page);
  const h1 = await v.page.locator("h1").count();
  if (h1 !== 1) problems.push(`${path} has ${h1} headings of the first level`);
  if (!(await v.page.title()).trim()) problems.push(`${path} has no title`);
  const ids = await v.page.evaluate(() => [...document.querySelectorAll("[id]")].map((e) => e.id));
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length) problems.push(`${path} has ids that stand there twice: ${twice}`);
  return problems;
}

async function linksOf(v, path) {
  if (isFile(path)) return [];
  const links = await v.page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href));
  return links.filter((l) => l.startsWith(`${server.url}/`)).map((l) => l.slice(server.url.length).replace(/#.*/, "")).filter((l) => !l.startsWith("/api/"));
}

// pattern is what the addresses of one route have in common. What narrows a list makes no other page.
function pattern(link) {
  const url = new URL(link, server.url);
  const path = url.pathname
    .replace(/^\/(offers|units|standards|rules|roles|streams|curriculum|begin|verify|shared)\/[^/]+/, "/$1/{}")
    .replace(/^\/work\/(profiles|rules)\/(?!new)[^/]+/, "/work/$1/{}")
    .replace(/\/(?=[^/]*\d)[0-9a-zA-Z-]{20,}/g, "/{}");
  const narrowed = path === "/catalogue" || isFile(path) || url.search === "";
  return path + (narrowed ? "" : `?${[...url.searchParams.keys()].sort().join("&")}`);
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
