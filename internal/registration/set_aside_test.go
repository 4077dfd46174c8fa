package registration_test

import (
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// fileNamed returns a file of attendance by its name.
func fileNamed(t *testing.T, w *registrationtest.World, o id.ID, name string) registration.SourceFile {
	t.Helper()
	files, err := w.Registrations.AttendanceFiles(t.Context(), w.Manager, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files.List {
		if f.Name == name && f.Aside.IsZero() {
			return f
		}
	}
	t.Fatalf("no file %q that counts in %+v", name, files.List)
	return registration.SourceFile{}
}

// aside sets a file aside, a minute later.
func aside(t *testing.T, w *registrationtest.World, o id.ID, name string) {
	t.Helper()
	w.Clock.Advance(time.Minute)
	must(t, 0, errOf(w.Registrations.SetFileAside(t.Context(), w.Manager, fileNamed(t, w, o, name).ID, "It was another one's")))
	w.Clock.Advance(time.Minute)
}

// stays writes rows of a report with times: name, address, from and to in minutes.
func stays(o catalogue.Occurrence, rows ...[4]any) string {
	out := "Name,Email,Join time,Leave time\n"
	for _, r := range rows {
		at := func(m any) string { return o.StartsAt.Add(time.Duration(m.(int)) * time.Minute).Format(time.RFC3339) }
		out += fmt.Sprintf("%s,%s,%s,%s\n", r[0], r[1], at(r[2]), at(r[3]))
	}
	return out
}

// TestWhatAnotherFileSaysStays takes in a file and a longer one that says the same and more: what is said twice counts once and is
// asked once, and stays when the first is set aside.
func TestWhatAnotherFileSaysStays(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		for _, source := range []registration.How{registration.HowFile, registration.HowPresenter, registration.HowDoor} {
			for _, resolved := range []bool{false, true} {
				o := w.Seats(t, 10)
				p := w.Persons(t, 3)
				both, second, unknown := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID), w.Register(t, p[2], o.ID)
				w.Clock.Set(o.EndsAt.Add(time.Hour))
				stranger := string(source) + fmt.Sprint(resolved)
				short := [][4]any{{"X", email(t, w, p[0]), 0, 55}, {stranger, "", 0, 50}}
				long := append(short, [4]any{"Y", email(t, w, p[1]), 0, 60})
				importFile(t, w, o.ID, stays(o, short...), registration.AttendanceOptions{Source: source, Name: "short.csv"})
				w.Clock.Advance(time.Minute)
				for i, want := range []int{1, 0} {
					if rep := importFile(t, w, o.ID, stays(o, long...), registration.AttendanceOptions{Source: source, Name: "long.csv"}); rep.Counts.Created != want || rep.Counts.Unchanged != 3-want || len(rep.Unmatched) != 0 {
						t.Errorf("%s: the longer one, taken in %d times, brings %+v and asks about %d", source, i+1, rep.Counts, len(rep.Unmatched))
					}
				}
				if f := fileNamed(t, w, o.ID, "long.csv"); f.People != 2 {
					t.Errorf("%s: the longer one speaks of %d people, want 2", source, f.People)
				}
				rows := unresolved(t, w, o.ID)
				if len(rows.Items) != 1 {
					t.Fatalf("%s: asked about %+v", source, rows.Items)
				}
				if resolved {
					must(t, 0, w.Registrations.ResolveUnmatched(t.Context(), w.Manager, rows.Items[0].ID, unknown.ID))
				}
				aside(t, w, o.ID, "short.csv")
				if r := is(t, w, p[0], both.ID, registration.StateAttended); r.Minutes != 55 {
					t.Errorf("%s: %d minutes are left of who is in both", source, r.Minutes)
				}
				is(t, w, p[1], second.ID, registration.StateAttended)
				if rows = unresolved(t, w, o.ID); (len(rows.Items) == 0) != resolved {
					t.Errorf("%s: then asked about %+v", source, rows.Items)
				}
				if resolved {
					is(t, w, p[2], unknown.ID, registration.StateAttended)
				}
			}
		}
	})
}

// TestAScanAfterAListStays reads a ticket of somebody whom a list of the door names already: when the list is set aside, they were still there.
func TestAScanAfterAListStays(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10)
		p := w.Persons(t, 1)
		r := w.Register(t, p[0], o.ID)
		w.Clock.Set(o.StartsAt)
		importFile(t, w, o.ID, "Email\n"+email(t, w, p[0])+"\n", registration.AttendanceOptions{Source: registration.HowDoor, Name: "door.csv"})
		scans := []registration.Scan{{ID: "1", Code: registration.TicketCode(r.ID), At: w.Clock.Now(), SentAt: w.Clock.Now()}}
		for range 2 {
			if _, err := w.Registrations.CheckIn(t.Context(), w.Manager, o.ID, scans); err != nil {
				t.Fatal(err)
			}
		}
		aside(t, w, o.ID, "door.csv")
		is(t, w, p[0], r.ID, registration.StateAttended)
	})
}

