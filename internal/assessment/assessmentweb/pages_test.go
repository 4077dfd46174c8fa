package assessmentweb_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/assessment/assessmentweb"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/standards"
)

// site is the area's pages, as whoever is in as sees them.
type site struct {
	*at.World
	t        testing.TB
	mux      *web.Mux
	sessions *web.Sessions
	pages    *assessmentweb.Pages
}

func newSite(t testing.TB, d *db.DB) *site {
	s := &site{World: at.New(t, d), t: t}
	s.sessions = web.NewSessions(d, s.C.Clock, false)
	s.mux = web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		http.Error(w, err.Error(), web.Status(err))
	})
	s.pages = assessmentweb.New(assessmentweb.Deps{Assessment: s.Service, Sessions: s.sessions, Clock: s.C.Clock, BaseURL: at.BaseURL})
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

func lacks(t *testing.T, body string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(body, w) {
			t.Errorf("the page says %q", w)
		}
	}
}

var fieldPattern = regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`)

// hidden returns the value of a field that a page holds.
func hidden(t *testing.T, body, name string) string {
	t.Helper()
	for _, m := range fieldPattern.FindAllStringSubmatch(body, -1) {
		if m[1] == name {
			return m[2]
		}
	}
	t.Fatalf("the page has no field %s", name)
	return ""
}

// lines are what a draft asks for, as its form has it.
func lines(d assessment.ProfileDraft) string {
	out := ""
	for _, a := range d.Asks {
		out += fmt.Sprintf("%s; %s; %s; %d; %s\n", a.Framework, a.Code, a.Level, a.Weight, a.Why)
	}
	return out
}

func TestProfilesComplainWhereTheFaultIs(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	// The form names the line, blank ones counted; a program names its own item.
	body := s.ask(s.C.Curriculum, "POST", "/work/profiles", url.Values{"title": {"Clerk"}, "items": {"lc-technology; TEC-01; expert; 2; why\n\nlc-technology\tTEC-02\tno-such\t2\twhy\nshort\nlc-technology; TEC-03; expert; much\n"}}, 422)
	holds(t, body, `href="#f-items"`, "Line 3: “lc-technology” has no competency TEC-02 with a level no-such.", "Line 4: Name a framework, a code, a level and a weight.", "Line 5: The weight is 1, 2 or 3.", "much")
	holds(t, s.ask(s.C.Curriculum, "POST", "/work/profiles", url.Values{"title": {"Clerk"}, "items": {"\n"}}, 422), `href="#f-items"`, "Name at least one competency.")
	// A semicolon in a code is no end of a cell, for programs and for the form that opens what they wrote.
	ctx, editor := t.Context(), s.C.Curriculum
	v, err := s.C.Standards.Create(ctx, editor, standards.About{Title: "Story time"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.C.Standards.AddCompetency(ctx, editor, v.FrameworkID, "", standards.CompetencyDraft{Code: "A;B", Title: "Tells stories", Statements: map[string][]string{"foundational": {"Tells one"}}}); err != nil {
		t.Fatal(err)
	}
	if v, err = s.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	type object = map[string]any
	p := webtest.New(t, s.C.DB, s.C.Clock, func(a *web.API) { s.pages.API(a) }).As(editor, authz.ScopeProfilesWrite)
	right := object{"framework": v.Key, "code": "A;B", "level": "foundational", "weight": 2, "why": "At the desk;\nby phone"}
	wrong := object{"framework": "no-such", "code": "X", "level": "y", "weight": 2}
	if got := p.Ask(422, "POST", "/api/v1/profiles", object{"title": "Teller", "asks": []object{right, wrong}}).Fields(); len(got) != 1 || got[0] != "asks[1]" {
		t.Errorf("%v", got)
	}
	p.Ask(201, "POST", "/api/v1/profiles", object{"title": "Teller", "asks": []object{right}})
	body = s.ask(editor, "GET", "/work/profiles/teller", nil, 200)
	line := v.Key + "\tA;B\tfoundational\t2\tAt the desk; by phone"
	holds(t, body, line)
	s.ask(editor, "POST", "/work/profiles/teller", url.Values{"title": {"Teller"}, "items": {line}, "seen": {"1"}}, 303)
}

func TestAProfileThatSomebodyElseChangedComesBackFilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		editor := s.C.Curriculum
		const path = "/work/profiles/branch-manager"
		body := s.ask(editor, "GET", path, nil, 200)
		_, draft, _, err := s.EditProfile(t.Context(), editor, "branch-manager")
		if err != nil {
			t.Fatal(err)
		}
		mine := url.Values{"title": {"Branch manager of mine"}, "summary": {draft.Summary}, "work": {strings.Join(draft.Work, "\n")}, "related": {""}, "items": {lines(draft)}, "seen": {hidden(t, body, "seen")}}
		theirs := draft
		theirs.Title = "Branch manager of theirs"
		if _, err := s.SaveProfile(t.Context(), editor, theirs, 1); err != nil {
			t.Fatal(err)
		}
		body = s.ask(editor, "POST", path, mine, 412)
		holds(t, body, "Somebody else has changed this profile", `value="Branch manager of mine"`, "What it says now", "Branch manager of theirs", "Managers", `name="seen" value="2"`, "Begin from what it says now")
		lacks(t, body, `<span class="lc-lines">`+draft.Summary)
		// What is wrong in the form does not hide that it is stale.
		mine.Set("title", "")
		holds(t, s.ask(editor, "POST", path, mine, 422), `name="seen" value="1"`, "Give the profile a title.")
		mine.Set("title", "Branch manager of mine")
		mine.Set("seen", "2")
		mine.Set("audience", "public")
		s.ask(editor, "POST", path, mine, 303)
		if v, err := s.ShowProfile(t.Context(), editor, "branch-manager", 0); err != nil || v.Number != 3 || v.Audience != catalogue.Public || v.Title != "Branch manager of mine" {
			t.Errorf("%+v, %v", v.Profile, err)
		}
	})
}

func TestAProfileOfATakenNameComesBackFilled(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	_, draft, _, err := s.EditProfile(t.Context(), s.C.Curriculum, "trustee")
	if err != nil {
		t.Fatal(err)
	}
	body := s.ask(s.C.Curriculum, "POST", "/work/profiles", url.Values{"title": {draft.Title}, "summary": {"In my own words"}, "items": {lines(draft)}}, 409)
	holds(t, body, `href="#f-title"`, "There is a profile of this name already.", "In my own words", strings.SplitN(lines(draft), ";", 2)[0])
}

func TestAGoalThatWasChangedElsewhereComesBackFilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		me, ctx := s.C.Learner, t.Context()
		text := assessment.GoalText{Says: "Lead a meeting", Reason: "First\nSecond", Term: assessment.ShortTerm, ReviewOn: "2027-03-01"}
		g, err := s.AddGoal(ctx, me, text)
		if err != nil {
			t.Fatal(err)
		}
		path := "/my/standing/goals/" + string(g.ID)
		mine := url.Values{"says": {"Lead two meetings"}, "reason": {"Mine"}, "term": {"long"}, "review_on": {"2027-04-01"}, "state": {"open"}, "seen": {g.Seen()}}
		s.C.Clock.Advance(1e9)
		text.Says = "Lead a team"
		if err := s.ChangeGoal(ctx, me, g.ID, text, assessment.GoalReached, g.Seen()); err != nil {
			t.Fatal(err)
		}
		body := s.ask(me, "POST", path, mine, 412)
		holds(t, body, "This goal has been changed since you opened it.", "What it says now", "Lead a team", "Reached", `value="Lead two meetings"`, ">Mine</textarea>", `value="long" selected`, `value="2027-04-01"`, "Leave it as it is now")
		mine.Set("says", "")
		holds(t, s.ask(me, "POST", path, mine, 422), `name="seen" value="`+g.Seen())
		mine.Set("says", "Lead two meetings")
		mine.Set("seen", hidden(t, body, "seen"))
		s.ask(me, "POST", path, mine, 303)
		holds(t, s.ask(me, "GET", "/my/standing/goals", nil, 200), "Lead two meetings")
	})
}

