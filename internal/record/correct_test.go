package record_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

func TestCorrectionIsANewEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		staff := with(f.ben, authz.AccreditationStaff)
		first := f.append(recordtest.Learning(f.ana.PersonID))

		c := record.CorrectionOf(first)
		c.Minutes, c.CEUTenths, c.Reason = 90, 2, "The second half was not counted"
		second, err := f.agreed(staff, first.ID, c)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := f.record.ByID(ctx, d, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, kept); diff != "" {
			t.Errorf("the corrected entry changed: %s", diff)
		}
		if tr := f.transcript(record.Period{}); len(tr.Entries) != 1 || tr.Entries[0].ID != second.ID || tr.Totals[0].CEUTenths != 2 {
			t.Errorf("the transcript shows %+v", tr)
		}

		if _, err := f.agreed(staff, first.ID, c); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second correction of the same entry: %v", err)
		}
		third, err := f.agreed(staff, second.ID, record.Correction{Withdraw: true, Reason: "Somebody else attended"})
		if err != nil {
			t.Fatal(err)
		}
		if tr := f.transcript(record.Period{}); len(tr.Entries) != 0 {
			t.Errorf("the withdrawn entry still counts: %+v", tr.Entries)
		}
		for _, from := range []id.ID{first.ID, second.ID, third.ID} {
			chain, err := f.record.Chain(ctx, f.ana, from)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]id.ID{first.ID, second.ID, third.ID}, ids(chain)); diff != "" {
				t.Errorf("chain from %s: %s", from, diff)
			}
		}
		newest, err := f.record.Newest(ctx, d, []id.ID{first.ID, third.ID})
		if err != nil || newest[first.ID].ID != third.ID || newest[third.ID].ID != third.ID || !newest[first.ID].Withdrawn {
			t.Errorf("newest: %v, %v", newest, err)
		}
	})
}

func TestAtMostOneCorrectionWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		staff := with(f.ben, authz.AccreditationStaff)
		e := f.append(recordtest.Learning(f.ana.PersonID))
		var (
			wg   sync.WaitGroup
			mu   sync.Mutex
			won  int
			lost int
		)
		for range 12 {
			wg.Go(func() {
				_, err := f.agreed(staff, e.ID, record.Correction{Withdraw: true, Reason: "Entered twice"})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case errs.Is(err, errs.Conflict):
					lost++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 || lost != 11 {
			t.Errorf("%d won, %d lost", won, lost)
		}
	})
}

func TestWhoMayCorrect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		verified := f.append(recordtest.Learning(f.ana.PersonID))
		claimed := f.append(recordtest.Outside(f.ana.PersonID))
		token := f.ana
		token.Token, token.Scopes = true, []string{authz.ScopeRecordRead}
		for _, tc := range []struct {
			who   string
			actor authz.Actor
			entry record.Entry
			want  errs.Kind
			ok    bool
		}{
			{who: "a visitor, verified", actor: authz.Actor{}, entry: verified, want: errs.NotFound},
			{who: "a visitor, claimed", actor: authz.Actor{}, entry: claimed, want: errs.Unauthenticated},
			{who: "a stranger, verified", actor: f.ben, entry: verified, want: errs.NotFound},
			{who: "a stranger, claimed", actor: f.ben, entry: claimed, want: errs.NotFound},
			{who: "the owner, verified", actor: f.ana, entry: verified, want: errs.Forbidden},
			{who: "an administrator, verified", actor: with(f.ben, authz.Admin), entry: verified, want: errs.NotFound},
			{who: "staff, claimed", actor: with(f.ben, authz.AccreditationStaff), entry: claimed, want: errs.NotFound},
			{who: "a token that only reads, claimed", actor: token, entry: claimed, want: errs.Forbidden},
			{who: "staff alone, verified", actor: with(f.ben, authz.AccreditationStaff), entry: verified, want: errs.NotFound},
			{who: "staff on their own, verified", actor: with(f.ana, authz.AccreditationStaff), entry: verified, want: errs.Forbidden},
			{who: "the owner, claimed", actor: f.ana, entry: claimed, ok: true},
		} {
			_, err := f.record.Correct(ctx, tc.actor, tc.entry.ID, record.Correction{Withdraw: true, Reason: "Not so"})
			if tc.ok != (err == nil) || !tc.ok && errs.KindOf(err) != tc.want {
				t.Errorf("%s: %v", tc.who, err)
			}
		}
	})
}

