// A crawl of the pages that somebody can reach by links: each is there, it has one heading and a title, its browser
// has nothing to complain about, and axe finds nothing.
import assert from "node:assert/strict";
import { findings } from "./axe.mjs";
import { visitor } from "./browser.mjs";

const most = 110; // pages for one persona: a crawl that finds more has lost its way

// crawl follows the links from some pages and looks at one page of each pattern that is within.
export async function crawl(t, { browser, server }, persona, starts, within) {
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
  return links.filter((l) => l.startsWith(`${v.server.url}/`)).map((l) => l.slice(v.server.url.length).replace(/#.*/, "")).filter((l) => !l.startsWith("/api/"));
}

// pattern is what the addresses of one route have in common. What narrows a list makes no other page.
function pattern(link) {
  const url = new URL(link, "http://here");
  const path = url.pathname
    .replace(/^\/(offers|units|standards|rules|roles|streams|curriculum|begin|verify|shared)\/[^/]+/, "/$1/{}")
    .replace(/^\/work\/(profiles|rules)\/(?!new)[^/]+/, "/work/$1/{}")
    .replace(/\/(?=[^/]*\d)[0-9a-zA-Z-]{20,}/g, "/{}");
  const narrowed = path === "/catalogue" || isFile(path) || url.search === "";
  return path + (narrowed ? "" : `?${[...url.searchParams.keys()].sort().join("&")}`);
}
