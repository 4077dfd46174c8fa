package rules_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

var (
	fence    = regexp.MustCompile("(?s)```(\\w+)\n(.*?)```")
	expected = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(?: as ([^:]+))?: ([a-z ]+?)(?:, ([\d.]+) (.+?) missing)?(?:, due (\d{4}-\d\d-\d\d))?$`)
)

// TestThePageTeachesWhatIsSo runs every example of docs/rules.md.
func TestThePageTeachesWhatIsSo(t *testing.T) {
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	rule, entries := "", ""
	examples, results := 0, 0
	for _, m := range fence.FindAllStringSubmatch(string(page), -1) {
		switch m[1] {
		case "yaml":
			if rule = m[2]; !strings.Contains(rule, "rule: ") {
				rule = "rule: example\n" + rule
			}
			examples++
		case "entries":
			entries = m[2]
		case "result":
			p, err := rulefile.Read([]byte(rule))
			if err != nil {
				t.Fatalf("%v\n%s", err, rule)
			}
			f, err := rulefile.ReadFacts(strings.NewReader(entries), p.Rule().Binds, "")
			if err != nil {
				t.Fatalf("%v\n%s", err, entries)
			}
			for _, line := range strings.Split(strings.TrimSpace(m[2]), "\n") {
				want := expected.FindStringSubmatch(line)
				if want == nil {
					t.Fatalf("%q says nothing that can be checked", line)
				}
				results++
				res, err := p.Evaluate(rules.NewPerson(f), rules.Request{AsOf: day(t, want[1]), Role: want[2], Explain: true})
				if err != nil {
					t.Fatalf("%s: %v\n%s", line, err, rule)
				}
				var text strings.Builder
				if err := rulefile.WriteText(&text, res); err != nil {
					t.Fatal(err)
				}
				if string(res.Status) != want[3] || want[4] != "" && (res.Tree.SayMissing(res.Tree.Missing) != want[4] || res.Tree.Unit != want[5]) || want[6] != "" && res.Due.String() != want[6] {
					t.Errorf("%s\n%s\ncame to\n%s", line, rule, text.String())
				}
			}
		}
	}
	if examples < 18 || results < 30 {
		t.Errorf("only %d examples with %d results were found", examples, results)
	}
}
