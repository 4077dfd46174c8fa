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
			"1,Weaving,2026-05-05,14:00 ET,60,With thread.,no where\n" +
			"1,Weaving,2026-05-06,14:00 ET,60,With thread.,\n" +
			"1,Weaving,2026-05-07,14:00 ET,60,Other words.,\n"
		r := importText(t, w, table, func(o *catalogue.ImportOptions) { o.Source = "table" })
		wantCounts(t, r, counts(1, 1, 0, 1))
		for _, o := range allOffers(t, w) {
			v, err := w.Preview(ctx, w.Editor, o.Key)
			must(t, err)
			if len(v.Occurrences) != 2 || v.Version.Minutes != 60 || v.Version.Summary+v.Version.Description != map[string]string{"Weaving": "With thread.", "Three evenings": "Bring tea.Bring tea."}[o.Title] {
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

// starts are those of the scheduled dates of an offer, by its title.
func starts(t *testing.T, w *ct.World, title string) string {
	t.Helper()
	var out []string
	for _, row := range allOffers(t, w) {
		if row.Title != title {
			continue
		}
		v, err := w.Preview(ctx, w.Editor, row.Key)
		must(t, err)
		for _, o := range v.Occurrences {
			if o.Status == catalogue.Scheduled {
				out = append(out, o.StartsAt.Format("0102T15"))
			}
		}
	}
	return strings.Join(out, " ")
}

// A series that is moved moves its dates to come, and with them the people; what cannot be told is said and stays until a
// person cancels it.
func TestImportMovesSeries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		if r := importText(t, w, feed, publishable); noted(r.Notes, "no more") {
			t.Errorf("the notes are %q", r.Notes)
		}
		earlier := strings.NewReplacer("DTSTART:20260502T18", "DTSTART:20260502T17", "DTEND:20260502T19", "DTEND:20260502T18").Replace(feed)
		w.Clock.Set(time.Date(2026, 5, 3, 0, 0, 0, 0, time.UTC)) // the first evening is over
		dry := importText(t, w, earlier, func(o *catalogue.ImportOptions) { o.DryRun = true })
		r := importText(t, w, earlier)
		if noted(r.Notes, "no more") || noted(dry.Notes, "no more") || dry.Counts != r.Counts {
			t.Errorf("the notes are %q, dry %q", r.Notes, dry.Notes)
		}
		if got := starts(t, w, "Three evenings"); got != "0502T17 0502T18 0509T17 0516T17" {
			t.Errorf("the evenings are %s", got)
		}
		wantCounts(t, importText(t, w, earlier), counts(0, 0, 4, 1))
		// One of them that a person has moved since is left where it is when the series moves again, to other distances and fewer.
		row := allOffers(t, w)[slices.IndexFunc(allOffers(t, w), func(o catalogue.OfferRow) bool { return o.Title == "Three evenings" })]
		v, err := w.Preview(ctx, w.Editor, row.Key)
		must(t, err)
		hand := v.Occurrences[len(v.Occurrences)-1]
		hand.StartsAt, hand.EndsAt = hand.StartsAt.Add(30*time.Minute), hand.EndsAt.Add(30*time.Minute)
		_, err = w.ChangeOccurrence(ctx, w.Manager, hand)
		must(t, err)
		later := strings.NewReplacer("DTSTART:20260502T18", "DTSTART:20260504T20", "DTEND:20260502T19", "DTEND:20260504T21", "COUNT=3", "COUNT=2").Replace(feed)
		r = importText(t, w, later)
		if got := starts(t, w, "Three evenings"); got != "0502T17 0502T18 0504T20 0516T17" {
			t.Errorf("the evenings are %s", got)
		}
		if !slices.ContainsFunc(r.Rows, func(x tabular.RowReport) bool { return noted(x.Notes, "changed by hand and stays so") }) {
			t.Errorf("the rows are %+v", r.Rows)
		}
		// With one evening left out, the others have not moved.
		less := strings.Replace(later, "COUNT=2", "COUNT=2\r\nEXDATE:20260511T200000Z", 1)
		if r = importText(t, w, less); !noted(r.Notes, "is in the calendar no more") {
			t.Errorf("with one evening left out the notes are %q", r.Notes)
		}
	})
}

