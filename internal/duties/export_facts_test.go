package duties_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// exported returns the lines of everybody, or of one person.
func exported(t *testing.T, w *skills, person id.ID, rule string) string {
	t.Helper()
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	w.must(w.Duties.EachFact(t.Context(), system, person, rule, func(l rulefile.Line) error { return lines.Encode(l) }))
	return out.String()
}

// sayTheSame fails where the lines of a person do not evaluate to what their page says.
func sayTheSame(t *testing.T, w *skills, keys ...string) map[string]rules.Status {
	t.Helper()
	me := w.C.Learner
	mine, err := w.Duties.Mine(t.Context(), me)
	w.must(err)
	got := map[string]rules.Status{}
	for _, key := range keys {
		one, err := w.Duties.One(t.Context(), me, key, duties.Question{})
		w.must(err)
		p, err := rulefile.Read([]byte(one.Rule.Text))
		w.must(err)
		for whose, person := range map[string]id.ID{"one": me.PersonID, "everybody": ""} {
			lines := exported(t, w, person, key)
			f, err := rulefile.ReadFacts(strings.NewReader(lines), "person", string(me.PersonID))
			w.must(err)
			res, err := p.Evaluate(rules.NewPerson(f), rules.Request{AsOf: one.Today, Explain: true})
			w.must(err)
			if file, page := view(t, res), view(t, one.Result); file != page {
				t.Errorf("%s, the lines of %s say\n%s\nthe page says\n%s\nof\n%s", key, whose, file, page, lines)
			}
		}
		for _, d := range mine {
			if d.Rule.Key == key && view(t, d.Result) != view(t, one.Result) {
				t.Errorf("%s: the list says otherwise than the page", key)
			}
		}
		got[key] = one.Status()
	}
	return got
}

func view(t *testing.T, r *rules.Result) string {
	t.Helper()
	b, err := json.MarshalIndent(rulefile.NewView(r), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestWhatIsTakenOutSaysWhatThePageSays takes facts of every kind out, of a person of two accounts, before and after a framework changed.
func TestWhatIsTakenOutSaysWhatThePageSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		duties.SmallChunks(t)
		w := newSkills(t, d)
		ctx, me := t.Context(), w.C.Learner
		w.teaches("A", "B", "C", "S", "R")
		cataloguetest.Earns(t, w.C, w.offer, catalogue.Certificate)
		e := w.Completed(t, me.PersonID, w.offer, "A course")
		w.must(d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return events.Publish(ctx, tx, w.C.Clock.Now(), registration.Completed{EntryID: e.ID, PersonID: me.PersonID, OfferID: w.offer})
		}))
		w.Work(t)
		c := record.CorrectionOf(e)
		c.Minutes, c.Reason = 150, "It was longer"
		w.must(d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Record.CorrectTx(ctx, tx, w.C.Clock.Now(), system, e.ID, c)
			return err
		}))
		// What another account of theirs brings.
		second := peopletest.Actor(t, w.C.People, peopletest.Person(t, w.C.People))
		w.published("renewal", "", "{at_least: 6 hours, report_within: 90 days}\n    cycle: {length: 2 years}")
		w.must(w.Duties.Bind(ctx, second, duties.Binding{Rule: "renewal", Certified: w.C.Clock.Now().Format(time.DateOnly)}))
		w.Completed(t, second.PersonID, w.offer, "Another course")
		w.must(w.C.People.Merge(ctx, system, second.PersonID, me.PersonID))
		// What they and another voice say.
		target, err := w.BeginFramework(ctx, me, w.key, "practitioner")
		w.must(err)
		say := func(level string) {
			t.Helper()
			_, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: w.code["D"], Level: level})
			w.must(err)
			w.C.Clock.Advance(48 * time.Hour)
		}
		say("expert")
		say("foundational")
		i, err := w.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByMentor, Name: "Ines Dell", Address: "ines@example.org"})
		w.must(err)
		w.Work(t)
		_, err = w.SayAsGuest(ctx, w.C.Manager, assessment.Guest{Secret: secretIn(t, w, i)}, assessment.Saying{Competency: w.code["D"], Level: "practitioner"})
		w.must(err)
		w.rule("a", "{competency: K/a, level: practitioner, assurance: association}")
		w.rule("said", "{competency: K/D, level: expert}")
		w.rule("seen", "{competency: K/D, level: practitioner, assurance: third-party}")
		w.rule("b-and-c", "{choose: {count: 3, from: [{competency: K/B}, {competency: K/C}, {competency: K/D}]}}")
		w.rule("hours", "{at_least: 4 hours, of: {competency: [K/B, K/C]}}")
		w.rule("s", "{competency: K/S}")
		w.rule("r", "{competency: K/R}")
		w.rule("award", "{award: A course, assurance: association}")
		w.rule("parts", "{all_of: [{portfolio: storytelling}, {agreement: state school}, {exam: final}]}")
		for _, x := range []duties.Said{{Kind: duties.KindPortfolio, Name: "storytelling", Day: "2026-01-02"}, {Kind: duties.KindAgreement, Name: "state school", Day: "2026-01-03"}} {
			x.Rule = "parts"
			w.must(w.Duties.Say(ctx, me, x))
		}
		w.must(w.Duties.Say(ctx, me, duties.Said{Kind: duties.KindLeave, Rule: "renewal", Day: "2026-09-16", Until: "2026-09-17"}))
		w.Work(t)
		all := []string{"a", "said", "seen", "b-and-c", "hours", "s", "r", "award", "parts", "renewal"}
		want := map[string]rules.Status{"a": "met", "said": "not yet", "seen": "met", "b-and-c": "met", "hours": "partly", "s": "met", "r": "met", "award": "met", "parts": "partly", "renewal": "partly"}
		check := func(when string) {
			t.Helper()
			got := sayTheSame(t, w, all...)
			for key, status := range want {
				if got[key] != status {
					t.Errorf("%s, %s: %s, want %s", when, key, got[key], status)
				}
			}
		}
		check("before")
		w.version("A2 M S1 S2", "A replaced A2", "B merged M", "C merged M", "S split S1 S2", "R retired")
		want["b-and-c"] = "met"
		check("after")
		if lines := exported(t, w, "", ""); !strings.Contains(lines, w.key+"/A2") || strings.Contains(lines, `"`+w.key+`/A"`) || strings.Contains(lines, "storytelling") || strings.Contains(lines, string(second.PersonID)) {
			t.Errorf("without a rule:\n%s", lines)
		}
		// The code of what was split is given to another one.
		w.version("S A")
		check("after codes came back")

		none := func(rulefile.Line) error { t.Error("a line is handed out"); return nil }
		if err := w.Duties.EachFact(ctx, w.C.Admin, "", "", none); kindOf(err) != "forbidden" {
			t.Errorf("an administrator takes it out: %v", err)
		}
		w.published("board", "binds: group", "{each: {members: all, need: {competency: K/M}}}")
		if err := w.Duties.EachFact(ctx, system, "", "board", none); kindOf(err) != "invalid" {
			t.Errorf("a rule of boards: %v", err)
		}
		if err := w.Duties.EachFact(ctx, system, "", "nothing", none); !errs.Is(err, errs.NotFound) {
			t.Errorf("no rule: %v", err)
		}
	})
}
