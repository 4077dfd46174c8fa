package duties_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/standards"
)

// skills is a world with a framework and an offer that teaches some of its competencies.
type skills struct {
	*assessmenttest.World
	Duties    *duties.Service
	t         *testing.T
	framework id.ID
	key       string
	code      map[string]id.ID
	offer     id.ID

	registration *registration.Service
}

func newSkills(t *testing.T, d *db.DB) *skills {
	w := &skills{World: assessmenttest.New(t, d), t: t}
	w.registration = registration.New(registration.Deps{DB: d, Clock: w.C.Clock, People: w.C.People, Catalogue: w.C.Service, Record: w.Record})
	held := recognition.New(recognition.Deps{DB: d, Clock: w.C.Clock, People: w.C.People, Catalogue: w.C.Service, Record: w.Record})
	w.Duties = duties.New(duties.Deps{DB: d, Clock: w.C.Clock, People: w.C.People, Catalogue: w.C.Service, Record: w.Record, Registration: w.registration, Recognition: held,
		Standards: w.C.Standards, Assessment: w.Service})
	held.Register(w.Queue)
	w.Duties.Register(w.Queue)
	w.framework, w.code = cataloguetest.Framework(t, w.C, "Skills", "A", "B", "C", "D", "S", "R")
	places, err := w.C.Standards.Places(t.Context(), d, []id.ID{w.code["A"]})
	w.must(err)
	w.key = places[w.code["A"]].Key
	w.offer = cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced).ID
	return w
}

func (w *skills) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// teaches says what the offer teaches, up to practitioner.
func (w *skills) teaches(codes ...string) {
	w.t.Helper()
	var all []catalogue.Aligning
	for _, c := range codes {
		all = append(all, catalogue.Aligning{CompetencyID: w.code[c], Level: "practitioner"})
	}
	w.must(w.C.Align(w.t.Context(), w.C.Curriculum, w.offer, all, ""))
	w.Work(w.t)
}

// version publishes a version of the framework with further competencies, and says what others became: "A replaced A2".
func (w *skills) version(added string, changes ...string) {
	w.t.Helper()
	ctx, editor := w.t.Context(), w.C.Curriculum
	_, err := w.C.Standards.BeginDraft(ctx, editor, w.framework)
	w.must(err)
	for _, c := range strings.Fields(added) {
		w.code[c] = cataloguetest.Competency(w.t, w.C, w.framework, c)
	}
	for _, c := range changes {
		w.must(w.C.Standards.RemoveCompetency(ctx, editor, w.framework, w.code[strings.Fields(c)[0]]))
	}
	for _, c := range changes {
		f := strings.Fields(c)
		w.must(w.C.Standards.Decide(ctx, editor, w.framework, []standards.Decision{{Competency: w.code[f[0]], Became: standards.Became(f[1]), Targets: strings.Join(f[2:], ",")}}, ""))
	}
	w.C.Clock.Advance(time.Hour)
	cataloguetest.Publish(w.t, w.C, w.framework)
	w.Work(w.t)
}

// rule writes and publishes a rule whose needs may name a competency as K/A, and binds the learner by it.
func (w *skills) rule(key, needs string) {
	w.t.Helper()
	w.published(key, "", needs)
	w.must(w.Duties.Bind(w.t.Context(), w.C.Learner, duties.Binding{Rule: key}))
	w.Work(w.t)
}

// published writes and publishes a rule with a further line at its head.
func (w *skills) published(key, head, needs string) {
	w.t.Helper()
	_, err := w.Duties.WriteRule(w.t.Context(), w.C.Curriculum, w.text(key, head, needs))
	w.must(err)
	w.must(w.Duties.PublishRule(w.t.Context(), w.C.Curriculum, key, "", ""))
}

// text is a rule of one version.
func (w *skills) text(key, head, needs string) string {
	return "rule: " + key + "\nstatus: verified\n" + head + "\nlevels: [foundational, practitioner, expert]\nversions:\n  - needs: " + strings.ReplaceAll(needs, "K/", w.key+"/") + "\n"
}