// What a file only repeats does not undo what a person has changed; what it says anew does.
func TestImportLeavesWhatIsChangedByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		text := "id,title,summary,category,price,date,time,minutes,seats,room\n1,Kites,Of paper.,Wind; Sky,$25,2026-05-05,14:00 ET,60,20,Attic\n"
		wantCounts(t, importText(t, w, text, publishable), counts(1, 0, 0, 0))
		row := allOffers(t, w)[0]
		v, err := w.Preview(ctx, w.Editor, row.Key)
		must(t, err)
		draft := catalogue.DraftOf(v.Offer, v.Version)
		draft.Summary, draft.Themes, draft.Prices[0].Amount.Minor = "Of silk.", []string{"Sky"}, 100
		_, err = w.SaveAndPublish(ctx, w.Manager, row.ID, draft)
		must(t, err)
		date := v.Occurrences[0]
		date.Room, date.StartsAt, date.Capacity = "Cellar", date.StartsAt.Add(-time.Hour), 30
		_, err = w.ChangeOccurrence(ctx, w.Manager, date)
		must(t, err)

		r := importText(t, w, text, publishable)
		wantCounts(t, r, counts(0, 0, 1, 0))
		for _, note := range []string{"summary was changed by hand and stays so; the file says: Of paper.", "themes was", "prices was", "The date was changed by hand and stays so; the file says: 2026-05-05 14:00 EDT, 1 h, Attic, seats: 20."} {
			if !noted(r.Rows[0].Notes, note) {
				t.Errorf("%q is not among %q", note, r.Rows[0].Notes)
			}
		}
		wantCounts(t, importText(t, w, strings.Replace(strings.Replace(text, "Attic", "Hall", 1), "$25", "$30", 1), publishable), counts(0, 1, 0, 0))
		v, err = w.Preview(ctx, w.Editor, row.Key)
		must(t, err)
		if got := v.Occurrences[0]; got.Room != "Hall" || got.Capacity != 30 || !got.StartsAt.Equal(date.StartsAt) {
			t.Errorf("the date is %+v", got)
		}
		if v.Version.Summary != "Of silk." || v.Version.Prices[0].Amount.Minor != 3000 || join(v.Version.Themes) != "Sky" {
			t.Errorf("the offer is %+v", v.Version)
		}
	})
}

// A second row of one offer that says other things says which of them were left out.
func TestImportNamesWhatIsLeftOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		r := importText(t, w, "title,date,time,category,price,seats,room,level\n"+
			"Kites,2026-05-05,14:00 ET,Wind,$25,20,Attic,Beginner\nKites,2026-05-05,14:00 ET,Sky,$30,30,Hall,Advanced\nKITES,2026-05-05,14:00 ET,Rain,$25,20,Attic,Beginner\n")
		wantCounts(t, r, counts(1, 2, 0, 0))
		for _, part := range []string{"Left out, because line 2 says otherwise:", "prices: member USD 30.00; non-member USD 30.00", "seats: 30", "room: Hall", "level: expert"} {
			if !noted(r.Rows[1].Notes, part) {
				t.Errorf("%q is not among %q", part, r.Rows[1].Notes)
			}
		}
		if noted(r.Rows[2].Notes, "Left out") {
			t.Errorf("a row that says the same is noted: %q", r.Rows[2].Notes)
		}
	})
}

