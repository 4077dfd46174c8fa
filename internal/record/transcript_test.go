package record_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

func TestTranscriptKeepsAssurancesApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.append(recordtest.Learning(f.ana.PersonID))
		long := recordtest.Learning(f.ana.PersonID)
		long.Minutes, long.CEUTenths, long.BeganOn, long.EndedOn = 630, 11, "2026-04-01", "2026-04-02"
		f.append(long)
		f.append(recordtest.Presenting(f.ana.PersonID))
		third := recordtest.Learning(f.ana.PersonID)
		third.Assurance, third.Provenance, third.CEUTenths = record.ByThirdParty, record.FromImport, 3
		f.append(third)
		f.append(recordtest.Outside(f.ana.PersonID))
		f.append(recordtest.Learning(f.ben.PersonID))

		want := []record.Total{
			{Assurance: record.ByAssociation, Entries: 2, Minutes: 690, CEUTenths: 12, Presentations: 1, PresentingMinutes: 60},
			{Assurance: record.ByThirdParty, Entries: 1, Minutes: 60, CEUTenths: 3},
			{Assurance: record.ByPerson, Entries: 1, Minutes: 60},
		}
		if diff := cmp.Diff(want, f.transcript(record.Period{}).Totals); diff != "" {
			t.Error(diff)
		}
		april := f.transcript(record.Period{From: "2026-04-02", To: "2026-04-30"})
		if len(april.Entries) != 1 || april.Entries[0].Minutes != 630 {
			t.Errorf("a period holds what ended in it: %+v", april.Entries)
		}
	})
}

// Whatever is appended, corrected and withdrawn, in whatever order: totals are the sums of what is
// listed, nothing that was said is lost or altered, and every transcript that was ever drawn up
// comes out again byte for byte.
func TestRecordNeverChangesItsPast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		staff := with(f.ben, authz.AccreditationStaff)
		rapid.Check(t, func(r *rapid.T) {
			owner := f.person("Cleo Marchetti")
			var tips []record.Entry         // the newest entry of each chain
			all := map[id.ID]record.Entry{} // everything that was ever said
			type drawn struct {
				at   time.Time
				csv  []byte
				json []byte
			}
			var past []drawn
			render := func(at time.Time) drawn {
				tr, err := f.record.TranscriptAsOf(ctx, owner, owner.PersonID, record.Period{}, at)
				if err != nil {
					r.Fatal(err)
				}
				var c, j bytes.Buffer
				if err := tr.WriteCSV(ctx, &c); err != nil {
					r.Fatal(err)
				}
				if err := tr.WriteJSON(&j); err != nil {
					r.Fatal(err)
				}
				return drawn{at, c.Bytes(), j.Bytes()}
			}
			for range rapid.IntRange(1, 12).Draw(r, "steps") {
				f.clock.Advance(time.Minute)
				switch act := rapid.SampledFrom([]string{"append", "append", "correct", "withdraw", "draw"}).Draw(r, "act"); {
				case act == "append":
					n := rapid.SampledFrom([]func(id.ID) record.NewEntry{recordtest.Learning, recordtest.Presenting, recordtest.Outside}).Draw(r, "entry")(owner.PersonID)
					n.Minutes = rapid.IntRange(30, 3000).Draw(r, "minutes")
					n.EndedOn = time.Date(2026, 3, 12+rapid.IntRange(0, 90).Draw(r, "day"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
					e := f.append(n)
					tips, all[e.ID] = append(tips, e), e
				case act == "draw":
					past = append(past, render(f.clock.Now()))
				case len(tips) > 0:
					i := rapid.IntRange(0, len(tips)-1).Draw(r, "which")
					c := record.CorrectionOf(tips[i])
					c.Withdraw, c.Reason, c.Minutes, c.Title = act == "withdraw", "Checked", rapid.IntRange(30, 1440).Draw(r, "minutes"), fmt.Sprint("Corrected ", len(all))
					if c.Withdraw && tips[i].Withdrawn {
						continue
					}
					var (
						e   record.Entry
						err error
					)
					if tips[i].Assurance == record.ByPerson {
						e, err = f.record.Correct(ctx, owner, tips[i].ID, c)
					} else {
						e, err = f.agreed(staff, tips[i].ID, c)
					}
					if err != nil {
						r.Fatal(err)
					}
					tips[i], all[e.ID] = e, e
				}
			}
			now := f.clock.Now()
			tr, err := f.record.Transcript(ctx, owner, owner.PersonID, record.Period{})
			if err != nil {
				r.Fatal(err)
			}
			sums, effective := map[record.Assurance][3]int{}, []id.ID{}
			for _, e := range tips {
				if e.Withdrawn {
					continue
				}
				effective = append(effective, e.ID)
				s := sums[e.Assurance]
				s[0], s[1], s[2] = s[0]+1, s[1]+e.Minutes, s[2]+e.CEUTenths
				sums[e.Assurance] = s
			}
			if got := ids(tr.Entries); !sameIDs(got, effective) {
				r.Fatalf("listed %v, effective %v", got, effective)
			}
			if len(tr.Totals) != len(sums) {
				r.Fatalf("totals %+v, want %v", tr.Totals, sums)
			}
			for _, n := range tr.Totals {
				if got := [3]int{n.Entries + n.Presentations, n.Minutes + n.PresentingMinutes, n.CEUTenths}; got != sums[n.Assurance] {
					r.Fatalf("%s: total %v, sum %v", n.Assurance, got, sums[n.Assurance])
				}
			}
			for entry, want := range all {
				got, err := f.record.ByID(ctx, d, entry)
				if err != nil {
					r.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					r.Fatalf("history changed: %s", diff)
				}
			}
			f.clock.Advance(time.Hour)
			past = append(past, render(now))
			for _, old := range past {
				again := render(old.at)
				if !bytes.Equal(old.csv, again.csv) || !bytes.Equal(old.json, again.json) {
					r.Fatalf("the transcript of %s came out differently", old.at)
				}
			}
		})
	})
}

func TestPDFOfAMomentIsAlwaysTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		e := f.append(recordtest.Learning(f.ana.PersonID))
		f.append(recordtest.Outside(f.ana.PersonID))
		pdf := func() []byte {
			tr, err := f.record.TranscriptAsOf(ctx, f.ana, f.ana.PersonID, record.Period{}, noon)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := tr.WritePDF(ctx, &b, "Association of Example Libraries"); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		before := pdf()
		f.clock.Advance(time.Hour)
		if _, err := f.agreed(with(f.ben, authz.AccreditationStaff), e.ID, record.Correction{Withdraw: true, Reason: "Entered twice"}); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(before, []byte("%PDF-")) || !bytes.Equal(before, pdf()) {
			t.Error("the PDF came out differently after a correction")
		}
	})
}

func sameIDs(a, b []id.ID) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// A person whose two accounts were joined has one record, and entries keep the ids they had.
func TestAliasesShareOneRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		old := f.person("A. Fuentes")
		one := f.append(recordtest.Learning(f.ana.PersonID))
		two := f.append(recordtest.Outside(old.PersonID))
		if err := f.people.Merge(ctx, authz.System("cli"), old.PersonID, f.ana.PersonID); err != nil {
			t.Fatal(err)
		}
		if got := ids(f.transcript(record.Period{}).Entries); !sameIDs(got, []id.ID{one.ID, two.ID}) {
			t.Errorf("the transcript shows %v", got)
		}
		list, err := f.record.Entries(ctx, f.ana, f.ana.PersonID, record.Filter{}, page.Request{})
		if err != nil || len(list.Items) != 2 {
			t.Errorf("the list shows %d entries, %v", len(list.Items), err)
		}
		if _, err := f.record.Correct(ctx, f.ana, two.ID, record.Correction{Withdraw: true, Reason: "Entered twice"}); err != nil {
			t.Errorf("her own claim under the old id: %v", err)
		}
		for want, persons := range map[int][]id.ID{0: {old.PersonID}, 1: {f.ana.PersonID, old.PersonID}} {
			if n, err := f.record.CountOf(ctx, persons); err != nil || n != want {
				t.Errorf("%d entries count, %v; want %d", n, err, want)
			}
		}
		kept, err := f.record.ByID(ctx, d, two.ID)
		if err != nil || kept.PersonID != old.PersonID {
			t.Errorf("the id in the entry was rewritten: %v, %v", kept.PersonID, err)
		}
	})
}

