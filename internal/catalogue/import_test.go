package catalogue_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
)

func counts(created, changed, unchanged, refused int) tabular.Counts {
	return tabular.Counts{Total: created + changed + unchanged + refused, Created: created, Changed: changed, Unchanged: unchanged, Refused: refused}
}

func importText(t *testing.T, w *ct.World, text string, change ...func(*catalogue.ImportOptions)) tabular.Report {
	t.Helper()
	o := catalogue.ImportOptions{Source: "A file", Unit: w.Unit.ID}
	for _, f := range change {
		f(&o)
	}
	r, err := w.ImportOffers(ctx, w.Manager, strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantCounts(t *testing.T, r tabular.Report, want tabular.Counts) {
	t.Helper()
	if r.Counts != want {
		var b bytes.Buffer
		r.WriteText(&b)
		t.Errorf("counts are %+v, want %+v\n%s", r.Counts, want, b.String())
	}
}

// publishable are defaults that let a bare row through the gate.
func publishable(o *catalogue.ImportOptions) {
	d := ct.Draft()
	o.Publish = true
	o.Defaults = catalogue.Defaults{Summary: d.Summary, Objectives: d.Objectives, Areas: d.Areas, Level: d.Level, Audiences: d.Audiences, Format: d.Format,
		Language: d.Language, Minutes: d.Minutes, Accessibility: d.Accessibility.Statement}
}

func allOffers(t *testing.T, w *ct.World) []catalogue.OfferRow {
	t.Helper()
	var out []catalogue.OfferRow
	for r := (catalogue.ListRequest{Request: page.Request{Limit: 100}}); ; {
		p, err := w.List(ctx, w.Admin, r)
		must(t, err)
		out = append(out, p.Items...)
		if r.Cursor = p.Next; r.Cursor == "" {
			return out
		}
	}
}

func TestImportWebinars(t *testing.T) {
	file, err := os.ReadFile("testdata/webinars.tsv")
	must(t, err)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		dry := importText(t, w, string(file), func(o *catalogue.ImportOptions) { o.DryRun = true })
		wantCounts(t, dry, counts(6, 1, 0, 0))
		if n := len(allOffers(t, w)); n != 0 {
			t.Fatalf("a dry run saved %d offers", n)
		}
		first := importText(t, w, string(file))
		wantCounts(t, first, counts(6, 1, 0, 0))
		if second := first.Rows[3]; second.Outcome != tabular.Changed || len(second.Notes) == 0 || !strings.Contains(second.Notes[0], "line 4") {
			t.Errorf("the second row of one webinar is reported as %+v", second)
		}
		wantCounts(t, importText(t, w, string(file)), counts(0, 0, 7, 0))
		offers := allOffers(t, w)
		if len(offers) != 6 {
			t.Fatalf("%d offers", len(offers))
		}
		for _, row := range offers {
			v, err := w.Preview(ctx, w.Editor, row.Key)
			must(t, err)
			if len(v.Occurrences) != 1 || row.Status != catalogue.StatusDraft {
				t.Errorf("%s has %d dates and is %s", row.Title, len(v.Occurrences), row.Status)
			}
			switch row.Title {
			case "Start with Better Shelves: Planning a Small Move":
				if got := join(v.Version.Themes); got != "Numbers That Help,Spaces" {
					t.Errorf("its themes are %s", got)
				}
			case "Mending Paper With Patience":
				if at := v.Occurrences[0]; !at.StartsAt.Equal(time.Date(2016, 3, 10, 19, 0, 0, 0, time.UTC)) || at.Zone != "America/New_York" {
					t.Errorf("it begins %s in %s", at.StartsAt, at.Zone)
				}
			case "Rooms That Listen":
				if got := join(v.Version.ExtraSponsors); got != "Birch Furniture and Lindé Architects" {
					t.Errorf("its sponsors are %s", got)
				}
			case "Collections in Flux":
				if got := join(v.Version.Areas); got != "collections" {
					t.Errorf("its areas are %q", got)
				}
			default:
				if len(v.Version.Areas) > 0 {
					t.Errorf("the areas of %s were guessed: %v", row.Title, v.Version.Areas)
				}
			}
		}
		// What the source calls a category can be told, and holds from then on; then all can be published.
		mapped := importText(t, w, string(file), publishable, func(o *catalogue.ImportOptions) { o.Areas = map[string]string{"Spaces": "technology"} })
		wantCounts(t, mapped, counts(0, 2, 5, 0))
		if problems, err := w.Check(ctx); err != nil || len(problems) > 0 {
			t.Errorf("Check: %v, %v", problems, err)
		}
	})
}

