package registration_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestEvidenceAfterClosing keeps what comes in about somebody who has completed: by file, by hand and by a row that is
// resolved. State, minutes and record stay; what contradicts the completion is listed until somebody settles it.
func TestEvidenceAfterClosing(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 10)
		p := w.Persons(t, 2)
		r, same := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		importFile(t, w, o.ID, "Email,Minutes\n"+email(t, w, p[0])+",60\n"+email(t, w, p[1])+",60\n", registration.AttendanceOptions{Source: registration.HowPresenter})
		must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)))
		before := is(t, w, p[0], r.ID, registration.StateCompleted)
		w.Clock.Advance(time.Hour)

		file := "Email,Duration (Minutes),Guest\n" + email(t, w, p[0]) + ",9,Yes\n" + email(t, w, p[1]) + ",60,Yes\n"
		rep := importFile(t, w, o.ID, file, registration.AttendanceOptions{})
		if rep.Counts.Created != 2 {
			t.Errorf("the report is %+v", rep.Counts)
		}
		after := is(t, w, p[0], r.ID, registration.StateCompleted)
		if after.Minutes != before.Minutes {
			t.Errorf("%d minutes stand beside the completion, %d did", after.Minutes, before.Minutes)
		}
		evidence, err := w.Registrations.Evidence(ctx, w.Manager, o.ID, []id.ID{r.ID})
		if err != nil || len(evidence[r.ID]) != 2 || evidence[r.ID][0].Minutes != 9 {
			t.Errorf("kept %+v, %v", evidence[r.ID], err)
		}
		list := conflicts(t, w, o.ID)
		if len(list.Open) != 0 || len(list.Completed) != 1 || list.Completed[0].ID != r.ID || !list.Completed[0].Settleable() || list.Completed[0].Sources[0].ByName == "" {
			t.Fatalf("open %+v, contradicted %+v", list.Open, list.Completed)
		}
		w.Clock.Advance(time.Minute)
		must(t, 0, errOf(w.Registrations.SettleConflict(ctx, w.Manager, r.ID, registration.Settlement{Follow: string(registration.HowPresenter)})))
		if list := conflicts(t, w, o.ID); len(list.Completed) != 0 {
			t.Errorf("settled, and still listed: %+v", list.Completed)
		}
		// By hand, for one with a seat: it is kept, and by it the rule would not be met.
		w.Clock.Advance(time.Minute)
		n, err := w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{same.ID}, Reason: "Somebody else sat there", Whole: true})
		if err != nil || n != 1 {
			t.Errorf("recorded for %d, %v", n, err)
		}
		is(t, w, p[1], same.ID, registration.StateCompleted)
		if list := conflicts(t, w, o.ID); len(list.Completed) != 1 || list.Completed[0].ID != same.ID || list.Completed[0].Settleable() {
			t.Errorf("contradicted %+v", list.Completed)
		}
		// A row of a file that is resolved to somebody who has completed.
		importFile(t, w, o.ID, "Name (Original Name),Duration (Minutes)\nKim,20\n", registration.AttendanceOptions{Name: "more.csv"})
		rows := unresolved(t, w, o.ID)
		if len(rows.Items) != 1 {
			t.Fatalf("%+v", rows.Items)
		}
		must(t, 0, w.Registrations.ResolveUnmatched(ctx, w.Manager, rows.Items[0].ID, r.ID))
		is(t, w, p[0], r.ID, registration.StateCompleted)
		if evidence, err = w.Registrations.Evidence(ctx, w.Manager, o.ID, []id.ID{r.ID}); err != nil || len(evidence[r.ID]) != 3 {
			t.Errorf("kept %+v, %v", evidence[r.ID], err)
		}
	})
}

