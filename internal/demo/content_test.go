package demo

import (
	"slices"
	"testing"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
)

// TestEveryOfferIsItsOwn holds the demonstration's catalogue to what was promised of it: enough
// offers in every area, none like another.
func TestEveryOfferIsItsOwn(t *testing.T) {
	texts, err := offerTexts()
	if err != nil {
		t.Fatal(err)
	}
	var units []people.UnitSpec
	if err := readJSON("units.json", &units); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"CORE": true}
	for _, u := range units {
		known[u.Acronym] = true
	}
	if len(texts) < 300 {
		t.Errorf("%d offers, want 300 or more", len(texts))
	}
	titles, summaries, objectives, areas := map[string]bool{}, map[string]bool{}, map[string]string{}, map[string]int{}
	for _, o := range texts {
		if titles[o.Title] || summaries[o.Summary] {
			t.Errorf("%q stands twice", o.Title)
		}
		titles[o.Title], summaries[o.Summary] = true, true
		for _, x := range o.Objectives {
			if other := objectives[x]; other != "" {
				t.Errorf("%q and %q share the objective %q", other, o.Title, x)
			}
			objectives[x] = o.Title
		}
		areas[o.Areas[0]]++
		if !known[o.Unit] {
			t.Errorf("%q: there is no unit %s", o.Title, o.Unit)
		}
		if !catalogue.Kind(o.Kind).Valid() || !catalogue.Level(o.Level).Valid() || !catalogue.Format(o.Format).Valid() {
			t.Errorf("%q: kind %s, level %s or format %s is no word of ours", o.Title, o.Kind, o.Level, o.Format)
		}
		if slices.Contains(o.Earns, "ceu") && o.Minutes < 60 {
			t.Errorf("%q earns CEU for %d minutes", o.Title, o.Minutes)
		}
		if utf8.RuneCountInString(o.Summary) > 200 {
			t.Errorf("%q has a summary of %d characters", o.Title, utf8.RuneCountInString(o.Summary))
		}
	}
	if len(areas) != 10 {
		t.Errorf("%d areas, want ten", len(areas))
	}
	for area, n := range areas {
		if n < 20 {
			t.Errorf("area %s has %d offers", area, n)
		}
	}
}

func TestPersonasAreComplete(t *testing.T) {
	personas, err := Personas()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, p := range personas {
		keys = append(keys, p.Key)
		if p.Name == "" || p.Email == "" || p.What == "" {
			t.Errorf("persona %q is half described", p.Key)
		}
	}
	want := []string{"learner", "non-member", "mentor", "unit-editor", "unit-manager", "reviewer", "colleague", "coordinator", "administrator", "auditor", "accreditation", "curriculum-editor"}
	if !slices.Equal(keys, want) {
		t.Errorf("personas %v, want %v", keys, want)
	}
}
