package rulefile_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// someRules returns the rules that come with the program and those of the page, with their names.
func someRules(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	files, err := filepath.Glob("../shipped/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(f)] = text
	}
	page, err := os.ReadFile("../../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		text := m[1]
		if !strings.Contains(text, "rule: ") {
			text = "rule: example\n" + text
		}
		out["docs/rules.md: "+text] = []byte(text)
	}
	return out
}

func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	for name, text := range someRules(t) {
		p, err := rulefile.Read(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		written := rulefile.Write(p.Rule())
		q, err := rulefile.Read(written)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, written)
		}
		if d := cmp.Diff(p.Rule(), q.Rule()); d != "" {
			t.Errorf("%s: %s\n%s", name, d, written)
		}
	}
}

func TestWhatIsWrongIsSaidAtItsPlace(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no name", "needs: {nothing: true}", `1:1: The rule has no name of its own: write rule: state-librarian at the top.`},
		{"key", "rule: x\nneeds:\n  at_lest: 60 hours", `3:3: "at_lest" is not known here; did you mean "at_least"?`},
		{"top key", "rule: x\nstatsu: draft\nneeds: {nothing: true}", `2:1: "statsu" is not known here; did you mean "status"?`},
		{"value", "rule: x\nstatus: verifid\nneeds: {nothing: true}", `2:9: "verifid" is not possible for status; did you mean "verified"?`},
		{"unit", "rule: x\nneeds:\n  at_least: 60 huors", `3:13: The unit "huors" is not known; did you mean "hour"?`},
		{"no unit", "rule: x\nneeds:\n  at_least: 60", `3:13: 60 of what? Write the unit as well, such as 60 hours.`},
		{"comma", "rule: x\nneeds:\n  at_least: 1,000 hours", `3:13: "1,000" is no number that can be read: write 1000 without a comma`},
		{"part of a minute", "rule: x\nneeds: {at_least: 0.01 hours}", `2:19: 0.01 hours is not a whole number of minutes: write minutes`},
		{"two things", "rule: x\nneeds:\n  at_least: 60 hours\n  award: lssc", `4:3: A requirement is one thing: it has "at_least" already.`},
		{"elsewhere", "rule: x\nneeds:\n  exam: law\n  lasting: 3 years", `4:3: "lasting" does not belong to exam; it belongs to award, served.`},
		{"role", "rule: x\nroles: [director]\nneeds:\n  at_least: {directer: 5 hours}", `4:14: "directer" is not one of the roles of this rule; did you mean "director"?`},
		{"twice", "rule: x\nneeds:\n  award: a\n  award: b", `4:3: "award" is there twice: keep one of them.`},
		{"day", "rule: x\nin_force_from: 2025-02-30\nneeds: {nothing: true}", `2:16: "2025-02-30" is no day`},
		{"span", "rule: x\ncycle:\n  length: five years\nneeds: {nothing: true}", `3:11: "five years" is no length of time`},
		{"no length", "rule: x\ncycle:\n  kind: rolling\nneeds: {nothing: true}", `3:3: Say how long a cycle is`},
		{"choose", "rule: x\nneeds:\n  choose:\n    count: 3\n    from: [{award: a}]", `4:12: Choose between 1 and 1`},
		{"alias", "rule: x\nname: &a hello\nneeds: {nothing: true}", `A rule has no anchors (&) and aliases (*)`},
		{"tag", "rule: x\nname: !!str hello\nneeds: {nothing: true}", `A rule has no tags (!)`},
		{"not YAML", "rule: x\nneeds: [", `This is not YAML`},
		{"tab", "rule: x\nneeds:\n\tat_least: 5 hours", `3:1: This is not YAML: found character '	' that cannot start any token. Indent with spaces, not with tabs.`},
		{"colon", "rule: x\nname: Ohio: director\nneeds: {nothing: true}", `2:7: This is not YAML: mapping value is not allowed in this context. A text with a colon in it needs quotation marks`},
		{"indented by one", "rule: x\nneeds:\n  at_least: 5 hours\n of: {area: x}", `4:2: This is not YAML: value is not allowed in this context. Keys that belong together begin in the same column`},
		{"two rules", "rule: x\nneeds: {nothing: true}\n---\nrule: y\nneeds: {nothing: true}", `must hold one rule`},
		{"kind", "rule: x\nneeds:\n  at_least: 1 hour\n  of: {kind: lerning}", `4:14: "lerning" is no kind of entry; did you mean "learning"?`},
		{"fact as amount", "rule: x\nneeds:\n  at_least: 1 hour\n  of: {kind: award}", `4:14: Amounts are counted of what was done; for "award" there is a requirement of its own.`},
		{"order of versions", "rule: x\nversions:\n  - {in_force_from: 2025-01-01, needs: {nothing: true}}\n  - {in_force_from: 2024-01-01, needs: {nothing: true}}", `4:21: Versions stand in the order of their first days`},
		{"part of", "rule: x\nneeds:\n  at_least: 9 hours\n  categories:\n    - {name: a, of: {tag: a}, at_most: 1 hour, part_of: b}", `5:57: "b" must be the name of a category with at_most that stands further down.`},
		{"no carry without a cycle", "rule: x\nneeds:\n  at_least: 9 hours\n  carry_over: 1 hour", `4:15: Only a cycle can carry something over`},
		{"order in order", "rule: x\nneeds:\n  in_order:\n    - in_order: [{award: a}, {award: b}]", `4:7: in_order cannot stand inside another in_order`},
		{"two times", "rule: x\ncycle: {length: 1 year}\nfinish_within: 4 years\nneeds: {nothing: true}", `3:16: A time to finish and a cycle do not go together`},
		{"compete", "rule: x\nneeds:\n  all_of:\n    - {at_least: 9 hours}\n    - {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_least: 1 hour, overlay: true}]}", `write counts_again: true`},
		{"first with rolling", "rule: x\ncycle:\n  length: 1 year\n  first: by month\nneeds: {nothing: true}", `4:10: first belongs to fixed and calendar cycles`},
		{"anchor with rolling", "rule: x\ncycle:\n  length: 1 year\n  anchor: 2025-07-01\nneeds: {nothing: true}", `4:11: anchor belongs to fixed`},
		{"ends with fixed", "rule: x\ncycle:\n  kind: fixed\n  anchor: 2025-07-01\n  length: 1 year\n  ends: end of month\nneeds: {nothing: true}", `6:9: ends belongs to rolling cycles`},
		{"times with calendar", "rule: x\ncycle:\n  kind: calendar\n  length: 1 year\n  times: 3\nneeds: {nothing: true}", `5:10: times belongs to rolling cycles`},
		{"calendar from July", "rule: x\ncycle:\n  kind: calendar\n  length: 2 years\n  anchor: 2025-07-01\nneeds: {nothing: true}", `5:11: A calendar cycle begins on 1 January`},
		{"grace for renewal without grace", "rule: x\ncycle:\n  length: 2 years\n  grace_for: renewal\nneeds: {nothing: true}", `4:14: Say how long the grace is`},
		{"carried over for ever", "rule: x\ncycle: {length: 1 year}\nneeds:\n  at_least: 9 hours\n  over: ever\n  carry_over: 1 hour", `6:15: over and within look back beyond the cycle`},
		{"each year, for ever", "rule: x\ncycle: {length: 1 year}\nneeds:\n  at_least: 9 hours\n  within: 2 years\n  each_year: 1 hour", `6:14: over and within look at other times`},
		{"each for a person", "rule: x\nneeds:\n  each: {need: {at_least: 1 hour}}", `3:3: each asks members, and a person has none`},
		{"part of without a most", "rule: x\nneeds:\n  at_least: 9 hours\n  categories:\n    - {name: a, of: {tag: a}, at_least: 1 hour, part_of: b}\n    - {name: b, of: {tag: b}, at_most: 1 hour}", `5:58: part_of says in which most another most lies`},
		{"transition of the first", "rule: x\nversions:\n  - {transition: newcomers, needs: {nothing: true}}", `3:18: transition says whom a version binds that comes after another one`},
		{"no next cycle", "rule: x\nversions:\n  - {needs: {nothing: true}}\n  - {in_force_from: 2025-01-01, transition: next cycle, needs: {nothing: true}}", `4:45: Without cycles there is no next one`},
		{"since what", "rule: x\nneeds: {at_least: 1 hour, since: certified}", `2:34: "certified" is no day; write it as 2026-03-12, or enrolled.`},
		{"a list of requirements", "rule: x\nneeds:\n  - {award: a}\n  - {award: b}", `3:3: Here stands one requirement, not a list: put several into all_of`},
		{"a hyphen before the rule", "- rule: x", `1:1: A rule begins with keys and values, such as rule: state-librarian, without a hyphen.`},
		{"nothing", "# to be written", `1:1: The file is empty: begin with rule: state-librarian.`},
		{"the second rule", "rule: x\nneeds: {nothing: true}\n---\nrule: y\nneeds: {nothing: true}", `3:1: The file must hold one rule: write the next one into a file of its own.`},
		{"not UTF-8", "rule: x\nname: caf\xe9\nneeds: {nothing: true}", `2:10: Here is a letter that is not UTF-8 text: save the file as UTF-8.`},
		{"comma in the short form", "rule: x\nneeds: {at_least: 1,000 hours}", `2:21: A number is written without a comma, such as 1000 hours`},
		{"a requirement in the first column", "rule: x\nneeds:\nat_least: 5 hours\nof: {tag: a}", `3:1: "at_least" belongs inside needs, two spaces further in.`},
		{"an empty list", "rule: x\nneeds: {all_of: []}", `The list is empty: write at least one requirement into it.`},
		{"no roles", "rule: x\nneeds: {award: a, for: director}", `2:24: This rule has no roles: write roles: [director] at the top.`},
		{"unlike any role", "rule: x\nroles: [director, assistant]\nneeds: {award: a, for: page}", `3:24: "page" is not one of the roles of this rule (there are: director, assistant).`},
		{"a role twice", "rule: x\nroles: [director, Director]\nneeds: {award: a}", `2:8: "Director" is there twice: keep one of them.`},
		{"a level of one letter", "rule: x\nlevels: [a, b]\nneeds: {competency: y, level: d}", `3:31: "d" is no level (there are: a, b): list the names under levels`},
		{"belongs to several", "rule: x\nneeds: {together: {award: a}, within: 2 years}", `it belongs to at_least, competency, award, served, exam, part, portfolio, agreement.`},
		{"beside and not inside", "rule: x\nbinds: group\nneeds: {each: {need: {award: a}}, serving: trustee}", `3:35: "serving" stands inside each, two spaces further in.`},
		{"inside and not beside", "rule: x\nneeds: {award: a, finish_within: 2 years}", `2:19: "finish_within" belongs beside needs, not into it.`},
		{"in which time", "rule: x\nneeds: {at_least: 3 hours per year}", `2:19: Write the amount alone, such as 3 hours: the time in which it is owed is the length of the cycle`},
		{"half an activity", "rule: x\nneeds: {at_least: 0.5 activities}", `2:19: 0.5 activities cannot be counted: the smallest step is 1.`},
		{"a share", "rule: x\nneeds: {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_most: 50%}]}", `2:74: "50%" is no amount; a share is written out: half of 60 hours is 30 hours.`},
		{"a cycle without one", "rule: x\nneeds: {portfolio: a, over: cycle}", `2:29: Without a cycle there is none to look at`},
		{"looks at all time and not", "rule: x\nneeds: {at_least: 1 hour, over: ever, within: 2 years}", `2:33: over: ever looks at all time`},
		{"categories of one name", "rule: x\nneeds: {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_most: 1 hour}, {name: A, of: {tag: b}, at_most: 1 hour}]}", `There is a category "A" already`},
		{"categories above the whole", "rule: x\nneeds:\n  at_least: 9 hours\n  categories:\n    - {name: a, of: {tag: a}, at_least: 6 hours}\n    - {name: b, of: {tag: b}, at_least: 4 hours}", `6:41: Up to here the categories ask for 10 hours, and the whole for less`},
		{"versions of one name", "rule: x\nversions:\n  - {version: a, needs: {award: a}}\n  - {version: a, in_force_from: 2025-01-01, needs: {award: a}}", `4:15: There is a version "a" already`},
		{"a unit twice", "rule: x\nunits: {hour: {minutes: 50}, hours: {minutes: 45}}\nneeds: {award: a}", `The unit hours is there twice.`},
		{"json", "{\n\t\"rule\": \"x\",\n\t\"needs\": {\"at_lest\": \"60 hours\"}\n}", `3:12: "at_lest" is not known here; did you mean "at_least"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := rulefile.Read([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("said %v, want %s", err, c.want)
			}
		})
	}
}

// TestWhatWasTakenOnceIsRefusedInNewTextsAlone reads a rule that nobody could ever meet.
func TestWhatWasTakenOnceIsRefusedInNewTextsAlone(t *testing.T) {
	text := []byte("rule: x\nneeds:\n  at_least: 9 hours\n  categories:\n    - {name: a, of: {tag: a}, at_least: 3 hours, at_most: 2 hours}")
	if _, err := rulefile.Read(text); err != nil {
		t.Errorf("one that was kept: %v", err)
	}
	want := "5:41: The category asks for 3 hours and lets no more than 2 hours count: nobody could ever meet it."
	if _, err := rulefile.Check(text); err == nil || err.Error() != want {
		t.Errorf("said %v, want %s", err, want)
	}
	for name, rule := range someRules(t) {
		if _, err := rulefile.Check(rule); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestThoughtsAreNotOfWhatIsThere(t *testing.T) {
	facts := rules.Facts{Who: "ana", Entries: []rules.Entry{{ID: "1", Kind: rules.Learning, Day: 1}, {ID: "line 1", Kind: rules.Learning, Day: 1}}}
	list, err := rulefile.ReadThoughts(strings.NewReader("{\"day\":\"2025-01-01\"}\n{\"id\":\"2\",\"day\":\"2025-01-01\",\"person\":\"ana\"}"), "person", facts)
	if err != nil || len(list) != 2 || list[0].Who != "ana" || list[0].ID != "thought 1" {
		t.Errorf("%+v %v", list, err)
	}
	group := rules.Facts{Members: []rules.Facts{facts}}
	for _, c := range []struct{ line, binds, want string }{
		{`{"id":"1","day":"2025-01-01"}`, "person", `1:1: The id "1" is among the entries already: an entry counts once, and what is there is not thought of.`},
		{`{"id":"2","day":"2025-01-01","person":"ben"}`, "person", `1:1: What is thought of is of ben, and the record is of ana.`},
		{`{"id":"1","day":"2025-01-01","person":"ana"}`, "group", `1:1: The id "1" is among the entries already`},
		{`{"id":"1","day":"2025-01-01","person":"ben"}`, "group", ``},
		{`{"id":"1","day":"2025-01-01"}`, "group", ``},
	} {
		of := facts
		if c.binds == "group" {
			of = group
		}
		_, err := rulefile.ReadThoughts(strings.NewReader(c.line), c.binds, of)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for a %s: %v, want %q", c.line, c.binds, err, c.want)
		}
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	_, err := rulefile.Read([]byte("rule: x\nstatsu: draft\nrole_by: eldest\nneeds:\n  all_of:\n    - at_lest: 5 hours\n    - at_least: many\n"))
	p, ok := err.(rulefile.Problems)
	if !ok || len(p) != 4 || p[0].Line != 2 || p[1].Line != 3 || p[2].Line != 6 || p[3].Line != 7 {
		t.Errorf("said %v", err)
	}
}

func TestHostileFilesAreBounded(t *testing.T) {
	for name, text := range map[string]string{
		"long":          "rule: x\nnote: " + strings.Repeat("a", rulefile.MaxBytes),
		"deep brackets": "rule: x\nneeds: " + strings.Repeat("[", 5000),
		"deep maps":     "rule: x\nneeds: " + strings.Repeat("{a: ", 5000),
		"deep hyphens":  "rule: x\nneeds:\n" + strings.Repeat("- ", 3000) + "a",
		"deep lines":    "rule: x\nneeds:\n" + deepLines(300),
		"bomb":          "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]",
		"many":          "rule: x\nroles: [" + strings.Repeat("a, ", 2600) + "a]",
		"huge":          "rule: x\nneeds: {at_least: 99999999999999999999999999 hours}",
		"huge span":     "rule: x\ncycle: {length: 99999999999999999999 years}\nneeds: {nothing: true}",
		"bytes":         "rule: \xff\xfe",
		"nothing":       "",
		"merge":         "rule: x\nneeds: {<<: {nothing: true}}",
	} {
		if _, err := rulefile.Read([]byte(text)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func deepLines(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// TestJSONMayStandOnOneLine has a rule of many requirements, as a program writes it.
func TestJSONMayStandOnOneLine(t *testing.T) {
	one := `{"at_least": "1 hour", "counts_again": true, "of": {"tag": "something to be done"}}`
	text := `{"rule": "x", "needs": {"all_of": [` + strings.Repeat(one+", ", 300) + one + `]}}`
	if _, err := rulefile.Read([]byte(text)); err != nil || len(text) < 20_000 {
		t.Errorf("%d bytes: %v", len(text), err)
	}
}

func TestEntriesThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{"day": "2025-01-01", "minuts": 5}`:                                           `1:23: "minuts" is not known here; did you mean "minutes"?`,
		"{\"day\": \"2025-01-01\"}\n{\"minutes\": 5}":                                  `2:1: An entry has a day`,
		`{"day": "2025-13-01"}`:                                                        `"2025-13-01" is no day`,
		`{"day": "2025-01-01", "kind": "awrd"}`:                                        `did you mean "award"?`,
		`{"day": "2025-01-01", "kind": "award"}`:                                       `says which in name`,
		`{"day": "2025-01-01", "minutes": 1.5}`:                                        `1:23: minutes: write a whole number without quotation marks, such as 60.`,
		`{"day": "2025-01-01", "minutes": -5}`:                                         `from 0 to`,
		`{"day": "2025-01-01", "credits": {"LEU": 1.234}}`:                             `no amount`,
		`{"day": "2025-01-01", "assurance": "friend"}`:                                 `there are: person, third-party, association`,
		"{\"id\":\"a\",\"day\":\"2025-01-01\"}\n{\"id\":\"a\",\"day\":\"2025-01-01\"}": `2:1: The id "a" is in line 1 already`,
		"{\"day\": \"2025-01-01\", \"title\": \"caf\xe9\"}":                            `1:36: Here is a letter that is not UTF-8 text`,
		`[1]`: `1:1: An entry is one line such as {"day": "2026-03-12", "minutes": 60}.`,
		`{"day": "2025-01-01", "minutes": 5, "minutes": 6}`: `1:37: "minutes" is there twice: keep one of them.`,
		`{"day": "2025-01-01", "areas": "technology"}`:      `1:23: areas: write a list of words, such as ["technology"].`,
		`{"day": "2025-01-01", "credits": {"LEU": "much"}}`: `1:23: credits: write units with what is stated in them, such as {"LEU": 1.5}.`,
		`{"day": 2025}`:                                           `1:2: day: write a day in quotation marks`,
		`{"day": "2025-01-01" "minutes": 5}`:                      `1:22: This is no JSON: an entry is one line such as`,
		`{"day": "2025-01-01"} {"day": "2025-01-02"}`:             `1:22: This is no JSON`,
		`{"day": "2025-01-01", "covers": ["technology 3/2"]}`:     `1:23: "technology 3/2" is no piece of a part: write the first of two as "technology 1/2".`,
		`{"day": "2025-01-01", "title": "Übung", "mins": 5}`:      `1:41: "mins" is not known here; there are: person, id`,
		`{"kind": "name", "means": "a"}`:                          `1:2: A line of kind name says which in name.`,
		`{"kind": "name", "name": "a", "became": "merge"}`:        `1:31: "merge" is nothing that becomes of a competency; there are: goes-on, split, retired.`,
		`{"kind": "name", "name": "a", "became": "goes-on"}`:      `1:31: What goes on does so under one name`,
		`{"day": "2025-01-01", "covers": ["a 1/2", "b"], "x": 1}`: `1:49: "x" is not known here; there are:`,
	} {
		err := rulefile.ReadEntries(strings.NewReader(text), func(string, rules.Entry) {})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: said %v, want %s", text, err, want)
		}
	}
}