// TestAFileIsSetAside takes a report for the presenter's list, takes it back and takes it in again as what it is.
func TestAFileIsSetAside(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 10)
		p := w.Persons(t, 2)
		r, there := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		w.Work(t)
		letters := len(w.Box.Letters(""))
		see := func(who id.ID) {
			must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{who}, Present: true, Reason: "seen"})))
		}
		see(there.ID)
		file := "Email,Duration (Minutes),Guest\n" + email(t, w, p[0]) + ",55,Yes\n" + email(t, w, p[1]) + ",55,Yes\nnobody@example.net,55,Yes\n"
		importFile(t, w, o.ID, file, registration.AttendanceOptions{Source: registration.HowPresenter, Name: "wrong.csv"})
		is(t, w, p[0], r.ID, registration.StateAttended)
		files, err := w.Registrations.AttendanceFiles(ctx, w.Editor, o.ID)
		if err != nil || len(files.List) != 1 || files.List[0].People != 2 || files.List[0].ByName == "" || !files.List[0].Aside.IsZero() {
			t.Fatalf("the files are %+v, %v", files.List, err)
		}
		which := files.List[0].ID
		aside := func(actor int, reason string) error {
			a := w.Editor
			if actor == 0 {
				a = p[0]
			}
			_, err := w.Registrations.SetFileAside(ctx, a, which, reason)
			return err
		}
		want(t, aside(0, "mine"), errs.NotFound)
		want(t, aside(1, ""), errs.Invalid)
		must(t, 0, aside(1, "It was the platform's"))
		want(t, aside(1, "again"), errs.Conflict)
		if back := is(t, w, p[0], r.ID, registration.StateRegistered); back.Minutes != 0 {
			t.Errorf("%d minutes are left", back.Minutes)
		}
		is(t, w, p[1], there.ID, registration.StateAttended) // somebody saw them
		if list := unresolved(t, w, o.ID); len(list.Items) != 0 {
			t.Errorf("rows of the file are still asked about: %+v", list.Items)
		}
		w.Work(t)
		if n := len(w.Box.Letters("")); n != letters {
			t.Errorf("%d letters say that somebody registered", n-letters)
		}
		if files, err = w.Registrations.AttendanceFiles(ctx, w.Editor, o.ID); err != nil || files.List[0].Aside.IsZero() || files.List[0].AsideReason == "" || files.List[0].AsideBy == "" {
			t.Errorf("the files are %+v, %v", files.List, err)
		}
		for i, opts := range []registration.AttendanceOptions{{DryRun: true}, {}, {}} {
			rep := importFile(t, w, o.ID, file, opts)
			if fresh := rep.Counts.Created == 3 && len(rep.Unmatched) == 1; fresh != (i < 2) {
				t.Errorf("taken in again, %d: %+v, %d unmatched", i, rep.Counts, len(rep.Unmatched))
			}
		}
		if r := is(t, w, p[0], r.ID, registration.StateAttended); r.Minutes != 55 {
			t.Errorf("%d minutes", r.Minutes)
		}
	})
}

// TestACompleteReport says of those who are not in it that they were not there, on the days of which it speaks.
func TestACompleteReport(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10, days(0, 1))
		p := w.Persons(t, 2)
		w.Register(t, p[0], o.ID)
		missing := w.Register(t, p[1], o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		at := func(m int) string { return o.StartsAt.Add(time.Duration(m) * time.Minute).Format(time.RFC3339) }
		importFile(t, w, o.ID, "Email,Join time,Leave time\n"+email(t, w, p[0])+","+at(0)+","+at(90)+"\n", registration.AttendanceOptions{Complete: true})
		evidence, err := w.Registrations.Evidence(t.Context(), w.Manager, o.ID, []id.ID{missing.ID})
		if e := evidence[missing.ID]; err != nil || len(e) != 1 || e[0].Present || e[0].Window.DayID != o.Days[0].ID {
			t.Errorf("of who is missing it says %+v, %v", e, err)
		}
	})
}

