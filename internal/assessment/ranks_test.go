package assessment

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/id"
)

func TestLevelsAreComparedByTheirCodes(t *testing.T) {
	// Version 2 puts a level between: "2" is third now, and what was said of "3" is the fourth; "9" is gone.
	ranks := ranksToday{"f": {"1": 1, "new": 2, "2": 3, "3": 4}}
	items := []Item{{Competency: "c", Framework: "f", Level: "2", Rank: 2, Weight: 3}}
	line := func(a Answer, p ...Proof) Line {
		facts := Facts{Answers: map[id.ID][]Answer{"c": {a}}, Proofs: map[id.ID][]Proof{"c": p}}
		now := ranks.items(items)
		return linesOf(now, ranks.facts(now, facts))[0]
	}
	since := own(SaidLevel, 2, 2)
	since.Level = "new"
	if l := line(since); l.State != StateGap || l.Missing() != 1 {
		t.Errorf("the level below, said by the new version: %+v", l)
	}
	if l := line(own(SaidLevel, 2, 1)); l.State != StateMet {
		t.Errorf("the level itself, said by the old version: %+v", l)
	}
	if l := line(since, proof(3, 0)); l.State != StateMet || l.Best.Rank != 4 {
		t.Errorf("proved by the old version: %+v", l)
	}
	gone := own(SaidLevel, 2, 1)
	gone.Level = "9"
	if l := line(gone); l.Best.Rank != 2 {
		t.Errorf("a level that is gone keeps its place: %+v", l)
	}
}
