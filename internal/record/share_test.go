package record_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

func TestShareShowsOnePeriodUntilItIsEnded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		f.append(recordtest.Learning(f.ana.PersonID))
		late := recordtest.Learning(f.ana.PersonID)
		late.BeganOn, late.EndedOn = "", "2026-10-01"
		f.append(late)
		sh, secret, err := f.record.Share(ctx, f.ana, record.NewShare{Label: "State library", Period: record.Period{To: "2026-06-30"}})
		if err != nil {
			t.Fatal(err)
		}
		var stored string
		if err := d.QueryRow(ctx, `SELECT token_hash FROM record_shares WHERE id = $1`, sh.ID).Scan(&stored); err != nil || stored == secret || strings.Contains(stored, secret) {
			t.Errorf("the secret itself is kept: %v", err)
		}
		got, tr, err := f.record.Shared(ctx, authz.Actor{}, secret)
		if err != nil || got.ID != sh.ID || len(tr.Entries) != 1 || tr.Entries[0].EndedOn != "2026-03-12" {
			t.Fatalf("shared %+v, %v", tr, err)
		}
		if _, _, err := f.record.Shared(ctx, f.ana, secret); err != nil {
			t.Fatal(err)
		}
		views, err := f.record.Views(ctx, f.ana, page.Request{})
		if err != nil || len(views.Items) != 1 || views.Items[0].ShareLabel != "State library" || views.Items[0].ViewerID != "" {
			t.Errorf("one look by somebody else, none by the owner: %+v, %v", views.Items, err)
		}
		if shares, err := f.record.Shares(ctx, f.ana); err != nil || len(shares) != 1 || shares[0].Looks != 1 || !shares[0].LastLook.Equal(noon) {
			t.Errorf("shares %+v, %v", shares, err)
		}
		if _, _, err := f.record.Shared(ctx, authz.Actor{}, id.Secret()); !errs.Is(err, errs.NotFound) {
			t.Errorf("a guessed secret: %v", err)
		}
		if err := f.record.EndShare(ctx, f.ben, sh.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("ended by another: %v", err)
		}
		for range 2 {
			if err := f.record.EndShare(ctx, f.ana, sh.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := f.record.Shared(ctx, authz.Actor{}, secret); !errs.Is(err, errs.Gone) {
			t.Errorf("after its end: %v", err)
		}
	})
}

func TestShareExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		sh, secret, err := f.record.Share(ctx, f.ana, record.NewShare{Label: "Panel", LastDay: "2026-11-24"})
		if err != nil {
			t.Fatal(err)
		}
		if sh.LastDay() != "2026-11-24" {
			t.Errorf("the last day is %s", sh.LastDay())
		}
		f.clock.Set(time.Date(2026, 11, 25, 11, 59, 0, 0, time.UTC))
		if _, _, err := f.record.Shared(ctx, authz.Actor{}, secret); err != nil {
			t.Errorf("while it is still the last day somewhere: %v", err)
		}
		f.clock.Set(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
		if _, _, err := f.record.Shared(ctx, authz.Actor{}, secret); !errs.Is(err, errs.Gone) {
			t.Errorf("afterwards: %v", err)
		}
		if _, _, err := f.record.Share(ctx, f.ana, record.NewShare{Label: "Panel", LastDay: "2026-11-24"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a last day that is over: %v", err)
		}
	})
}

func TestStaffSayWhyAndTheOwnerReadsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		f.append(recordtest.Learning(f.ana.PersonID))
		auditor := with(f.ben, authz.Auditor)
		for who, actor := range map[string]authz.Actor{"a learner": f.ben, "an editor": with(f.ben, authz.UnitEditor), "a reviewer": with(f.ben, authz.Reviewer)} {
			if _, err := f.record.Look(ctx, actor, f.ana.PersonID, "Curious about a colleague"); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", who, err)
			}
		}
		if _, err := f.record.Look(ctx, auditor, f.ana.PersonID, "because"); !errs.Is(err, errs.Invalid) {
			t.Errorf("no purpose: %v", err)
		}
		if _, err := f.record.Look(ctx, auditor, id.New(), "Sample of the yearly audit"); !errs.Is(err, errs.NotFound) {
			t.Errorf("nobody's: %v", err)
		}
		look, err := f.record.Look(ctx, auditor, f.ana.PersonID, "Sample of the yearly audit")
		if err != nil {
			t.Fatal(err)
		}
		tr, err := f.record.StaffTranscript(ctx, auditor, f.ana.PersonID, look.ID, record.Period{})
		if err != nil || len(tr.Entries) != 1 {
			t.Fatalf("%+v, %v", tr, err)
		}
		other := with(f.person("Dag Lindqvist"), authz.Admin)
		if _, err := f.record.StaffTranscript(ctx, other, f.ana.PersonID, look.ID, record.Period{}); !errs.Is(err, errs.Gone) {
			t.Errorf("another's look: %v", err)
		}
		if _, err := f.record.StaffTranscript(ctx, auditor, f.ben.PersonID, look.ID, record.Period{}); !errs.Is(err, errs.Gone) {
			t.Errorf("another person's transcript: %v", err)
		}
		f.clock.Advance(record.LookLasts + time.Second)
		if _, err := f.record.StaffTranscript(ctx, auditor, f.ana.PersonID, look.ID, record.Period{}); !errs.Is(err, errs.Gone) {
			t.Errorf("an hour later: %v", err)
		}
		views, err := f.record.Views(ctx, f.ana, page.Request{})
		if err != nil || len(views.Items) != 1 || views.Items[0].Purpose != "Sample of the yearly audit" || views.Items[0].ViewerName != "Ben Achterberg" {
			t.Errorf("views %+v, %v", views.Items, err)
		}
	})
}
