package assessmentweb_test

import (
	"net/url"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
)

func TestARoundInWhichNothingIsLeftToAskCanBeFinished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		me := s.C.Learner
		target := s.Target(t, me, "student")
		m, err := s.Map(t.Context(), me, target.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		path := "/my/standing/targets/" + string(target.ID)
		holds(t, s.ask(me, "GET", path, nil, 200), "There is more to answer", path+"/ask")
		// While the questions wait, the record proves all of it.
		offer := cataloguetest.Offer(t, s.C, cataloguetest.SelfPaced)
		for _, r := range m.Rows {
			cataloguetest.Align(t, s.C, offer.ID, r.Competency, r.Levels()[len(r.Levels())-1].Code)
		}
		s.Completed(t, me.PersonID, offer.ID, "A course in everything")
		s.ask(me, "GET", path+"/ask", nil, 303)
		body := s.ask(me, "GET", path, nil, 200)
		holds(t, body, "Nothing is left to ask", `action="`+path+`/finish"`)
		lacks(t, body, "There is more to answer", `href="`+path+`/ask"`)
		lacks(t, s.ask(me, "GET", "/my/standing", nil, 200), `href="`+path+`/ask"`)
		s.ask(me, "POST", path+"/finish", nil, 303)
		body = s.ask(me, "GET", path, nil, 200)
		holds(t, body, `action="`+path+`/again"`)
		lacks(t, body, "Nothing is left to ask", `action="`+path+`/more"`)
	})
}

func TestALevelMayBeCalledAsAnAnswerIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx, editor, me := t.Context(), s.C.Curriculum, s.C.Learner
		v, err := s.C.Standards.Create(ctx, editor, standards.About{Title: "Scale"})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.C.Standards.SaveLevels(ctx, editor, v.FrameworkID, []standards.Level{{Title: "None"}, {Title: "Some"}}, ""); err != nil {
			t.Fatal(err)
		}
		c, err := s.C.Standards.AddCompetency(ctx, editor, v.FrameworkID, "", standards.CompetencyDraft{Code: "S1", Title: "Stories", Statements: map[string][]string{"none": {"Knows that there are stories"}, "some": {"Tells one"}}})
		if err != nil {
			t.Fatal(err)
		}
		if v, err = s.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		target, err := s.BeginFramework(ctx, me, v.Key, "some")
		if err != nil {
			t.Fatal(err)
		}
		ask := "/my/standing/targets/" + string(target.ID) + "/ask"
		holds(t, s.ask(me, "GET", ask, nil, 200), `value="level:none"`, `value="none"`)
		s.ask(me, "POST", ask, url.Values{"competency": {string(c.ID)}, "answer": {"level:none"}}, 303)
		got, err := s.ShowCompetency(ctx, me, target.ID, c.ID)
		if own, ok := got.Own(); err != nil || !ok || own.Said != assessment.SaidLevel || own.Level != "none" {
			t.Errorf("%+v, %v", own, err)
		}
		again := s.ask(me, "GET", ask+"?competency="+string(c.ID), nil, 200)
		holds(t, again, `value="level:none" checked`)
		lacks(t, again, `value="none" checked`)
	})
}
