package recognition

import (
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestGrantIsForTheKind because what is granted to a webinar was not asked of a workshop.
func TestGrantIsForTheKind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		o, _, err := f.Create(ctx, f.Editor, f.Unit.ID, cataloguetest.Draft())
		f.must(err)
		before, err := f.Preview(ctx, f.Editor, o.Key)
		f.must(err)
		r := f.ask(f.Editor, o.ID, catalogue.Certificate)
		_, err = f.Decide(ctx, f.Reviewer, r.ID, Decision{Granted: certificate})
		f.must(err)
		draft := catalogue.DraftOf(before.Offer, before.Version)
		draft.Kind = catalogue.Workshop
		v, err := f.SaveDraft(ctx, f.Editor, o.ID, draft)
		f.must(err)
		if before.Offer.Kind == catalogue.Workshop || before.Offer.PublishedID != "" || v.ID == before.Version.ID {
			t.Errorf("a %s that was granted something became a workshop and kept it", before.Offer.Kind)
		}
	})
}

// TestGrantForADraftWaitsForItsPublication and leaves what the published wording earns to those who
// registered for it.
func TestGrantForADraftWaitsForItsPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		o := f.proposed(f.Editor)
		both := []catalogue.Recognition{catalogue.Certificate, catalogue.CEU}
		first := f.ask(f.Editor, o.ID, both...)
		_, err := f.Decide(ctx, f.Both, first.ID, Decision{Granted: both})
		f.must(err)
		draft := func(title string) catalogue.Version {
			v, err := f.SaveDraft(ctx, f.Editor, o.ID, cataloguetest.Draft(cataloguetest.Titled(title)))
			f.must(err)
			return v
		}
		second := draft("The second wording")
		r := f.ask(f.Editor, o.ID, catalogue.Certificate)
		_, err = f.Decide(ctx, f.Reviewer, r.ID, Decision{Granted: certificate})
		f.must(err)
		v, err := f.Overview(ctx, f.Editor, o.ID)
		f.must(err)
		if !slices.Equal(f.earns(o.ID), both) || !slices.Equal(v.Granted, certificate) || v.Lapsed || v.CEUTenths == 0 {
			t.Errorf("with the draft granted it earns %v, and the overview is %+v", f.earns(o.ID), v)
		}
		// A change is another version, which nobody has granted anything.
		if third := draft("The third wording"); third.ID == second.ID {
			t.Error("what was granted was changed in place")
		}
		if v, err = f.Overview(ctx, f.Editor, o.ID); err != nil || len(v.Granted) != 0 || !v.Lapsed {
			t.Errorf("after a change the overview is %+v, %v", v, err)
		}
		r = f.ask(f.Editor, o.ID, catalogue.Certificate)
		_, err = f.Decide(ctx, f.Reviewer, r.ID, Decision{Granted: certificate})
		f.must(err)
		_, err = f.Publish(ctx, f.Manager, o.ID, time.Time{})
		f.must(err)
		if !slices.Equal(f.earns(o.ID), certificate) {
			t.Errorf("published, it earns %v", f.earns(o.ID))
		}
		now, err := f.OfferByID(ctx, d, o.ID)
		f.must(err)
		was, err := f.EarnsOf(ctx, d, now, first.VersionID)
		f.must(err)
		if !slices.Equal(was, both) {
			t.Errorf("who registered for the first wording earns %v", was)
		}
		f.sound()
	})
}