// TestACompleteReportWithoutTimes says it of the days that had begun when it was taken in, and of those of which it speaks where others have times.
func TestACompleteReportWithoutTimes(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10, days(0, 1))
		p := w.Persons(t, 3)
		for _, a := range p[:2] {
			w.Register(t, a, o.ID)
		}
		missing := w.Register(t, p[2], o.ID)
		absentOn := func() (days []id.ID) {
			t.Helper()
			evidence, err := w.Registrations.Evidence(t.Context(), w.Manager, o.ID, []id.ID{missing.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range evidence[missing.ID] {
				if e.Present {
					t.Errorf("it says %+v", e)
				}
				days = append(days, e.Window.DayID)
			}
			return days
		}
		first := fmt.Sprint([]id.ID{o.Days[0].ID})
		w.Clock.Set(o.Days[0].EndsAt.Add(time.Hour))
		importFile(t, w, o.ID, "Email,Minutes,Guest\n"+email(t, w, p[0])+",60,Yes\n", registration.AttendanceOptions{Complete: true, Name: "first.csv"})
		if got := fmt.Sprint(absentOn()); got != first {
			t.Errorf("in the evening of the first day it says that somebody was not there on %s, want %s", got, first)
		}
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		if got := fmt.Sprint(absentOn()); got != first {
			t.Errorf("after the second day it says so of %s, want %s", got, first)
		}
		aside(t, w, o.ID, "first.csv")
		at := func(m int) string { return o.StartsAt.Add(time.Duration(m) * time.Minute).Format(time.RFC3339) }
		importFile(t, w, o.ID, "Email,Join time,Leave time,Attended\n"+email(t, w, p[0])+","+at(0)+","+at(90)+",Yes\n"+email(t, w, p[2])+",,,No\n", registration.AttendanceOptions{Name: "timed.csv"})
		if got := fmt.Sprint(absentOn()); got != first {
			t.Errorf("a report of the first day says so of %s, want %s", got, first)
		}
	})
}

// TestACompleteFileWithRefusedRows says of nobody that they were not there: the row that cannot be read may be theirs.
func TestACompleteFileWithRefusedRows(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10)
		p := w.Persons(t, 2)
		there, missing := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		for _, source := range []registration.How{registration.HowFile, registration.HowPresenter} {
			rep := importFile(t, w, o.ID, "Email,Minutes,Guest\n"+email(t, w, p[0])+",55,Yes\n"+email(t, w, p[1])+",1:02,"+string(source)+"\n", registration.AttendanceOptions{Source: source, Complete: true})
			if rep.Counts.Refused != 1 || len(rep.People) != 1 || !strings.Contains(strings.Join(rep.Notes, " "), "nobody is said to be missing") {
				t.Errorf("%s: %+v, %d people, notes %q", source, rep.Counts, len(rep.People), rep.Notes)
			}
		}
		evidence, err := w.Registrations.Evidence(t.Context(), w.Manager, o.ID, []id.ID{there.ID, missing.ID})
		if err != nil || len(evidence[there.ID]) == 0 || len(evidence[missing.ID]) != 0 {
			t.Errorf("it says %+v, %v", evidence, err)
		}
	})
}

// TestCoveredAddresses: whose an address is that a platform covers in part nobody can say, so two people with the same one are two rows, and what
// is said of one is remembered of their name alone.
func TestCoveredAddresses(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		ada, bo := w.Actor(t, "Ada Lin"), w.Actor(t, "Bo Lind")
		first, second := w.Seats(t, 10), w.Seats(t, 10)
		a, b := w.Register(t, ada, first.ID), w.Register(t, bo, first.ID)
		later := w.Register(t, ada, second.ID)
		w.Clock.Set(first.EndsAt.Add(time.Hour))
		file := func(names ...string) string {
			out := "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
			for _, n := range names {
				out += n + ",x***@example.org,55,Yes\n"
			}
			return out
		}
		rep := importFile(t, w, first.ID, file("Ada Lin", "Bo Lind"), registration.AttendanceOptions{})
		rows := unresolved(t, w, first.ID)
		if len(rep.People) != 0 || len(rows.Items) != 2 {
			t.Fatalf("%d people, asked about %+v; want two rows", len(rep.People), rows.Items)
		}
		for _, u := range rows.Items {
			if u.Why != registration.NoAddress || u.ProposedName != u.Name {
				t.Errorf("%+v, want a row without an address and a proposal by the name", u)
			}
			must(t, 0, w.Registrations.ResolveUnmatched(ctx, w.Manager, u.ID, u.Proposed))
		}
		is(t, w, ada, a.ID, registration.StateAttended)
		is(t, w, bo, b.ID, registration.StateAttended)
		if rep = importFile(t, w, second.ID, file("Somebody Else", "Ada Lin"), registration.AttendanceOptions{}); len(rep.People) != 1 || len(rep.Unmatched) != 1 || rep.Unmatched[0].Name != "Somebody Else" {
			t.Errorf("the next file: %d people, unmatched %+v", len(rep.People), rep.Unmatched)
		}
		is(t, w, ada, later.ID, registration.StateAttended)
	})
}

