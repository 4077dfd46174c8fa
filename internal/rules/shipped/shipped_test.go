package shipped_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
	"learningcommons.dev/commons/internal/rules/shipped"
)

func program(t *testing.T, key string) *rules.Program {
	t.Helper()
	for _, p := range shipped.All() {
		if p.Rule().Key == key {
			return p
		}
	}
	t.Fatalf("there is no rule %s", key)
	return nil
}

func TestEveryRuleIsNamedAsItsFileAndSaysItsSource(t *testing.T) {
	if len(shipped.All()) < 24 {
		t.Fatalf("only %d rules", len(shipped.All()))
	}
	drafts := map[string]bool{"us-ok-librarian": true, "us-nj-librarian": true, "us-ma-librarianship": true, "us-ky-other-staff": true, "yalsa-badge": true}
	for _, p := range shipped.All() {
		r := p.Rule()
		if _, ok := shipped.Text(r.Key); !ok {
			t.Errorf("%s stands in a file of another name", r.Key)
		}
		if r.Name == "" || r.Source == "" || r.Note == "" {
			t.Errorf("%s lacks a name, a source or a note", r.Key)
		}
		if r.Draft != drafts[r.Key] {
			t.Errorf("%s: draft is %v", r.Key, r.Draft)
		}
	}
}

const began = `{"kind":"certified","day":"2021-03-15"}`

// hours is an entry of so many minutes on a day, with further JSON.
func hours(day string, minutes int, more ...string) string {
	return fmt.Sprintf(`{"day":%q,"minutes":%d%s}`, day, minutes, strings.Join(append([]string{""}, more...), ","))
}

func credit(day, unit, amount string) string {
	return fmt.Sprintf(`{"day":%q,"credits":{%q:%s}}`, day, unit, amount)
}

func fact(kind, name, day string) string {
	return fmt.Sprintf(`{"kind":%q,"name":%q,"day":%q}`, kind, name, day)
}

func covers(day string, parts ...string) string {
	return fmt.Sprintf(`{"day":%q,"covers":["%s"]}`, day, strings.Join(parts, `","`))
}

func lines(l ...string) string { return strings.Join(l, "\n") }

const self, lab, tech = `"format":"self-paced"`, `"tags":["non-library"]`, `"areas":["technology"]`

// montana is a director with credits in each of Montana's four areas and in others; the numbers are hundredths of a credit.
func montana(administration, collections, public, technology, other int) string {
	of := func(id string, n int, area string) string {
		return fmt.Sprintf(`{"id":%q,"day":"2022-01-01","credits":{"credits":%d.%02d},"areas":[%q]}`, id, n/100, n%100, area)
	}
	return lines(began, of("a", administration, "library administration"), of("c", collections, "collection management and technical services"),
		of("p", public, "library services to the public"), of("t", technology, "technology"), of("o", other, "other"))
}

var sets = []string{"foundations", "communication-and-teamwork", "technology", "youth-services", "supervision-and-management", "access-services"}

// lsscSets are an enrolled candidate who may be certified, with sets covered on a day.
func lsscSets(day string, minutes int, parts ...string) string {
	return lines(`{"kind":"enrolled","day":"2021-03-15"}`, fact("award", "high-school-diploma", "2010-06-01"), hours("2021-01-01", minutes, `"kind":"work"`), covers(day, parts...))
}

func cplaSets(enrolled, supervisor, day string, parts ...string) string {
	return lines(`{"kind":"enrolled","day":"`+enrolled+`"}`, fact("award", "ala-accredited-masters", "2010-06-01"), fact("role", "supervisor", supervisor), covers(day, parts...))
}

var cpla = []string{"budget-and-finance", "management-of-technology", "organization-and-personnel-administration", "planning-and-management-of-buildings", "marketing", "current-issues", "politics-and-networking"}

// boundary is one of a rule: its name says the fact, want what comes of it.
type boundary struct {
	rule, name, role, entries, asOf string
	want                            rules.Status
}

const met, partly, notYet, expired, no = rules.Met, rules.Partly, rules.NotYet, rules.Expired, rules.DoesNotApply