func TestImportPublishes(t *testing.T) {
	file, err := os.ReadFile("testdata/webinars.tsv")
	must(t, err)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		wantCounts(t, importText(t, w, string(file), publishable), counts(6, 1, 0, 0))
		for _, row := range allOffers(t, w) {
			if row.Status != catalogue.StatusPublished || row.DraftID != "" {
				t.Errorf("%s is %s, its draft %q", row.Title, row.Status, row.DraftID)
			}
		}
		found, err := w.Search(ctx, catalogue.SearchRequest{Text: "spaces", Filter: map[string][]string{"when": {"past"}}})
		must(t, err)
		if found.Total != 2 {
			t.Errorf("%d published offers under a category", found.Total)
		}
		wantCounts(t, importText(t, w, string(file), publishable), counts(0, 0, 7, 0))
		// An editor's rights end where a published offer's dates begin.
		_, err = w.ImportOffers(ctx, w.Stranger, bytes.NewReader(file), catalogue.ImportOptions{Source: "A file", Unit: w.Unit.ID})
		wantKind(t, err, errs.Forbidden, "a stranger imports")
		moved := strings.Replace(string(file), "14-06-2016	2:00pm ET", "14-06-2016	3:00pm ET", 1)
		r, err := w.ImportOffers(ctx, w.Editor, strings.NewReader(moved), catalogue.ImportOptions{Source: "A file", Unit: w.Unit.ID})
		must(t, err)
		wantCounts(t, r, counts(0, 1, 6, 0))
	})
}

func TestImportDateOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		text := "title,date,time\nOne,10-03-2026,14:00 ET\nTwo,2026-04-05,14:00 ET\n"
		r := importText(t, w, text)
		wantCounts(t, r, counts(1, 0, 0, 1))
		if p := r.Rows[0].Problems; len(p) != 1 || p[0].Field != "date" {
			t.Errorf("the date in doubt is refused with %+v", p)
		}
		wantCounts(t, importText(t, w, text, func(o *catalogue.ImportOptions) { o.DateOrder = tabular.MonthFirst }), counts(1, 0, 1, 0))
		wantCounts(t, importText(t, w, text), counts(0, 0, 2, 0)) // the order was remembered
	})
}

func TestImportBadRowsStandAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		text := "id,title,date,time,minutes,level,unit,capacity,price,presenters,kind\n" +
			"1,Good,2026-05-01,14:00 ET,90 min,Foundational,,20,$49.00,Pia Lund <pia@example.org>; Quin Abe,Workshop\n" +
			",,2026-05-01,14:00 ET,,,,,,,\n" +
			"3,No zone,2026-05-01,14:00,,,,,,,\n" +
			"4,Bad level,2026-05-01,14:00 ET,,guru,,,,,\n" +
			"5,Foreign,2026-05-01,14:00 ET,,,MAPS,,,,\n" +
			"6,Nowhere,2026-05-01,14:00 ET,,,NOPE,,,,\n" +
			"7,=HYPERLINK(1),2026-05-01,14:00 ET,,,,,,,\n" +
			"8,Thirtieth,2026-02-30,14:00 ET,,,,,,,\n" +
			"9,Spring forward,2026-03-08,02:30 ET,,,,,,,\n" +
			"10,Also good,2028-02-29,14:00 ET,,,,,,Pia Lund <PIA@example.org>,\n"
		r := importText(t, w, text)
		wantCounts(t, r, counts(2, 0, 0, 8))
		for i, field := range map[int]string{1: "title", 2: "time", 3: "level", 4: "unit", 5: "unit", 6: "title", 7: "date", 8: "time"} {
			if p := r.Rows[i].Problems; len(p) == 0 || p[0].Field != field {
				t.Errorf("row %d is refused with %+v, want field %s", i, p, field)
			}
		}
		wantCounts(t, importText(t, w, text), counts(0, 0, 2, 8))
		for _, o := range allOffers(t, w) {
			v, err := w.Preview(ctx, w.Editor, o.Key)
			must(t, err)
			pia, err := w.People.PersonByEmail(ctx, "pia@example.org")
			must(t, err)
			if v.Version.Presenters[0].PersonID != pia.ID {
				t.Errorf("%s is presented by %+v", o.Title, v.Version.Presenters)
			}
			if o.Title == "Good" {
				if v.Kind != catalogue.Workshop || v.Version.Minutes != 90 || v.Occurrences[0].Capacity != 20 || v.Occurrences[0].EndsAt.Sub(v.Occurrences[0].StartsAt) != 90*time.Minute {
					t.Errorf("it came in as %+v", v)
				}
				if p, ok := catalogue.PriceFor(v.Version, ""); !ok || p != money.USD(4900) {
					t.Errorf("it costs %v", p)
				}
			}
		}
		changed := strings.Replace(strings.Replace(text, "1,Good,2026-05-01", "1,Better,2026-05-02", 1), ",20,", ",30,", 1)
		wantCounts(t, importText(t, w, changed), counts(0, 1, 1, 8))
	})
}

func TestImportInChunks(t *testing.T) {
	var b strings.Builder
	b.WriteString("title,date,time\n")
	for i := range 1203 {
		fmt.Fprintf(&b, "Evening %d,2026-05-01,14:00 ET\n", i%1100)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		// Cut off after the first chunk: what came in is whole, and the repetition brings the rest.
		half := importText(t, w, strings.Join(strings.SplitAfter(b.String(), "\n")[:601], ""))
		wantCounts(t, half, counts(600, 0, 0, 0))
		wantCounts(t, importText(t, w, b.String()), counts(500, 0, 703, 0))
		wantCounts(t, importText(t, w, b.String()), counts(0, 0, 1203, 0))
		if n := len(allOffers(t, w)); n != 1100 {
			t.Errorf("%d offers", n)
		}
	})
}

const feed = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" +
	"BEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260501T180000Z\r\nDTEND:20260501T190000Z\r\nSUMMARY:Shelf reading\\, aloud\r\nCATEGORIES:Technology,Spaces\r\nLOCATION:Main hall\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:b@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260502T180000Z\r\nDTEND:20260502T190000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Three evenings\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:c@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:broken\r\nSUMMARY:Broken\r\nEND:VEVENT\r\n" +
	"END:VCALENDAR\r\n"

func TestImportCalendar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		wantCounts(t, importText(t, w, feed), counts(2, 2, 0, 1))
		wantCounts(t, importText(t, w, feed), counts(0, 0, 4, 1))
		for _, o := range allOffers(t, w) {
			v, err := w.Preview(ctx, w.Editor, o.Key)
			must(t, err)
			switch o.Title {
			case "Shelf reading, aloud":
				if join(v.Version.Areas) != "technology" || v.Occurrences[0].Place != "Main hall" || v.Version.Minutes != 60 {
					t.Errorf("it came in as %+v", v.Version)
				}
			case "Three evenings":
				if len(v.Occurrences) != 3 {
					t.Errorf("%d evenings", len(v.Occurrences))
				}
			}
		}
		gone := strings.Replace(feed, "SUMMARY:Shelf", "STATUS:CANCELLED\r\nSEQUENCE:1\r\nSUMMARY:Shelf", 1)
		wantCounts(t, importText(t, w, gone), counts(0, 1, 3, 1))
		wantCounts(t, importText(t, w, gone), counts(0, 0, 4, 1))
	})
}

func TestPasteRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		text := "Title\tSummary\tContent area\nFolding maps\tHow to.\tCollections\nReading maps\tHow else.\tNowhere\n"
		r, err := w.PasteRows(ctx, w.Editor, w.Unit.ID, text, catalogue.Toolkit, "", tabular.UnknownOrder, false)
		must(t, err)
		wantCounts(t, r, counts(1, 0, 0, 1))
		_, err = w.PasteRows(ctx, w.Editor, w.Unit.ID, "Folding maps\tHow to.\n", catalogue.Toolkit, "", tabular.UnknownOrder, false)
		wantKind(t, err, errs.Invalid, "rows without names of columns")
		_, err = w.PasteRows(ctx, w.Learner, w.Unit.ID, text, catalogue.Toolkit, "", tabular.UnknownOrder, false)
		wantKind(t, err, errs.Forbidden, "a learner pastes")
	})
}

func TestImportRefusesHostileFiles(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for name, text := range map[string]string{
		"empty": "", "no title": "date,time\n2026-05-01,14:00 ET\n", "a page": "<!doctype html><title>x</title>",
		"a million columns": strings.Repeat("a,", 1_000_000) + "\n",
	} {
		_, err := w.ImportOffers(ctx, w.Manager, strings.NewReader(text), catalogue.ImportOptions{Source: "x", Unit: w.Unit.ID})
		wantKind(t, err, errs.Invalid, name)
	}
	// A quote that is never closed costs its own row alone.
	r, err := w.ImportOffers(ctx, w.Manager, strings.NewReader("title,summary\nGood,fine\nBad,\"never closed\nMore,fine\n"), catalogue.ImportOptions{Source: "x", Unit: w.Unit.ID})
	must(t, err)
	wantCounts(t, r, counts(2, 0, 0, 1))
	utf16 := "\xff\xfe"
	for _, c := range "title\tlink\nFolding maps\thttps://maps.example\n" {
		utf16 += string([]byte{byte(c), 0})
	}
	wantCounts(t, importText(t, w, utf16, func(o *catalogue.ImportOptions) { o.Kind = catalogue.Toolkit }), counts(1, 0, 0, 0))
}

// The trial on other people's files: COMMONS_SAMPLES names the folder that holds them.
func TestImportSamples(t *testing.T) {
	dir := os.Getenv("COMMONS_SAMPLES")
	if dir == "" {
		return
	}
	file, err := os.ReadFile(filepath.Join(dir, "acrl-choice", "acrl-choice-webinars.tsv"))
	must(t, err)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		first := importText(t, w, string(file))
		wantCounts(t, first, counts(41, 1, 0, 0))
		wantCounts(t, importText(t, w, string(file)), counts(0, 0, 42, 0))
		both := 0
		for _, o := range allOffers(t, w) {
			v, err := w.Preview(ctx, w.Editor, o.Key)
			must(t, err)
			if len(v.Version.Themes) == 2 {
				both++
			}
			for _, s := range v.Version.ExtraSponsors {
				if strings.ContainsAny(s, "<>") {
					t.Errorf("a sponsor is %q", s)
				}
			}
			at := v.Occurrences[0].StartsAt.In(v.Occurrences[0].Location())
			if at.Hour() != 14 || at.Year() < 2015 || at.Year() > 2017 {
				t.Errorf("%s begins at %s", o.Title, at)
			}
			if at.Format("2006-01-02") == "2016-10-03" {
				t.Errorf("%s was read month first", o.Title)
			}
		}
		if both != 1 {
			t.Errorf("%d offers have two categories", both)
		}
	})
}
