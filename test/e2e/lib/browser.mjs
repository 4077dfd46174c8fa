// People with a browser each. Whatever a page complains about on the way fails the walk.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const desk = { width: 1280, height: 900 };
export const phone = { width: 320, height: 640 };

const patience = 10_000;

// openBrowser starts a browser; flags are further ones.
export function openBrowser(flags = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", ...flags,
    ],
  });
}

// visitor is somebody new with a browser of their own: no cookies, one page.
// screen is desk or phone, scheme "light" or "dark"; script false switches scripts off. also is another site
// that the walk leads to, whose pages are not ours to complain about.
export async function visitor(browser, server, { screen = desk, scheme = "light", script = true, zone = "America/Chicago", also } = {}) {
  const context = await browser.newContext({
    baseURL: server.url, viewport: screen, colorScheme: scheme, javaScriptEnabled: script,
    locale: "en-US", timezoneId: zone, acceptDownloads: true, reducedMotion: "reduce",
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  settle(page);
  return new Visitor(context, page, server, also);
}

// settle lets every press wait until the page that it may lead to is there whole: what is counted or read next is of that page,
// however slowly it comes.
function settle(page) {
  const locator = Object.getPrototypeOf(page.locator("html"));
  for (const press of ["click", "press"]) {
    const only = locator[press];
    if (only.settles) continue;
    locator[press] = async function (...how) {
      await only.apply(this, how);
      await this.page().waitForLoadState();
    };
    locator[press].settles = true;
  }
}

class Visitor {
  constructor(context, page, server, also) {
    Object.assign(this, { context, page, server, complaints: [], expected: new Set(), whatever: new Set() });
    page.on("console", (m) => {
      if (m.type() !== "error" && !/Content Security Policy/i.test(m.text())) return;
      if (this.isExpected(m.location().url)) return;
      this.complain(`console: ${m.text()} (${m.location().url})`);
    });
    page.on("pageerror", (err) => this.complain(`script: ${err}`));
    page.on("requestfailed", (r) => {
      // A download takes over its navigation, and a page that is left drops what it was still loading.
      if (r.failure()?.errorText !== "net::ERR_ABORTED") this.complain(`request: ${r.url()} ${r.failure()?.errorText}`);
    });
    page.on("response", (r) => {
      if (also && r.url().startsWith(also)) return;
      if (r.status() >= 400 && !this.isExpected(r.url())) this.complain(`response: ${r.status()} ${r.request().method()} ${r.url()}`);
      if (!r.url().startsWith(server.url) && !r.url().startsWith("data:")) this.complain(`elsewhere: ${r.url()}`);
    });
  }

  complain(text) {
    this.complaints.push(`${text}, on ${this.page.url()}`);
  }

  // go opens an address of the site and returns the response.
  async go(path, status = 200) {
    if (status >= 400) this.expect(path);
    const response = await this.page.goto(path);
    assert.equal(response.status(), status, `${path} answers ${response.status()}`);
    return response;
  }

  isExpected(url) {
    return this.expected.has(url) || this.whatever.has(url.split("?")[0]);
  }

  // expectWhatever is expect for an address whose query is not known before.
  expectWhatever(path) {
    this.whatever.add(new URL(path, this.server.url).href);
  }

  // expect says that an address is going to answer with an error, and that this is right.
  expect(path) {
    this.expected.add(new URL(path, this.server.url).href);
  }

  // signIn becomes one of the demonstration's personas the way people do: by its button.
  async signIn(persona, next = "/") {
    await this.go(`/demo?next=${encodeURIComponent(next)}`);
    await this.page.locator(`form:has(input[name="persona"][value="${persona}"]) button`).click();
    await this.page.waitForURL((url) => url.pathname !== "/demo" && url.pathname !== "/demo/sign-in");
  }

  button(name) {
    return this.page.getByRole("button", { name });
  }

  link(name) {
    return this.page.getByRole("link", { name });
  }

  // main is what the page itself says, without its frame.
  main() {
    return this.page.locator("main");
  }

  // sees waits until the page itself says the words.
  async sees(words) {
    await this.main().getByText(words).first().waitFor();
  }

  heading() {
    return this.page.locator("h1").innerText();
  }

  // fetch asks for a file of the site as this person and returns its answer.
  fetch(path, options) {
    return this.context.request.fetch(path, { maxRedirects: 0, ...options });
  }

  // well fails with everything the pages complained about so far.
  well() {
    assert.deepEqual(this.complaints, []);
  }

  async leave() {
    await this.context.close();
    this.well();
  }
}

// until asks again and again until the answer is there, and says what it waited for when it never is.
export async function until(what, ask, within = 15_000) {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${within / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
