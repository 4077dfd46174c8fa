package assessmentweb_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
)

func TestNumbersOfACohortAreSpans(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ctx, editor := t.Context(), s.C.Curriculum
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var people []authz.Actor
	addresses := ""
	for i := range 5 {
		a := s.C.Actor(t, fmt.Sprint("Member ", i))
		p, err := s.C.People.Person(ctx, a.PersonID)
		must(err)
		people, addresses = append(people, a), addresses+p.Email+"\n"
	}
	c, _, err := s.MakeCohort(ctx, editor, assessment.NewCohort{Title: "Institute", Profile: "student", People: addresses})
	must(err)
	for _, a := range people {
		target, err := s.Join(ctx, a, c.ID)
		must(err)
		s.Answer(t, a, target.ID, at.None)
		s.C.Clock.Advance(time.Hour)
		must(s.Again(ctx, a, target.ID))
		s.Answer(t, a, target.ID, at.Highest)
	}
	s.Work(t)
	holds(t, s.ask(editor, "GET", "/work/cohorts/"+string(c.ID), nil, 200), "0 to 1", "4 to 5", "So a number can be a span", "Ask further people")
	type span struct{ At_Least, At_Most int }
	var shown struct {
		Counted int
		Lines   []struct{ Before, After span }
	}
	webtest.New(t, s.C.DB, s.C.Clock, func(a *web.API) { s.pages.API(a) }).As(editor, authz.ScopeCohortsManage).Ask(200, "GET", "/api/v1/cohorts/"+string(c.ID), nil).Into(&shown)
	if shown.Counted != 5 || len(shown.Lines) == 0 || shown.Lines[0].Before != (span{0, 1}) || shown.Lines[0].After != (span{4, 5}) {
		t.Errorf("%+v", shown)
	}
	// Nobody is added by address to the participants of an offer.
	offer := cataloguetest.Offer(t, s.C, cataloguetest.SelfPaced)
	of, _, err := s.MakeCohort(ctx, editor, assessment.NewCohort{Title: "Course", Profile: "student", Offer: offer.Key})
	must(err)
	at := "/work/cohorts/" + string(of.ID)
	body := s.ask(editor, "GET", at, nil, 200)
	holds(t, body, offer.Key, "End the cohort", "whoever registers later")
	lacks(t, body, "Ask further people")
	holds(t, s.ask(editor, "POST", at+"/people", url.Values{"people": {addresses}}, 409), "The people of this cohort are the participants of an offer")
}
