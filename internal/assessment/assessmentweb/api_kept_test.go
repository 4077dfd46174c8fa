package assessmentweb_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
)

func TestProgramsHaveWhatPagesHave(t *testing.T) {
	s := newSkills(newSite(t, dbtest.SQLite(t)), "S", "GONE")
	ctx, me := t.Context(), s.C.Learner
	mine := webtest.New(t, s.C.DB, s.C.Clock, func(a *web.API) { s.pages.API(a) }).As(me, authz.ScopeAssessmentRead, authz.ScopeAssessmentWrite)
	type object = map[string]any
	complains := func(got []string, field string) {
		t.Helper()
		if len(got) != 1 || got[0] != field {
			t.Errorf("%v, want %s", got, field)
		}
	}
	// What is not said, or is no competency, is complained of where it belongs.
	complains(mine.Ask(422, "POST", "/api/v1/me/standing", object{}).Fields(), "profile")
	goal := object{"says": "Lead a meeting", "term": "short", "review_on": "2027-03-01", "competency": "lc-technology"}
	complains(mine.Ask(422, "POST", "/api/v1/me/goals", goal).Fields(), "competency")

	places, err := s.C.Standards.Places(ctx, s.C.DB, []id.ID{s.code["S"]})
	if err != nil {
		t.Fatal(err)
	}
	target, err := s.BeginFramework(ctx, me, places[s.code["S"]].Key, "practitioner")
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range []assessment.Saying{{Said: assessment.SaidNone}, {Level: "practitioner"}} {
		y.Competency = s.code["S"]
		if _, err := s.Say(ctx, me, target.ID, y); err != nil {
			t.Fatal(err)
		}
		s.C.Clock.Advance(time.Minute)
	}
	if _, err := s.Say(ctx, me, target.ID, assessment.Saying{Competency: s.code["GONE"], Said: assessment.SaidNone}); err != nil {
		t.Fatal(err)
	}
	at := "/api/v1/me/standing/" + string(target.ID)
	var one struct {
		Code, State string
		History     []struct{ Voice, Said, Level string }
		Offers      []string
	}
	mine.Ask(200, "GET", at+"/competencies/"+string(s.code["S"]), nil).Into(&one)
	if one.Code != "S" || one.State != "met" || len(one.History) != 2 || one.History[0].Voice != "self" || one.History[0].Level != "practitioner" || one.Offers == nil {
		t.Errorf("%+v", one)
	}
	mine.Ask(404, "GET", at+"/competencies/"+string(id.New()), nil)

	// A goal says what became of its competency, and an export what was dropped from a target.
	goal["competency"] = string(s.code["S"])
	mine.Ask(201, "POST", "/api/v1/me/goals", goal)
	goal["competency"] = string(s.code["GONE"])
	mine.Ask(201, "POST", "/api/v1/me/goals", goal)
	s.version("S split S1 S2")
	s.version("GONE retired")
	var goals struct {
		Items []struct {
			Competency id.ID
			Parts      []struct{ Title string }
			Ended      bool
		}
	}
	mine.Ask(200, "GET", "/api/v1/me/goals", nil).Into(&goals)
	for _, g := range goals.Items {
		if want := map[id.ID]int{s.code["S"]: 2}[g.Competency]; len(g.Parts) != want || g.Ended != (want == 0) {
			t.Errorf("%+v", g)
		}
	}
	var kept struct {
		Targets []struct {
			Map, Ended []struct{ Code, State string }
		}
	}
	mine.Ask(200, "GET", "/api/v1/me/standing/export", nil).Into(&kept)
	if len(kept.Targets) != 1 || len(kept.Targets[0].Map) != 2 || len(kept.Targets[0].Ended) != 1 || kept.Targets[0].Ended[0].Code != "GONE" || kept.Targets[0].Ended[0].State != "gap" {
		t.Errorf("%+v", kept)
	}

	// A letter goes again, and looks are listed.
	other, err := s.C.People.Person(ctx, s.C.Stranger.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	i, err := s.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: other.Email, Sees: assessment.Sees{Answers: true}})
	if err != nil {
		t.Fatal(err)
	}
	s.Work(t)
	again := "/api/v1/me/invitations/" + string(i.ID) + "/again"
	mine.Ask(409, "POST", again, nil)
	s.C.Clock.Advance(time.Hour)
	mine.Ask(204, "POST", again, nil)
	s.Work(t)
	if n := len(s.Box.Letters(other.Email)); n != 2 {
		t.Errorf("%d letters", n)
	}
	// Who may read the answers alone is not told where the person stands.
	var read struct{ Map []struct{ State *string } }
	webtest.New(t, s.C.DB, s.C.Clock, func(a *web.API) { s.pages.API(a) }).As(s.C.Stranger, authz.ScopeAssessmentRead).Ask(200, "GET", "/api/v1/me/received/"+string(i.ID), nil).Into(&read)
	if len(read.Map) == 0 || read.Map[0].State != nil {
		t.Errorf("%+v", read)
	}
	var looks struct{ Items []struct{ What, Name string } }
	mine.Ask(200, "GET", "/api/v1/me/looks", nil).Into(&looks)
	if len(looks.Items) != 1 || looks.Items[0].What != "answers" || looks.Items[0].Name != "Pat" {
		t.Errorf("%+v", looks)
	}
}
