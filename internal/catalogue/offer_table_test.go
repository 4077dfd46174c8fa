package catalogue_test

import (
	"bytes"
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
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// tableOf is the table of offers that the manager may edit.
func tableOf(t *testing.T, w *ct.World) [][]string {
	t.Helper()
	out := [][]string{slices.Clone(catalogue.OfferColumns)}
	must(t, w.EachOffer(ctx, w.Manager, catalogue.ListRequest{}, func(line []any) error {
		var cells []string
		for _, c := range line {
			cells = append(cells, c.(string))
		}
		out = append(out, cells)
		return nil
	}))
	return out
}

func sendTable(t *testing.T, w *ct.World, format tabular.Format, table [][]string, dry bool) tabular.Report {
	t.Helper()
	var b bytes.Buffer
	out, err := tabular.NewWriter(&b, format)
	must(t, err)
	must(t, out.WriteHeader(table[0]...))
	for _, row := range table[1:] {
		var cells []any
		for _, c := range row {
			cells = append(cells, c)
		}
		must(t, out.WriteRow(cells...))
	}
	must(t, out.Close())
	rep, err := w.ImportOfferTable(ctx, w.Manager, bytes.NewReader(b.Bytes()), "offers", dry)
	must(t, err)
	return rep
}

// full is an offer that says something in every field, with what spreadsheets and readers like to trip over.
func full(before, cosponsor id.ID) func(d *catalogue.Draft) {
	return func(d *catalogue.Draft) {
		d.Title, d.Summary, d.Description = "=Sums; and \"quotes\"", "Two, three", "First\n\n- a; b\n- c\n"
		d.Objectives, d.Themes, d.ExtraSponsors = []string{"Say; much", "Do, more"}, []string{"@home", "+1"}, []string{"The Elm Trust, Inc."}
		d.Accessibility = catalogue.Accessibility{Statement: "Captions;\nand a map", Features: catalogue.Features[:2]}
		d.Peer = catalogue.Peer{What: "A forum", ReviewedBy: "Ana Ruiz", ReviewedOn: "2026-03-01"}
		d.Prerequisites = catalogue.Prerequisites{Text: "Some", OfferIDs: []id.ID{before}}
		d.Prices = []catalogue.Price{{Class: catalogue.PriceMember, Amount: money.USD(0)}, {Class: catalogue.PriceNonMember, Amount: money.USD(123450)}, {Class: "retired", Amount: money.USD(5)}}
		d.Presenters = []catalogue.Presenter{{Name: "Bo Lind", Part: "moderator"}, {Name: "Cy Moss"}}
		d.Cosponsors, d.Platform, d.Link, d.ReviewBy, d.ExpiresOn = []id.ID{cosponsor}, "Zoom", "https://learn.example/a?b=c&d", "2027-01-31", "2028-12-31"
		d.Completion = catalogue.Completion{Rule: catalogue.ByShare, Percent: 75}
	}
}

func TestOffersGoOutAndComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		first := ct.Offer(t, w, ct.Titled("First"))
		ct.Offer(t, w, full(first.ID, w.Other.ID))
		_, _, err := w.Create(ctx, w.Stranger, w.Other.ID, ct.Draft(ct.Titled("Theirs")))
		must(t, err)
		table := tableOf(t, w)
		if len(table) != 3 {
			t.Fatalf("the table is %v", table)
		}
		for _, cells := range table[1:] {
			for i, c := range cells {
				if cells[2+1] != "First" && c == "" {
					t.Errorf("the column %s is empty, though the offer says everything", table[0][i])
				}
			}
		}
		for _, f := range []tabular.Format{tabular.CSV, tabular.XLSX} {
			if rep := sendTable(t, w, f, table, false); rep.Counts != counts(0, 0, 2, 0) {
				t.Errorf("as it was downloaded: %+v", rep)
			}
		}
		at := 1 + slices.IndexFunc(table[1:], func(r []string) bool { return r[0] != first.Key })
		// Every field that is changed arrives, and the table that is downloaded then says so, and nothing else.
		want := [][]string{table[0], slices.Clone(table[1]), slices.Clone(table[2])}
		for name, cell := range map[string]string{"title": "Another title", "objectives": "One; still one\nTwo", "prices": "member 10.00 USD\nnon-member 25.50 USD", "level": "expert", "minutes": "75", "audiences": "",
			"presenters": "Cy Moss\nBo Lind (moderator)", "completion": "minutes 50", "prerequisite_offers": "", "cosponsors": "", "review_by": "2027-02-28", "description": "Plain\n\nwords"} {
			column(want, at, name, cell)
		}
		if rep := sendTable(t, w, tabular.XLSX, want, true); rep.Counts != counts(0, 1, 1, 0) {
			t.Errorf("tried: %+v", rep)
		}
		if got := tableOf(t, w); !slices.Equal(got[at], table[at]) {
			t.Errorf("trying saved %v", got[at])
		}
		w.Clock.Advance(time.Minute)
		if rep := sendTable(t, w, tabular.XLSX, want, false); rep.Counts != counts(0, 1, 1, 0) || len(rep.Rows[at-1].Changes) != 12 {
			t.Errorf("done: %+v", rep)
		}
		got := tableOf(t, w)
		for i, name := range got[0] {
			if name != "changed_at" && got[at][i] != want[at][i] {
				t.Errorf("%s is %q, want %q", name, got[at][i], want[at][i])
			}
		}
		// The same file again says what is there; one that says something else was made before the last change.
		if rep := sendTable(t, w, tabular.CSV, want, false); rep.Counts != counts(0, 0, 2, 0) {
			t.Errorf("again: %+v", rep)
		}
		column(want, at, "title", "A third title")
		if rep := sendTable(t, w, tabular.CSV, want, false); rep.Counts != counts(0, 0, 1, 1) || rep.Rows[at-1].Problems[0].Field != "changed_at" {
			t.Errorf("from before the last change: %+v", rep)
		}
	})
}

func TestATableOfOffersIsReadRowByRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		first := ct.Offer(t, w, ct.Titled("First"))
		theirs, _, err := w.Create(ctx, w.Stranger, w.Other.ID, ct.Draft(ct.Titled("Theirs")))
		must(t, err)
		text := strings.Join([]string{"key,title,level,prices,minutes,completion,synchronous,kind", first.Key + ",First,wizard,cheap,soon,dance,maybe,party", first.Key + ",Again", theirs.Key + ",Mine now", "no-such,Title"}, "\n")
		rep, err := w.ImportOfferTable(ctx, w.Manager, strings.NewReader(text), "x", false)
		must(t, err)
		if rep.Counts != counts(0, 0, 0, 4) {
			t.Fatalf("got %+v", rep)
		}
		var fields []string
		for _, p := range rep.Rows[0].Problems {
			fields = append(fields, p.Field)
		}
		for _, name := range []string{"level", "prices", "minutes", "completion", "synchronous", "kind"} {
			if !slices.Contains(fields, name) {
				t.Errorf("nothing complains about %s: %+v", name, rep.Rows[0].Problems)
			}
		}
		// A draft of another unit that is named as a prerequisite is told from none by nothing.
		text = strings.Join([]string{"key,prerequisite_offers", first.Key + "," + theirs.Key, theirs.Key + ",", "no-such,"}, "\n")
		hidden, err := w.ImportOfferTable(ctx, w.Manager, strings.NewReader(text), "x", true)
		must(t, err)
		missing, err := w.ImportOfferTable(ctx, w.Manager, strings.NewReader(strings.ReplaceAll(text, theirs.Key, "not-there")), "x", true)
		must(t, err)
		for i, row := range hidden.Rows {
			if got, want := fmt.Sprint(row.Outcome, row.Problems), strings.ReplaceAll(fmt.Sprint(missing.Rows[i].Outcome, missing.Rows[i].Problems), "not-there", theirs.Key); got != want || row.Outcome != tabular.Refused {
				t.Errorf("a hidden offer is told from a missing one:\n%s\n%s", got, want)
			}
		}
		_, err = w.ImportOfferTable(ctx, w.Manager, strings.NewReader("title,level\nA,expert\n"), "x", true)
		wantKind(t, err, errs.Invalid, "a table without keys")
	})
}
