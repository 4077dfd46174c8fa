package catalogue_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestWhatIsRememberedIsTrue reads an offer twice, changes it, takes a seat, and looks from two servers on one database.
func TestWhatIsRememberedIsTrue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		other := catalogue.New(catalogue.Deps{DB: d, Clock: w.Clock, People: w.People, BaseURL: "https://commons.example"})
		offer := ct.Offer(t, w, ct.Titled("Weeding"))
		date := ct.Occurrence(t, w, offer.ID, ct.Seats(3))
		show := func(s *catalogue.Service) (catalogue.View, int64) {
			t.Helper()
			ctx, asked := db.WithCounter(t.Context())
			v, err := s.Show(ctx, w.Visitor, offer.Key)
			must(t, err)
			return v, asked.Load()
		}
		first, _ := show(w.Service)
		again, asked := show(w.Service)
		if asked > 1 || again.Made != first.Made || again.Version.Title != "Weeding" {
			t.Errorf("read again it asks %d queries, and is %d after %d", asked, again.Made, first.Made)
		}
		show(other)

		must(t, d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := w.TakeSeatTx(ctx, tx, date.ID)
			return err
		}))
		if v, _ := show(w.Service); v.Occurrences[0].Taken != 1 {
			t.Errorf("the server that gave the seat shows %d taken", v.Occurrences[0].Taken)
		}
		w.Clock.Set(w.Clock.Now().Add(time.Second))
		if v, _ := show(other); v.Occurrences[0].Taken != 1 {
			t.Errorf("a second later the other shows %d taken", v.Occurrences[0].Taken)
		}

		draft := ct.Draft(ct.Titled("Weeding again"))
		_, err := w.SaveAndPublish(t.Context(), w.Manager, offer.ID, draft)
		must(t, err)
		if v, _ := show(w.Service); v.Version.Title != "Weeding again" || v.Made == first.Made {
			t.Errorf("after a change it is still %q", v.Version.Title)
		}
		must(t, other.Refresh(t.Context()))
		if v, _ := show(other); v.Version.Title != "Weeding again" {
			t.Errorf("after it has polled, the other still shows %q", v.Version.Title)
		}
	})
}
