package duties_test

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// rule publishes a rule of ten hours in a year with a cycle of its own.
func (w *due) rule(key, cycle, needs string) {
	w.t.Helper()
	_, err := w.WriteRule(w.t.Context(), w.Editor, "rule: "+key+"\nname: The "+key+"\nstatus: verified\nversions:\n  - needs: "+needs+"\n    cycle: "+cycle+"\n")
	w.must(err)
	w.must(w.PublishRule(w.t.Context(), w.Editor, key, "", ""))
}

// each does what is done each day, on so many days from one on.
func (w *due) each(from string, days int) {
	w.t.Helper()
	first, err := time.Parse(time.DateOnly, from)
	w.must(err)
	for i := range days {
		w.day(first.AddDate(0, 0, i).Format(time.DateOnly))
	}
}

func TestNobodyIsWrittenToWhileALeaveMovesTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("lv", "{length: 1 year, leave: extends}", "{at_least: 10 hours}")
		w.day("2026-10-10")
		w.bind(w.Me, "lv", "2025-11-16")
		w.day("2026-10-12")
		w.got(w.Me, "before the leave", 1)
		w.day("2026-10-14")
		w.must(w.Say(ctx, w.Me, duties.Said{Kind: duties.KindLeave, Rule: "lv", Day: "2026-10-14"}))
		w.Work(t)
		w.each("2026-10-15", 12)
		w.got(w.Me, "on leave", 1)
		// Back again the day stands still: it is written about at the next step, and not again at the one that was written at.
		one, err := w.One(ctx, w.Me, "lv", duties.Question{})
		w.must(err)
		w.day("2027-01-10")
		w.must(w.Correct(ctx, w.Me, one.Statements[0].ID, duties.Said{Day: "2026-10-14", Until: "2027-01-01"}, false))
		w.Work(t)
		w.choose(w.Me, []int{90, 7})
		w.day("2027-01-11")
		w.got(w.Me, "back, 23 days before", 1)
		w.day("2027-01-30")
		w.got(w.Me, "four days before", 2)
		if l := last(w.letters(w.Me)); l.Subject != "Falls due on 3 February 2027: The lv" {
			t.Errorf("%q", l.Subject)
		}
	})
}

func TestADayThatBecameMuchEarlierIsWrittenAboutAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("lv", "{length: 1 year, leave: extends}", "{at_least: 10 hours}")
		w.choose(w.Me, []int{90})
		w.bind(w.Me, "lv", "2025-10-01")
		w.must(w.Say(ctx, w.Me, duties.Said{Kind: duties.KindLeave, Rule: "lv", Day: "2026-01-01", Until: "2026-04-10"}))
		w.Work(t)
		w.day("2026-10-15")
		w.got(w.Me, "85 days before", 1)
		for _, x := range []struct {
			until string
			want  int
			due   string
		}{{"2026-04-05", 1, "8 January 2027"}, {"2026-03-11", 2, "9 December 2026"}, {"2026-03-12", 2, "9 December 2026"}, {"2026-04-10", 2, "9 December 2026"}} {
			one, err := w.One(ctx, w.Me, "lv", duties.Question{})
			w.must(err)
			for _, st := range one.Statements {
				if st.Kind == duties.KindLeave && one.Standing(st) {
					w.must(w.Correct(ctx, w.Me, st.ID, duties.Said{Day: "2026-01-01", Until: x.until}, false))
				}
			}
			w.Work(t)
			w.day("2026-10-16")
			w.got(w.Me, "leave until "+x.until, x.want)
			if l := last(w.letters(w.Me)); l.Subject != "Falls due on "+x.due+": The lv" {
				t.Errorf("leave until %s: %q", x.until, l.Subject)
			}
		}
	})
}

func TestNoLetterIsWrittenAboutWhatCannotBeMadeUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("years", "{kind: calendar, length: 2 years, anchor: 2025-01-01, grace: 3 months}", "{at_least: 30 hours, each_year: 5 hours}")
		w.rule("cpr", "{length: 2 years}", "{all_of: [{at_least: 30 hours}, {award: cpr}]}")
		w.bind(w.Me, "years", "2024-01-01")
		w.day("2026-10-05")
		w.got(w.Me, "a year was missed", 0)
		w.day("2027-02-01")
		w.got(w.Me, "in the grace of it", 0)
		// An award that ran out can be renewed in time.
		w.bind(w.Other, "cpr", "2025-03-01")
		w.must(w.Say(ctx, w.Other, duties.Said{Kind: duties.KindAward, Rule: "cpr", Name: "cpr", Day: "2025-03-01", Until: "2026-03-01"}))
		w.Work(t)
		w.day("2027-02-03")
		w.got(w.Other, "an award ran out", 1)
		if l := last(w.letters(w.Other)); l.Subject != "Falls due on 28 February 2027: The cpr" {
			t.Errorf("%q", l.Subject)
		}
		// Certified support staff may ask for renewal in the grace, and make nothing up.
		at := w.Person(t)
		w.Clock.Set(time.Date(2026, 9, 20, 18, 0, 0, 0, time.UTC))
		w.bind(at, lssc, "2022-12-01")
		w.day("2026-11-05")
		w.got(at, "before the end", 1)
		if l := last(w.letters(at)); !strings.Contains(l.Text, "What is missing then cannot be made up: in its grace, until 31 January 2027, one may only ask for renewal.") {
			t.Error(l.Text)
		}
		w.day("2026-12-05")
		w.day("2027-01-05")
		w.got(at, "in a grace for renewal", 1)
	})
}

func TestEachYearOfACycleIsWrittenAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		w.choose(w.Me, []int{30})
		w.rule("years", "{kind: calendar, length: 3 years, anchor: 2025-01-01}", "{at_least: 30 hours, each_year: 5 hours}")
		w.bind(w.Me, "years", "2024-01-01")
		w.Learned(t, w.Me.PersonID, "2025-05-05", 300)
		w.Work(t)
		w.day("2026-12-05")
		w.got(w.Me, "the second year", 1)
		w.Learned(t, w.Me.PersonID, "2026-12-06", 300)
		w.Work(t)
		w.day("2027-12-05")
		w.got(w.Me, "the third year", 2)
	})
}
