package catalogue_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestAShortlistKeepsWhatIsInTheCatalogue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := cataloguetest.New(t, d), t.Context()
		first, second := cataloguetest.Offer(t, w), cataloguetest.Offer(t, w, cataloguetest.Titled("Second"))
		draft, _, err := w.Create(ctx, w.Editor, w.Unit.ID, cataloguetest.Draft())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddToShortlist(ctx, w.Learner, second.ID, draft.ID, id.Named("nothing"), first.ID, second.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddToShortlist(ctx, w.Learner, first.ID); err != nil {
			t.Fatal(err)
		}
		want := []id.ID{second.ID, first.ID}
		if got, err := w.Shortlist(ctx, w.Learner); err != nil || !cmp.Equal(got, want) {
			t.Errorf("the list is %v, not %v (%v)", got, want, err)
		}
		if got, err := w.Shortlist(ctx, w.Stranger); err != nil || len(got) > 0 {
			t.Errorf("somebody else sees %v (%v)", got, err)
		}
		if err := w.TakeFromShortlist(ctx, w.Stranger, first.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.TakeFromShortlist(ctx, w.Learner, second.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Shortlist(ctx, w.Learner); err != nil || !cmp.Equal(got, want[1:]) {
			t.Errorf("the list is %v, not %v (%v)", got, want[1:], err)
		}
		if _, err := w.Shortlist(ctx, w.Visitor); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor's list at the server: %v", err)
		}
	})
}

func TestAShortlistIsBounded(t *testing.T) {
	w, ctx := cataloguetest.New(t, dbtest.SQLite(t)), t.Context()
	var all []id.ID
	for i := range catalogue.ShortlistMost + 3 {
		all = append(all, cataloguetest.Offer(t, w, cataloguetest.Titled(fmt.Sprint("Offer ", i))).ID)
	}
	if left, err := w.AddToShortlist(ctx, w.Learner, all[:10]...); err != nil || left != 0 {
		t.Fatalf("%d left out (%v)", left, err)
	}
	left, err := w.AddToShortlist(ctx, w.Learner, all[5:catalogue.ShortlistMost+2]...)
	if err != nil || left != 2 {
		t.Errorf("%d were left out, not 2 (%v)", left, err)
	}
	if got, _ := w.Shortlist(ctx, w.Learner); len(got) != catalogue.ShortlistMost {
		t.Errorf("the list holds %d", len(got))
	}
}

// What has left the catalogue takes no room on a full shortlist, and can be forgotten.
func TestAFullShortlistIsMended(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := cataloguetest.New(t, d), t.Context()
		var all []id.ID
		for i := range catalogue.ShortlistMost + 1 {
			all = append(all, cataloguetest.Offer(t, w, cataloguetest.Titled(fmt.Sprint("Offer ", i))).ID)
		}
		full, next := all[:catalogue.ShortlistMost], all[catalogue.ShortlistMost]
		if _, err := w.AddToShortlist(ctx, w.Learner, full...); err != nil {
			t.Fatal(err)
		}
		if left, err := w.AddToShortlist(ctx, w.Learner, next); err != nil || left != 1 {
			t.Fatalf("%d left out of a full list (%v)", left, err)
		}
		if err := w.Archive(ctx, w.Manager, full[3], "over"); err != nil {
			t.Fatal(err)
		}
		if left, err := w.AddToShortlist(ctx, w.Learner, next); err != nil || left != 0 {
			t.Errorf("%d left out though one is gone (%v)", left, err)
		}
		if err := w.ForgetGone(ctx, w.Learner); err != nil {
			t.Fatal(err)
		}
		got, err := w.Shortlist(ctx, w.Learner)
		if err != nil || len(got) != catalogue.ShortlistMost || slices.Contains(got, full[3]) || !slices.Contains(got, next) {
			t.Errorf("%d are kept (%v)", len(got), err)
		}
	})
}

func TestCompareTellsWhatThereIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := cataloguetest.New(t, d), t.Context()
		var keys []string
		for i := range 5 {
			o := cataloguetest.Offer(t, w, cataloguetest.Titled(fmt.Sprint("Offer ", i)))
			for range i {
				cataloguetest.Occurrence(t, w, o.ID)
			}
			keys = append(keys, o.Key)
		}
		got, err := w.Compare(ctx, []string{keys[4], "nothing", keys[0], keys[4], keys[1], keys[2]})
		if err != nil {
			t.Fatal(err)
		}
		var shown []string
		for _, c := range got {
			shown = append(shown, fmt.Sprintf("%s %d of %d", c.Title, len(c.Coming), c.Dates))
		}
		want := []string{"Offer 4 3 of 4", "Offer 0 0 of 0", "Offer 1 1 of 1", "Offer 2 2 of 2"}
		if !cmp.Equal(shown, want) {
			t.Errorf("compared are %v, not %v", shown, want)
		}
		if got, err := w.Compare(ctx, nil); err != nil || len(got) > 0 {
			t.Errorf("nothing compared is %v (%v)", got, err)
		}
	})
}

func TestRelatedSaysWhy(t *testing.T) {
	w, ctx := cataloguetest.New(t, dbtest.SQLite(t)), t.Context()
	at := func(l catalogue.Level, area, title string) func(*catalogue.Draft) {
		return func(d *catalogue.Draft) { d.Level, d.Areas, d.Title = l, []string{area}, title }
	}
	of := cataloguetest.Offer(t, w, at(catalogue.Foundational, "collections", "Winter reading: mysteries"))
	cataloguetest.Offer(t, w, at(catalogue.Foundational, "collections", "Mysteries for beginners"))
	cataloguetest.Offer(t, w, at(catalogue.Practitioner, "collections", "Mysteries and their readers"))
	cataloguetest.Offer(t, w, at(catalogue.Expert, "technology", "Winter reading: poems"))
	for i := range 6 { // what most offers have in common counts for nothing
		cataloguetest.Offer(t, w, at(catalogue.Expert, "technology", fmt.Sprint("Something else ", i)))
	}
	got, err := w.Related(ctx, of.ID, 3)
	if err != nil {
		t.Fatal(err)
	}
	var why []string
	for _, r := range got {
		why = append(why, fmt.Sprintf("%s: series %q area %q level %d", r.Title, r.Series, r.Area, r.LevelsOn))
	}
	want := []string{
		`Winter reading: poems: series "Winter reading" area "" level 2`,
		`Mysteries and their readers: series "" area "collections" level 1`,
		`Mysteries for beginners: series "" area "collections" level 0`,
	}
	if !cmp.Equal(why, want) {
		t.Error(cmp.Diff(want, why))
	}
}