func TestAGoalTooManyComesBackFilled(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	for range 100 {
		if _, err := s.AddGoal(t.Context(), s.C.Learner, assessment.GoalText{Says: "Lead a meeting", Term: assessment.ShortTerm, ReviewOn: "2027-03-01"}); err != nil {
			t.Fatal(err)
		}
	}
	body := s.ask(s.C.Learner, "POST", "/my/standing/goals", url.Values{"says": {"One more"}, "reason": {"Because"}, "term": {"long"}, "review_on": {"2027-05-01"}}, 409)
	holds(t, body, "You have 100 open goals. Close one first.", `value="One more"`, ">Because</textarea>", `value="2027-05-01"`)
}

func TestAnInvitationComesBackFilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		me, ctx := s.C.Learner, t.Context()
		form := url.Values{"voice": {"peer"}, "name": {"Pat"}, "address": {"pat@example.org"}, "message": {"What do you see?"}, "sees": {"answers"}}
		about := func(profile string) id.ID {
			target := s.Target(t, me, profile).ID
			form.Set("target", string(target))
			return target
		}
		for _, profile := range []string{"director", "cataloguer", "branch-manager", "archivist", "student"} {
			about(profile)
			s.ask(me, "POST", "/my/standing/others", form, 303)
		}
		about("trustee")
		holds(t, s.ask(me, "POST", "/my/standing/others", form, 429), "Several letters have gone to this address within a day.", `value="Pat"`, ">What do you see?</textarea>", `value="answers" checked`)
		all, err := s.Invitations(ctx, me)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Withdraw(ctx, me, all[0].ID); err != nil {
			t.Fatal(err)
		}
		// Who says what somebody may see after it was taken back finds the form of a new invitation, filled.
		body := s.ask(me, "POST", "/my/standing/others/"+string(all[0].ID)+"/sees", url.Values{"sees": {"map"}}, 409)
		holds(t, body, "This invitation was taken back. Make a new one.", `name="name" value="Pat"`, `value="map" checked`, ">What do you see?</textarea>")
		holds(t, s.ask(me, "POST", "/my/standing/others/"+string(all[0].ID)+"/again", nil, 409), "This invitation does not work any more.", `name="name" value="Pat"`)
		if err := s.EndTarget(ctx, me, about("student")); err != nil {
			t.Fatal(err)
		}
		form.Set("address", "lee@example.org")
		holds(t, s.ask(me, "POST", "/my/standing/others", form, 409), "You have put this target away.", `value="lee@example.org"`)
	})
}

