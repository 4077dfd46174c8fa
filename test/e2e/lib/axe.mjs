// axe on the page that is shown: no finding of WCAG 2.2 A and AA is let through, nor a name that lacks the words one sees (2.5.3).
import assert from "node:assert/strict";
import axe from "axe-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// findings returns one line for each finding: rule, page, selector, and what to do.
export async function findings(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((values) => window.axe.run(document, {
    runOnly: { type: "tag", values }, rules: { "label-content-name-mismatch": { enabled: true } }, resultTypes: ["violations"],
  }), tags);
  return violations.flatMap((v) => v.nodes.map((n) =>
    `${v.id} on ${page.url()} at ${n.target.join(" ")}: ${n.failureSummary.replace(/\s+/g, " ")}`));
}

export async function isAccessible(page) {
  assert.deepEqual(await findings(page), []);
}