func TestListIsPagedAndFiltered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		f := newFixture(t, d)
		var want []id.ID
		for i := range 25 {
			n := recordtest.Learning(f.ana.PersonID)
			n.BeganOn, n.EndedOn = "", fmt.Sprintf("2026-05-%02d", 25-i/3)
			if i%5 == 0 {
				n = recordtest.Outside(f.ana.PersonID)
				n.BeganOn, n.EndedOn = "", fmt.Sprintf("2026-05-%02d", 25-i/3)
			}
			want = append(want, f.append(n).ID)
		}
		var got []id.ID
		p := page.Request{Limit: 4}
		for {
			list, err := f.record.Entries(ctx, f.ana, f.ana.PersonID, record.Filter{}, p)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, ids(list.Items)...)
			if p.Cursor = list.Next; p.Cursor == "" {
				break
			}
		}
		if !sameIDs(got, want) {
			t.Errorf("%d entries on all pages, want each of %d once", len(got), len(want))
		}
		claimed, err := f.record.Entries(ctx, f.ana, f.ana.PersonID, record.Filter{Assurance: record.ByPerson, Period: record.Period{From: "2026-05-20"}}, page.Request{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range claimed.Items {
			if e.Assurance != record.ByPerson || e.EndedOn < "2026-05-20" {
				t.Errorf("not asked for: %+v", e)
			}
		}
		if len(claimed.Items) != 4 {
			t.Errorf("%d claimed entries since the 20th, want 4", len(claimed.Items))
		}
		if _, err := f.record.Entries(ctx, f.ben, f.ana.PersonID, record.Filter{}, page.Request{}); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else's record: %v", err)
		}
		if _, err := f.record.Transcript(ctx, with(f.ben, authz.Admin), f.ana.PersonID, record.Period{}); !errs.Is(err, errs.NotFound) {
			t.Errorf("an administrator without a purpose: %v", err)
		}
	})
}

func TestReadingCostsTheSameForOneAndForMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for range 40 {
			f.append(recordtest.Learning(f.ana.PersonID))
		}
		ctx, n := db.WithCounter(context.Background())
		if _, err := f.record.Transcript(ctx, f.ana, f.ana.PersonID, record.Period{}); err != nil {
			t.Fatal(err)
		}
		if got := n.Load(); got > 4 {
			t.Errorf("a transcript takes %d queries", got)
		}
		ctx, n = db.WithCounter(context.Background())
		if _, err := f.record.Entries(ctx, f.ana, f.ana.PersonID, record.Filter{}, page.Request{Limit: 30}); err != nil {
			t.Fatal(err)
		}
		if got := n.Load(); got > 3 {
			t.Errorf("a page of entries takes %d queries", got)
		}
	})
}

func TestTableHoldsNoFormula(t *testing.T) {
	d := dbtest.SQLite(t)
	f := newFixture(t, d)
	o := outside()
	o.Title = `=HYPERLINK("https://example.org","x")`
	o.Provider = "@SUM(A1)"
	if _, err := f.record.ClaimOutside(context.Background(), f.ana, o); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := f.transcript(record.Period{}).WriteCSV(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, cell := range rows[1] {
		if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
			t.Errorf("a spreadsheet would run %q", cell)
		}
	}
}
