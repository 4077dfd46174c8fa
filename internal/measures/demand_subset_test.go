package measures_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestNoFigureIsOfEverybodyInARole asks two questions of one role. Everybody who answers the second has answered the first, as those of one profile
// do, and two have not come to it: a figure of all who said something would, taken from the other, be about these two.
func TestNoFigureIsOfEverybodyInARole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		first, second := id.Named("c", "1"), id.Named("c", "2")
		for i, p := range crowd(33) {
			said := []measures.Said{measures.SaidMet, measures.SaidGap, measures.SaidNotMine}[i%3]
			w.Saying.Say(p, first, catalogue.School, said, "expert")
			if i > 1 {
				w.Saying.Say(p, second, catalogue.School, said, "expert")
			}
		}
		countMonth(t, w)
		for _, audience := range []catalogue.Audience{"", catalogue.School} {
			v := demand(t, w, measures.DemandRequest{Audience: audience})
			if len(v.Needs) != 2 || len(v.Questions) != 2 {
				t.Fatalf("%+v", v)
			}
			text, err := json.Marshal([]any{v.Needs, v.Questions})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range []int{33, 31} {
				if found := regexp.MustCompile(fmt.Sprintf(`"\w+":%d\b`, n)).Find(text); found != nil {
					t.Errorf("%q: %s is everybody who answers a question", audience, found)
				}
			}
		}
	})
}
