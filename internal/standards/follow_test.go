package standards

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/id"
)

// TestManyWaysAreFollowedOnce follows a competency that was split and split again, each time into the same two: 2^40 ways lead to where it stands today.
func TestManyWaysAreFollowedOnce(t *testing.T) {
	now := [2]id.ID{id.New(), id.New()}
	t0 := tracing{now: map[id.ID]standing{now[0]: {position: 2}, now[1]: {position: 1}}, homes: map[id.ID]standing{}, steps: map[id.ID][]FateStep{}}
	to := now
	var first id.ID
	for number := 41; number > 1; number-- {
		from := [2]id.ID{id.New(), id.New()}
		for _, c := range from {
			t0.steps[c] = []FateStep{{Number: number, From: c, Became: BecameSplit, To: []id.ID{to[0], to[1]}}}
		}
		to, first = from, from[0]
	}
	t0.homes[first] = standing{}
	f, ok := t0.fate(first)
	if !ok || f.Became != BecameSplit || len(f.To) != 2 || f.To[0] != now[1] || len(f.Steps) != 79 {
		t.Errorf("%v: %d steps to %v", f.Became, len(f.Steps), f.To)
	}
}