// Dates of a table are known by their start: rows that come and go move nobody. Those that went are said.
func TestImportRowsThatWent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		head, a, b, c := "id,title,date,time\n", "1,Kites,2026-05-05,14:00 UTC\n", "1,Kites,2026-05-06,14:00 UTC\n", "1,Kites,2026-05-07,14:00 UTC\n"
		importText(t, w, head+strings.Replace(a, "14:00", "25:00", 1)+b+c)
		wantCounts(t, importText(t, w, head+a+b+c), counts(0, 1, 2, 0))
		if got := starts(t, w, "Kites"); got != "0505T14 0506T14 0507T14" {
			t.Errorf("they are at %s", got)
		}
		r := importText(t, w, head+b+c)
		wantCounts(t, r, counts(0, 0, 2, 0))
		if n := len(r.Notes); n == 0 || !noted(r.Notes, "2026-05-05 14:00 UTC, 1 h (1), is in the file no more") {
			t.Errorf("the notes are %q", r.Notes)
		}
		wantCounts(t, importText(t, w, head+a+b+strings.Replace(c, "14:00", "15:00", 1)), counts(0, 1, 2, 0))
		if got := starts(t, w, "Kites"); got != "0505T14 0506T14 0507T15" {
			t.Errorf("they are at %s", got)
		}
		// A row without an id that moves to another day is another offer, and the day it left is named.
		importText(t, w, "title,date,time\nRoses,2026-06-01,14:00 UTC\n", func(o *catalogue.ImportOptions) { o.Source = "B" })
		r = importText(t, w, "title,date,time\nRoses,2026-06-02,14:00 UTC\n", func(o *catalogue.ImportOptions) { o.Source = "B" })
		if !noted(r.Notes, "2026-06-01 14:00 UTC") {
			t.Errorf("the notes are %q", r.Notes)
		}
		r = importText(t, w, "title,date,time\nRoses,2026-06-99,14:00 UTC\nRoses,2026-06-02,14:00 UTC\n", func(o *catalogue.ImportOptions) { o.Source = "B" })
		if noted(r.Notes, "no more") {
			t.Errorf("of a row that cannot be read nothing can be told: %q", r.Notes)
		}
	})
}

// What the file itself shows of its dates comes before what is remembered.
func TestImportFileShowsItsDates(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	importText(t, w, "title,date,time\nOne,03-04-2028,14:00 UTC\n", func(o *catalogue.ImportOptions) { o.DateOrder = tabular.MonthFirst })
	if got := starts(t, w, "One"); got != "0304T14" {
		t.Fatal(got)
	}
	text := "title,date,time\nTwo,05-04-2028,14:00 UTC\nThree,25-04-2028,14:00 UTC\n"
	wantCounts(t, importText(t, w, text), counts(2, 0, 0, 0))
	if got := starts(t, w, "Two"); got != "0405T14" {
		t.Errorf("it was read as %s", got)
	}
	r := importText(t, w, text, func(o *catalogue.ImportOptions) { o.DateOrder = tabular.MonthFirst })
	wantCounts(t, r, counts(0, 0, 1, 1))
	if p := r.Rows[0].Problems; len(p) != 1 || !strings.Contains(p[0].Message, "you said month first, but 25-04-2028") {
		t.Errorf("%+v", p)
	}
}

func TestImportDatesWithoutTimes(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	r := importText(t, w, "title,kind,date,end date,seats\nMeeting,Conference,2026-05-05,2026-05-07,100\nOne day,Conference,2026-05-05,,\nTwo days,Course,2026-05-05,2026-05-06,\n"+
		"No time,Webinar,2026-05-05,,\nNo day,Webinar,2027-02-29,,\nNo seat,Conference,2026-05-05,,0\n", func(o *catalogue.ImportOptions) { o.Zone = "America/Chicago" })
	wantCounts(t, r, counts(3, 0, 0, 3))
	for i, words := range map[int]string{3: "a column of its own called Time", 4: "February 2027 has 28 days", 5: "Write 1 or more"} {
		if p := r.Rows[i].Problems; len(p) != 1 || !strings.Contains(p[0].Message, words) {
			t.Errorf("%+v", p)
		}
	}
	got := came(t, w)
	if got["Meeting"] != "conference 0m 2026-05-05 00:00 +72h0m0s America/Chicago" || got["One day"] != "conference 0m 2026-05-05 00:00 +24h0m0s America/Chicago" {
		t.Errorf("they came in as %v", got)
	}
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
