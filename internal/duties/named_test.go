package duties_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/standards"
)

// splitA publishes a version in which A was split into a further competency, which bears the code A now, and S9.
func (w *skills) splitA() {
	w.t.Helper()
	ctx, editor := w.t.Context(), w.C.Curriculum
	_, err := w.C.Standards.BeginDraft(ctx, editor, w.framework)
	w.must(err)
	old := w.code["A"]
	w.must(w.C.Standards.RemoveCompetency(ctx, editor, w.framework, old))
	for _, c := range []string{"A", "S9"} {
		w.code[c] = cataloguetest.Competency(w.t, w.C, w.framework, c)
	}
	w.must(w.C.Standards.Decide(ctx, editor, w.framework, []standards.Decision{{Competency: old, Became: standards.BecameSplit, Targets: "A,S9"}}, ""))
	w.C.Clock.Advance(time.Hour)
	cataloguetest.Publish(w.t, w.C, w.framework)
	w.Work(w.t)
}

// days lets days go by, with what is done hourly.
func (w *skills) days(n int) {
	w.t.Helper()
	w.C.Clock.Advance(time.Duration(n) * 24 * time.Hour)
	w.must(w.Queue.RunPeriodic(w.t.Context()))
	w.Work(w.t)
}

// TestANameGoesOnMeaningWhatItMeant publishes a rule again after its code was given to another competency.
func TestANameGoesOnMeaningWhatItMeant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx := t.Context()
		w.teaches("A")
		w.Completed(t, w.C.Learner.PersonID, w.offer, "A course")
		w.rule("a", "{competency: K/a}")
		w.want(map[string]string{"a": "met"})
		w.splitA()
		_, err := w.Duties.SaveRule(ctx, w.C.Curriculum, "a", w.text("a", "name: Another name", "{competency: K/a}"), "")
		w.must(err)
		w.must(w.Duties.PublishRule(ctx, w.C.Curriculum, "a", "", ""))
		w.Work(t)
		w.want(map[string]string{"a": "met"})
		moved, err := w.Duties.MovedRules(ctx, w.C.Admin)
		if err != nil || len(moved) != 1 || moved[0].Moved[0].Became != standards.BecameSplit {
			t.Fatalf("moved: %+v, %v", moved, err)
		}
		// A version of days to come means those that bear the codes now.
		text, ok, err := w.Duties.ProposedText(ctx, w.C.Curriculum, "a")
		if err != nil || !ok {
			t.Fatalf("no text is proposed: %v", err)
		}
		_, err = w.Duties.SaveRule(ctx, w.C.Curriculum, "a", text, "")
		w.must(err)
		w.must(w.Duties.PublishRule(ctx, w.C.Curriculum, "a", "", ""))
		w.days(2)
		if moved, err := w.Duties.MovedRules(ctx, w.C.Admin); err != nil || len(moved) != 0 {
			t.Errorf("it waits still: %+v, %v", moved, err)
		}
		w.want(map[string]string{"a": "not yet"})
		w.teaches("A", "S9")
		w.want(map[string]string{"a": "met"})
	})
}

// TestAMistypedCompetencyIsNotPublished names what a framework does not have, and a framework that is not here yet.
func TestAMistypedCompetencyIsNotPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx := t.Context()
		_, err := w.Duties.WriteRule(ctx, w.C.Curriculum, w.text("typo", "", "{all_of: [{competency: K/A}, {competency: K/AA}, {competency: cataloguing}]}"))
		w.must(err)
		err = w.Duties.PublishRule(ctx, w.C.Curriculum, "typo", "", "")
		f := errs.As(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "text" || !strings.HasPrefix(fmt.Sprintf(f.Fields[0].Message, f.Fields[0].Args...), "Line 6, column 59: ") {
			t.Errorf("a code that nothing bears is published: %+v", err)
		}
		w.rule("later", "{competency: Laterskills/x}")
		w.want(map[string]string{"later": "not yet"})
		_, codes := cataloguetest.Framework(t, w.C, "Laterskills", "X")
		w.code["X"] = codes["X"]
		w.teaches("X")
		w.Completed(t, w.C.Learner.PersonID, w.offer, "A course")
		w.days(1)
		w.want(map[string]string{"later": "met"})
	})
}

