// Dates of the demonstration, moved to where a walk needs them.
const zone = "America/Phoenix"; // its clocks never change
export const minute = 60_000;
export const hour = 60 * minute;
export const wholeMinute = (ms) => Math.ceil(ms / minute) * minute;

// dated opens the unit's next date with this title that people are registered for, and moves it to begin then.
export async function dated(v, words, begins, ends) {
  await v.go("/work");
  const hrefs = await v.main().getByRole("link", { name: `Roster of ${words}` }).evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  for (const roster of hrefs) {
    const people = await registered(v, roster);
    if (people.length < 4) continue;
    const date = roster.replace(/\/roster$/, "");
    await v.go(date);
    await v.page.getByLabel("Time zone").selectOption(zone);
    await v.page.getByLabel("Begins").fill(local(begins));
    await v.page.getByLabel("Ends", { exact: false }).first().fill(local(ends));
    await v.page.getByRole("button", { name: "Save", exact: true }).click();
    await v.sees("The date is saved.");
    return { date, roster, people };
  }
  throw new Error(`no date of “${words}” has people: ${hrefs}`);
}

export async function registered(v, roster) {
  const csv = await (await v.fetch(`${roster}.csv`)).text();
  return csv.trim().split(/\r?\n/).slice(1).map((line) => line.split(",")).filter((c) => c[2] === "registered").map(([name, email]) => ({ name, email }));
}

// local is what clocks in the zone show, as a field for times takes it.
function local(ms) {
  const p = Object.fromEntries(new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(ms).map((x) => [x.type, x.value]));
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}
