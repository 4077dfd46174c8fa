package shipped_test

import (
	"fmt"
	"testing"
)

const work, service, presenting = `"kind":"work"`, `"kind":"service"`, `"kind":"presenting"`

func tag(words string) string { return `"tags":["` + words + `"]` }

func certified(days ...string) string {
	out := ""
	for _, d := range days {
		out += fmt.Sprintf(`{"id":"certified %s","kind":"certified","day":%q}`+"\n", d, d)
	}
	return out
}

// six are the three sets that LSSC asks for with three of its others.
func six(others ...string) []string {
	return append([]string{"foundations", "communication-and-teamwork", "technology"}, others...)
}

// TestBoundariesOfStates names one fact of a state's source in each line.
func TestBoundariesOfStates(t *testing.T) {
	director := `{"id":"role","kind":"role","name":"director","day":"2021-03-15"}`
	stand(t, []boundary{
		// New York.
		{"us-ny-librarian", "a certificate of 31 December 2009 is exempt, with nothing done", "", certified("2009-12-31"), "2030-01-01", met},
		{"us-ny-librarian", "a certificate of 1 January 2010 is not", "", certified("2010-01-01"), "2014-12-31", notYet},
		{"us-ny-librarian", "and has run out after five years", "", certified("2010-01-01"), "2015-01-01", expired},
		{"us-ny-librarian", "renewed later, the first certificate decides", "", certified("2009-12-31", "2015-01-01"), "2024-01-01", met},
		{"us-ny-librarian", "before it was given it exempts nobody", "", certified("2009-12-31"), "2009-12-30", notYet},
		{"us-ny-librarian", "twelve hours of a supervised project", "", lines(began, hours("2022-01-01", 2880), hours("2022-01-02", 720, tag("supervised project"))), "2024-01-01", met},
		{"us-ny-librarian", "a minute more of a project is none", "", lines(began, hours("2022-01-01", 2879), hours("2022-01-02", 721, tag("supervised project"))), "2024-01-01", partly},
		{"us-ny-librarian", "own instruction by its tag", "", lines(began, hours("2022-01-01", 2879), hours("2022-01-02", 721, tag("own instruction"))), "2024-01-01", partly},
		{"us-ny-librarian", "the second five years begin anew", "", lines(began, hours("2022-01-01", 7200)), "2026-03-15", notYet},
		{"us-ny-librarian", "a new certificate begins again", "", lines(certified("2010-05-05", "2021-03-15"), hours("2022-01-01", 3600)), "2024-01-01", met},

		// Montana.
		{"us-mt-director", "time is no credit", "director", lines(began, hours("2022-01-01", 60000)), "2024-01-01", notYet},
		{"us-mt-director", "on the first day", "director", lines(`{"kind":"certified","day":"2022-01-01"}`, montana(2000, 1000, 1000, 1000, 1000)[len(began)+1:]), "2024-01-01", met},
		{"us-mt-director", "a day early", "director", lines(`{"kind":"certified","day":"2022-01-02"}`, montana(2000, 1000, 1000, 1000, 1000)[len(began)+1:]), "2024-01-01", notYet},
		{"us-mt-director", "fifty in the categories and ten in anything", "director", montana(2000, 1000, 1000, 1000, 1000), "2022-01-01", met},
		{"us-mt-director", "a hundredth of a credit less", "director", montana(2000, 1000, 1000, 1000, 999), "2022-01-01", partly},
		{"us-mt-director", "more of one area does not stand for another", "director", montana(3000, 0, 1000, 1000, 1000), "2022-01-01", partly},
		{"us-mt-director", "a new director has four years from enrolling", "director", `{"kind":"enrolled","day":"2021-03-15"}`, "2025-03-14", notYet},
		{"us-mt-director", "and not a day more", "director", `{"kind":"enrolled","day":"2021-03-15"}`, "2025-03-15", expired},

		// Indiana.
		{"us-in-librarian", "the last day of five years", "director", lines(began, hours("2026-03-14", 6000)), "2026-03-14", met},
		{"us-in-librarian", "a day late", "director", lines(began, hours("2026-03-15", 6000)), "2026-03-15", expired},
		{"us-in-librarian", "six months early, for a director", "director", lines(began, hours("2020-09-15", 6000)), "2026-03-14", met},
		{"us-in-librarian", "work is no LEU", "professional assistant", lines(began, hours("2022-01-01", 3000, work)), "2024-01-01", notYet},
		{"us-in-librarian", "teaching is", "professional assistant", lines(began, hours("2022-01-01", 3000, presenting)), "2024-01-01", met},
		{"us-in-librarian", "a committee by its tag is five at most", "professional assistant", lines(began, hours("2022-01-01", 2700), hours("2022-01-02", 300, tag("committee"))), "2024-01-01", met},
		{"us-in-librarian", "and no more", "professional assistant", lines(began, hours("2022-01-01", 2699), hours("2022-01-02", 900, tag("committee"))), "2024-01-01", partly},
		{"us-in-librarian", "ten of other subjects and five of committees", "professional assistant", lines(began, hours("2022-01-01", 2100), hours("2022-01-02", 600, lab), hours("2022-01-03", 300, service)), "2024-01-01", met},
		{"us-in-librarian", "a committee on another subject uses both mosts", "professional assistant", lines(began, hours("2022-01-01", 2100), hours("2022-01-02", 600, lab), hours("2022-01-03", 300, service, lab)), "2024-01-01", partly},
		{"us-in-librarian", "for heads the mosts are the same", "department or branch head", lines(began, hours("2022-01-01", 3600), hours("2022-01-02", 600, lab), hours("2022-01-03", 300, service)), "2024-01-01", met},
		{"us-in-librarian", "and a minute less is less", "department or branch head", lines(began, hours("2022-01-01", 3599), hours("2022-01-02", 660, lab), hours("2022-01-03", 360, service)), "2024-01-01", partly},
		{"us-in-librarian", "for directors too", "director", lines(began, hours("2022-01-01", 5099), hours("2022-01-02", 660, lab), hours("2022-01-03", 360, service)), "2024-01-01", partly},
		{"us-in-librarian", "before 2017 technology is not asked for", "director", lines(certified("2015-03-15"), hours("2016-01-01", 6000)), "2016-12-31", met},
		{"us-in-librarian", "from 2017 on it is", "director", lines(certified("2015-03-15"), hours("2016-01-01", 6000)), "2017-01-01", partly},
		{"us-in-librarian", "twenty of it", "director", lines(certified("2018-03-15"), hours("2019-01-01", 4800), hours("2019-01-02", 1200, tech)), "2022-12-31", met},
		{"us-in-librarian", "and a minute less", "director", lines(certified("2018-03-15"), hours("2019-01-01", 4801), hours("2019-01-02", 1199, tech)), "2022-12-31", partly},
		{"us-in-librarian", "and from 2023 on not any more", "director", lines(certified("2018-03-15"), hours("2019-01-01", 4801), hours("2019-01-02", 1199, tech)), "2023-01-01", met},
		{"us-in-permit", "on the first day of a permit", "", lines(began, hours("2021-03-15", 600)), "2022-03-14", met},
		{"us-in-permit", "a day before it", "", lines(began, hours("2021-03-14", 600)), "2022-03-14", notYet},
		{"us-in-permit", "five of committees", "", lines(began, hours("2021-05-05", 300), hours("2021-05-06", 300, service)), "2022-03-14", met},
		{"us-in-permit", "and no more", "", lines(began, hours("2021-05-05", 299), hours("2021-05-06", 301, service)), "2022-03-14", partly},
		{"us-in-permit", "a semester credit is fifteen", "", lines(began, credit("2021-05-05", "semester credit", "0.67")), "2022-03-14", met},
		{"us-in-permit", "a third permit", "", lines(certified("2021-03-15", "2022-03-15", "2023-03-15"), hours("2023-05-05", 600)), "2024-03-14", met},
		{"us-in-permit", "there is no fourth", "", lines(certified("2021-03-15", "2022-03-15", "2023-03-15", "2024-03-15"), hours("2024-05-05", 600)), "2024-06-01", expired},
		{"us-in-permit", "nor after three years that were met", "", lines(began, hours("2021-05-05", 600), hours("2022-05-05", 600), hours("2023-05-05", 600)), "2024-03-15", expired},
		{"us-in-permit", "the third by years that were met", "", lines(began, hours("2021-05-05", 600), hours("2022-05-05", 600), hours("2023-05-05", 600)), "2024-03-14", met},

		// Wisconsin.
		{"us-wi-director", "seventy of A and B", "", lines(began, hours("2022-01-01", 4200, tech), hours("2022-01-02", 1800, self)), "2024-01-01", met},
		{"us-wi-director", "a minute less of them", "", lines(began, hours("2022-01-01", 4199, tech), hours("2022-01-02", 1860, self)), "2024-01-01", partly},
		{"us-wi-director", "ten of technology, self-directed", "", lines(began, hours("2022-01-01", 4200), hours("2022-01-02", 1200, self), hours("2022-01-03", 600, self, tech)), "2024-01-01", met},
		{"us-wi-director", "nine hours and 59 minutes of it", "", lines(began, hours("2022-01-01", 4200), hours("2022-01-02", 1201, self), hours("2022-01-03", 599, self, tech)), "2024-01-01", partly},
		{"us-wi-director", "self-directed technology comes before other self-directed hours", "", lines(began, hours("2022-01-01", 4200), hours("2022-01-02", 1800, self), hours("2022-01-03", 600, self, tech)), "2024-01-01", met},
		{"us-wi-director", "valid to the last day of February", "", lines(certified("2019-02-10"), hours("2024-02-29", 6000, tech)), "2024-02-29", met},
		{"us-wi-director", "and no longer", "", lines(certified("2019-02-10"), hours("2024-03-01", 6000, tech)), "2024-03-01", expired},

		// Kentucky.
		{"us-ky-librarian", "assistant director short", "assistant director", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-ky-librarian", "department head", "department head", lines(began, hours("2022-01-01", 4500)), "2024-01-01", met},
		{"us-ky-librarian", "department head short", "department head", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-ky-librarian", "manager short", "manager", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-ky-librarian", "supervisor short", "supervisor", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-ky-librarian", "bookmobile librarian short", "bookmobile librarian", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-ky-librarian", "branch head short", "branch head", lines(began, hours("2022-01-01", 4499)), "2024-01-01", partly},
		{"us-ky-librarian", "presenting counts", "director", lines(began, hours("2022-01-01", 6000, presenting)), "2024-01-01", met},
		{"us-ky-librarian", "a director's last day", "director", lines(began, hours("2026-03-14", 6000)), "2026-03-14", met},
		{"us-ky-librarian", "a director's day too late", "director", lines(began, hours("2026-03-15", 6000)), "2026-03-15", expired},
		{"us-ky-librarian", "part-time staff are not bound", "", lines(began, fact("role", "part-time", "2021-03-15")), "2024-01-01", no},
		{"us-ky-librarian", "another position is not bound", "", lines(began, fact("role", "page", "2021-03-15")), "2024-01-01", no},

		// Iowa.
		{"us-ia-endorsement", "on the first day", "director", lines(began, hours("2021-03-15", 2700)), "2024-01-01", met},
		{"us-ia-endorsement", "a day before it", "director", lines(began, hours("2021-03-14", 2700)), "2024-01-01", notYet},
		{"us-ia-endorsement", "another endorsement short", "other", lines(began, hours("2022-01-01", 1799)), "2024-01-01", partly},
		{"us-ia-endorsement", "a director's last day", "", lines(began, director, hours("2024-03-14", 2700)), "2024-03-14", met},
		{"us-ia-endorsement", "a director's day too late", "", lines(began, director, hours("2024-03-15", 2700)), "2024-03-15", expired},

		// Texas.
		{"us-tx-director", "public hearings do not count", "", lines(hours("2024-05-01", 599), hours("2024-05-02", 60, tag("public hearing"))), "2024-12-31", partly},
		{"us-tx-director", "author luncheons do not count", "", lines(hours("2024-05-01", 599), hours("2024-05-02", 60, tag("author luncheon"))), "2024-12-31", partly},
		{"us-tx-director", "other business meetings do not count", "", lines(hours("2024-05-01", 599), hours("2024-05-02", 60, tag("business meeting"))), "2024-12-31", partly},
		{"us-tx-director", "a workshop does", "", lines(hours("2024-05-01", 599), hours("2024-05-02", 1, tag("workshop"))), "2024-12-31", met},
		{"us-tx-director", "the next year begins anew", "", hours("2024-12-31", 6000), "2025-01-01", notYet},

		// South Dakota.
		{"us-sd-staff", "a semester credit and fifteen hours", "", lines(began, credit("2022-01-01", "semester credit", "1"), hours("2022-01-02", 900)), "2024-01-01", met},
		{"us-sd-staff", "a minute less", "", lines(began, credit("2022-01-01", "semester credit", "1"), hours("2022-01-02", 899)), "2024-01-01", partly},
		{"us-sd-staff", "on the first day", "", lines(began, hours("2021-03-15", 1800)), "2024-01-01", met},
		{"us-sd-staff", "a day before it", "", lines(began, hours("2021-03-14", 1800)), "2024-01-01", notYet},

		// Maryland.
		{"us-md-librarian", "a director's 90", "director", lines(began, hours("2022-01-01", 5400)), "2024-01-01", met},
		{"us-md-librarian", "a director short", "director", lines(began, hours("2022-01-01", 5399)), "2024-01-01", partly},
		{"us-md-librarian", "an associate's six semester hours", "library associate", lines(began, credit("2022-01-01", "semester hour", "6")), "2024-01-01", met},
		{"us-md-librarian", "an associate short of six", "library associate", lines(began, credit("2022-01-01", "semester hour", "5.99")), "2024-01-01", partly},
		{"us-md-librarian", "the last day of five years", "public librarian", lines(began, hours("2026-03-14", 5400)), "2026-03-14", met},
		{"us-md-librarian", "a day late", "public librarian", lines(began, hours("2026-03-15", 5400)), "2026-03-15", expired},

		// Louisiana.
		{"us-la-director", "the last day of five years", "", lines(began, credit("2026-03-14", "CE points", "15")), "2026-03-14", met},
		{"us-la-director", "a day late", "", lines(began, credit("2026-03-15", "CE points", "15")), "2026-03-15", expired},
		{"us-la-first", "without the degree", "", lines(fact("role", "library work", "2021-01-01"), fact("exam", "louisiana-executive", "2023-05-05")), "2024-12-31", partly},
		{"us-la-first", "the day before the examination", "", lines(fact("award", "ala-accredited-masters", "2015-01-01"), fact("role", "library work", "2021-01-01"), fact("exam", "louisiana-executive", "2024-05-05")), "2024-05-04", partly},

		// Without renewal.
		{"us-mi-staff", "nothing falls due, whatever was done", "", lines(began, hours("2022-01-01", 60)), "2050-01-01", met},
		{"us-nm-librarian", "neither examination nor degree", "", hours("2022-01-01", 60000), "2024-01-01", notYet},
		{"us-nm-librarian", "the examination is for good", "", fact("exam", "new-mexico-librarian", "2000-01-01"), "2040-01-01", met},
	})
}

// TestBoundariesOfCertifications names one fact of a certification's source in each line.
func TestBoundariesOfCertifications(t *testing.T) {
	enrolled := `{"kind":"enrolled","day":"2021-03-15"}`
	diploma, supervisor := fact("award", "high-school-diploma", "2010-06-01"), fact("role", "supervisor", "2015-01-01")
	experienced := lines(enrolled, diploma, hours("2020-01-01", 109200, work))
	cases := []boundary{
		{"lssc", "two of the others are too few", "", lines(experienced, covers("2022-01-01", six("access-services", "youth-services")...)), "2022-02-01", partly},
		{"lssc", "without technology", "", lines(experienced, covers("2022-01-01", "foundations", "communication-and-teamwork", "access-services", "youth-services", "collection-management", "adult-readers-advisory")), "2022-02-01", partly},
		{"lssc", "without communication", "", lines(experienced, covers("2022-01-01", "foundations", "technology", "access-services", "youth-services", "collection-management", "adult-readers-advisory")), "2022-02-01", partly},
		{"lssc", "courses and portfolios may be mixed", "", lines(experienced, covers("2022-01-01", six("access-services")...), fact("portfolio", "youth-services", "2022-01-02"), fact("portfolio", "collection-management", "2022-01-03")), "2022-01-03", met},
		{"lssc", "the day before the last of them", "", lines(experienced, covers("2022-01-01", six("access-services")...), fact("portfolio", "youth-services", "2022-01-02"), fact("portfolio", "collection-management", "2022-01-03")), "2022-01-02", partly},
		{"lssc", "two courses cover a set together", "", lines(experienced, covers("2022-01-01", "foundations", "technology", "communication-and-teamwork 1/2", "access-services", "youth-services", "collection-management"), covers("2022-03-01", "communication-and-teamwork 2/2")), "2022-03-01", met},
		{"lssc", "what was met in time stays met after the experience has grown old", "", lines(experienced, covers("2022-01-01", six("access-services", "youth-services", "collection-management")...)), "2030-01-01", met},
		{"lssc", "1,820 hours in two pieces", "", lines(enrolled, diploma, hours("2020-01-01", 60000, work), hours("2021-01-01", 49200, work), covers("2022-01-01", six("access-services", "youth-services", "collection-management")...)), "2022-02-01", met},
		{"lssc", "a minute less", "", lines(enrolled, diploma, hours("2020-01-01", 60000, work), hours("2021-01-01", 49199, work), covers("2022-01-01", six("access-services", "youth-services", "collection-management")...)), "2022-02-01", partly},
		{"lssc", "an agreement does not stand for the diploma", "", lines(enrolled, hours("2020-01-01", 109200, work), fact("agreement", "lssc", "2022-01-15")), "2022-02-01", partly},
		{"lssc", "an agreement on the last day of five years since the work, asked about later", "", lines(experienced, fact("agreement", "lssc", "2024-12-31")), "2026-01-01", met},
		{"lssc", "a day later the work is too old", "", lines(experienced, fact("agreement", "lssc", "2025-01-01")), "2026-01-01", expired},
		{"lssc", "an agreement a day after the four years", "", lines(enrolled, diploma, hours("2024-01-01", 109200, work), fact("agreement", "lssc", "2025-03-15")), "2026-01-01", expired},

		{"lssc-renewal", "two semester credits and two hours less technology", "", lines(began, credit("2022-01-01", "semester credit", "2"), hours("2022-01-04", 120, tech)), "2024-01-01", partly},
		{"lssc-renewal", "a quarter credit is ten", "", lines(began, credit("2022-01-01", "quarter credit", "2.8"), hours("2022-01-04", 240, tech)), "2024-01-01", met},
		{"lssc-renewal", "and not more", "", lines(began, credit("2022-01-01", "quarter credit", "2.79"), hours("2022-01-04", 240, tech)), "2024-01-01", partly},
		{"lssc-renewal", "a conference day is six", "", lines(began, credit("2022-01-01", "conference day", "4"), hours("2022-01-02", 240), hours("2022-01-04", 240, tech)), "2024-01-01", met},
		{"lssc-renewal", "and not more than six", "", lines(began, credit("2022-01-01", "conference day", "4"), hours("2022-01-02", 239), hours("2022-01-04", 240, tech)), "2024-01-01", partly},
		{"lssc-renewal", "self-directed hours count whole", "", lines(began, hours("2022-01-01", 1680, self), hours("2022-01-04", 240, tech)), "2024-01-01", met},
		{"lssc-renewal", "the last day of four years", "", lines(began, hours("2025-03-14", 1920, tech)), "2025-03-14", met},
		{"lssc-renewal", "met, and the next four years begin", "", lines(began, hours("2025-03-14", 1920, tech)), "2025-03-15", notYet},
		{"lssc-renewal", "what is missing is not made up in the two months", "", lines(began, hours("2022-01-01", 1860, tech), hours("2025-03-15", 60)), "2025-03-15", partly},
		{"lssc-renewal", "and has run out after them", "", lines(began, hours("2022-01-01", 1860, tech), hours("2025-03-15", 60)), "2025-05-15", expired},
		{"lssc-renewal", "two months after the end of February", "", lines(certified("2021-03-01"), hours("2022-01-01", 60, tech)), "2025-04-30", partly},
		{"lssc-renewal", "and a day", "", lines(certified("2021-03-01"), hours("2022-01-01", 60, tech)), "2025-05-01", expired},

		{"cpla", "a set from before enrolling again does not count", "", lines(cplaSets("2021-03-15", "2015-01-01", "2022-01-01", cpla...), `{"id":"again","kind":"enrolled","day":"2022-01-02"}`), "2023-01-01", partly},
		{"cpla", "all sets again do", "", lines(cplaSets("2014-03-15", "2010-01-01", "2016-01-01", cpla...), `{"id":"again","kind":"enrolled","day":"2021-03-15"}`, covers("2022-01-01", cpla...)), "2023-01-01", met},
		{"cpla", "a set on the day of enrolling", "", cplaSets("2021-03-15", "2015-01-01", "2021-03-15", cpla...), "2022-01-01", met},
		{"cpla", "a set of the day before", "", cplaSets("2021-03-15", "2015-01-01", "2021-03-14", cpla...), "2022-01-01", partly},
		{"cpla", "a degree recognised abroad", "", lines(enrolled, fact("award", "masters-recognised-abroad", "2010-06-01"), supervisor, covers("2022-01-01", cpla...)), "2022-02-01", met},
		{"cpla", "a school librarian's degree", "", lines(enrolled, fact("award", "ncate-school-library-masters", "2010-06-01"), supervisor, covers("2022-01-01", cpla...)), "2022-02-01", met},
		{"cpla", "no degree", "", lines(enrolled, supervisor, covers("2022-01-01", cpla...)), "2022-02-01", partly},
		{"cpla", "two of the others are too few", "", cplaSets("2021-03-15", "2015-01-01", "2022-01-01", append(append([]string{}, cpla[:4]...), "current-issues", "marketing")...), "2022-02-01", partly},
		{"cpla", "met on the last day, asked about later", "", cplaSets("2021-03-15", "2015-01-01", "2026-03-14", cpla...), "2030-01-01", met},
		{"cpla", "the third year of supervision ends with the time to finish", "", cplaSets("2021-03-15", "2023-03-15", "2024-01-01", cpla...), "2026-03-14", met},
		{"cpla", "and was in time, asked about later", "", cplaSets("2021-03-15", "2023-03-15", "2024-01-01", cpla...), "2030-01-01", met},
		{"cpla", "a day later is late", "", cplaSets("2021-03-15", "2023-03-16", "2024-01-01", cpla...), "2026-03-15", expired},
		{"cpla", "and stays so", "", cplaSets("2021-03-15", "2023-03-16", "2024-01-01", cpla...), "2030-01-01", expired},
		{"cpla-renewal", "sixty hours", "", lines(began, hours("2022-01-01", 3600)), "2024-01-01", met},
		{"cpla-renewal", "a minute less", "", lines(began, hours("2022-01-01", 3599)), "2024-01-01", partly},
		{"cpla-renewal", "there is no grace", "", lines(began, hours("2022-01-01", 3599), hours("2026-04-01", 60)), "2026-04-01", expired},
		{"cpla-renewal", "on the first day", "", lines(began, hours("2021-03-15", 3600)), "2024-01-01", met},
		{"cpla-renewal", "a day before it", "", lines(began, hours("2021-03-14", 3600)), "2024-01-01", notYet},
		{"iacet-ceu", "a quarter of an hour is no event", "", hours("2022-01-01", 15), "2024-01-01", notYet},
		{"iacet-ceu", "ten hours are one", "", hours("2022-01-01", 600), "2024-01-01", met},
		{"attendance", "nothing attended", "", certified("2022-01-01"), "2024-01-01", notYet},
	}
	// Each of the sets that may be chosen makes the third one, and what is none of them does not.
	third := func(rule string, asked, chosen []string, begin func(parts ...string) string) {
		for _, set := range append([]string{"no-such-set"}, chosen...) {
			parts, want := append([]string{set}, asked...), met
			for _, other := range chosen {
				if other != set && len(parts) < len(asked)+3 {
					parts = append(parts, other)
				}
			}
			if set == "no-such-set" {
				want = partly
			}
			cases = append(cases, boundary{rule, "one of the three may be " + set, "", begin(parts...), "2022-02-01", want})
		}
	}
	third("lssc", six(), []string{"access-services", "adult-readers-advisory", "cataloging-and-classification", "collection-management", "reference-and-information-services", "supervision-and-management", "youth-services"},
		func(parts ...string) string { return lines(experienced, covers("2022-01-01", parts...)) })
	third("cpla", cpla[:4], []string{"current-issues", "fundraising-and-grantwriting", "marketing", "politics-and-networking", "service-to-diverse-populations"},
		func(parts ...string) string { return cplaSets("2021-03-15", "2015-01-01", "2022-01-01", parts...) })
	stand(t, cases)
}