// TestTheProposedTextKeepsWhatWasAsked proposes for rules that say more of a competency than its name.
func TestTheProposedTextKeepsWhatWasAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx := t.Context()
		w.rule("timed", "{competency: K/s, within: 2 years, level: expert, assurance: association}")
		w.rule("none", "{none_of: [{competency: K/S}]}")
		w.rule("two", "{choose: {count: 2, from: [{competency: K/b}, {competency: K/C}, {competency: K/D}]}}")
		tomorrow := w.C.Clock.Now().AddDate(0, 0, 1).Format(time.DateOnly)
		_, err := w.Duties.WriteRule(ctx, w.C.Curriculum, strings.ReplaceAll("rule: soon\nstatus: verified\nversions:\n  - {in_force_from: "+tomorrow+", needs: {competency: K/S}}\n", "K/", w.key+"/"))
		w.must(err)
		w.must(w.Duties.PublishRule(ctx, w.C.Curriculum, "soon", "", ""))
		w.version("M S1 S2", "B merged M", "C merged M", "S split S1 S2")
		for key := range map[string]bool{"timed": true, "none": true, "two": true, "soon": true} {
			text, ok, err := w.Duties.ProposedText(ctx, w.C.Curriculum, key)
			if err != nil || !ok {
				t.Fatalf("%s: nothing is proposed: %v", key, err)
			}
			if _, err := w.Duties.SaveRule(ctx, w.C.Curriculum, key, text, ""); err != nil {
				t.Fatalf("%s: what is proposed cannot be kept: %+v\n%s", key, err, text)
			}
			w.must(w.Duties.PublishRule(ctx, w.C.Curriculum, key, "", ""))
			p, err := w.Duties.CheckText(text)
			w.must(err)
			versions := p.Rule().Versions
			last := *versions[len(versions)-1].Needs
			if key == "timed" {
				for i, name := range []string{"S1", "S2"} {
					n := last.Needs[i]
					if n.Target != w.key+"/"+name || n.Within.IsZero() || n.Level != "expert" || n.Assurance != "association" {
						t.Errorf("what was asked of it is lost: %+v", n)
					}
				}
			}
			if key == "none" && (last.Kind != "none_of" || last.Needs[0].Kind != "any_of" || len(last.Needs[0].Needs) != 2) {
				t.Errorf("what must not be there may be there in part: %+v", last)
			}
			if key == "two" && (last.Count != 2 || len(last.Needs) != 2 || last.Needs[0].Target != w.key+"/M" || last.Needs[1].Target != w.key+"/D") {
				t.Errorf("what are one by now count for two: %+v", last)
			}
		}
		if moved, err := w.Duties.MovedRules(ctx, w.C.Admin); err != nil || len(moved) != 0 {
			t.Errorf("they wait still: %+v, %v", moved, err)
		}
	})
}

// TestOnlyRulesThatNameCompetenciesAreLookedAtAgain has more completions of an offer than one job comes to, and a rule that asks for hours.
func TestOnlyRulesThatNameCompetenciesAreLookedAtAgain(t *testing.T) {
	duties.SmallChunks(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx := t.Context()
		w.rule("a", "{competency: K/A}")
		w.rule("hours", "{at_least: 1 hour}")
		for range 6 {
			somebody := peopletest.Actor(t, w.C.People, peopletest.Person(t, w.C.People))
			w.must(w.Duties.Bind(ctx, somebody, duties.Binding{Rule: "a"}))
			w.Completed(t, somebody.PersonID, w.offer, "A course")
		}
		w.Completed(t, w.C.Learner.PersonID, w.offer, "A course")
		w.Work(t)
		looked := func(key string) (at int64) {
			t.Helper()
			w.must(d.QueryRow(ctx, `SELECT computed_at FROM duty_standings WHERE person_id = $1 AND rule_key = $2`, w.C.Learner.PersonID, key).Scan(&at))
			return at
		}
		a, hours := looked("a"), looked("hours")
		w.C.Clock.Advance(time.Minute)
		w.teaches("A")
		var met int
		w.must(d.QueryRow(ctx, `SELECT COUNT(*) FROM duty_standings WHERE rule_key = 'a' AND status = 'met'`).Scan(&met))
		if met != 7 {
			t.Errorf("%d of 7 were looked at again", met)
		}
		target, err := w.BeginFramework(ctx, w.C.Learner, w.key, "practitioner")
		w.must(err)
		_, err = w.Say(ctx, w.C.Learner, target.ID, assessment.Saying{Competency: w.code["A"], Level: "practitioner"})
		w.must(err)
		w.Work(t)
		if looked("a") == a || looked("hours") != hours {
			t.Errorf("looked at again: a %v, hours %v", looked("a") != a, looked("hours") != hours)
		}
	})
}

// TestAnotherEvaluatorWorksOutAgain begins one run for what an earlier one worked out, and no second.
func TestAnotherEvaluatorWorksOutAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		w.rule("hours", "{at_least: 1 hour}")
		w.days(1)
		runs := w.runs()
		w.must(d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE duty_runs SET text_hash = 'of the text alone'`)
			return err
		}))
		for range 2 {
			w.days(1)
			if n := w.runs(); n != runs+1 {
				t.Errorf("%d runs, want one", n-runs)
			}
		}
	})
}