// TestLinesAreReadAsTheyAreWritten writes an entry with every field, and one of each kind that says its level apart.
func TestLinesAreReadAsTheyAreWritten(t *testing.T) {
	list := []rules.Entry{
		{ID: "1", Kind: rules.Learning, Title: "Maps", Name: "maps", Day: rules.Date(2025, 1, 2), Until: rules.Date(2025, 2, 3), Reported: rules.Date(2025, 1, 9), Minutes: 90, CEUTenths: 2,
			Credits: []rules.Credit{{Unit: "LEU", Hundredths: 150}, {Unit: "point", Hundredths: 205}}, Activity: "webinar", Format: "online", Provider: "A press", Assurance: "association",
			Areas: []string{"technology"}, Tags: []string{"rural"}, Covers: []string{"foundations 1/2"},
			Competencies: []rules.Level{{Name: "k/A", Level: "expert"}, {Name: "k/A", Level: "practitioner"}, {Name: "k/B"}}},
		{ID: "2", Kind: rules.Competency, Name: "k/A", Title: "Maps", Day: rules.Date(2025, 1, 2), Until: rules.Date(2025, 1, 3), Assurance: "person", Competencies: []rules.Level{{Name: "k/A", Level: "expert"}}},
		{ID: "3", Kind: rules.HeldAward, Name: "Cataloguing maps", Title: "Cataloguing maps", Day: rules.Date(2025, 1, 2), Assurance: "association"},
		{ID: "4", Kind: rules.Leave, Day: rules.Date(2025, 1, 2), Until: rules.Date(2025, 1, 3)},
	}
	var text bytes.Buffer
	for _, e := range list {
		if err := json.NewEncoder(&text).Encode(rulefile.LineOf("ana", e)); err != nil {
			t.Fatal(err)
		}
	}
	changed := rules.Change{Split: true, To: []string{"k/B", "k/C"}}
	for _, l := range []rulefile.Line{rulefile.NameLine(0, "k/a", "k/A1", &rules.Change{To: []string{"k/A2"}}), rulefile.NameLine(rules.Date(2026, 1, 1), "k/X", "", &changed), rulefile.NameLine(0, "k/r", "", &rules.Change{Retired: true})} {
		if err := json.NewEncoder(&text).Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	f, err := rulefile.ReadFacts(&text, "person", "ana")
	if err != nil {
		t.Fatal(err)
	}
	want := rules.Facts{Who: "ana", Entries: list, Meant: map[rules.Day]map[string]string{0: {"k/a": "k/A1"}},
		Changed: map[string]rules.Change{"k/a1": {To: []string{"k/A2"}}, "k/x": changed, "k/r": {Retired: true}}}
	if d := cmp.Diff(want, f); d != "" {
		t.Error(d)
	}
}

func TestWhoseEntries(t *testing.T) {
	lines := `{"id":"1","day":"2025-01-01","person":"a"}
{"id":"2","day":"2025-01-02","person":"b"}
{"id":"3","kind":"certified","day":"2025-01-03"}`
	if _, err := rulefile.ReadFacts(strings.NewReader(lines), "person", ""); err == nil || !strings.Contains(err.Error(), "say with --person") {
		t.Error(err)
	}
	if _, err := rulefile.ReadFacts(strings.NewReader(lines), "person", "c"); err == nil {
		t.Error("there is no c")
	}
	f, err := rulefile.ReadFacts(strings.NewReader(lines), "person", "b")
	if err != nil || f.Who != "b" || len(f.Entries) != 2 || f.Entries[1].Kind != rules.Certified {
		t.Errorf("%+v %v", f, err)
	}
	if f, err = rulefile.ReadFacts(strings.NewReader(lines), "group", ""); err != nil || len(f.Members) != 2 || len(f.Entries) != 1 {
		t.Errorf("%+v %v", f, err)
	}
}

// FuzzRead looks for files that make the reader panic or hang, and for rules that are not written back as they were read.
func FuzzRead(f *testing.F) {
	for _, text := range someRules(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := rulefile.Read(text)
		if err != nil {
			return
		}
		q, err := rulefile.Read(rulefile.Write(p.Rule()))
		if err != nil {
			t.Fatalf("%v\n%s", err, rulefile.Write(p.Rule()))
		}
		if d := cmp.Diff(p.Rule(), q.Rule()); d != "" {
			t.Fatal(d)
		}
		day := rules.Date(2024, 1, 1)
		who := rules.NewPerson(rules.Facts{Entries: []rules.Entry{
			{ID: "c", Kind: rules.Certified, Day: day - 900}, {ID: "c2", Kind: rules.Certified, Day: day}, {ID: "e", Kind: rules.Enrolled, Day: day - 800},
			{ID: "v", Kind: rules.Leave, Day: day - 100, Until: day - 50}, {ID: "w", Kind: rules.Leave, Day: day + 100},
			{ID: "l", Kind: rules.Learning, Day: day + 120, Minutes: 600, CEUTenths: 3, Areas: []string{"technology"}, Tags: []string{"technology", "non-library"}, Format: "self-paced", Covers: []string{"foundations 1/2"}},
			{ID: "m", Kind: rules.Presenting, Day: day - 400, Minutes: 6000, Credits: []rules.Credit{{Unit: "semester credit", Hundredths: 300}}, Assurance: "association"},
			{ID: "a", Kind: rules.HeldAward, Name: "first-aid", Day: day - 30, Until: day + 30},
			{ID: "x", Kind: rules.Extended, Name: p.Rule().Key, Day: day - 20, Until: day + 400}, {ID: "y", Kind: rules.Extended, Name: p.Rule().Key, Day: day + 200, Until: rules.MaxDay},
			{ID: "z", Kind: rules.Waived, Name: p.Rule().Key, Day: day - 10, Credits: []rules.Credit{{Unit: "hours", Hundredths: 333}, {Unit: "CEU", Hundredths: 10}}},
			{ID: "z2", Kind: rules.Waived, Name: p.Rule().Key, Day: day + 5, Covers: []string{"technology", "ethics"}},
		}, Members: []rules.Facts{{Who: "ana", Entries: []rules.Entry{{ID: "l", Kind: rules.Learning, Day: day + 20, Minutes: 90}}}}})
		role := ""
		if r := p.Rule().Roles; len(r) > 0 {
			role = r[0]
		}
		for _, asOf := range []rules.Day{day - 850, day + 10, rules.Date(2026, 1, 1), rules.MaxDay} {
			res, err := p.Evaluate(who, rules.Request{AsOf: asOf, Role: role, Explain: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := rulefile.WriteText(io.Discard, res); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzReadEntries looks for lines that make the reader panic.
func FuzzReadEntries(f *testing.F) {
	f.Add([]byte(`{"day":"2025-01-01","minutes":5,"credits":{"LEU":1.5},"competencies":{"a":"1"},"covers":["x 1/2"]}`))
	f.Add([]byte(`{"kind":"name","name":"a","means":"b","became":"goes-on","to":["c"]}` + "\n" + `{"day":"2021-01-01","competencies":{"b":["1","2"]}}`))
	f.Add([]byte(`{"kind":"certified","day":"2020-02-29"}` + "\n" + `{"kind":"leave","day":"2021-01-01"}` + "\n" + `{"person":"a","kind":"role","name":"director","day":"2021-01-01","until":"2022-01-01"}`))
	f.Add([]byte(`{"kind":"certified","day":"2021-01-01"}` + "\n" + `{"kind":"waived","name":"decided","day":"2022-01-01","credits":{"hours":1.5}}` + "\n" + `{"person":"a","kind":"waived","name":"decided","day":"2022-01-01","covers":["l"]}` +
		"\n" + `{"kind":"extended","name":"decided","day":"2025-01-01","until":"9999-12-31"}` + "\n" + `{"kind":"extended","name":"decided","day":"2023-01-01","until":"2025-06-01"}`))
	var programs []*rules.Program
	decided := "rule: decided\ncycle: {length: 2 years, leave: extends, grace: 1 month, reinstatement: 1 year}\nneeds: {all_of: [{name: l, at_least: 5 hours, each_year: 1 hour, carry_over: 1 hour}, {exam: law}]}\n"
	texts := someRules(f)
	texts["decided"] = []byte(decided)
	for _, text := range texts {
		p, err := rulefile.Read(text)
		if err != nil {
			f.Fatal(err)
		}
		programs = append(programs, p)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		f, err := rulefile.ReadFacts(strings.NewReader(string(text)), "group", "")
		if err != nil {
			return
		}
		who := rules.NewPerson(f)
		for _, p := range programs {
			if _, err := p.Evaluate(who, rules.Request{AsOf: rules.Date(2026, 1, 1), Explain: true}); err != nil && errs.KindOf(err) != errs.Invalid {
				t.Fatal(err)
			}
		}
	})
}
