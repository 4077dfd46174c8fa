package standards

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestNobodyWaitsForTheNextMatcher lets somebody make the matcher anew: others find what could be chosen before meanwhile.
func TestNobodyWaitsForTheNextMatcher(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := New(Deps{DB: d, Clock: clock.System{}})
		old := &matcher{versions: []matchVersion{{id: "one that is published no more"}}}
		s.matcher.Store(old)
		s.building.Lock()
		if m, err := s.matching(t.Context()); err != nil || m != old {
			t.Errorf("%v, %v", m, err)
		}
		s.building.Unlock()
		if m, err := s.matching(t.Context()); err != nil || m == old {
			t.Errorf("nobody made the next: %v", err)
		}
	})
}
