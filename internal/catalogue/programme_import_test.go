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
	"learningcommons.dev/commons/internal/platform/tabular"
)

// programmeOf is a conference of two days with three sessions in two rooms, as they are downloaded.
func programmeOf(t *testing.T, w *ct.World) (whole catalogue.Occurrence, offers []catalogue.Offer, table func() [][]string) {
	t.Helper()
	conference := ct.Offer(t, w, ct.Titled("Conference"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
	ana, bo := w.Actor(t, "Ana Ruiz"), w.Actor(t, "Bo Lind")
	first := time.Date(2027, 4, 6, 13, 0, 0, 0, time.UTC)
	whole = ct.Occurrence(t, w, conference.ID, ct.At(first, 48*time.Hour), func(o *catalogue.Occurrence) { o.Zone = "America/Chicago" })
	for i, slot := range []string{"talk", "unconference", "posters"} {
		o := ct.Offer(t, w, ct.Titled(fmt.Sprintf("Session %d", i+1)), func(d *catalogue.Draft) {
			d.Presenters = []catalogue.Presenter{{PersonID: []id.ID{ana.PersonID, bo.PersonID, ana.PersonID}[i], Name: []string{"Ana Ruiz", "Bo Lind", "A. Ruiz"}[i]}}
		})
		offers = append(offers, o)
		at := first.Add(time.Duration(i+1) * 2 * time.Hour)
		_, err := w.AddOccurrence(ctx, w.Manager, o.ID, catalogue.Occurrence{Zone: "America/Chicago", ParentID: whole.ID, Room: []string{"Hall A", "Hall B", "Hall A"}[i], Slot: slot, StartsAt: at, EndsAt: at.Add(time.Hour)})
		must(t, err)
	}
	return whole, offers, func() [][]string {
		t.Helper()
		lines, err := w.ProgrammeTable(ctx, w.Manager, whole.ID)
		must(t, err)
		out := [][]string{slices.Clone(catalogue.ProgrammeColumns)}
		for _, l := range lines {
			var cells []string
			for _, c := range l {
				cells = append(cells, c.(string))
			}
			out = append(out, cells)
		}
		return out
	}
}

// column sets a cell of a line of the table.
func column(table [][]string, line int, name, value string) {
	table[line][slices.Index(table[0], name)] = value
}

// upload sends a table in a format.
func upload(t *testing.T, w *ct.World, conference id.ID, format tabular.Format, table [][]string, dry bool) tabular.Report {
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
	rep, err := w.ImportProgramme(ctx, w.Manager, conference, bytes.NewReader(b.Bytes()), "programme", "The speaker is ill", dry)
	must(t, err)
	return rep
}

func TestAProgrammeGoesOutAndComesIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		whole, offers, table := programmeOf(t, w)
		for _, f := range []tabular.Format{tabular.CSV, tabular.XLSX} {
			if rep := upload(t, w, whole.ID, f, table(), false); rep.Counts != counts(0, 0, 3, 0) {
				t.Errorf("as it was downloaded: %+v", rep)
			}
		}
		to := table()
		column(to, 1, "starts", "16:30")
		column(to, 1, "ends", "17:30")
		column(to, 1, "room", "Hall C")
		column(to, 2, "status", "cancelled")
		column(to, 3, "type", "Round tables")
		column(to, 3, "seats", "40")
		row := make([]string, len(to[0]))
		to = append(to, row)
		for name, cell := range map[string]string{"offer": offers[1].Key, "day": "2027-04-07", "starts": "09:00", "ends": "09:20", "room": "Hall B", "type": "ignite"} {
			column(to, 4, name, cell)
		}
		before := table()
		rep := upload(t, w, whole.ID, tabular.XLSX, to, true)
		if rep.Counts != counts(1, 3, 0, 0) || !slices.Contains(rep.Notes, "Added: 1. Moved: 1. Cancelled: 1.") {
			t.Errorf("tried: %+v", rep)
		}
		if got := table(); fmt.Sprint(got) != fmt.Sprint(before) {
			t.Errorf("trying saved %v", got)
		}
		if rep := upload(t, w, whole.ID, tabular.XLSX, to, false); rep.Counts != counts(1, 3, 0, 0) {
			t.Errorf("done: %+v", rep)
		}
		now := table()
		if len(now) != 5 {
			t.Fatalf("there are %v", now)
		}
		for _, want := range []string{"2027-04-06 16:30 17:30 Hall C talk Session 1", "2027-04-07 09:00 09:20 Hall B ignite Session 2"} {
			if !slices.ContainsFunc(now, func(r []string) bool { return strings.HasPrefix(strings.Join(r, " "), want) }) {
				t.Errorf("%q is not in %v", want, now)
			}
		}
		if got := outbox[catalogue.OccurrenceCancelled](t, d, "catalogue.occurrence-cancelled"); len(got) != 1 || got[0].Reason != "The speaker is ill" {
			t.Errorf("told of the cancelled one: %+v", got)
		}
		// The same file again finds everything done, the row without an id among it.
		if rep := upload(t, w, whole.ID, tabular.CSV, to, false); rep.Counts != counts(0, 0, 4, 0) {
			t.Errorf("again: %+v", rep)
		}
	})
}

func TestAProgrammeIsChangedAsAWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		whole, offers, table := programmeOf(t, w)
		before := table()
		for name, c := range map[string]struct {
			change  func(to [][]string)
			refused int
			column  string
		}{
			"a room that is taken": {func(to [][]string) {
				column(to, 2, "room", "hall a")
				column(to, 2, "starts", before[1][1])
				column(to, 2, "ends", before[1][2])
			}, 1, "room"},
			"two rooms at once": {func(to [][]string) {
				column(to, 3, "room", "Hall C")
				column(to, 3, "starts", before[1][1])
				column(to, 3, "ends", before[1][2])
			}, 1, "presenters"},
			"a day that is none":         {func(to [][]string) { column(to, 2, "day", "2027-02-30"); column(to, 1, "room", "Hall D") }, 1, "day"},
			"after the conference":       {func(to [][]string) { column(to, 2, "day", "2027-05-06") }, 1, "starts_at"},
			"twice":                      {func(to [][]string) { to[2] = to[1] }, 1, "id"},
			"seats in words":             {func(to [][]string) { column(to, 1, "seats", "many") }, 1, "seats"},
			"a status that is none":      {func(to [][]string) { column(to, 1, "status", "maybe") }, 1, "status"},
			"a session of somebody else": {func(to [][]string) { column(to, 1, "id", string(id.New())) }, 1, "id"},
			"an offer that is none":      {func(to [][]string) { column(to, 1, "id", ""); column(to, 1, "offer", "no-such-offer") }, 1, "offer"},
		} {
			to := table()
			c.change(to)
			rep := upload(t, w, whole.ID, tabular.CSV, to, false)
			i := slices.IndexFunc(rep.Rows, func(r tabular.RowReport) bool { return r.Outcome == tabular.Refused })
			if rep.Counts.Refused != c.refused || i < 0 || rep.Rows[i].Problems[0].Field != c.column {
				t.Errorf("%s: %+v", name, rep)
			}
			if got := table(); fmt.Sprint(got) != fmt.Sprint(before) {
				t.Errorf("%s saved %v", name, got)
			}
		}
		// What somebody else changed meanwhile is not written over; what the file leaves as it is is no conflict.
		stale := table()
		column(stale, 1, "room", "Hall D")
		sessions, err := w.Occurrences(ctx, []id.ID{id.ID(stale[1][slices.Index(stale[0], "id")])})
		must(t, err)
		for _, o := range sessions {
			o.Room = "Hall E"
			_, err := w.ChangeOccurrence(ctx, w.Manager, o)
			must(t, err)
		}
		if rep := upload(t, w, whole.ID, tabular.CSV, stale, false); rep.Counts != counts(0, 0, 2, 1) || rep.Rows[0].Problems[0].Field != "sequence" {
			t.Errorf("somebody changed it: %+v", rep)
		}
		_, err = w.ImportProgramme(ctx, w.Stranger, whole.ID, strings.NewReader("id\n"), "x", "", true)
		wantKind(t, err, errs.Forbidden, "another unit's conference")
		_, err = w.ProgrammeTable(ctx, w.Stranger, whole.ID)
		wantKind(t, err, errs.Forbidden, "another unit's conference")
		_, err = w.ImportProgramme(ctx, w.Manager, whole.ID, strings.NewReader("a,b\n1,2\n"), "x", "", true)
		wantKind(t, err, errs.Invalid, "another table")
		ours := ct.Occurrence(t, w, offers[0].ID)
		_, err = w.ProgrammeTable(ctx, w.Manager, ours.ID)
		wantKind(t, err, errs.NotFound, "no conference")
	})
}
