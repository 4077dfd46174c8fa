package measuresweb_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/measures/measuresweb"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
)

// site is the area's pages, as whoever is in as sees them.
type site struct {
	*measurestest.World
	t        testing.TB
	mux      *web.Mux
	sessions *web.Sessions
	pages    *measuresweb.Pages
}

func newSite(t testing.TB, d *db.DB) *site {
	s := &site{World: measurestest.New(t, d), t: t}
	s.sessions = web.NewSessions(d, s.Clock, false)
	s.mux = web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		http.Error(w, err.Error(), web.Status(err))
	})
	s.pages = measuresweb.New(measuresweb.Deps{Measures: s.Service, Catalogue: s.World.World.Service, People: s.People, Sessions: s.sessions, BaseURL: "https://commons.example"})
	s.mux.Add(s.pages.Routes()...)
	return s
}

func (s *site) ask(actor authz.Actor, method, path string, form url.Values, status int) string {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	ctx, err := s.sessions.Load(r.Context(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r.WithContext(authz.With(ctx, actor)))
	if w.Code != status {
		s.t.Fatalf("%s %s: %d %.400s", method, path, w.Code, w.Body)
	}
	return w.Body.String()
}

func holds(t *testing.T, body string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

func TestSayingWhatOneNeeds(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	competency := id.Named("c", "1")
	holds(t, s.ask(s.Learner, "GET", "/suggest?from=gap&words=zines&level=expert&competency="+string(competency), nil, 200), ">zines</textarea>", `value="expert" selected`, "About the competency “Using ", `name="competency" value="`+string(competency))
	form := url.Values{"text": {" "}, "level": {"expert"}, "area": {"nowhere"}, "competency": {string(competency)}}
	holds(t, s.ask(s.Learner, "POST", "/suggest", form, 422), "Tell us in a few words what you need.", "Choose one of the content areas.", `value="expert" selected`)
	form.Set("text", "Cataloguing <b>zines</b>")
	form.Set("area", "technology")
	s.ask(s.Learner, "POST", "/suggest", form, 303)
	holds(t, s.ask(s.Learner, "GET", "/my/suggestions", nil, 200), "Cataloguing &lt;b&gt;zines", "Technology", "Open", "Take it back")
	if strings.Contains(s.ask(s.Actor(t, "Olu Sand"), "GET", "/my/suggestions", nil, 200), "zines") {
		t.Error("somebody reads another's")
	}
	s.ask(s.Learner, "GET", "/work/suggestions", nil, 403)
	s.ask(s.Auditor, "GET", "/work/suggestions.csv", nil, 403)
}

func TestDecidingComesBackFilled(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	v := s.Suggest(t, s.Learner, "Repairing torn bindings")
	at := "/work/suggestions/" + string(v.ID)
	body := s.ask(s.Curriculum, "GET", at, nil, 200)
	holds(t, body, "Repairing torn bindings", `name="seen" value="`+string(v.Seen()))
	if strings.Contains(body, s.Learner.Name) {
		t.Error("whoever decides is told who said it")
	}
	form := url.Values{"decision": {"there"}, "reply": {"Look here."}, "offer": {"nothing-here"}, "seen": {string(v.Seen())}}
	holds(t, s.ask(s.Curriculum, "POST", at, form, 422), "Name an offer that is published", ">Look here.</textarea>", `value="there" checked`)
	form.Set("seen", "open 1")
	form.Set("decision", "planned")
	holds(t, s.ask(s.Curriculum, "POST", at, form, 412), "Somebody else has decided on this since you opened it.", ">Look here.</textarea>")
	form.Set("seen", string(v.Seen()))
	s.ask(s.Curriculum, "POST", at, form, 303)
	holds(t, s.ask(s.Curriculum, "GET", at, nil, 200), "Planned, by Cora Vance", "Look here.")
	s.ask(s.Stranger, "GET", at, nil, 404)
	s.ask(s.Stranger, "POST", at, form, 404)
	s.ask(s.Curriculum, "POST", "/work/suggestions", url.Values{"suggestion": {string(v.ID), string(id.New())}, "decision": {"not-now"}, "reply": {"No."}}, 404)

	// Several at once: what was ticked and written comes back, and the list as it was narrowed.
	one, two := s.Suggest(t, s.Learner, "Maps of the county"), s.Suggest(t, s.Learner, "Maps of the town")
	many := url.Values{"suggestion": {string(one.ID), string(two.ID)}, "decision": {"not-now"}, "list": {"q=maps"}}
	holds(t, s.ask(s.Curriculum, "POST", "/work/suggestions", many, 422), "Write a reply", `value="`+string(two.ID)+`" aria-label="Tick: Maps of the town" checked`, `value="maps"`)
	many.Set("decision", "joined")
	s.ask(s.Curriculum, "POST", "/work/suggestions", many, 303)
	holds(t, s.ask(s.Curriculum, "GET", "/work/suggestions", nil, 200), "1 joined")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(s.ask(s.Curriculum, "GET", "/work/suggestions.csv?state=joined", nil, 200), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != string(two.ID) || rows[1][12] != string(one.ID) {
		t.Errorf("%v %v", rows, err)
	}
}

func TestTheDemandPage(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	holds(t, s.ask(s.Manager, "GET", "/work/demand", nil, 200), "Nothing is counted yet")
	cataloguetest.Offer(t, s.World.World, cataloguetest.SelfPaced, func(x *catalogue.Draft) { x.Areas, x.Level = []string{"technology"}, catalogue.Expert })
	competency := id.Named("c", "1")
	for i := range 12 {
		s.Saying.Say(id.Named("p", fmt.Sprint(i)), competency, catalogue.Public, measures.SaidGap, "expert")
	}
	if err := s.CountDemand(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(40 * 24 * time.Hour)
	if err := s.CountDemand(t.Context()); err != nil {
		t.Fatal(err)
	}
	body := s.ask(s.Manager, "GET", "/work/demand", nil, 200)
	holds(t, body, "12 gaps", "1 offer", "Using "+string(competency), "/standards/lc-technology/competencies/"+string(competency), "No offer", "March 2026", "April 2026")
	holds(t, s.ask(s.Manager, "GET", "/work/demand?audience=school&month=2026-03&unit=MAPS", nil, 200), "No gap is counted here", "Format and unit narrow the offers alone")
	s.ask(s.Manager, "GET", "/work/demand?month=1999-01", nil, 404)
	s.ask(s.Manager, "GET", "/work/demand?competency=x", nil, 404)
	s.ask(s.Editor, "GET", "/work/demand", nil, 403)
	for path, want := range map[string]string{
		"/work/demand.csv":       "2026-04,technology,Learning Commons: Technology,T,Using " + string(competency) + "," + string(competency) + ",expert,,,,12,12,0,nothing",
		"/work/demand/table.csv": "2026-04,technology,expert,,,,12,1,0,1,served",
	} {
		holds(t, s.ask(s.Auditor, "GET", path, nil, 200), want)
	}
}

func TestByProgram(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	p := webtest.New(t, d, s.Clock, s.pages.API)
	learner, decider := p.As(s.Learner, authz.ScopeChoicesManage), p.As(s.Curriculum, authz.ScopeSuggestionsDecide)
	var said struct {
		ID    id.ID
		State string
	}
	learner.Ask(201, "POST", "/api/v1/me/suggestions", map[string]any{"text": "Repairing torn bindings", "level": "expert"}).Into(&said)
	learner.Ask(422, "POST", "/api/v1/me/suggestions", map[string]any{"text": ""})
	p.As(s.Learner, authz.ScopeCatalogueRead).Ask(403, "POST", "/api/v1/me/suggestions", map[string]any{"text": "x"})
	var list struct {
		Items []struct {
			ID        id.ID
			Named     bool
			Decisions []struct{ Reply string }
		}
	}
	decider.Ask(200, "GET", "/api/v1/suggestions?q=bindings", nil).Into(&list)
	if len(list.Items) != 1 || list.Items[0].ID != said.ID || !list.Items[0].Named {
		t.Errorf("%+v", list)
	}
	p.As(s.Stranger, authz.ScopeSuggestionsDecide).Ask(404, "GET", "/api/v1/suggestions/"+string(said.ID), nil)
	p.As(s.Learner, authz.ScopeSuggestionsDecide).Ask(403, "GET", "/api/v1/suggestions", nil)
	decider.Ask(422, "POST", "/api/v1/suggestions/decisions", map[string]any{"suggestions": []id.ID{said.ID}, "decision": "planned"})
	decider.Ask(204, "POST", "/api/v1/suggestions/decisions", map[string]any{"suggestions": []id.ID{said.ID}, "decision": "planned", "reply": "In May."})
	var mine struct {
		Items []struct {
			Answer  string
			Replies []struct{ Reply string }
		}
	}
	learner.Ask(200, "GET", "/api/v1/me/suggestions", nil).Into(&mine)
	if len(mine.Items) != 1 || mine.Items[0].Answer != "planned" || mine.Items[0].Replies[0].Reply != "In May." {
		t.Errorf("%+v", mine)
	}
	learner.Ask(204, "DELETE", "/api/v1/me/suggestions/"+string(said.ID), nil)
	decider.Ask(404, "GET", "/api/v1/suggestions/"+string(said.ID), nil)
	var demand struct{ Cells, Needs []any }
	p.As(s.Auditor, authz.ScopeDemandRead).Ask(200, "GET", "/api/v1/demand?level=expert", nil).Into(&demand)
	p.As(s.Editor, authz.ScopeDemandRead).Ask(403, "GET", "/api/v1/demand", nil)
	p.As(s.Auditor, authz.ScopeDemandRead).Ask(404, "GET", "/api/v1/demand?month=1999-01", nil)
}
