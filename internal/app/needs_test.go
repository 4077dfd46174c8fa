package app

import "testing"

// TestEveryProfileHasAnAudience keeps the roles that ship from being counted without one.
func TestEveryProfileHasAnAudience(t *testing.T) {
	tr := newTrial(t)
	list, err := tr.Assessment.Profiles(t.Context())
	if err != nil || len(list) < 12 {
		t.Fatalf("%d profiles, %v", len(list), err)
	}
	for _, p := range list {
		if !audienceOf[p.Key].Valid() {
			t.Errorf("the profile %s has no audience", p.Key)
		}
	}
}
