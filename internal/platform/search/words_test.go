package search

import (
	"slices"
	"testing"
)

func TestWordsMeetInTheirStems(t *testing.T) {
	stems := func(text, tag string) (out []string) {
		for w := range Words(text, tag) {
			out = append(out, w.Stem)
		}
		return out
	}
	if a, b := stems("Weeding the collections", "en"), stems("weed a collection", "en"); a[0] != b[0] || a[2] != b[2] {
		t.Errorf("%v and %v", a, b)
	}
	if got := stems("open-access", "en"); !slices.Equal(got, []string{"open", "access"}) {
		t.Errorf("%v", got)
	}
	text := "Élan vital"
	for w := range Words(text, "fr") {
		if text[w.Start:w.End] != "Élan" || w.Stem != "elan" {
			t.Errorf("%+v", w)
		}
		break
	}
}
