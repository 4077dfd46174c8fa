package dutiesweb

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func TestPagesSayWhichTextCannotBeReadAndWhy(t *testing.T) {
	p, _ := rules.Compile(rules.Rule{Key: "old", Versions: []rules.Version{{Needs: &rules.Need{Kind: rules.Nothing}}}})
	r := duties.Rule{Key: "old", Own: true, Program: p, Unreadable: rulefile.Problems{{Line: 5, Column: 9, Says: "Up to here the categories ask for more."}}}
	d := duties.Duty{Rule: r}
	text := duties.RuleText{Key: "old", Number: 1}
	for what, x := range map[string]struct {
		page     templ.Component
		has, not string
	}{
		"the desk":           {workListView(workListPage{Unreadable: []duties.Rule{r}}), "Line 5, column 9: Up to here", "\x00"},
		"the rule's writers": {workRuleView(workRulePage{Key: "old", Rule: duties.OwnRule{Texts: []duties.RuleText{text}, Unreadable: r.Unreadable}}), "Line 5, column 9: Up to here", "As everybody reads it"},
		"my duties":          {myView(myPage{Duties: []duties.Duty{d}}), "Cannot be worked out now", "Needs an answer"},
		"my duty":            {oneView(onePage{One: duties.One{Duty: d}}), "cannot be read just now", "What it asks"},
		"the library's duty": {ownDuty(organisationPage{}, d), "Cannot be worked out now", "Not known yet"},
	} {
		var out bytes.Buffer
		if err := x.page.Render(context.Background(), &out); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, x.has) || strings.Contains(got, x.not) {
			t.Errorf("%s: has not %q, or %q", what, x.has, x.not)
		}
	}
}
