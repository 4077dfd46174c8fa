package assessmentweb_test

import (
	"testing"

	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
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