func TestAnAdvertComesBackFilled(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	me, ctx := s.C.Learner, t.Context()
	const advert = "We are looking for a librarian who runs story times for children, answers questions at the reference desk and catalogues books."
	v, err := s.ReadAdvert(ctx, me, "Librarian", advert)
	if err != nil || len(v.Matches) < 2 {
		t.Fatalf("%+v, %v", v, err)
	}
	for i := range 20 {
		if _, err := s.BeginAdvert(ctx, me, fmt.Sprint("Post ", i), []assessment.Pick{{Competency: v.Matches[0].Competency}}); err != nil {
			t.Fatal(err)
		}
	}
	one, other := string(v.Matches[0].Competency), string(v.Matches[1].Competency)
	last := v.Matches[0].Text.Levels[len(v.Matches[0].Text.Levels)-1].Code
	form := url.Values{"kind": {"advert"}, "title": {"Librarian"}, "advert": {advert}, "pick": {one}, "level-" + one: {last}, "add-1": {string(v.Others[3].Competency)}}
	body := s.ask(me, "POST", "/my/standing/targets", form, 409)
	holds(t, body, "You have 20 targets.", `value="`+one+`" checked`, `value="`+last+`" selected`, `value="`+string(v.Others[3].Competency)+`" selected`, `name="advert" value="We are`)
	lacks(t, body, `value="`+other+`" checked`)
	form.Set("level-"+one, "no-such-level")
	holds(t, s.ask(me, "POST", "/my/standing/targets", form, 422), `href="#f-picks"`, `id="f-picks-error"`, "One of these levels is not there any more.")
	// A role that was withdrawn meanwhile leads back to the choice.
	if err := s.RetireProfile(ctx, s.C.Curriculum, "trustee", true); err != nil {
		t.Fatal(err)
	}
	holds(t, s.ask(me, "POST", "/my/standing/targets", url.Values{"profile": {"trustee"}}, 409), "This profile cannot be chosen any more.", "Choose a target")
}

func TestTwoWindowsOfTheReflectionLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		me := s.C.Learner
		const path = "/my/standing/reflection"
		parts := []string{"values", "interests", "preferences", "reflection"}
		form := func(body string, says map[string]string) url.Values {
			f := url.Values{}
			for _, p := range parts {
				f.Set(p, says[p])
				f.Set("seen-"+p, hidden(t, body, "seen-"+p))
			}
			return f
		}
		stands := func() map[string]string {
			t.Helper()
			list, err := s.Reflections(t.Context(), me)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]string{}
			for _, x := range list {
				out[string(x.Part)] = x.Says
			}
			return out
		}
		first := s.ask(me, "GET", path, nil, 200)
		second := s.ask(me, "GET", path, nil, 200)
		s.ask(me, "POST", path, form(first, map[string]string{"values": "Quiet places"}), 303)
		// The second window never saw the values, and does not take them out.
		s.ask(me, "POST", path, form(second, map[string]string{"interests": "Maps"}), 303)
		if got := stands(); len(got) != 2 || got["values"] != "Quiet places" || got["interests"] != "Maps" {
			t.Errorf("%v", got)
		}
		// Both write the same part: the second is shown what stands there, and keeps what it typed.
		body := s.ask(me, "POST", path, form(first, map[string]string{"values": "Open doors", "preferences": "Evenings"}), 412)
		holds(t, body, "You have written something else here since", "What it says now", "Quiet places", ">Open doors</textarea>", ">Evenings</textarea>", ">Maps</textarea>")
		if got := stands(); len(got) != 2 {
			t.Errorf("half of it was kept: %v", got)
		}
		s.ask(me, "POST", path, form(body, map[string]string{"values": "Open doors", "preferences": "Evenings", "interests": "Maps"}), 303)
		if got := stands(); len(got) != 3 || got["values"] != "Open doors" {
			t.Errorf("%v", got)
		}
		// A part that the form did not show stays; one that is emptied by its writer goes.
		body = s.ask(me, "GET", path, nil, 200)
		s.ask(me, "POST", path, url.Values{"values": {""}, "seen-values": {hidden(t, body, "seen-values")}}, 303)
		if got := stands(); len(got) != 2 || got["values"] != "" {
			t.Errorf("%v", got)
		}
	})
}