// What others vouch for takes two people who may, and it is the record of neither.
func TestACorrectionTakesTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		staff := with(f.ben, authz.AccreditationStaff)
		verified, claimed := f.append(recordtest.Learning(f.ana.PersonID)), f.append(recordtest.Outside(f.ana.PersonID))
		token := staff
		token.Token, token.Scopes = true, authz.Scopes
		out := record.Correction{Withdraw: true, Reason: "Entered twice"}
		for _, tc := range []struct {
			who    string
			second authz.Actor
			entry  record.Entry
			want   errs.Kind
		}{
			{"a visitor", authz.Actor{}, verified, errs.Unauthenticated},
			{"a stranger", f.ben, verified, errs.Forbidden},
			{"an administrator", with(f.ben, authz.Admin), verified, errs.Forbidden},
			{"a token of staff", token, verified, errs.Forbidden},
			{"who proposed it", f.dag, verified, errs.Forbidden},
			{"whose record it is", with(f.ana, authz.AccreditationStaff), verified, errs.Forbidden},
			{"the program", authz.System("job"), verified, errs.Unauthenticated},
			{"staff, on a claim", staff, claimed, errs.NotFound},
		} {
			if _, err := f.agreed(tc.second, tc.entry.ID, out); errs.KindOf(err) != tc.want {
				t.Errorf("%s confirms: %v, want %s", tc.who, err, tc.want)
			}
		}
		// One person with two accounts is one person.
		again := with(f.person("Dag Lindqvist"), authz.AccreditationStaff)
		if err := f.people.Merge(ctx, authz.System("test"), f.dag.PersonID, again.PersonID); err != nil {
			t.Fatal(err)
		}
		if _, err := f.agreed(again, verified.ID, out); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the same person under another id confirms: %v", err)
		}
		// The learner's own words are not staff's to change.
		c := record.CorrectionOf(verified)
		c.Minutes, c.CEUTenths, c.Why, c.Note, c.Reason = 90, 2, "Staff know better", "Staff know better", "The second half was not counted"
		e, err := f.agreed(staff, verified.ID, c)
		if err != nil || e.Why != verified.Why || e.Note != verified.Note || e.Minutes != 90 || e.RecordedBy != staff.PersonID {
			t.Errorf("corrected to %+v, %v", e, err)
		}
		// The program itself corrects alone; nobody else does by that way.
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := f.record.CorrectTx(ctx, tx, f.clock.Now(), staff, e.ID, out); !errs.Is(err, errs.Forbidden) {
				t.Errorf("staff correct alone: %v", err)
			}
			_, err := f.record.CorrectTx(ctx, tx, f.clock.Now(), authz.System("job"), e.ID, out)
			return err
		})
		if err != nil {
			t.Errorf("the program corrects: %v", err)
		}
	})
}

func TestCorrectionIsChecked(t *testing.T) {
	d := dbtest.SQLite(t)
	f := newFixture(t, d)
	staff := with(f.ben, authz.AccreditationStaff)
	e := f.append(recordtest.Learning(f.ana.PersonID))
	for name, tc := range map[string]struct {
		change func(*record.Correction)
		field  string
	}{
		"no reason":              {func(c *record.Correction) { c.Title, c.Reason = "Other", "" }, "reason"},
		"nothing changed":        {func(c *record.Correction) {}, "title"},
		"credit out of thin air": {func(c *record.Correction) { c.CEUTenths = 7 }, "ceu"},
		"a day to come":          {func(c *record.Correction) { c.EndedOn = "2026-11-25" }, "ended"},
	} {
		c := record.CorrectionOf(e)
		c.Reason = "Checked against the roster"
		tc.change(&c)
		_, err := f.agreed(staff, e.ID, c)
		got := errs.As(err)
		if got == nil || len(got.Fields) != 1 || got.Fields[0].Name != tc.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}
