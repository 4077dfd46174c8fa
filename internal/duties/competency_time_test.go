package duties_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// says lets the learner say a level of A, or that there is none, and returns the day.
func (w *skills) says(target id.ID, level string) rules.Day {
	w.t.Helper()
	y := assessment.Saying{Competency: w.code["A"], Level: level}
	if level == "" {
		y.Said = assessment.SaidNone
	}
	_, err := w.Say(w.t.Context(), w.C.Learner, target, y)
	w.must(err)
	w.Work(w.t)
	return w.today()
}

func (w *skills) today() rules.Day {
	d, _ := rules.ParseDay(w.C.People.DayOf(w.C.Clock.Now()))
	return d
}

// metOn is since when the learner meets a rule.
func (w *skills) metOn(key string) rules.Day {
	w.t.Helper()
	one, err := w.Duties.One(w.t.Context(), w.C.Learner, key, duties.Question{})
	w.must(err)
	return one.Result.Tree.MetOn
}

// later lets months pass, with what is done each day.
func (w *skills) later(months int) {
	w.t.Helper()
	w.C.Clock.Set(w.C.Clock.Now().AddDate(0, months, 0))
	w.must(w.Queue.RunPeriodic(w.t.Context()))
	w.Work(w.t)
}

// TestALevelCountsFromTheDayItWasFirstSaid raises a level: the lower one is held since before.
func TestALevelCountsFromTheDayItWasFirstSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		w.rule("level", "{competency: K/A, level: practitioner}")
		w.rule("top", "{competency: K/A, level: expert}")
		w.rule("steps", "{in_order: [{competency: K/A, level: practitioner}, {at_least: 1 activity}]}")
		target, err := w.BeginFramework(t.Context(), w.C.Learner, w.key, "practitioner")
		w.must(err)
		first := w.says(target.ID, "practitioner")
		w.later(2)
		w.Completed(t, w.C.Learner.PersonID, w.offer, "A course")
		w.later(3)
		raised := w.says(target.ID, "expert")
		w.want(map[string]string{"level": "met", "top": "met", "steps": "met"})
		if got := w.metOn("level"); got != first {
			t.Errorf("held since %s, want %s", got, first)
		}
		if got := w.metOn("top"); got != raised {
			t.Errorf("the higher level since %s, want %s", got, raised)
		}
		// Whoever says less holds the higher level no more, and the lower one as before.
		w.later(1)
		w.says(target.ID, "practitioner")
		w.later(1)
		w.want(map[string]string{"level": "met", "top": "not yet", "steps": "met"})
		w.says(target.ID, "")
		w.later(1)
		w.want(map[string]string{"level": "not yet", "top": "not yet"})
	})
}

// TestALevelConfirmedIsFresh says the same again after years.
func TestALevelConfirmedIsFresh(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx, me := t.Context(), w.C.Learner
		w.rule("lately", "{competency: K/A, level: practitioner, within: 2 years}")
		w.rule("seen-lately", "{competency: K/A, level: practitioner, within: 2 years, assurance: third-party}")
		target, err := w.BeginFramework(ctx, me, w.key, "practitioner")
		w.must(err)
		w.says(target.ID, "practitioner")
		w.later(30)
		w.want(map[string]string{"lately": "not yet"})
		again := w.says(target.ID, "practitioner")
		w.want(map[string]string{"lately": "met"})
		if got := w.metOn("lately"); got != again {
			t.Errorf("met since %s, want %s", got, again)
		}
		// A voice that repeats itself on a later day confirms what it said.
		i, err := w.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByMentor, Name: "Ines Dell", Address: "ines@example.org"})
		w.must(err)
		w.Work(t)
		var said rules.Day
		for range 2 {
			w.C.Clock.Advance(40 * 24 * time.Hour)
			_, err = w.SayAsGuest(ctx, w.C.Manager, assessment.Guest{Secret: secretIn(t, w, i)}, assessment.Saying{Competency: w.code["A"], Level: "expert"})
			w.must(err)
			said = w.today()
		}
		w.C.Clock.Set(w.C.Clock.Now().AddDate(2, 0, -1))
		w.must(w.Queue.RunPeriodic(ctx))
		w.Work(t)
		w.want(map[string]string{"seen-lately": "met"})
		if got := w.metOn("seen-lately"); got != said {
			t.Errorf("met since %s, want %s", got, said)
		}
	})
}

// TestACycleKeepsWhatWasSaidInIt confirms a level in each cycle, and takes it back later.
func TestACycleKeepsWhatWasSaidInIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		_, err := w.Duties.WriteRule(t.Context(), w.C.Curriculum, "rule: each\nstatus: verified\nlevels: [foundational, practitioner, expert]\nversions:\n  - cycle: {kind: calendar, length: 1 year}\n    needs: {competency: "+w.key+"/A, level: practitioner, over: cycle}\n")
		w.must(err)
		w.must(w.Duties.PublishRule(t.Context(), w.C.Curriculum, "each", "", ""))
		w.must(w.Duties.Bind(t.Context(), w.C.Learner, duties.Binding{Rule: "each"}))
		target, err := w.BeginFramework(t.Context(), w.C.Learner, w.key, "practitioner")
		w.must(err)
		w.says(target.ID, "practitioner")
		w.want(map[string]string{"each": "met"})
		w.later(12)
		w.want(map[string]string{"each": "not yet"})
		w.says(target.ID, "practitioner")
		w.want(map[string]string{"each": "met"})
		w.later(12)
		w.says(target.ID, "")
		one, err := w.Duties.One(t.Context(), w.C.Learner, "each", duties.Question{})
		w.must(err)
		for _, n := range one.Result.Notes {
			if n == rules.MissedBefore {
				t.Error("a cycle that was met is missed since the level was taken back in the next one")
			}
		}
	})
}
