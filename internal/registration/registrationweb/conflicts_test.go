package registrationweb_test

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// differing makes a date that is over and about which a report and a list of the presenter differ, of each of n people.
func differing(t *testing.T, w *registrationtest.World, n int) (occurrence id.ID, registrations []id.ID) {
	t.Helper()
	o := w.Seats(t, 0)
	report, list := "Email,Minutes,Guest\n", "Email,Minutes\n"
	for _, a := range w.Persons(t, n) {
		registrations = append(registrations, w.Register(t, a, o.ID).ID)
		report += emailOf(t, w, a) + ",10,Yes\n"
		list += emailOf(t, w, a) + ",60\n"
	}
	w.Clock.Set(o.EndsAt.Add(time.Hour))
	for file, opts := range map[string]registration.AttendanceOptions{report: {Name: "report.csv"}, list: {Name: "list.csv", Source: registration.HowPresenter}} {
		if _, err := w.Registrations.ImportAttendance(t.Context(), w.Manager, o.ID, strings.NewReader(file), opts); err != nil {
			t.Fatal(err)
		}
	}
	w.Clock.Advance(time.Minute)
	return o.ID, registrations
}

// TestConflictsInTheBrowser ticks some of many conflicts and follows one source in them; what is asked wrongly stays as it was typed.
// Who completed it by a file that is set aside is listed, without a source.
func TestConflictsInTheBrowser(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	o, regs := differing(t, w, 22)
	s := newSite(t, w, w.Manager)
	conflicts := "/work/occurrences/" + string(o) + "/conflicts"
	key := func(i int) string { return string(regs[i]) + "." }
	first := s.want(s.get(conflicts), 200, "Settle those that are ticked below", `form="follow-many"`, "presenter", "cursor=")
	if n := strings.Count(first, `name="conflicts"`); n != 20 {
		t.Errorf("%d can be ticked on the first page, want 20", n)
	}
	s.want(s.post(conflicts, "source", "presenter"), 422, "Tick at least one")
	s.want(s.post(conflicts, "conflicts", key(0), "source", "", "reason", "As the host said"), 422, "Choose one of the sources", `value="`+key(0)+`" checked`, "As the host said")
	s.want(s.post(conflicts, "conflicts", key(0), "conflicts", key(1), "source", "presenter"), 303, conflicts)
	page := s.want(s.get(conflicts), 200, "2 are settled")
	if strings.Contains(page, key(0)) || strings.Contains(page, "cursor=") {
		t.Error("what is settled is still listed")
	}

	var all []string
	for i := range regs {
		all = append(all, "conflicts", key(i))
	}
	s.want(s.post(conflicts, append(all, "source", "presenter")...), 303, conflicts)
	s.want(s.get(conflicts), 200, "No sources differ")
	if _, err := w.Registrations.CloseOccurrence(t.Context(), w.Manager, o); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute)
	files, err := w.Registrations.AttendanceFiles(t.Context(), w.Manager, o)
	if err != nil {
		t.Fatal(err)
	}
	to := ""
	for _, f := range files.List {
		to = s.want(s.post("/work/files/"+string(f.ID)+"/aside", "reason", "Another date's"), 303)
	}
	s.want(s.get(to), 200, "22 are listed here", "Completed, and something speaks against it since", "Nothing that counts says any more that they were there")
}

// TestALaterPageOfConflicts answers from the second page: what was refused stands there as it was typed, what is settled leads back to it, and a page
// that became empty does not say that no sources differ.
func TestALaterPageOfConflicts(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	o, regs := differing(t, w, 22)
	s := newSite(t, w, w.Manager)
	conflicts := "/work/occurrences/" + string(o) + "/conflicts"
	_, cursor, _ := strings.Cut(s.want(s.get(conflicts), 200), "?cursor=")
	cursor, _, _ = strings.Cut(cursor, `"`)
	at := conflicts + "?cursor=" + cursor
	one := func(i int) string { return "/work/registrations/" + string(regs[i]) + "/attendance?cursor=" + cursor }
	key := string(regs[21]) + "."
	s.want(s.get(at), 200, `action="`+at+`"`, `action="`+one(20)+`"`)
	s.want(s.post(at, "conflicts", key, "source", "", "reason", "As the host said"), 422, `value="`+key+`" checked`, "As the host said")
	s.want(s.post(one(20), "occurrence", string(o), "day", "", "follow", "there", "minutes", "an hour"), 422, `value="an hour"`)
	for _, i := range []int{20, 21} {
		if to := s.post(one(i), "occurrence", string(o), "day", "", "follow", "presenter").Header().Get("Location"); to != at {
			t.Errorf("settled, and led to %q, want %q", to, at)
		}
	}
	if empty := s.want(s.get(at), 200, "Nothing is left on this page", conflicts); strings.Contains(empty, "No sources differ") {
		t.Error("it says that no sources differ")
	}
}

// TestConflictsByProgram reads conflicts page by page and follows one source in those of a page.
func TestConflictsByProgram(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o, _ := differing(t, w, 3)
		at := "/api/v1/occurrences/" + string(o) + "/conflicts"
		manager := p.As(w.Manager, attends)
		var list struct {
			Items []struct{ Registration string }
			Next  *string
		}
		manager.Ask(200, "GET", at+"?limit=2", nil).Into(&list)
		if len(list.Items) != 2 || list.Next == nil {
			t.Fatalf("the first page: %+v", list)
		}
		var of []m
		for _, c := range list.Items {
			of = append(of, m{"registration": c.Registration})
		}
		var got struct{ Settled int }
		p.As(w.Stranger, attends).Ask(404, "POST", at, m{"source": "file", "conflicts": of})
		p.As(w.Manager, reads).Ask(403, "POST", at, m{"source": "file", "conflicts": of})
		manager.Ask(422, "POST", at, m{"source": "file", "conflicts": []m{}})
		manager.Ask(422, "POST", at, m{"source": "", "conflicts": of})
		for _, strange := range []string{"\x00", "nobody", "\xff"} {
			none := struct{ Settled int }{-1}
			manager.Ask(200, "POST", at, m{"source": "file", "conflicts": []m{{"registration": strange}, {"registration": list.Items[0].Registration, "day": strange}}}).Into(&none)
			if none.Settled != 0 {
				t.Errorf("of %q %d are settled", strange, none.Settled)
			}
			manager.Ask(422, "POST", "/api/v1/registrations/"+list.Items[0].Registration+"/attendance", m{"day": strange, "follow": "file"})
		}
		manager.Ask(200, "POST", at, m{"source": "file", "conflicts": of}).Into(&got)
		if got.Settled != 2 {
			t.Errorf("%d are settled", got.Settled)
		}
		list.Next = nil
		manager.Ask(200, "GET", at, nil).Into(&list)
		if len(list.Items) != 1 || list.Next != nil {
			t.Fatalf("then: %+v", list)
		}
		manager.Ask(200, "POST", at, m{"source": "presenter", "conflicts": []m{{"registration": list.Items[0].Registration}}})
		if _, err := w.Registrations.CloseOccurrence(t.Context(), w.Manager, o); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Minute)
		files, err := w.Registrations.AttendanceFiles(t.Context(), w.Manager, o)
		if err != nil {
			t.Fatal(err)
		}
		aside := struct{ Completed int }{-1}
		for _, f := range files.List {
			manager.Ask(200, "POST", "/api/v1/attendance-files/"+string(f.ID)+"/aside", m{"reason": "Another date's"}).Into(&aside)
		}
		if aside.Completed != 1 {
			t.Errorf("something speaks against %d completions, want one", aside.Completed)
		}
	})
}