// stands returns what is kept of the learner, and fails where their own page says otherwise.
func (w *skills) stands(key string) (status string) {
	w.t.Helper()
	w.must(w.C.DB.QueryRow(w.t.Context(), `SELECT status FROM duty_standings WHERE person_id = $1 AND rule_key = $2`, w.C.Learner.PersonID, key).Scan(&status))
	one, err := w.Duties.One(w.t.Context(), w.C.Learner, key, duties.Question{})
	w.must(err)
	if string(one.Status()) != status {
		w.t.Errorf("%s: the page says %s, kept is %s", key, one.Status(), status)
	}
	return status
}

func (w *skills) want(all map[string]string) {
	w.t.Helper()
	for key, want := range all {
		if got := w.stands(key); got != want {
			w.t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}

// TestRulesFollowTheFramework publishes a version in which competencies were replaced, merged, split and retired.
func TestRulesFollowTheFramework(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		w.teaches("A", "B", "S", "R")
		w.Completed(t, w.C.Learner.PersonID, w.offer, "A course")
		w.rule("a", "{competency: K/a, level: practitioner, assurance: association}")
		w.rule("expert", "{competency: K/A, level: expert}")
		w.rule("b-and-c", "{choose: {count: 2, from: [{competency: K/B}, {competency: K/C}, {competency: K/D}]}}")
		w.rule("hours", "{at_least: 2 activities, of: {competency: [K/B, K/C]}}")
		w.rule("s", "{competency: K/S}")
		w.rule("r", "{competency: K/R}")
		w.want(map[string]string{"a": "met", "expert": "not yet", "b-and-c": "partly", "hours": "partly", "s": "met", "r": "met"})
		if list, err := w.Duties.MovedRules(t.Context(), w.C.Admin); err != nil || len(list) != 0 {
			t.Fatalf("moved before anything moved: %v, %v", list, err)
		}
		runs := w.runs()

		w.version("A2 M S1 S2", "A replaced A2", "B merged M", "C merged M", "S split S1 S2", "R retired")
		if n := w.runs(); n != runs+6 {
			t.Errorf("%d runs, want one of each rule", n-runs)
		}
		// What one other took the place of is met still, two that are one now count once, and of what was split or ended only the old name itself counts.
		w.want(map[string]string{"a": "met", "b-and-c": "partly", "hours": "partly", "s": "met", "r": "met"})
		list, err := w.Duties.MovedRules(t.Context(), w.C.Admin)
		w.must(err)
		var got []string
		for _, m := range list {
			for _, n := range m.Moved {
				line := m.Key + " " + n.As + " " + string(n.Became)
				for _, p := range n.Successors {
					line += " " + duties.NameOf(p)
				}
				got = append(got, strings.ReplaceAll(line, w.key+"/", ""))
			}
		}
		want := []string{"b-and-c B merged M", "b-and-c C merged M", "hours B merged M", "hours C merged M", "r R retired", "s S split S1 S2"}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("moved: %q", got)
		}
		if _, err := w.Duties.MovedRules(t.Context(), w.C.Learner); kindOf(err) != "forbidden" {
			t.Errorf("a learner sees what moved: %v", err)
		}

		// The proposed text names what it became, and keeps what was in force.
		text, ok, err := w.Duties.ProposedText(t.Context(), w.C.Curriculum, "s")
		if err != nil || !ok || !strings.Contains(text, w.key+"/S1") || !strings.Contains(text, w.key+"/S2") || !strings.Contains(text, "in_force_from: ") {
			t.Fatalf("%v, %v:\n%s", ok, err, text)
		}
		if _, err := w.Duties.SaveRule(t.Context(), w.C.Curriculum, "s", text, ""); err != nil {
			t.Fatal(err)
		}
		w.must(w.Duties.PublishRule(t.Context(), w.C.Curriculum, "s", "", ""))
		if _, ok, err := w.Duties.ProposedText(t.Context(), w.C.Curriculum, "a"); ok || err != nil {
			t.Errorf("a text is proposed where nothing is to be decided: %v", err)
		}
		w.teaches("S1", "S2")
		w.C.Clock.Advance(48 * time.Hour)
		w.must(w.Queue.RunPeriodic(t.Context()))
		w.Work(t)
		w.want(map[string]string{"s": "met"})
		list, err = w.Duties.MovedRules(t.Context(), w.C.Admin)
		if w.must(err); slices.ContainsFunc(list, func(m duties.MovedRule) bool { return m.Key == "s" }) {
			t.Error("a rule whose last version names what there is now is among those that wait")
		}
	})
}

