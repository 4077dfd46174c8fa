package catalogue_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// What two sources announce is proposed once, merged or kept apart by a person, and never comes back.
func TestDuplicates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		from := func(name string) func(*catalogue.ImportOptions) {
			return func(o *catalogue.ImportOptions) { publishable(o); o.Source = name }
		}
		table := "title,date,zone,minutes,link\nMending books,2026-05-05 14:00,ET,60,https://l.example/a\nKites,2026-05-06 14:00,ET,60,\nAlone,2026-05-07 14:00,ET,60,\n"
		again := "title,date,zone,minutes,link\nMENDING BOOKS,2026-05-05 15:00,ET,60,https://l.example/b\nkites,2026-05-06 14:00,ET,60,\nAlone,2026-09-07 14:00,ET,60,\n"
		importText(t, w, table, from("one"))
		importText(t, w, again, from("two"))
		pairs, err := w.Duplicates(ctx, w.Editor)
		must(t, err)
		if len(pairs) != 2 || pairs[0][0].Source == pairs[0][1].Source {
			t.Fatalf("proposed are %+v", pairs)
		}
		if none, err := w.Duplicates(ctx, w.Stranger); err != nil || len(none) != 0 {
			t.Errorf("a stranger sees %v, %v", none, err)
		}
		a, b := pairs[0][0], pairs[0][1]
		if err := w.MergeOffers(ctx, w.Editor, a.ID, b.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an editor archives what is published: %v", err)
		}
		if err := w.MergeOffers(ctx, w.Stranger, a.ID, b.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a stranger: %v", err)
		}
		w.GuardMerge(func(context.Context, db.Q, id.ID) (bool, error) { return true, nil })
		if err := w.MergeOffers(ctx, w.Manager, a.ID, b.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("with registrations: %v", err)
		}
		w.GuardMerge(func(_ context.Context, _ db.Q, offer id.ID) (bool, error) { return offer != b.ID, nil })
		must(t, w.MergeOffers(ctx, w.Manager, a.ID, b.ID))
		if into, err := w.MergedInto(ctx, b.Key); err != nil || into != a.Key {
			t.Errorf("it leads to %q, %v", into, err)
		}
		must(t, w.NotTheSame(ctx, w.Editor, pairs[1][1].ID, pairs[1][0].ID))
		importText(t, w, again, from("two"))
		if pairs, err = w.Duplicates(ctx, w.Editor); err != nil || len(pairs) != 0 {
			t.Errorf("still proposed: %+v, %v", pairs, err)
		}
		if err := w.MergeOffers(ctx, w.Manager, a.ID, b.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("merged twice: %v", err)
		}
	})
}

