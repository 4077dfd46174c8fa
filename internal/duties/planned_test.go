package duties_test

import (
	"reflect"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// TestWhatIsBegunTeachesAsWhatIsCompleted looks at rules as if a course were completed, and then completes it: of all of them the same comes out.
func TestWhatIsBegunTeachesAsWhatIsCompleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx, me := t.Context(), w.C.Learner
		w.offer = cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced, func(d *catalogue.Draft) { d.Prices = nil }).ID
		w.teaches("A", "B", "S")
		w.version("A2 S1 S2", "A replaced A2", "S split S1 S2")
		// What they did not agree with before says nothing of what comes.
		target, err := w.BeginFramework(ctx, me, w.key, "practitioner")
		w.must(err)
		_, err = w.Say(ctx, me, target.ID, assessment.Saying{Competency: w.code["B"], Said: assessment.SaidNone, Contests: true})
		w.must(err)
		w.C.Clock.Advance(time.Minute)
		w.rule("level", "{competency: K/A2, level: practitioner, assurance: association}")
		w.rule("higher", "{competency: K/A2, level: expert}")
		w.rule("contested", "{competency: K/B, level: practitioner}")
		w.rule("hours", "{at_least: 1 activities, of: {competency: [K/A2, K/B]}}")
		w.rule("split", "{competency: K/S1}")
		w.rule("plain", "{at_least: 1 activities}")
		r, err := w.registration.Register(ctx, me, registration.Request{Offer: w.offer})
		w.must(err)
		need := func(key string, registered bool) (rules.Status, rulefile.NodeView) {
			t.Helper()
			one, err := w.Duties.One(ctx, me, key, duties.Question{Registered: registered})
			w.must(err)
			return one.Status(), rulefile.NewView(one.Result).Needs
		}
		want := map[string]rules.Status{"level": "met", "higher": "not yet", "contested": "met", "hours": "met", "split": "not yet", "plain": "met"}
		thought := map[string]rulefile.NodeView{}
		for key, status := range want {
			if now, _ := need(key, false); now != "not yet" {
				t.Errorf("%s before it is completed: %s", key, now)
			}
			then, tree := need(key, true)
			if thought[key] = tree; then != status {
				t.Errorf("%s as if it were completed: %s, want %s", key, then, status)
			}
		}
		_, err = w.registration.Declare(ctx, me, r.ID)
		w.must(err)
		w.Work(t)
		for key := range want {
			_, tree := need(key, false)
			if !reflect.DeepEqual(thought[key], tree) {
				t.Errorf("%s, thought of: %+v, done: %+v", key, thought[key], tree)
			}
		}
	})
}