func (w *skills) runs() (n int) {
	w.must(w.C.DB.QueryRow(w.t.Context(), `SELECT COUNT(*) FROM duty_runs WHERE finished_at IS NOT NULL`).Scan(&n))
	return n
}

// TestShownByPeopleAndVoices follows what a person says of themselves, what another voice says, and what they contest of their record.
func TestShownByPeopleAndVoices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx, me := t.Context(), w.C.Learner
		w.rule("said", "{competency: K/A, level: practitioner}")
		w.rule("seen", "{competency: K/A, level: practitioner, assurance: third-party}")
		w.rule("proved", "{competency: K/A, level: practitioner, assurance: association}")
		w.want(map[string]string{"said": "not yet", "seen": "not yet", "proved": "not yet"})
		target, err := w.BeginFramework(ctx, me, w.key, "practitioner")
		w.must(err)
		say := func(y assessment.Saying) {
			t.Helper()
			y.Competency = w.code["A"]
			_, err := w.Say(ctx, me, target.ID, y)
			w.must(err)
			w.C.Clock.Advance(time.Minute)
			w.Work(t)
		}
		say(assessment.Saying{Level: "practitioner"})
		w.want(map[string]string{"said": "met", "seen": "not yet", "proved": "not yet"})
		say(assessment.Saying{Said: assessment.SaidNone})
		w.want(map[string]string{"said": "not yet"})
		// Another voice.
		i, err := w.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByMentor, Name: "Ines Dell", Address: "ines@example.org"})
		w.must(err)
		w.Work(t)
		_, err = w.SayAsGuest(ctx, me, assessment.Guest{Secret: secretIn(t, w, i)}, assessment.Saying{Competency: w.code["A"], Level: "expert"})
		if err == nil {
			t.Fatal("the person themselves is a guest of theirs")
		}
		// Whoever has the link alone may be the person themselves.
		_, err = w.SayAsGuest(ctx, authz.Actor{}, assessment.Guest{Secret: secretIn(t, w, i)}, assessment.Saying{Competency: w.code["A"], Level: "expert"})
		w.must(err)
		w.Work(t)
		w.want(map[string]string{"said": "met", "seen": "not yet", "proved": "not yet"})
		_, err = w.SayAsGuest(ctx, w.C.Manager, assessment.Guest{Secret: secretIn(t, w, i)}, assessment.Saying{Competency: w.code["A"], Level: "expert"})
		w.must(err)
		w.Work(t)
		w.want(map[string]string{"said": "met", "seen": "met", "proved": "not yet"})
		// The record, which changes with what its offer teaches.
		e := w.Completed(t, me.PersonID, w.offer, "A course")
		w.want(map[string]string{"proved": "not yet"})
		w.C.Clock.Advance(time.Minute)
		w.teaches("A")
		w.want(map[string]string{"proved": "met"})
		w.C.Clock.Advance(time.Minute)
		say(assessment.Saying{Said: assessment.SaidNone, Contests: true})
		w.want(map[string]string{"proved": "not yet"})
		c := record.CorrectionOf(e)
		c.Title, c.Reason = "The course", "Its title"
		w.must(d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Record.CorrectTx(ctx, tx, w.C.Clock.Now(), system, e.ID, c)
			return err
		}))
		w.Work(t)
		w.want(map[string]string{"proved": "not yet"})
		say(assessment.Saying{Level: "foundational"})
		w.want(map[string]string{"proved": "met"})
	})
}

// secretIn is the secret in the letter that went out by an invitation.
func secretIn(t *testing.T, w *skills, i assessment.Invitation) string {
	t.Helper()
	for _, l := range w.Box.Letters("") {
		if _, rest, ok := strings.Cut(l.Text, "/voices/"); ok && l.To == i.Address {
			return strings.Fields(rest)[0]
		}
	}
	t.Fatal("no letter")
	return ""
}

