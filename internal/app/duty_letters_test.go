package app

import (
	"net/url"
	"strings"
	"testing"
)

// TestWhatWasChosenOfLettersIsKept chooses a step that is not offered, beside one that is, and then none.
func TestWhatWasChosenOfLettersIsKept(t *testing.T) {
	tr := newTrial(t)
	cookies, _ := tr.carrier(t, "learner")
	choose := func(code int, before ...string) string {
		t.Helper()
		w := tr.send(t, "POST", "/my/duties/letters", url.Values{"before": before}, cookies, "")
		if w.Code != code {
			t.Fatalf("%q: %d\n%s", before, w.Code, w.Body)
		}
		return w.Body.String()
	}
	ticked := func(page, value string) bool {
		return strings.Contains(page, `name="before" value="`+value+`" checked`)
	}
	page := choose(422, "7", "8")
	if !ticked(page, "7") || ticked(page, "90") || !strings.Contains(page, "Choose among the days that are offered.") {
		t.Error("what was chosen is not kept, or nothing is said of what is wrong")
	}
	choose(303)
	page = tr.send(t, "GET", "/my/duties", nil, cookies, "").Body.String()
	if ticked(page, "7") || ticked(page, "30") || ticked(page, "90") || !strings.Contains(page, `value="30"`) {
		t.Error("never is not shown as no tick")
	}
}
