package dutiesweb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/rules"
)

func TestWhatIsNotKnownOfAMemberIsNoZero(t *testing.T) {
	m := duties.Member{Name: "Ana", Consent: duties.Consent{Organisation: "Reed Bay", Role: "trustee"}, Standings: []duties.Standing{
		{Rule: "a", Name: "A", Status: duties.StatusWithheld, Scale: 1}, {Rule: "b", Name: "B", Status: "partly", Unit: "hours", Scale: 60, Needed: 600, Counted: 120, Missing: 480, ComputedAt: time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC)}}}
	for i, want := range []string{"[Ana Reed Bay trustee A Not shown       ]", "[Ana Reed Bay trustee B Partly met 2 10 8 hours   ]"} {
		if got := fmt.Sprint(memberCells(t.Context(), m, m.Standings[i])); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	b, err := json.Marshal(memberOf(m))
	want := `{"name":"Ana","organisation":"Reed Bay","role":"trustee","duties":[{"rule":"a","name":"A","status":"withheld","own_word":false,"due":null,"amount":null,"worked_out_at":null},` +
		`{"rule":"b","name":"B","status":"partly","own_word":false,"due":null,"amount":{"unit":"hours","per_unit":60,"needed":600,"counted":120,"missing":480},"worked_out_at":"2026-09-15T14:00:00Z"}]}`
	if err != nil || string(b) != want {
		t.Errorf("%s\nwant %s", b, want)
	}
}

// TestOfFewTheStateIsSaidOnce because nothing of the parts of the rule may be told, and the whole has no other.
func TestOfFewTheStateIsSaidOnce(t *testing.T) {
	p, err := rules.Compile(rules.Rule{Key: "board", Versions: []rules.Version{{Needs: &rules.Need{Kind: rules.AllOf}}}})
	if err != nil {
		t.Fatal(err)
	}
	d := duties.Duty{Rule: duties.Rule{Key: "board", Program: p}, StatusAlone: true, Result: &rules.Result{Status: rules.Met, Tree: rules.Node{Need: &rules.Need{Kind: rules.AllOf}, Status: rules.Met}}}
	for alone, tags := range map[bool]int{true: 1, false: 2} {
		d.StatusAlone = alone
		var out bytes.Buffer
		if err := ownDuty(organisationPage{}, d).Render(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); strings.Count(got, ">Met<") != tags || strings.Contains(got, "Only the state is shown") != alone {
			t.Errorf("alone %v: %s", alone, got)
		}
	}
}