// TestWhatPeopleSayOfThemselvesStaysWithThem lets a coordinator look at somebody who agreed, with a rule of their own and with one of the library.
func TestWhatPeopleSayOfThemselvesStaysWithThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx, me := t.Context(), w.C.Learner
		o, err := w.C.People.AddOrganisation(ctx, system, people.Organisation{Kind: "library", Name: "Reed Bay Public Library"})
		w.must(err)
		director := peopletest.Actor(t, w.C.People, peopletest.Person(t, w.C.People, peopletest.Role(authz.Binding{Role: authz.Coordinator, OrganisationID: o.ID})))
		w.rule("said", "{competency: K/A}")
		w.rule("hours", "{at_least: 1 activities, of: {competency: K/A}}")
		w.published("board", "binds: group", "{each: {members: all, need: {competency: K/A}}}")
		w.must(w.Duties.Agree(ctx, me, o.ID, "", ""))
		mine, err := w.Duties.Consents(ctx, me)
		w.must(err)
		w.must(w.Duties.Confirm(ctx, director, o.ID, mine[0].ID))
		w.must(w.Duties.BindOrganisation(ctx, director, o.ID, "board", ""))
		target, err := w.BeginFramework(ctx, me, w.key, "practitioner")
		w.must(err)
		_, err = w.Say(ctx, me, target.ID, assessment.Saying{Competency: w.code["A"], Level: "practitioner"})
		w.must(err)
		w.C.Clock.Advance(time.Minute)
		w.Work(t)
		w.want(map[string]string{"said": "met", "hours": "not yet"})
		group := func() rules.Status {
			t.Helper()
			own, err := w.Duties.OfOrganisation(ctx, director, o.ID)
			w.must(err)
			return own.Duties[0].Status()
		}
		if got := group(); got != rules.NotYet {
			t.Errorf("what a member says of themselves counts for the library: %s", got)
		}
		w.teaches("A")
		w.Completed(t, me.PersonID, w.offer, "A course")
		w.Work(t)
		if got := group(); got != rules.Met {
			t.Errorf("the record of a member counts not for the library: %s", got)
		}
		team, err := w.Duties.Team(ctx, director, o.ID, page.Request{})
		w.must(err)
		got := map[string]duties.Standing{}
		for _, st := range team.Items[0].Standings {
			got[st.Rule] = st
		}
		if st := got["said"]; st.Status != duties.StatusWithheld || st.Counted != 0 || st.Needed != 0 || st.Due != 0 {
			t.Errorf("a coordinator sees %+v", st)
		}
		if st := got["hours"]; st.Status != "met" {
			t.Errorf("what the record alone decides is not shown: %+v", st)
		}
		file, err := w.Duties.TeamCalendar(ctx, director, o.ID)
		if w.must(err); strings.Contains(string(file), "said") {
			t.Errorf("the calendar tells: %s", file)
		}
	})
}

// TestATokenOfTheRecordReadsNoAssessment asks with tokens of one scope and of both.
func TestATokenOfTheRecordReadsNoAssessment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSkills(t, d)
		ctx, me := t.Context(), w.C.Learner
		w.rule("said", "{competency: K/A}")
		target, err := w.BeginFramework(ctx, me, w.key, "practitioner")
		w.must(err)
		_, err = w.Say(ctx, me, target.ID, assessment.Saying{Competency: w.code["A"], Level: "practitioner"})
		w.must(err)
		for _, c := range []struct {
			scopes []string
			want   rules.Status
			alone  bool
		}{
			{[]string{authz.ScopeRecordRead}, rules.NotYet, true},
			{[]string{authz.ScopeRecordRead, authz.ScopeAssessmentRead}, rules.Met, false},
		} {
			a := me
			a.Token, a.Scopes = true, c.scopes
			list, err := w.Duties.Mine(ctx, a)
			if err != nil || list[0].Status() != c.want || list[0].RecordAlone != c.alone {
				t.Errorf("%q, the list: %+v, %v", c.scopes, list, err)
			}
			one, err := w.Duties.One(ctx, a, "said", duties.Question{})
			if err != nil || one.Status() != c.want || one.RecordAlone != c.alone {
				t.Errorf("%q, the duty: %s, %v", c.scopes, one.Status(), err)
			}
			for key := range one.Entries {
				if strings.Contains(key, string(w.code["A"])) || strings.Contains(key, "self") {
					t.Errorf("the id of an entry tells what it is of: %s", key)
				}
			}
		}
	})
}
