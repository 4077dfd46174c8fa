// Starts the demonstration and a real browser, and gives tests pages that complain: about errors in
// the console, about broken content policy, and about what axe finds.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axeSource = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/** Serves the demonstration on a free port until stop() is called. */
export async function startDemo() {
  const bin = process.env.COMMONS_BIN;
  if (!bin) throw new Error("COMMONS_BIN names the program to walk through");
  const data = await mkdtemp(join(tmpdir(), "commons-e2e-"));
  const child = spawn(bin, ["demo", "--addr", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let errors = "";
  child.stderr.on("data", (b) => (errors += b));
  const base = await new Promise((resolve, reject) => {
    child.stdout.on("data", (b) => {
      out += b;
      const m = out.match(/ready at (http:\S+)/);
      if (m) resolve(m[1]);
    });
    child.on("exit", (code) => reject(new Error(`the program ended with ${code} before it was ready: ${errors}`)));
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return {
    base,
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      await rm(data, { recursive: true, force: true });
      if (code !== 0) throw new Error(`the program ended with ${code}: ${errors}`);
    },
  };
}

/** Starts Chromium with nothing that reaches beyond this machine. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Opens a page whose troubles are collected in page.troubles. */
export async function openPage(browser, base, options = {}) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.troubles = [];
  page.on("console", (m) => {
    if (m.type() === "error" && !/Failed to load resource/.test(m.text())) page.troubles.push(`console: ${m.text()}`);
  });
  page.on("pageerror", (e) => page.troubles.push(`script: ${e.message}`));
  page.on("response", (r) => {
    if (r.status() >= 500 || (r.status() >= 400 && r.request().resourceType() !== "document")) page.troubles.push(`${r.status()} ${r.url()}`);
  });
  return page;
}

/** Signs in as one of the personas of the demonstration, as a person would. */
export async function signInAs(page, persona) {
  await page.goto("/demo");
  await page.locator(`form:has(input[value="${persona}"]) button`).click();
  await page.waitForURL((u) => u.pathname !== "/demo");
}

/** What axe finds on the page as it stands, as lines; the style guide of the rules is WCAG 2.2 AA. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} (${v.help})`));
}
