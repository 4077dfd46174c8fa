package assessmentweb_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// skills is a framework of which a version can be published in which "A replaced A2" or "S split S1 S2".
type skills struct {
	*site
	framework id.ID
	code      map[string]id.ID
}

func newSkills(s *site, codes ...string) *skills {
	f, code := cataloguetest.Framework(s.t, s.C, "Skills", codes...)
	return &skills{s, f, code}
}

func (s *skills) version(change string) {
	s.t.Helper()
	ctx, editor, f := s.t.Context(), s.C.Curriculum, strings.Fields(change)
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	_, err := s.C.Standards.BeginDraft(ctx, editor, s.framework)
	must(err)
	for _, c := range f[2:] {
		s.code[c] = cataloguetest.Competency(s.t, s.C, s.framework, c)
	}
	must(s.C.Standards.RemoveCompetency(ctx, editor, s.framework, s.code[f[0]]))
	must(s.C.Standards.Decide(ctx, editor, s.framework, []standards.Decision{{Competency: s.code[f[0]], Became: standards.Became(f[1]), Targets: strings.Join(f[2:], ",")}}, ""))
	s.C.Clock.Advance(time.Hour)
	cataloguetest.Publish(s.t, s.C, s.framework)
}

func TestAGoalWhoseCompetencyWasSplitIsDecidedByItsPersonAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSkills(newSite(t, d), "S")
		me, ctx := s.C.Learner, t.Context()
		g, err := s.AddGoal(ctx, me, assessment.GoalText{Says: "Lead a meeting", Term: assessment.ShortTerm, ReviewOn: "2027-03-01", Competency: s.code["S"]})
		if err != nil {
			t.Fatal(err)
		}
		s.version("S split S1 S2")
		path := "/my/standing/goals/" + string(g.ID)
		form := func(competency id.ID) url.Values {
			body := s.ask(me, "GET", "/my/standing/goals", nil, 200)
			return url.Values{"says": {"Lead two meetings"}, "term": {"short"}, "review_on": {"2027-03-01"}, "state": {"open"}, "competency": {string(competency)}, "seen": {hidden(t, body, "seen")}}
		}
		body := s.ask(me, "GET", "/my/standing/goals", nil, 200)
		holds(t, body, `<option value="`+string(s.code["S"])+`" selected>Not decided yet</option><option value="`+string(s.code["S1"])+`">`)
		is := func(want id.ID, toDecide bool) {
			t.Helper()
			all, err := s.Goals(ctx, me)
			if err != nil || all[0].Competency != want || all[0].ToDecide() != toDecide {
				t.Errorf("%+v, %v", all, err)
			}
		}
		// Whoever changes something else has decided nothing.
		s.ask(me, "POST", path, form(s.code["S"]), 303)
		is(s.code["S"], true)
		// What was chosen comes back with the form.
		wrong := form(s.code["S2"])
		wrong.Set("says", "")
		holds(t, s.ask(me, "POST", path, wrong, 422), `value="`+string(s.code["S2"])+`" selected`)
		wrong.Set("competency", "")
		holds(t, s.ask(me, "POST", path, wrong, 422), `<option value="" selected>None of them</option>`)
		s.ask(me, "POST", path, form(s.code["S2"]), 303)
		is(s.code["S2"], false)
	})
}

func TestAnAnswerToWhatIsAskedNoMoreGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSkills(newSite(t, d), "A", "B")
		me, ctx := s.C.Learner, t.Context()
		places, err := s.C.Standards.Places(ctx, d, []id.ID{s.code["A"]})
		if err != nil {
			t.Fatal(err)
		}
		target, err := s.BeginFramework(ctx, me, places[s.code["A"]].Key, "practitioner")
		if err != nil {
			t.Fatal(err)
		}
		_, other := cataloguetest.Framework(t, s.C, "Other skills", "X")
		path := "/my/standing/targets/" + string(target.ID) + "/ask"
		answer := func(c id.ID, status int) {
			t.Helper()
			s.ask(me, "POST", path, url.Values{"competency": {string(c)}, "answer": {"practitioner"}}, status)
		}
		answer(other["X"], 404)
		answer(id.New(), 404)
		s.version("A replaced A2")
		answer(s.code["A"], 303)
		s.version("A2 replaced A3")
		answer(s.code["A2"], 303)
		answer(other["X"], 404)
		s.version("B split B1 B2")
		answer(s.code["B"], 303)
		answer(s.code["A3"], 303)
		list, err := s.AbilitiesOf(ctx, d, []id.ID{me.PersonID})
		if err != nil || len(list) != 1 || list[0].Competency != s.code["A3"] {
			t.Errorf("kept: %+v, %v", list, err)
		}
	})
}

// TestAVoiceThatAnswersWhatIsAskedNoMoreGoesOn answers by a link while versions are published: it is no guess of a secret, however often it happens.
func TestAVoiceThatAnswersWhatIsAskedNoMoreGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSkills(newSite(t, d), "A", "B")
		me, ctx := s.C.Learner, t.Context()
		places, err := s.C.Standards.Places(ctx, d, []id.ID{s.code["A"]})
		if err != nil {
			t.Fatal(err)
		}
		target, err := s.BeginFramework(ctx, me, places[s.code["A"]].Key, "practitioner")
		if err != nil {
			t.Fatal(err)
		}
		i, err := s.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: "pat@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		s.Work(t)
		link := regexp.MustCompile(`/voices/[^\s/]+`).FindString(s.Box.Letters("")[0].Text)
		s.version("A replaced A2")
		for _, said := range []string{"practitioner", "none", ""} { // the last chooses nothing
			for range 15 {
				s.ask(authz.Actor{}, "POST", link+"/ask", url.Values{"competency": {string(s.code["A"])}, "answer": {said}}, 303)
			}
		}
		s.ask(me, "POST", "/my/standing/targets/"+string(target.ID)+"/ask", url.Values{"competency": {string(s.code["A"])}, "answer": {""}}, 303)
		holds(t, s.ask(authz.Actor{}, "GET", link+"/ask?changed=on", nil, 200), "this is not asked any more", string(s.code["A2"]))
		lacks(t, s.ask(authz.Actor{}, "GET", link+"/ask", nil, 200), "this is not asked any more")
		if err := s.Withdraw(ctx, me, i.ID); err != nil {
			t.Fatal(err)
		}
		s.ask(authz.Actor{}, "POST", link+"/ask", url.Values{"competency": {string(s.code["A2"])}, "answer": {"none"}}, 303)
		s.ask(authz.Actor{}, "GET", link+"/ask", nil, 410)
	})
}
