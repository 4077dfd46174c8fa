package peopleweb_test

import (
	"testing"

	"learningcommons.dev/commons/internal/people/peopletest"
)

// TestTheBrowserFollowsTheProfile takes a choice back in the profile: the browser must not keep it.
func TestTheBrowserFollowsTheProfile(t *testing.T) {
	s := newSite(t)
	s.signInAs(peopletest.Person(t, s.Service))
	s.want(s.post("/my/profile", "name", "Robin", "language", "es", "zone", "America/Denver"), 303, "/my/profile")
	s.want(s.get("/units"), 200, `lang="es"`)
	s.want(s.post("/preferences", "theme", "dark"), 303, "/")
	s.want(s.post("/my/profile", "name", "Robin", "language", "", "zone", ""), 303, "/my/profile")
	s.want(s.get("/units"), 200, `lang="en"`)
	if got := s.cookies["lc_prefs"]; got != "theme=dark" {
		t.Errorf("the browser keeps %q", got)
	}
}