// TestBoundaries stands on both sides of each boundary of each rule.
func TestBoundaries(t *testing.T) {
	stand(t, []boundary{
		// New York: 60 hours in five years, 12 at most from instruction.
		{"us-ny-librarian", "60 hours", "", lines(began, hours("2022-01-01", 3600)), "2024-01-01", met},
		{"us-ny-librarian", "a minute less", "", lines(began, hours("2022-01-01", 3599)), "2024-01-01", partly},
		{"us-ny-librarian", "on the last day", "", lines(began, hours("2026-03-14", 3600)), "2026-03-14", met},
		{"us-ny-librarian", "a day late", "", lines(began, hours("2026-03-15", 3600)), "2026-03-15", expired},
		{"us-ny-librarian", "on the first day", "", lines(began, hours("2021-03-15", 3600)), "2026-03-14", met},
		{"us-ny-librarian", "a day early", "", lines(began, hours("2021-03-14", 3600)), "2026-03-14", notYet},
		{"us-ny-librarian", "12 of instruction", "", lines(began, hours("2022-01-01", 2880), hours("2022-01-02", 720, `"kind":"presenting"`)), "2024-01-01", met},
		{"us-ny-librarian", "more of instruction is not more", "", lines(began, hours("2022-01-01", 2879), hours("2022-01-02", 900, `"kind":"presenting"`)), "2024-01-01", partly},
		{"us-ny-librarian", "internship shares the most", "", lines(began, hours("2022-01-01", 2879), hours("2022-01-02", 360, `"kind":"presenting"`), hours("2022-01-03", 400, `"tags":["internship"]`)), "2024-01-01", partly},
		{"us-ny-librarian", "certificate from before 2010", "", `{"kind":"certified","day":"2009-12-31"}`, "2024-01-01", met},
		{"us-ny-librarian", "ordinary work is no learning", "", lines(began, hours("2022-01-01", 3600, `"kind":"work"`), hours("2022-01-02", 3600, `"kind":"service"`)), "2024-01-01", notYet},
		{"us-ny-librarian", "work that is library learning", "", lines(began, hours("2022-01-01", 3600, `"kind":"work"`, `"tags":["library learning"]`)), "2024-01-01", met},
		{"us-ny-librarian", "an internship is work", "", lines(began, hours("2022-01-01", 2880), hours("2022-01-02", 900, `"kind":"work"`, `"tags":["internship"]`)), "2024-01-01", met},

		// Montana: 60 credits in four years by category.
		{"us-mt-director", "all categories", "director", montana(2000, 1000, 1000, 1000, 1000), "2024-01-01", met},
		{"us-mt-director", "administration short", "director", montana(1998, 1000, 1000, 1000, 1001), "2024-01-01", partly},
		{"us-mt-director", "collections short", "director", montana(2000, 998, 1000, 1000, 1001), "2024-01-01", partly},
		{"us-mt-director", "public short", "director", montana(2000, 1000, 998, 1000, 1001), "2024-01-01", partly},
		{"us-mt-director", "technology short", "director", montana(2000, 1000, 1000, 998, 1001), "2024-01-01", partly},
		{"us-mt-director", "electives short", "director", montana(2000, 1000, 1000, 1000, 998), "2024-01-01", partly},
		{"us-mt-director", "electives of a category", "director", montana(2000, 1000, 1000, 2000, 0), "2024-01-01", met},
		{"us-mt-director", "last day of four years", "director", montana(2000, 1000, 1000, 1000, 1000), "2025-03-14", met},
		{"us-mt-director", "the next four years", "director", montana(2000, 1000, 1000, 1000, 1000), "2025-03-15", notYet},
		{"us-mt-director", "four years without", "director", montana(2000, 1000, 1000, 1000, 998), "2025-03-15", expired},

		// Indiana: by role, with mosts, early credit and semester credits.
		{"us-in-librarian", "director", "director", lines(began, hours("2022-01-01", 6000)), "2024-01-01", met},
		{"us-in-librarian", "director short", "director", lines(began, hours("2022-01-01", 5999)), "2024-01-01", partly},
		{"us-in-librarian", "head", "department or branch head", lines(began, hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-in-librarian", "head short", "department or branch head", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-in-librarian", "assistant", "professional assistant", lines(began, hours("2022-01-01", 3000)), "2024-01-01", met},
		{"us-in-librarian", "assistant short", "professional assistant", lines(began, hours("2022-01-01", 2999)), "2024-01-01", partly},
		{"us-in-librarian", "ten of other subjects", "professional assistant", lines(began, hours("2022-01-01", 2400), hours("2022-01-02", 600, lab)), "2024-01-01", met},
		{"us-in-librarian", "more of other subjects is not more", "professional assistant", lines(began, hours("2022-01-01", 2399), hours("2022-01-02", 700, lab)), "2024-01-01", partly},
		{"us-in-librarian", "five of committees", "professional assistant", lines(began, hours("2022-01-01", 2700), hours("2022-01-02", 300, `"kind":"service"`)), "2024-01-01", met},
		{"us-in-librarian", "more of committees is not more", "professional assistant", lines(began, hours("2022-01-01", 2699), hours("2022-01-02", 400, `"kind":"service"`)), "2024-01-01", partly},
		{"us-in-librarian", "early by six months", "professional assistant", lines(began, hours("2020-09-15", 3000)), "2024-01-01", met},
		{"us-in-librarian", "early by a day more", "professional assistant", lines(began, hours("2020-09-14", 3000)), "2024-01-01", notYet},
		{"us-in-librarian", "early only for the first", "professional assistant", lines(began, `{"kind":"certified","day":"2026-03-15"}`, hours("2026-03-14", 3000)), "2027-01-01", notYet},
		{"us-in-librarian", "semester credits", "professional assistant", lines(began, credit("2022-01-01", "semester credit", "3"), hours("2022-01-02", 300)), "2024-01-01", met},
		{"us-in-librarian", "semester credits short", "professional assistant", lines(began, credit("2022-01-01", "semester credits", "3"), hours("2022-01-02", 299)), "2024-01-01", partly},
		{"us-in-librarian", "the longest position decides", "", lines(began, `{"id":"r1","kind":"role","name":"director","day":"2021-03-15","until":"2022-01-01"}`, `{"id":"r2","kind":"role","name":"professional assistant","day":"2022-01-02"}`, hours("2022-01-01", 3000)), "2024-01-01", met},
		{"us-in-librarian", "the longest position was director", "", lines(began, `{"id":"r1","kind":"role","name":"director","day":"2021-03-15","until":"2023-01-01"}`, `{"id":"r2","kind":"role","name":"professional assistant","day":"2023-01-02"}`, hours("2022-01-01", 3000)), "2024-01-01", partly},
		{"us-in-librarian", "another position", "", lines(began, fact("role", "janitor", "2021-03-15")), "2024-01-01", no},
		{"us-in-permit", "ten in the year", "", lines(began, hours("2022-03-14", 600)), "2022-03-14", met},
		{"us-in-permit", "short", "", lines(began, hours("2022-03-14", 599)), "2022-03-14", partly},
		{"us-in-permit", "a day late", "", lines(began, hours("2022-03-15", 600)), "2022-03-15", expired},

		// Wisconsin: A and B, C at most, technology as overlay, end of month.
		{"us-wi-director", "all of it live", "", lines(began, hours("2022-01-01", 5400), hours("2022-01-02", 600, tech)), "2024-01-01", met},
		{"us-wi-director", "70 and 30", "", lines(began, hours("2022-01-01", 4200, tech), hours("2022-01-02", 1800, self)), "2024-01-01", met},
		{"us-wi-director", "a minute under 70", "", lines(began, hours("2022-01-01", 4199, tech), hours("2022-01-02", 1801, self)), "2024-01-01", partly},
		{"us-wi-director", "technology short", "", lines(began, hours("2022-01-01", 5401), hours("2022-01-02", 599, tech)), "2024-01-01", partly},
		{"us-wi-director", "technology self-directed", "", lines(began, hours("2022-01-01", 4200), hours("2022-01-02", 600, self, tech), hours("2022-01-03", 1200, self)), "2024-01-01", met},
		{"us-wi-director", "last day of the month", "", lines(began, hours("2026-03-31", 6000, tech)), "2026-03-31", met},
		{"us-wi-director", "the month after", "", lines(began, hours("2026-04-01", 6000, tech)), "2026-04-01", expired},
		{"us-wi-director", "a recording online is self-directed", "", lines(began, hours("2022-01-01", 4199, tech), hours("2022-01-02", 1801, `"format":"online"`, `"activity":"recording"`)), "2024-01-01", partly},
		{"us-wi-director", "reading up to the most", "", lines(began, hours("2022-01-01", 4200, tech), hours("2022-01-02", 1800, `"activity":"reading"`)), "2024-01-01", met},
		{"us-wi-director", "a webinar online is not", "", lines(began, hours("2022-01-01", 4199, tech), hours("2022-01-02", 1801, `"format":"online"`, `"activity":"webinar"`)), "2024-01-01", met},

		// Kentucky: by role.
		{"us-ky-librarian", "director", "director", lines(began, hours("2022-01-01", 6000)), "2024-01-01", met},
		{"us-ky-librarian", "director short", "director", lines(began, hours("2022-01-01", 5999)), "2024-01-01", partly},
		{"us-ky-librarian", "head", "branch head", lines(began, hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-ky-librarian", "head short", "assistant director", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-ky-librarian", "assistant director by the record", "", lines(began, fact("role", "assistant director", "2021-03-15"), hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-ky-librarian", "department head by the record", "", lines(began, fact("role", "department head", "2021-03-15"), hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-ky-librarian", "manager by the record", "", lines(began, fact("role", "manager", "2021-03-15"), hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-ky-librarian", "supervisor by the record", "", lines(began, fact("role", "supervisor", "2021-03-15"), hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-ky-librarian", "bookmobile librarian by the record", "", lines(began, fact("role", "bookmobile librarian", "2021-03-15"), hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-ky-part-time", "part-time", "", lines(began, hours("2022-01-01", 900)), "2024-01-01", met},
		{"us-ky-part-time", "part-time short", "", lines(began, hours("2022-01-01", 899)), "2024-01-01", partly},
		{"us-ky-part-time", "last day", "", lines(began, hours("2026-03-14", 900)), "2026-03-14", met},
		{"us-ky-part-time", "a day late", "", lines(began, hours("2026-03-15", 900)), "2026-03-15", expired},
		{"us-ky-other-staff", "50 hours", "", lines(began, hours("2022-01-01", 3000)), "2024-01-01", met},
		{"us-ky-other-staff", "short", "", lines(began, hours("2022-01-01", 2999)), "2024-01-01", partly},

		// Iowa: three years.
		{"us-ia-endorsement", "director", "director", lines(began, hours("2022-01-01", 2700)), "2024-01-01", met},
		{"us-ia-endorsement", "director short", "director", lines(began, hours("2022-01-01", 2699)), "2024-01-01", partly},
		{"us-ia-endorsement", "staff", "staff", lines(began, hours("2022-01-01", 1800)), "2024-01-01", met},
		{"us-ia-endorsement", "staff short", "staff", lines(began, hours("2022-01-01", 1799)), "2024-01-01", partly},
		{"us-ia-endorsement", "youth services", "", lines(began, fact("role", "youth services", "2021-03-15"), hours("2022-01-01", 1800)), "2024-01-01", met},
		{"us-ia-endorsement", "youth services short", "youth services", lines(began, hours("2022-01-01", 1799)), "2024-01-01", partly},
		{"us-ia-endorsement", "another endorsement", "other", lines(began, hours("2022-01-01", 1800)), "2024-01-01", met},
		{"us-ia-endorsement", "last day", "staff", lines(began, hours("2024-03-14", 1800)), "2024-03-14", met},
		{"us-ia-endorsement", "a day late", "staff", lines(began, hours("2024-03-15", 1800)), "2024-03-15", expired},

		// Texas: ten hours a calendar year, up to August 2025.
		{"us-tx-director", "first day of the year", "", hours("2024-01-01", 600), "2024-12-31", met},
		{"us-tx-director", "a day before the year", "", hours("2023-12-31", 600), "2024-12-31", notYet},
		{"us-tx-director", "last day of the year", "", hours("2024-12-31", 600), "2024-12-31", met},
		{"us-tx-director", "short", "", hours("2024-12-31", 599), "2024-12-31", partly},
		{"us-tx-director", "board meetings do not count", "", lines(hours("2024-05-01", 599), hours("2024-05-02", 60, `"tags":["board meeting"]`)), "2024-12-31", partly},
		{"us-tx-director", "last day of the rule", "", hours("2025-05-01", 600), "2025-08-31", met},
		{"us-tx-director", "the rule has ended", "", hours("2025-05-01", 600), "2025-09-01", no},

		// South Dakota.
		{"us-sd-staff", "30 hours", "", lines(began, hours("2022-01-01", 1800)), "2024-01-01", met},
		{"us-sd-staff", "short", "", lines(began, hours("2022-01-01", 1799)), "2024-01-01", partly},
		{"us-sd-staff", "two semester credits", "", lines(began, credit("2022-01-01", "semester credit", "2")), "2024-01-01", met},
		{"us-sd-staff", "not quite two", "", lines(began, credit("2022-01-01", "semester credit", "1.99")), "2024-01-01", partly},
		{"us-sd-staff", "last day", "", lines(began, hours("2024-03-14", 1800)), "2024-03-14", met},
		{"us-sd-staff", "a day late", "", lines(began, hours("2024-03-15", 1800)), "2024-03-15", expired},

		// Maryland: hours or semester hours.
		{"us-md-librarian", "90 hours", "library associate", lines(began, hours("2022-01-01", 5400)), "2024-01-01", met},
		{"us-md-librarian", "short", "library associate", lines(began, hours("2022-01-01", 5399)), "2024-01-01", partly},
		{"us-md-librarian", "six semester hours", "director", lines(began, credit("2022-01-01", "semester hours", "6")), "2024-01-01", met},
		{"us-md-librarian", "short of six", "public librarian", lines(began, credit("2022-01-01", "semester hours", "5.99")), "2024-01-01", partly},
		{"us-md-librarian", "not mixed", "library associate", lines(began, credit("2022-01-01", "semester hours", "3"), hours("2022-01-01", 2700)), "2024-01-01", partly},
		{"us-md-librarian", "the record says director", "", lines(began, fact("role", "director", "2021-03-15"), hours("2022-01-01", 5400)), "2024-01-01", met},
		{"us-md-librarian", "the record says public librarian", "", lines(began, fact("role", "public librarian", "2021-03-15"), hours("2022-01-01", 5399)), "2024-01-01", partly},

		// Louisiana.
		{"us-la-director", "15 points", "", lines(began, credit("2022-01-01", "CE points", "15")), "2024-01-01", met},
		{"us-la-director", "short", "", lines(began, credit("2022-01-01", "CE point", "14.99")), "2024-01-01", partly},
		{"us-la-director", "time alone is no point", "", lines(began, hours("2022-01-01", 6000)), "2024-01-01", notYet},
		{"us-la-first", "all three", "", lines(fact("award", "ala-accredited-masters", "2015-01-01"), fact("role", "library work", "2021-01-01"), fact("exam", "louisiana-executive", "2023-05-05")), "2023-12-31", met},
		{"us-la-first", "a day short of three years", "", lines(fact("award", "ala-accredited-masters", "2015-01-01"), fact("role", "library work", "2021-01-01"), fact("exam", "louisiana-executive", "2023-05-05")), "2023-12-30", partly},
		{"us-la-first", "without the examination", "", lines(fact("award", "ala-accredited-masters", "2015-01-01"), fact("role", "library work", "2021-01-01")), "2023-12-31", partly},

		// No renewal.
		{"us-mi-staff", "nothing to do", "", "", "2024-01-01", met},
		{"us-nm-librarian", "examination", "", fact("exam", "new-mexico-librarian", "2020-01-01"), "2020-01-01", met},
		{"us-nm-librarian", "the day before", "", fact("exam", "new-mexico-librarian", "2020-01-01"), "2019-12-31", notYet},
		{"us-nm-librarian", "degree", "", fact("award", "library-degree", "2020-01-01"), "2024-01-01", met},
		{"us-nj-librarian", "nothing to do", "", "", "2024-01-01", met},
		{"us-ma-librarianship", "nothing known", "", "", "2024-01-01", met},
		{"us-ok-librarian", "eight classes", "", classes(8), "2024-01-01", met},
		{"us-ok-librarian", "seven classes", "", classes(7), "2024-01-01", partly},

		// LSSC: six sets, three of them chosen, in four years.
		{"lssc", "six sets", "", lsscSets("2024-01-01", 109200, sets...), "2024-02-01", met},
		{"lssc", "five sets", "", lsscSets("2024-01-01", 109200, sets[:5]...), "2024-02-01", partly},
		{"lssc", "without a core set", "", lsscSets("2024-01-01", 109200, append([]string{"reference-and-information-services"}, sets[1:]...)...), "2024-02-01", partly},
		{"lssc", "last day", "", lsscSets("2025-03-14", 109200, sets...), "2025-03-14", met},
		{"lssc", "a day late", "", lsscSets("2025-03-15", 109200, sets...), "2025-03-15", expired},
		{"lssc", "an hour of experience short", "", lsscSets("2024-01-01", 109140, sets...), "2024-02-01", partly},
		{"lssc", "experience older than five years on every day with all sets", "", lines(lsscSets("2024-01-01", 0, sets...), hours("2019-01-01", 109200, `"kind":"work"`)), "2024-02-01", partly},
		{"lssc", "experience within five years of the last set, and later no more", "", lines(lsscSets("2024-01-01", 0, sets...), hours("2019-01-02", 109200, `"kind":"work"`)), "2024-02-01", met},
		{"lssc", "two courses for one set", "", lsscSets("2024-01-01", 109200, append([]string{"foundations 1/2", "foundations 2/2"}, sets[1:]...)...), "2024-02-01", met},
		{"lssc", "one of two courses", "", lsscSets("2024-01-01", 109200, append([]string{"foundations 1/2"}, sets[1:]...)...), "2024-02-01", partly},
		{"lssc", "a portfolio for one set", "", lines(lsscSets("2024-01-01", 109200, sets[1:]...), fact("portfolio", "foundations", "2024-01-15")), "2024-02-01", met},
		{"lssc", "an agreement", "", lines(lsscSets("2024-01-01", 109200), fact("agreement", "lssc", "2024-01-15")), "2024-02-01", met},
		{"lssc", "an agreement a day later", "", lines(lsscSets("2024-01-01", 109200), fact("agreement", "lssc", "2024-02-02")), "2024-02-01", partly},
		{"lssc", "no diploma", "", lines(`{"kind":"enrolled","day":"2021-03-15"}`, hours("2021-01-01", 109200, `"kind":"work"`), covers("2024-01-01", sets...)), "2024-02-01", partly},
		{"lssc-renewal", "32 hours, four of technology", "", lines(began, hours("2022-01-01", 1680), hours("2022-01-02", 240, tech)), "2024-01-01", met},
		{"lssc-renewal", "a minute less", "", lines(began, hours("2022-01-01", 1679), hours("2022-01-02", 240, tech)), "2024-01-01", partly},
		{"lssc-renewal", "technology short", "", lines(began, hours("2022-01-01", 1700), hours("2022-01-02", 239, tech)), "2024-01-01", partly},
		{"lssc-renewal", "59 minutes are no activity", "", lines(began, hours("2022-01-01", 1861), hours("2022-01-02", 59, tech), hours("2022-01-03", 181, tech)), "2024-01-01", partly},
		{"lssc-renewal", "60 minutes are one", "", lines(began, hours("2022-01-01", 1680), hours("2022-01-02", 60, tech), hours("2022-01-03", 180, tech)), "2024-01-01", met},
		{"lssc-renewal", "semester and quarter credit, a conference day", "", lines(began, credit("2022-01-01", "semester credit", "1"), credit("2022-01-02", "quarter credit", "1"), credit("2022-01-03", "conference day", "0.5"), hours("2022-01-04", 240, tech)), "2024-01-01", met},
		{"lssc-renewal", "without the conference day", "", lines(began, credit("2022-01-01", "semester credit", "1"), credit("2022-01-02", "quarter credit", "1"), hours("2022-01-04", 240, tech)), "2024-01-01", partly},
		{"lssc-renewal", "in the grace", "", lines(began, hours("2022-01-01", 60)), "2025-05-14", partly},
		{"lssc-renewal", "after the grace", "", lines(began, hours("2022-01-01", 60)), "2025-05-15", expired},

		// CPLA: seven sets in five years; renewal with a most of self-directed.
		{"cpla", "seven sets", "", cplaSets("2021-03-15", "2020-01-01", "2024-01-01", cpla...), "2024-02-01", met},
		{"cpla", "six sets", "", cplaSets("2021-03-15", "2020-01-01", "2024-01-01", cpla[:6]...), "2024-02-01", partly},
		{"cpla", "without a core set", "", cplaSets("2021-03-15", "2020-01-01", "2024-01-01", append([]string{"fundraising-and-grantwriting"}, cpla[1:]...)...), "2024-02-01", partly},
		{"cpla", "last day", "", cplaSets("2021-03-15", "2020-01-01", "2026-03-14", cpla...), "2026-03-14", met},
		{"cpla", "a day late", "", cplaSets("2021-03-15", "2020-01-01", "2026-03-15", cpla...), "2026-03-15", expired},
		{"cpla", "three years of supervision", "", cplaSets("2021-03-15", "2021-02-02", "2024-01-01", cpla...), "2024-02-01", met},
		{"cpla", "a day short of three years", "", cplaSets("2021-03-15", "2021-02-03", "2024-01-01", cpla...), "2024-02-01", partly},
		{"cpla-renewal", "30 self-directed", "", lines(began, hours("2022-01-01", 1800), hours("2022-01-02", 1800, self)), "2024-01-01", met},
		{"cpla-renewal", "more self-directed is not more", "", lines(began, hours("2022-01-01", 1799), hours("2022-01-02", 2400, self)), "2024-01-01", partly},
		{"cpla-renewal", "an open course is self-directed", "", lines(began, hours("2022-01-01", 1799), hours("2022-01-02", 2400, `"format":"online"`, `"activity":"mooc"`)), "2024-01-01", partly},
		{"cpla-renewal", "last day of the month", "", lines(began, hours("2026-03-31", 3600)), "2026-03-31", met},
		{"cpla-renewal", "the month after", "", lines(began, hours("2026-04-01", 3600)), "2026-04-01", expired},

		// CEU and attendance.
		{"iacet-ceu", "an hour", "", hours("2022-01-01", 60), "2024-01-01", met},
		{"iacet-ceu", "half an hour rounds up", "", hours("2022-01-01", 30), "2024-01-01", met},
		{"iacet-ceu", "29 minutes are no event", "", hours("2022-01-01", 29), "2024-01-01", notYet},
		{"attendance", "attended", "", hours("2022-01-01", 10), "2022-01-01", met},
		{"attendance", "the day before", "", hours("2022-01-01", 10), "2021-12-31", notYet},
		{"yalsa-badge", "portfolio", "", fact("portfolio", "yalsa-badge", "2022-01-01"), "2022-01-01", met},
	})
}

func stand(t *testing.T, cases []boundary) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			p := program(t, c.rule)
			f, err := rulefile.ReadFacts(strings.NewReader(c.entries), p.Rule().Binds, "")
			if err != nil {
				t.Fatal(err)
			}
			day, _ := rules.ParseDay(c.asOf)
			res, err := p.Evaluate(rules.NewPerson(f), rules.Request{AsOf: day, Role: c.role, Explain: true})
			if err != nil {
				t.Fatal(err)
			}
			if res.Status != c.want {
				var text strings.Builder
				_ = rulefile.WriteText(&text, res)
				t.Errorf("%s, want %s\n%s", res.Status, c.want, &text)
			}
		})
	}
}

func classes(n int) string {
	var out []string
	for i := range n {
		out = append(out, hours(fmt.Sprintf("2022-01-%02d", i+1), 60))
	}
	return lines(out...)
}

// TestCEUCountsInTenths holds the rounding of the unit to both sides of each step.
func TestCEUCountsInTenths(t *testing.T) {
	for minutes, want := range map[int]string{30: "0.1", 60: "0.1", 89: "0.1", 90: "0.2", 149: "0.2", 150: "0.3", 600: "1"} {
		f, err := rulefile.ReadFacts(strings.NewReader(hours("2022-01-01", minutes)), "person", "")
		if err != nil {
			t.Fatal(err)
		}
		res, err := program(t, "iacet-ceu").Evaluate(rules.NewPerson(f), rules.Request{AsOf: rules.Date(2024, 1, 1)})
		if err != nil {
			t.Fatal(err)
		}
		if got := res.Tree.Say(res.Tree.Counted); got != want {
			t.Errorf("%d minutes are %s CEU, want %s", minutes, got, want)
		}
	}
}