// TestACompletionWithoutGround lists who completed it by a file that is set aside, whatever is left, until somebody says that they were there.
func TestACompletionWithoutGround(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 10, days(0, 1))
		p := w.Persons(t, 2)
		r, half := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		see := func(who, day id.ID) {
			t.Helper()
			must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{who}, DayID: day, Present: true, Reason: "seen"})))
		}
		see(half.ID, o.Days[0].ID)
		day := 24 * 60
		importFile(t, w, o.ID, stays(o, [4]any{"X", email(t, w, p[0]), 0, 120}, [4]any{"X", email(t, w, p[0]), day, day + 120}, [4]any{"Y", email(t, w, p[1]), day, day + 120}), registration.AttendanceOptions{Name: "wrong.csv"})
		w.Clock.Advance(time.Minute)
		if c, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID); err != nil || c.Completed != 2 {
			t.Fatalf("closed with %+v, %v", c, err)
		}
		aside(t, w, o.ID, "wrong.csv")
		is(t, w, p[0], r.ID, registration.StateCompleted)
		list := conflicts(t, w, o.ID).Completed
		var got []string
		for _, c := range list {
			got = append(got, fmt.Sprintf("%s day %v: %d sources, settleable %v", c.Person.Name, c.Window.DayID == o.Days[1].ID, len(c.Sources), c.Settleable()))
		}
		want := []string{p[0].Name + " day false: 0 sources, settleable false", p[0].Name + " day true: 0 sources, settleable false", p[1].Name + " day false: 1 sources, settleable false", p[1].Name + " day true: 0 sources, settleable false"}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("listed %q\nwant %q", got, want)
		}
		see(r.ID, "")
		see(half.ID, o.Days[1].ID)
		if list = conflicts(t, w, o.ID).Completed; len(list) != 0 {
			t.Errorf("seen by hand, and still listed: %+v", list)
		}
	})
}

// TestASettlementFallsWithItsFile follows a file in conflicts and sets it aside: what is left counts or is a conflict again. What somebody
// wrote down stays, and so does what another file said as well.
func TestASettlementFallsWithItsFile(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10)
		p := w.Persons(t, 5)
		var regs []registration.Registration
		mail := make([]string, len(p))
		for i, a := range p {
			regs, mail[i] = append(regs, w.Register(t, a, o.ID)), email(t, w, a)
		}
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		take := func(name, content string, opts registration.AttendanceOptions) {
			t.Helper()
			opts.Name = name
			importFile(t, w, o.ID, content, opts)
			w.Clock.Advance(time.Minute)
		}
		// The report says of the second that they were not there; the list says otherwise of everybody.
		take("wrong.csv", stays(o, [4]any{"A", mail[0], 0, 10}, [4]any{"C", mail[2], 0, 10}, [4]any{"D", mail[3], 0, 10}, [4]any{"E", mail[4], 0, 10}), registration.AttendanceOptions{Complete: true})
		take("same.csv", stays(o, [4]any{"E", mail[4], 0, 10}), registration.AttendanceOptions{})
		list := "Email,Minutes\n"
		for _, m := range mail {
			list += m + ",55\n"
		}
		take("list.csv", list, registration.AttendanceOptions{Source: registration.HowPresenter})
		take("scans.csv", "Email,Minutes\n"+mail[2]+",30\n", registration.AttendanceOptions{Source: registration.HowDoor})
		settle := func(i int, c registration.Settlement) {
			t.Helper()
			must(t, 0, errOf(w.Registrations.SettleConflict(t.Context(), w.Manager, regs[i].ID, c)))
			w.Clock.Advance(time.Minute)
		}
		for _, i := range []int{0, 1, 2, 4} {
			settle(i, registration.Settlement{Follow: "file"})
		}
		settle(3, registration.Settlement{Present: true, Minutes: 20, Reason: "I was with them"})
		is(t, w, p[1], regs[1].ID, registration.StateNoShow)
		if c := conflicts(t, w, o.ID).Open; len(c) != 0 {
			t.Fatalf("settled, and open: %+v", c)
		}
		aside(t, w, o.ID, "wrong.csv")
		for i, want := range []int{55, 55, 55, 20, 10} {
			if r := is(t, w, p[i], regs[i].ID, registration.StateAttended); r.Minutes != want {
				t.Errorf("%d minutes are left of person %d, want %d", r.Minutes, i, want)
			}
		}
		if c := conflicts(t, w, o.ID).Open; len(c) != 1 || c[0].ID != regs[2].ID || len(c[0].Sources) != 2 {
			t.Errorf("open %+v, want the list and the door about the third", c)
		}
	})
}

