package record_test

import (
	"context"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/record"
)

func outside() record.OutsideLearning {
	return record.OutsideLearning{
		Title: "Minutes that people can use", Provider: "Green Mountain Library Consortium",
		BeganOn: "2026-11-20", EndedOn: "2026-11-21", Minutes: 300, Format: "in-person",
		Why: "To chair our board better", Toward: "Library director", Note: "Handout kept", Link: "https://example.org/minutes?year=2026",
	}
}

func TestClaimOutsideIsMarkedClaimed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		o := outside()
		o.Key = "one form"
		e, err := f.record.ClaimOutside(context.Background(), f.ana, o)
		if err != nil {
			t.Fatal(err)
		}
		if e.Assurance != record.ByPerson || e.Provenance != record.FromOutside || e.PersonID != f.ana.PersonID || e.RecordedBy != f.ana.PersonID || e.CEUTenths != 0 {
			t.Errorf("got %+v", e)
		}
		again, err := f.record.ClaimOutside(context.Background(), f.ana, o)
		if err != nil || again.ID != e.ID {
			t.Errorf("the same form twice made another entry: %v, %v", again.ID, err)
		}
		bens, err := f.record.ClaimOutside(context.Background(), f.ben, o)
		if err != nil || bens.ID == e.ID || bens.PersonID != f.ben.PersonID {
			t.Errorf("another person's form with the same key: %+v, %v", bens, err)
		}
	})
}

// In Vermont one "CEU" is one hour. Whatever a provider's unit is called, it is kept as it was
// stated and is never counted as ours.
func TestForeignUnitsAreNotConverted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		o := outside()
		o.Minutes, o.Claimed = 60, record.Credit{Amount: "1", Unit: "CEU"}
		e, err := f.record.ClaimOutside(context.Background(), f.ana, o)
		if err != nil {
			t.Fatal(err)
		}
		if e.Claimed != o.Claimed || e.CEUTenths != 0 || e.Minutes != 60 {
			t.Errorf("got %+v", e)
		}
		tr := f.transcript(record.Period{})
		if len(tr.Totals) != 1 || tr.Totals[0].CEUTenths != 0 || tr.Totals[0].Minutes != 60 || tr.Totals[0].Assurance != record.ByPerson {
			t.Errorf("totals %+v", tr.Totals)
		}
		if got := record.CreditText(context.Background(), tr.Entries[0]); got != "“1 CEU”" {
			t.Errorf("shown as %s", got)
		}
	})
}

func TestClaimOutsideIsPlausible(t *testing.T) {
	d := dbtest.SQLite(t)
	f := newFixture(t, d)
	for _, tc := range []struct {
		name   string
		change func(*record.OutsideLearning)
		field  string // "" means accepted
	}{
		{"as it is", func(o *record.OutsideLearning) {}, ""},
		{"today where it is latest", func(o *record.OutsideLearning) { o.EndedOn = "2026-11-24" }, ""},
		{"tomorrow everywhere", func(o *record.OutsideLearning) { o.EndedOn = "2026-11-25" }, "ended"},
		{"no title", func(o *record.OutsideLearning) { o.Title = "" }, "title"},
		{"a very long title", func(o *record.OutsideLearning) { o.Title = strings.Repeat("é", 201) }, "title"},
		{"nobody offered it", func(o *record.OutsideLearning) { o.Provider = "" }, "provider"},
		{"no such day", func(o *record.OutsideLearning) { o.EndedOn = "2026-02-30" }, "ended"},
		{"another calendar", func(o *record.OutsideLearning) { o.BeganOn, o.EndedOn = "", "1410-05-02" }, "ended"},
		{"backwards", func(o *record.OutsideLearning) { o.BeganOn = "2026-11-22" }, "began"},
		{"all of two days", func(o *record.OutsideLearning) { o.Minutes = 2 * 24 * 60 }, ""},
		{"more than two days", func(o *record.OutsideLearning) { o.Minutes = 2*24*60 + 1 }, "hours"},
		{"more than the one day", func(o *record.OutsideLearning) { o.BeganOn, o.Minutes = "", 24*60+1 }, "hours"},
		{"negative", func(o *record.OutsideLearning) { o.Minutes = -5 }, "hours"},
		{"not counted", func(o *record.OutsideLearning) { o.Minutes = 0 }, ""},
		{"an amount of nothing", func(o *record.OutsideLearning) { o.Claimed.Amount = "3" }, "amount"},
		{"a unit without amount", func(o *record.OutsideLearning) { o.Claimed.Unit = "points" }, "amount"},
		{"no link", func(o *record.OutsideLearning) { o.Link = "" }, ""},
		{"a script", func(o *record.OutsideLearning) { o.Link = "javascript:alert(1)" }, "link"},
		{"data", func(o *record.OutsideLearning) { o.Link = "data:text/html,x" }, "link"},
		{"a path", func(o *record.OutsideLearning) { o.Link = "//example.org/x" }, "link"},
		{"no host", func(o *record.OutsideLearning) { o.Link = "https:///x" }, "link"},
		{"a password", func(o *record.OutsideLearning) { o.Link = "https://a:b@example.org/" }, "link"},
		{"blanks", func(o *record.OutsideLearning) { o.Link = "https://example.org/a b" }, "link"},
		{"another format", func(o *record.OutsideLearning) { o.Format = "telepathic" }, "format"},
	} {
		o := outside()
		tc.change(&o)
		_, err := f.record.ClaimOutside(context.Background(), f.ana, o)
		e := errs.As(err)
		switch {
		case tc.field == "" && err != nil:
			t.Errorf("%s: %v", tc.name, err)
		case tc.field != "" && (e == nil || len(e.Fields) != 1 || e.Fields[0].Name != tc.field):
			t.Errorf("%s: %v, want a complaint about %s", tc.name, err, tc.field)
		}
	}
}

func TestClaimOutsideNeedsItsScope(t *testing.T) {
	d := dbtest.SQLite(t)
	f := newFixture(t, d)
	if _, err := f.record.ClaimOutside(context.Background(), authz.Actor{}, outside()); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("a visitor: %v", err)
	}
	token := f.ana
	token.Token, token.Scopes = true, []string{authz.ScopeRecordRead}
	if _, err := f.record.ClaimOutside(context.Background(), token, outside()); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a token that only reads: %v", err)
	}
}
