package catalogue_test

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
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
