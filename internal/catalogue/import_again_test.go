package catalogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

func noted(notes []string, text string) bool {
	return slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, text) })
}

// An import publishes what it made, and never what a person has half finished.
func TestImportLeavesDraftsOfPeopleAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		text := "id,title,summary\n1,Kites,Of paper.\n"
		wantCounts(t, importText(t, w, text), counts(1, 0, 0, 0))
		wantCounts(t, importText(t, w, text, publishable), counts(0, 0, 1, 0)) // lacks what a new row would have had from the defaults
		row := allOffers(t, w)[0]
		_, err := w.SaveDraft(ctx, w.Editor, row.ID, ct.Draft(ct.Titled("Kites")))
		must(t, err)
		wantCounts(t, importText(t, w, text, publishable), counts(0, 1, 0, 0))
		_, err = w.SaveDraft(ctx, w.Editor, row.ID, ct.Draft(ct.Titled("Kites and what else")))
		must(t, err)
		r := importText(t, w, strings.Replace(text, "paper", "silk", 1), publishable)
		if !noted(r.Rows[0].Notes, "may not have finished") {
			t.Errorf("the report says %+v", r.Rows)
		}
		if now := allOffers(t, w)[0]; now.DraftID == "" {
			t.Error("somebody's draft was published")
		}
	})
}

// The first row that is taken says what the offer is, whatever became of those before it.
func TestImportTakesTheFirstGoodRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		series := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" +
			"BEGIN:VEVENT\r\nUID:w\r\nDTSTART:20260502T180000Z\r\nDTEND:20260502T190000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Three evenings\r\nDESCRIPTION:Bring tea.\r\nEND:VEVENT\r\n" +
			"BEGIN:VEVENT\r\nUID:w\r\nRECURRENCE-ID:20260502T180000Z\r\nDTSTART:20260502T180000Z\r\nDTEND:20260502T190000Z\r\nSUMMARY:Three evenings\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
		for _, dry := range []bool{true, false} {
			r := importText(t, w, series, func(o *catalogue.ImportOptions) { o.DryRun = dry })
			wantCounts(t, r, counts(1, 1, 1, 0))
		}
		table := "id,title,date,time,minutes,summary,link\n" +
			"1,Weaving,2026-05-05,14:00 ET,60,With thread.,ftp://nowhere\n" +
			"1,Weaving,2026-05-06,14:00 ET,60,With thread.,\n" +
			"1,Weaving,2026-05-07,14:00 ET,60,Other words.,\n"
		r := importText(t, w, table, func(o *catalogue.ImportOptions) { o.Source = "table" })
		wantCounts(t, r, counts(1, 1, 0, 1))
		for _, o := range allOffers(t, w) {
			v, err := w.Preview(ctx, w.Editor, o.Key)
			must(t, err)
			if len(v.Occurrences) != 2 || v.Version.Minutes != 60 || v.Version.Summary+v.Version.Description != map[string]string{"Weaving": "With thread.", "Three evenings": "Bring tea."}[o.Title] {
				t.Errorf("%s came in with %d dates as %+v", o.Title, len(v.Occurrences), v.Version)
			}
		}
	})
}