// A merge says before what it does; shortlists, comparisons and addresses follow it, and whoever is published again is an offer of its own.
func TestWhatFollowsAMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		keep, drop, last := ct.Offer(t, w, ct.Titled("Kept")), ct.Offer(t, w, ct.Titled("Dropped")), ct.Offer(t, w, ct.Titled("Last"))
		both := ct.Occurrence(t, w, keep.ID)
		ct.Occurrence(t, w, drop.ID, func(o *catalogue.Occurrence) { o.StartsAt, o.EndsAt = both.StartsAt, both.EndsAt })
		alone := ct.Occurrence(t, w, drop.ID, func(o *catalogue.Occurrence) {
			o.StartsAt, o.EndsAt = both.StartsAt.AddDate(0, 0, 3), both.EndsAt.AddDate(0, 0, 3)
		})
		for _, who := range []authz.Actor{w.Learner, w.Editor} {
			_, err := w.AddToShortlist(ctx, who, drop.ID)
			must(t, err)
		}
		_, err := w.AddToShortlist(ctx, w.Editor, last.ID, keep.ID)
		must(t, err)
		v, err := w.PreviewMerge(ctx, w.Manager, keep.ID, drop.ID)
		must(t, err)
		if v.Keep.ID != keep.ID || v.Drop.ID != drop.ID || len(v.Lost) != 1 || v.Lost[0].ID != alone.ID || v.Shortlists != 2 || v.Registered {
			t.Errorf("it would do %+v", v)
		}
		if _, err := w.PreviewMerge(ctx, w.Editor, keep.ID, drop.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an editor looks at what only a manager may do: %v", err)
		}
		must(t, w.MergeOffers(ctx, w.Manager, keep.ID, drop.ID))
		for _, c := range []struct {
			who  authz.Actor
			want []id.ID
		}{{w.Learner, []id.ID{keep.ID}}, {w.Editor, []id.ID{last.ID, keep.ID}}} {
			if got, err := w.Shortlist(ctx, c.who); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("a shortlist holds %v, %v", got, err)
			}
		}
		if here, gone, err := w.GoneOffers(ctx, []id.ID{drop.ID, last.ID, keep.ID}); err != nil || !slices.Equal(here, []id.ID{keep.ID, last.ID}) || len(gone) != 0 {
			t.Errorf("a browser's holds %v, and %v are gone, %v", here, gone, err)
		}
		if got, err := w.Compare(ctx, []string{drop.Key, last.Key}); err != nil || len(got) != 2 || got[0].OfferID != keep.ID {
			t.Errorf("compared are %v, %v", got, err)
		}
		_, err = w.Publish(ctx, w.Manager, drop.ID, time.Time{})
		must(t, err)
		_, err = w.BulkEdit(ctx, w.Manager, []id.ID{last.ID}, catalogue.BulkChange{Act: catalogue.BulkArchive}, w.Clock.Now())
		must(t, err)
		if into, err := w.MergedInto(ctx, drop.Key); err != nil || into != "" {
			t.Errorf("published again, it leads to %q, %v", into, err)
		}
		cancelAll(t, w, drop.ID)
		must(t, w.Archive(ctx, w.Manager, drop.ID, "for good"))
		if into, err := w.MergedInto(ctx, drop.Key); err != nil || into != "" {
			t.Errorf("archived for another reason, it leads to %q, %v", into, err)
		}
		here, gone, err := w.GoneOffers(ctx, []id.ID{drop.ID, last.ID, id.Named("nothing")})
		must(t, err)
		if len(here) != 0 || len(gone) != 3 || gone[0].Title != "Dropped" || gone[1].Title != "Last" || gone[2].Title != "" {
			t.Errorf("here are %v, gone are %+v", here, gone)
		}
	})
}

// cancelAll cancels the dates to come of an offer.
func cancelAll(t *testing.T, w *ct.World, offer id.ID) {
	t.Helper()
	o, _, err := w.Edit(ctx, w.Manager, offer)
	must(t, err)
	v, err := w.Preview(ctx, w.Manager, o.Key)
	must(t, err)
	for _, o := range v.Occurrences {
		if o.Status == catalogue.Scheduled {
			must(t, w.CancelOccurrence(ctx, w.Manager, o.ID, "Rain"))
		}
	}
}

// TestAMergedOfferIsTakenOffTheShortlist: a row that was kept before a merge, and moved by none, is taken off by the offer that is shown in its place, and by its old name.
func TestAMergedOfferIsTakenOffTheShortlist(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		keep, drop, next := ct.Offer(t, w, ct.Titled("Kept")), ct.Offer(t, w, ct.Titled("Dropped")), ct.Offer(t, w, ct.Titled("Kept in the end"))
		must(t, w.MergeOffers(ctx, w.Manager, keep.ID, drop.ID))
		must(t, w.MergeOffers(ctx, w.Manager, next.ID, keep.ID))
		for _, by := range []id.ID{next.ID, drop.ID} {
			must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO shortlist_items (person_id, offer_id, added_at) VALUES ($1, $2, 1), ($1, $3, 2)`, w.Learner.PersonID, drop.ID, keep.ID)
				return err
			}))
			must(t, w.TakeFromShortlist(ctx, w.Learner, by))
			if got, err := w.Shortlist(ctx, w.Learner); err != nil || len(got) > 0 {
				t.Errorf("taken off as %s, there are still %v (%v)", by, got, err)
			}
		}
	})
}
