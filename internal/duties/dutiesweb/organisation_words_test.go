package dutiesweb

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
)

func TestWhatIsNotKnownOfAMemberIsNoZero(t *testing.T) {
	m := duties.Member{Name: "Ana", Consent: duties.Consent{Organisation: "Reed Bay", Role: "trustee"}, Standings: []duties.Standing{
		{Rule: "a", Name: "A", Status: duties.StatusWithheld, Scale: 1}, {Rule: "b", Name: "B", Status: "partly", Unit: "hours", Scale: 60, Needed: 600, Counted: 120, Missing: 480, ComputedAt: time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC)}}}
	for i, want := range []string{"[Ana Reed Bay trustee A Not shown      ]", "[Ana Reed Bay trustee B Partly met 2 10 8 hours  ]"} {
		if got := fmt.Sprint(memberCells(t.Context(), m, m.Standings[i])); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	b, err := json.Marshal(memberOf(m))
	want := `{"name":"Ana","organisation":"Reed Bay","role":"trustee","duties":[{"rule":"a","name":"A","status":"withheld","due":null,"amount":null,"worked_out_at":null},` +
		`{"rule":"b","name":"B","status":"partly","due":null,"amount":{"unit":"hours","per_unit":60,"needed":600,"counted":120,"missing":480},"worked_out_at":"2026-09-15T14:00:00Z"}]}`
	if err != nil || string(b) != want {
		t.Errorf("%s\nwant %s", b, want)
	}
}