// TestAFileIsSetAsideAfterClosing takes back what a closing made of people by the file, and closing again judges them by what is left.
func TestAFileIsSetAsideAfterClosing(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 10)
		p := w.Persons(t, 4)
		var regs []registration.Registration
		var rows [][4]any
		for _, a := range p {
			regs, rows = append(regs, w.Register(t, a, o.ID)), append(rows, [4]any{"X", email(t, w, a), 0, 10})
		}
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		importFile(t, w, o.ID, stays(o, rows...), registration.AttendanceOptions{Name: "wrong.csv"})
		importFile(t, w, o.ID, "Email\n"+email(t, w, p[1])+"\n", registration.AttendanceOptions{Source: registration.HowPresenter})
		importFile(t, w, o.ID, "Email,Minutes\n"+email(t, w, p[2])+",10\n", registration.AttendanceOptions{Source: registration.HowPresenter, Name: "ten.csv"})
		must(t, 0, errOf(w.Registrations.NotComplete(ctx, w.Manager, regs[3].ID, "Left after ten minutes")))
		must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)))
		for i, a := range p {
			is(t, w, a, regs[i].ID, registration.StateNotCompleted)
		}
		w.Work(t)
		letters := len(w.Box.Letters(""))
		aside(t, w, o.ID, "wrong.csv")
		w.Work(t)
		if n := len(w.Box.Letters("")); n != letters {
			t.Errorf("%d letters say that somebody registered", n-letters)
		}
		for i, want := range []registration.State{registration.StateRegistered, registration.StateAttended, registration.StateNotCompleted, registration.StateNotCompleted} {
			is(t, w, p[i], regs[i].ID, want)
		}
		must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)))
		for i, want := range []registration.State{registration.StateNoShow, registration.StateCompleted, registration.StateNotCompleted, registration.StateNotCompleted} {
			is(t, w, p[i], regs[i].ID, want)
		}
	})
}

// TestNobodySetsAsideTheirOwn refuses to set a file aside to whom it speaks of, and leaves it as it is.
func TestNobodySetsAsideTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 10)
		own := w.Register(t, w.Editor, o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		importFile(t, w, o.ID, "Email,Minutes,Guest\n"+email(t, w, w.Editor)+",55,Yes\n", registration.AttendanceOptions{Name: "report.csv"})
		file := fileNamed(t, w, o.ID, "report.csv").ID
		_, err := w.Registrations.SetFileAside(ctx, w.Editor, file, "I was there longer")
		want(t, err, errs.Forbidden)
		is(t, w, w.Editor, own.ID, registration.StateAttended)
		fileNamed(t, w, o.ID, "report.csv") // still counts
		aside(t, w, o.ID, "report.csv")
		is(t, w, w.Editor, own.ID, registration.StateRegistered)
	})
}

// TestWhoIsThereAgainIsAsked writes to nobody of whom a file was set aside when the question fell due, and to them once they were there after all.
func TestWhoIsThereAgainIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10)
		p := w.Persons(t, 2)
		r, soon := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Work(t)
		w.Clock.Set(o.StartsAt)
		file := "Email,Minutes,Guest\n" + email(t, w, p[0]) + ",55,Yes\n" + email(t, w, p[1]) + ",55,Yes\n"
		importFile(t, w, o.ID, file, registration.AttendanceOptions{Name: "wrong.csv"})
		ask := func(work bool) int {
			t.Helper()
			before := len(w.Box.Letters(""))
			must(t, 0, w.Queue.RunPeriodic(t.Context()))
			if work {
				w.Work(t)
			}
			return len(w.Box.Letters("")) - before
		}
		aside(t, w, o.ID, "wrong.csv")
		w.Clock.Set(o.EndsAt.Add(time.Minute))
		if n := ask(true); n != 0 {
			t.Errorf("%d letters to people who were not there", n)
		}
		// The one letter is asked for, and the file set aside before it is written.
		importFile(t, w, o.ID, "Email,Minutes,Guest\n"+email(t, w, p[1])+",50,Yes\n", registration.AttendanceOptions{Name: "soon.csv"})
		ask(false)
		aside(t, w, o.ID, "soon.csv")
		if n := ask(true); n != 0 {
			t.Errorf("%d letters to people who were not there any more", n)
		}
		importFile(t, w, o.ID, file, registration.AttendanceOptions{})
		is(t, w, p[0], r.ID, registration.StateAttended)
		is(t, w, p[1], soon.ID, registration.StateAttended)
		if n := ask(true); n != 2 {
			t.Errorf("%d letters ask the two who were there after all", n)
		}
		if n := ask(true); n != 0 {
			t.Errorf("%d letters ask again", n)
		}
	})
}
