package duties_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/page"
)

func TestWhatRestsOnAPersonsOwnWordIsToldSoToOthersAndNotHowMuchWasWaived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("law", "{kind: calendar, length: 1 year}", "{exam: law}")
		w.rule("dec", "{kind: calendar, length: 1 year}", "{name: Hours, at_least: 10 hours}")
		lib, director, members := board(t, w.World, 5)
		for _, m := range members {
			w.bind(m, "law", "")
			w.bind(m, "dec", "")
		}
		one := members[0]
		w.Learned(t, one.PersonID, "2026-05-05", 300)
		standing := func(rule string) duties.Standing {
			t.Helper()
			w.Work(t)
			team := must(w.Team(ctx, director, lib.ID, page.Request{}))
			list := team.Items[0].Standings
			return list[slices.IndexFunc(list, func(st duties.Standing) bool { return st.Rule == rule })]
		}
		if st := standing("dec"); st.OwnWord || st.Needed != 600 || st.Counted != 300 {
			t.Errorf("before anything was said: %+v", st)
		}
		w.must(w.Say(ctx, one, duties.Said{Kind: duties.KindWaived, Rule: "dec", Day: "2026-03-01", Amount: 400, Unit: "hours"}))
		if st := standing("dec"); !st.OwnWord || st.Needed != 600 || st.Counted != 540 || st.Missing != 60 {
			t.Errorf("four hours waived: %+v", st)
		}
		for _, m := range members {
			w.must(w.Say(ctx, m, duties.Said{Kind: duties.KindExam, Rule: "law", Name: "law", Day: "2026-03-01"}))
			w.must(w.Say(ctx, m, duties.Said{Kind: duties.KindWaived, Rule: "dec", Name: "Hours", Day: "2026-03-01"}))
		}
		for _, rule := range []string{"law", "dec"} {
			if st := standing(rule); !st.OwnWord || st.Status != "met" {
				t.Errorf("%s: %+v", rule, st)
			}
			if c := must(w.Counters(ctx, w.Editor))[rule]; c.Bound != 5 || c.Met != 0 || c.Apart {
				t.Errorf("%s is counted as met: %+v", rule, c)
			}
		}
		if file := unfold(must(w.TeamCalendar(ctx, director, lib.ID))); strings.Count(file, ", by their own word") != 10 {
			t.Error(file)
		}
		// Learning that would do alone makes it a fact.
		w.Learned(t, one.PersonID, "2026-06-05", 600)
		if st := standing("dec"); st.OwnWord || st.Status != "met" {
			t.Errorf("all is learned: %+v", st)
		}
		w.Sound(t)
	})
}

func TestACalendarIsNewerOnlyWhenItShowsSomethingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.bind(w.Me, "ten", "2025-12-16")
		w.Learned(t, w.Me.PersonID, "2026-05-05", 600)
		w.Work(t)
		secret := must(w.RenewFeed(ctx, w.Me))
		met := must(w.Feed(ctx, secret))
		learn := func(minutes int) (list [][]byte) { // as it is before, at once, and when it was worked out anew
			w.Clock.Advance(time.Hour)
			w.Learned(t, w.Me.PersonID, "2026-06-05", minutes)
			list = append(list, must(w.Feed(ctx, secret)))
			w.Clock.Advance(time.Hour)
			list = append(list, must(w.Feed(ctx, secret)))
			w.Work(t)
			return append(list, must(w.Feed(ctx, secret)))
		}
		for i, file := range learn(60) {
			if string(file) != string(met) {
				t.Errorf("%d: more than is needed makes it another one\n%s\n%s", i, met, file)
			}
		}
		w.bind(w.Other, "ten", "2025-12-16")
		w.Work(t)
		w.Me = w.Other
		secret = must(w.RenewFeed(ctx, w.Me))
		before := stamps(t, must(w.Feed(ctx, secret)))
		list := learn(60)
		if first := stamps(t, list[0]); !first[0].After(before[0]) || string(list[1]) != string(list[0]) || string(list[2]) != string(list[0]) {
			t.Errorf("an hour less is missing since %s, was %s: %s", first, before, list)
		}
	})
}
