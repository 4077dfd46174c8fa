package recognition_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// What a whole unit's offers lack comes by the next date, page by page, and leaves as soon as it is there.
func TestGapsOfAUnit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := registrationtest.New(t, d)
		s := recognition.New(recognition.Deps{DB: d, Clock: w.Clock, People: w.People, Catalogue: w.Service, Record: w.Record, Registration: w.Registrations, Association: "Learning Commons", BaseURL: "https://commons.example"})
		speaker := w.Actor(t, "Ada Lin")
		named := func(dr *catalogue.Draft) {
			dr.Presenters = []catalogue.Presenter{{PersonID: speaker.PersonID, Name: "Ada Lin", Part: "presenter"}}
		}
		offers := map[string]catalogue.Offer{}
		for i, title := range []string{"Later", "Soon", "Soonest", "Ready", "Undated", "Archived", "Over"} {
			o := ct.Offer(t, w.World, ct.Titled(title), named)
			offers[title] = o
			begins := w.Clock.Now().Add([]time.Duration{90, 20, 10, 5, 0, 1, -5}[i] * 24 * time.Hour)
			if title != "Undated" && title != "Archived" {
				ct.Occurrence(t, w.World, o.ID, ct.At(begins, time.Hour))
			}
		}
		ct.Occurrence(t, w.World, offers["Soon"].ID, ct.At(w.Clock.Now().Add(200*24*time.Hour), time.Hour))
		say := func(title, need, qualified string) {
			t.Helper()
			st := recognition.Statement{OfferID: offers[title].ID, Need: need, Qualifications: map[id.ID]string{speaker.PersonID: qualified}}
			if err := s.SaveStatement(ctx, w.Manager, st); err != nil {
				t.Fatal(err)
			}
		}
		say("Ready", "Asked for", "Ten years at the desk")
		say("Soon", "Asked for", "")
		if err := w.Archive(ctx, w.Manager, offers["Archived"].ID, "Not given any more"); err != nil {
			t.Fatal(err)
		}

		list := func(size int) string {
			t.Helper()
			var out []string
			for ask := (page.Request{Limit: size}); ; {
				p, err := s.UnitGaps(ctx, w.Editor, w.Unit.ID, ask)
				if err != nil || len(p.Items) > size {
					t.Fatalf("a page of %d: %v", len(p.Items), err)
				}
				for _, o := range p.Items {
					out = append(out, fmt.Sprint(o.Version.Title, len(o.Gaps)))
				}
				if ask.Cursor = p.Next; ask.Cursor == "" {
					return strings.Join(out, " ")
				}
			}
		}
		undated := []string{"Undated2", "Over2"} // by id, which is the order of their making
		want := "Soonest2 Soon1 Later2 " + strings.Join(undated, " ")
		for _, size := range []int{1, 2, 100} {
			if got := list(size); got != want {
				t.Errorf("in pages of %d: %s, want %s", size, got, want)
			}
		}
		var walked []string
		for o, err := range s.AllUnitGaps(ctx, w.Editor, w.Unit.ID) {
			if err != nil {
				t.Fatal(err)
			}
			walked = append(walked, fmt.Sprint(o.Version.Title, len(o.Gaps)))
		}
		if got := strings.Join(walked, " "); got != want {
			t.Errorf("in one walk: %s, want %s", got, want)
		}
		say("Soonest", "Asked for", "Ten years at the desk")
		if got := list(2); got != strings.TrimPrefix(want, "Soonest2 ") {
			t.Errorf("once nothing is missing of it any more: %s", got)
		}
		p, err := s.UnitGaps(ctx, w.Manager, "", page.Request{})
		if err != nil || len(p.Items) != 4 || !slices.Equal(p.Items[0].Gaps, []recognition.Gap{recognition.NoQualification}) {
			t.Errorf("of all units: %+v, %v", p.Items, err)
		}

		if _, err := s.UnitGaps(ctx, w.Learner, "", page.Request{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a learner reads it: %v", err)
		}
		for _, err := range s.AllUnitGaps(ctx, w.Learner, "") {
			if !errs.Is(err, errs.Forbidden) {
				t.Errorf("a learner walks through it: %v", err)
			}
		}
		if _, err := s.UnitGaps(ctx, w.Stranger, w.Unit.ID, page.Request{}); err == nil {
			t.Error("another unit's manager reads it")
		}
		if p, err := s.UnitGaps(ctx, w.Stranger, "", page.Request{}); err != nil || len(p.Items) != 0 {
			t.Errorf("another unit's manager sees %+v, %v", p.Items, err)
		}
		if _, err := s.UnitGaps(ctx, w.Reviewer, "", page.Request{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who may not read rosters reads it: %v", err)
		}
	})
}
