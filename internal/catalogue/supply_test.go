package catalogue_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

func TestSupplyCountsWhatCanStillBeTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := cataloguetest.New(t, d)
		level := func(l catalogue.Level) func(*catalogue.Draft) {
			return func(x *catalogue.Draft) { x.Level, x.Areas = l, []string{"technology"} }
		}
		live := cataloguetest.Offer(t, w, level(catalogue.Expert))
		cataloguetest.Occurrence(t, w, live.ID)
		cataloguetest.Occurrence(t, w, live.ID)
		past := cataloguetest.Offer(t, w, level(catalogue.Expert))
		cataloguetest.Occurrence(t, w, past.ID, cataloguetest.At(w.Clock.Now().Add(time.Hour), time.Hour))
		cataloguetest.Offer(t, w, level(catalogue.Expert), cataloguetest.SelfPaced)
		cataloguetest.Offer(t, w, level(catalogue.Foundational), cataloguetest.SelfPaced, func(x *catalogue.Draft) { x.Areas = []string{"technology", "collections"} })
		cataloguetest.Offer(t, w, level(catalogue.Expert)) // no date: nobody can take it
		w.Clock.Advance(3 * time.Hour)
		got, err := w.Supply(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := map[catalogue.SupplyKey]catalogue.SupplyCount{
			{Area: "technology", Level: catalogue.Expert}:        {Offers: 2, Upcoming: 1, OnDemand: 1},
			{Area: "technology", Level: catalogue.Foundational}:  {Offers: 1, OnDemand: 1},
			{Area: "collections", Level: catalogue.Foundational}: {Offers: 1, OnDemand: 1},
		}
		if len(got) != len(want) {
			t.Errorf("%v", got)
		}
		for k, c := range want {
			if got[k] != c {
				t.Errorf("%v: %+v, want %+v", k, got[k], c)
			}
		}
		if got, err = w.Supply(t.Context(), map[string][]string{"unit": {"MAPS"}}); err != nil || len(got) != 0 {
			t.Errorf("of another unit: %v %v", got, err)
		}
		if got, err = w.Supply(t.Context(), map[string][]string{"unit": {"RLD"}, "format": {"online"}}); err != nil || len(got) != 3 {
			t.Errorf("of the unit: %v %v", got, err)
		}
		if _, err = w.Supply(t.Context(), map[string][]string{"price": {"free"}}); !errs.Is(err, errs.Invalid) {
			t.Errorf("by price: %v", err)
		}
	})
}
