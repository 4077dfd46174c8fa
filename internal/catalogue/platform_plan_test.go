package catalogue_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// TestRowsAndThePlatform brings rows whose dates do not fit on their platform. What somebody brings or pastes is planned here, and refused;
// what is fetched is planned elsewhere, taken, and noted.
func TestRowsAndThePlatform(t *testing.T) {
	const rows = "Title\tDate\tTime\tMinutes\tPlatform\tCapacity\nRoses\t2026-05-04\t14:00 ET\t60\tZoom\t5000\nKites\t2026-05-05\t14:00 ET\t60\tZoom (100)\t5000\nBees\t2026-05-06\t14:00 ET\t60\tzoom\t80\n"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		admin := f.Actor(t, "Ola Keeper", authz.Binding{Role: authz.Admin})
		zoom, err := f.Service.SavePlatform(ctx, admin, catalogue.Platform{Name: "Zoom", Seats: 100})
		must(t, err)
		check := func(name string, r tabular.Report, err error, unchecked string) {
			t.Helper()
			must(t, err)
			if len(r.Rows) != 3 || r.Rows[0].Outcome != tabular.Refused || r.Rows[0].Problems[0].Field != "capacity" || r.Rows[2].Outcome == tabular.Refused {
				t.Fatalf("%s: %+v", name, r.Rows)
			}
			if said := strings.Join(r.Rows[1].Notes, " "); !strings.Contains(said, unchecked) {
				t.Errorf("%s: of a platform that is not registered: %q", name, said)
			}
		}
		r, err := f.Service.PasteRows(ctx, f.Manager, f.Unit.ID, rows, catalogue.Webinar, "", tabular.UnknownOrder, false)
		check("pasted", r, err, "not in the register")
		r, err = f.Service.ImportOffers(ctx, f.Manager, strings.NewReader(rows), catalogue.ImportOptions{Source: "Ours", Unit: f.Unit.ID})
		check("brought", r, err, "not in the register")
		// The date of a row that was taken is held to it as well.
		raised := strings.Replace(rows, "\t80\n", "\t800\n", 1)
		r, err = f.Service.ImportOffers(ctx, f.Manager, strings.NewReader(raised), catalogue.ImportOptions{Source: "Ours", Unit: f.Unit.ID})
		must(t, err)
		if r.Rows[2].Outcome != tabular.Refused || !strings.Contains(r.Rows[2].Problems[0].Message, "holds 100") {
			t.Errorf("raised above the limit: %+v", r.Rows[2])
		}

		f.answer.Store(rows)
		src, err := f.Service.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Kind = catalogue.Webinar }))
		must(t, err)
		run, err := f.Service.RunSource(ctx, f.Editor, src.ID, false)
		must(t, err)
		if run.Report.Counts.Refused != 0 || len(run.Report.Rows) != 3 || !strings.Contains(strings.Join(run.Report.Rows[0].Notes, " "), "Zoom holds 100 people") {
			t.Fatalf("fetched: %+v %+v", run, run.Report.Rows)
		}

		// A lower limit names what it leaves over, a higher one nothing, and out of use everything.
		over := func(p catalogue.Platform) (titles []string) {
			t.Helper()
			_, err := f.Service.SavePlatform(ctx, admin, p)
			must(t, err)
			list, err := f.Service.OverPlatform(ctx, admin, p.ID)
			must(t, err)
			for _, d := range list {
				titles = append(titles, d.Title)
			}
			return titles
		}
		zoom.Seats = 50
		if got := over(zoom); len(got) != 4 || got[0] != "Roses" || got[1] != "Bees" {
			t.Errorf("over 50 are %v", got)
		}
		zoom.Seats = 0
		if got := over(zoom); len(got) != 0 {
			t.Errorf("over no limit are %v", got)
		}
		zoom.Seats, zoom.Retired = 6000, true
		if got := over(zoom); len(got) != 4 {
			t.Errorf("on what is out of use are %v", got)
		}
		if _, err := f.Service.OverPlatform(ctx, f.Manager, zoom.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a manager: %v", err)
		}
		if _, err := f.Service.OverPlatform(ctx, admin, f.Unit.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("no platform: %v", err)
		}
	})
}