// Two units may both have an events.csv: neither knows the other's rows or habits.
func TestSourcesBelongToUnits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		text := "id,title,date,time\n1,Kites,10-03-2026,14:00 ET\n"
		source := func(o *catalogue.ImportOptions) { o.Source = "events.csv" }
		wantCounts(t, importText(t, w, text, source, func(o *catalogue.ImportOptions) { o.DateOrder = tabular.DayFirst }), counts(1, 0, 0, 0))
		r, err := w.ImportOffers(ctx, w.Stranger, strings.NewReader(text), catalogue.ImportOptions{Source: "events.csv", Unit: w.Other.ID})
		must(t, err)
		wantCounts(t, r, counts(0, 0, 0, 1))
		if noted(r.Notes, "Remembered") {
			t.Errorf("one unit remembers of another: %q", r.Notes)
		}
		r, err = w.ImportOffers(ctx, w.Stranger, strings.NewReader(text), catalogue.ImportOptions{Source: "events.csv", Unit: w.Other.ID, DateOrder: tabular.MonthFirst})
		must(t, err)
		wantCounts(t, r, counts(1, 0, 0, 0))

		again := importText(t, w, text, source)
		wantCounts(t, again, counts(0, 0, 1, 0))
		if !noted(again.Notes, "Remembered from the last time of “events.csv”: the order of dates (dmy)") {
			t.Errorf("the notes are %q", again.Notes)
		}
		wantCounts(t, importText(t, w, text, source, func(o *catalogue.ImportOptions) { o.OrderFromFile = true }), counts(0, 0, 0, 1))
		// Whoever works for one of them needs not say which; whoever works for all must.
		r, err = w.ImportOffers(ctx, w.Stranger, strings.NewReader(text), catalogue.ImportOptions{Source: "events.csv"})
		must(t, err)
		wantCounts(t, r, counts(0, 0, 1, 0))
		_, err = w.ImportOffers(ctx, w.Admin, strings.NewReader(text), catalogue.ImportOptions{Source: "events.csv"})
		wantKind(t, err, errs.Invalid, "a source that several units have")

		pasted := "Title\tDate\tTime\nRoses\t10-04-2026\t14:00 ET\n"
		r, err = w.PasteRows(ctx, w.Editor, w.Unit.ID, pasted, catalogue.Webinar, "", tabular.DayFirst, false)
		must(t, err)
		wantCounts(t, r, counts(1, 0, 0, 0))
		r, err = w.PasteRows(ctx, w.Editor, w.Unit.ID, pasted, catalogue.Webinar, "", tabular.UnknownOrder, false)
		must(t, err)
		wantCounts(t, r, counts(0, 0, 0, 1))
		r, err = w.PasteRows(ctx, w.Editor, w.Unit.ID, pasted, catalogue.Webinar, "", tabular.DayFirst, false)
		must(t, err)
		wantCounts(t, r, counts(0, 0, 1, 0))
	})
}

// Dates that a feed holds no more are said, and stay until a person cancels them.
func TestImportNamesDatesThatAreGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		first := importText(t, w, feed)
		if noted(first.Notes, "no more") {
			t.Errorf("the notes are %q", first.Notes)
		}
		moved := strings.NewReplacer("DTSTART:20260502T18", "DTSTART:20260502T17", "DTEND:20260502T19", "DTEND:20260502T18").Replace(feed)
		w.Clock.Set(time.Date(2026, 5, 3, 0, 0, 0, 0, time.UTC)) // the first evening is over
		r := importText(t, w, moved)
		n := 0
		for _, x := range r.Notes {
			if strings.Contains(x, "is in the calendar no more") {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%d dates are named: %q", n, r.Notes)
		}
		less := strings.Replace(moved, "COUNT=3", "COUNT=3\r\nEXDATE:20260509T170000Z", 1)
		r = importText(t, w, less)
		if got := len(r.Notes); got < 3 {
			t.Errorf("with one evening left out the notes are %q", r.Notes)
		}
	})
}

// A worksheet is not approved for what is being changed at the same moment.
func TestDecidingWaitsForWhoeverSaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		_, err := w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("Longer")))
		must(t, err)
		sheet, err := w.ProposeWorksheet(ctx, w.Editor, o.ID, catalogue.WorksheetProposal{Counted: []catalogue.Stretch{{What: "Talk", Minutes: 50}}, Method: "By the agenda."})
		must(t, err)
		decided := make(chan error, 1)
		w.Clock.Advance(time.Minute)
		must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE offers SET updated_at = $2 WHERE id = $1`, o.ID, w.Clock.Now()); err != nil {
				return err
			}
			go func() {
				decided <- d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
					return w.DecideWorksheetTx(ctx, tx, w.Accreditation, sheet.ID, true, "")
				})
			}()
			time.Sleep(100 * time.Millisecond)
			_, err := tx.Exec(ctx, `UPDATE offer_versions SET minutes = 30, updated_at = $2 WHERE id = $1`, sheet.VersionID, w.Clock.Now())
			return err
		}))
		wantKind(t, <-decided, errs.Conflict, "approve what was changed meanwhile")
	})
}