// TestQuestionsComeWithTheEnd asks whoever was there from the end on, though nobody closes the date.
func TestQuestionsComeWithTheEnd(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 10)
		p := w.Persons(t, 2)
		r, missing := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Work(t)
		w.Clock.Set(o.StartsAt)
		see := func(who id.ID, present bool) {
			t.Helper()
			must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{who}, Present: present, Reason: "seen"})))
		}
		see(r.ID, true)
		see(missing.ID, true)
		see(missing.ID, false)
		ask := func() int {
			t.Helper()
			before := len(w.Box.Letters(""))
			must(t, 0, w.Queue.RunPeriodic(ctx))
			w.Work(t)
			return len(w.Box.Letters("")) - before
		}
		want(t, errOf(w.Registrations.Question(ctx, p[0], r.ID, registration.AtCompletion)), errs.Conflict)
		if n := ask(); n != 0 {
			t.Errorf("%d letters ask before the end", n)
		}
		w.Clock.Set(o.EndsAt.Add(time.Minute))
		if n := ask(); n != 1 {
			t.Errorf("%d letters ask at the end, want that to who was there", n)
		}
		must(t, 0, errOf(w.Registrations.Question(ctx, p[0], r.ID, registration.AtCompletion)))
		want(t, errOf(w.Registrations.Question(ctx, p[1], missing.ID, registration.AtCompletion)), errs.Conflict)
		mine, err := w.Registrations.Mine(ctx, p[0], page.Request{})
		if err != nil || len(mine.UnderWay) != 1 || mine.UnderWay[0].Question != registration.AtCompletion {
			t.Errorf("My learning asks %+v, %v", mine, err)
		}
		must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)))
		if n := ask(); n != 0 {
			t.Errorf("%d letters ask again after closing", n)
		}
	})
}

// TestAClosingIsShownFirst names, in a preview, what becomes of whom, and changes nothing.
func TestAClosingIsShownFirst(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 2)
		p := w.Persons(t, 3)
		r := w.Register(t, p[0], o.ID)
		w.Register(t, p[1], o.ID)
		w.Register(t, p[2], o.ID)
		w.Clock.Set(o.EndsAt)
		must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r.ID}, Present: true, Reason: "seen"})))
		c, err := w.Registrations.PreviewClosing(ctx, w.Manager, o.ID)
		var got []string
		for _, x := range c.People {
			got = append(got, x.Name+" "+string(x.Becomes))
		}
		if want := fmt.Sprint([]string{p[0].Name + " completed", p[1].Name + " no-show", p[2].Name + " ended"}); err != nil || fmt.Sprint(got) != want {
			t.Errorf("the preview names %v, %v; want %s", got, err, want)
		}
		is(t, w, p[0], r.ID, registration.StateAttended)
	})
}

// TestARosterIsSearched finds people by a part of the name and by any of their addresses.
func TestARosterIsSearched(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 0)
		ada, bo := w.Actor(t, "Ada Lin"), w.Actor(t, "Bo 100%")
		w.Register(t, ada, o.ID)
		w.Register(t, bo, o.ID)
		for text, want := range map[string]string{"": "Bo 100% Ada Lin", "LIN": "Ada Lin", "0%": "Bo 100%", "%": "Bo 100%", "_": "", email(t, w, ada): "Ada Lin", "nobody@example.net": ""} {
			r, err := w.Registrations.SearchRoster(t.Context(), w.Accreditation, o.ID, nil, text, page.Request{})
			got := ""
			for _, row := range r.Rows {
				if got != "" {
					got += " "
				}
				got += row.PersonName
			}
			if err != nil || got != want {
				t.Errorf("%q finds %q, %v; want %q", text, got, err, want)
			}
		}
	})
}
