package assessmentweb_test

import (
	"strconv"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
)

func TestProgramsOfStaff(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	p := webtest.New(t, s.C.DB, s.C.Clock, func(a *web.API) { s.pages.API(a) })
	editor, reader := p.As(s.C.Curriculum, authz.ScopeProfilesWrite, authz.ScopeCohortsManage), p.As(s.C.Curriculum, authz.ScopeStandardsRead)
	type object = map[string]any
	asks := []object{{"framework": "lc-technology", "code": "TEC-01", "level": "expert", "weight": 2, "why": "For the desk; and the phone"}}
	profile := object{"title": "Desk librarian", "asks": asks}
	reader.Ask(403, "POST", "/api/v1/profiles", profile)
	p.As(s.C.Learner, authz.ScopeProfilesWrite).Ask(403, "POST", "/api/v1/profiles", profile)
	editor.Ask(201, "POST", "/api/v1/profiles", profile)
	editor.Ask(409, "POST", "/api/v1/profiles", profile)
	profile["version"] = 2
	editor.Ask(412, "PUT", "/api/v1/profiles/desk-librarian", profile)
	profile["version"], profile["summary"], profile["audience"] = 1, "At the desk", "librarians"
	editor.Ask(200, "PUT", "/api/v1/profiles/desk-librarian", profile)
	v, err := s.ShowProfile(t.Context(), s.C.Curriculum, "desk-librarian", 0)
	if err != nil || v.Number != 2 || len(v.Asked) != 1 || v.Audience != catalogue.Librarians || v.Asked[0].Why != "For the desk; and the phone" {
		t.Errorf("%+v, %v", v, err)
	}
	delete(profile, "audience")
	for i, want := range []catalogue.Audience{catalogue.Librarians, ""} { // left out it stays, an empty one takes it away
		profile["version"] = i + 2
		editor.Ask(200, "PUT", "/api/v1/profiles/desk-librarian", profile)
		if v, err := s.ShowProfile(t.Context(), s.C.Curriculum, "desk-librarian", 0); err != nil || v.Number != i+3 || v.Audience != want {
			t.Errorf("the audience of version %d is %q, want %q, %v", v.Number, v.Audience, want, err)
		}
		profile["audience"] = ""
	}
	asks[0]["code"] = "NO-SUCH"
	profile["version"] = 4
	if got := editor.Ask(422, "PUT", "/api/v1/profiles/desk-librarian", profile).Fields(); len(got) == 0 || got[0] != "asks[0]" {
		t.Errorf("%v", got)
	}
	editor.Ask(204, "POST", "/api/v1/profiles/desk-librarian/retire", object{"retired": true})

	editor.Ask(422, "POST", "/api/v1/cohorts", object{"title": "Institute", "profile": "student", "people": []string{"nobody@example.org"}})
	var people []string
	var member authz.Actor
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		member = s.C.Actor(t, "Member "+name)
		x, err := s.C.People.Person(t.Context(), member.PersonID)
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, x.Email)
	}
	var made struct {
		ID      id.ID
		Asked   int
		Unknown []string
	}
	editor.Ask(201, "POST", "/api/v1/cohorts", object{"title": "Institute", "profile": "student", "people": append(people, "nobody@example.org")}).Into(&made)
	if made.Asked != 5 || len(made.Unknown) != 1 {
		t.Errorf("%+v", made)
	}
	at := "/api/v1/cohorts/" + string(made.ID)
	editor.Ask(200, "POST", at+"/people", object{"people": people[:1]}).Into(&made)
	if made.Asked != 0 {
		t.Errorf("asked twice: %+v", made)
	}
	var shown struct {
		Counted int
		Lines   []any
	}
	editor.Ask(200, "GET", at, nil).Into(&shown)
	if shown.Counted != 0 || len(shown.Lines) != 0 {
		t.Errorf("numbers of nobody: %+v", shown)
	}
	reader.Ask(403, "GET", at, nil)
	p.As(s.C.Manager, authz.ScopeCohortsManage).Ask(403, "GET", at, nil)
	var mine struct {
		Items []struct {
			ID               id.ID
			Joined, May_Join bool
		}
	}
	p.As(member, authz.ScopeAssessmentRead).Ask(200, "GET", "/api/v1/me/cohorts", nil).Into(&mine)
	if len(mine.Items) != 1 || mine.Items[0].ID != made.ID || mine.Items[0].Joined || !mine.Items[0].May_Join {
		t.Errorf("%+v", mine)
	}
	editor.Ask(204, "POST", at+"/end", nil)
	editor.Ask(409, "POST", at+"/people", object{"people": people})
	editor.Ask(404, "GET", "/api/v1/cohorts/"+string(id.New()), nil)
}

func TestProgramsOfVoices(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ctx, me := t.Context(), s.C.Learner
	p := webtest.New(t, s.C.DB, s.C.Clock, func(a *web.API) { s.pages.API(a) })
	type object = map[string]any
	mine := p.As(me, authz.ScopeAssessmentRead, authz.ScopeAssessmentWrite)
	// An advert becomes a target.
	var found struct {
		Items []struct{ Competency, Phrase string }
	}
	mine.Ask(200, "POST", "/api/v1/me/adverts", object{"title": "Librarian", "advert": "We look for a librarian who runs story times for children and answers questions at the reference desk."}).Into(&found)
	mine.Ask(422, "POST", "/api/v1/me/adverts", object{"title": "Librarian", "advert": "Short."})
	if len(found.Items) == 0 || found.Items[0].Phrase == "" {
		t.Fatalf("%+v", found)
	}
	mine.Ask(201, "POST", "/api/v1/me/adverts/targets", object{"title": "Librarian", "picks": []object{{"competency": found.Items[0].Competency}}})
	mine.Ask(422, "POST", "/api/v1/me/adverts/targets", object{"title": "Librarian", "picks": []object{{"competency": found.Items[0].Competency, "level": "no-such"}}})

	// A framework of more than a page is read page by page by whoever is let.
	target, err := s.BeginFramework(ctx, me, "lssc", "")
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.C.People.Person(ctx, s.C.Stranger.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	i, err := s.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: other.Email, Sees: assessment.Sees{Map: true}})
	if err != nil {
		t.Fatal(err)
	}
	at := "/api/v1/me/received/" + string(i.ID)
	voice := p.As(s.C.Stranger, authz.ScopeAssessmentRead, authz.ScopeAssessmentWrite)
	mine.Ask(404, "GET", at+"/question", nil)
	p.As(s.C.Stranger, authz.ScopeAssessmentRead).Ask(403, "POST", at+"/answers", object{"competency": string(id.New()), "said": "none"})
	voice.Ask(403, "GET", at, nil)
	answered := 0
	for range 20 {
		var q struct {
			Question *struct {
				Competency string
				Choices    []any
			}
		}
		voice.Ask(200, "GET", at+"/question", nil).Into(&q)
		if q.Question == nil {
			break
		}
		voice.Ask(200, "POST", at+"/answers", object{"competency": q.Question.Competency, "said": "none"})
		answered++
	}
	m, err := s.Map(ctx, me, target.ID, 0)
	if err != nil || answered == 0 {
		t.Fatal(answered, err)
	}
	rows := 0
	for after, pages := "", 0; ; pages++ {
		var page struct {
			Map  []any
			Next *int
		}
		voice.Ask(200, "GET", at+after, nil).Into(&page)
		rows += len(page.Map)
		if page.Next == nil {
			if pages == 0 && m.Next > 0 {
				t.Error("the map ends with its first page")
			}
			break
		}
		after = "?after=" + strconv.Itoa(*page.Next)
	}
	if rows != m.Counts.All() {
		t.Errorf("%d rows of %d", rows, m.Counts.All())
	}
	if err := s.Withdraw(ctx, me, i.ID); err != nil {
		t.Fatal(err)
	}
	voice.Ask(410, "GET", at, nil)
	voice.Ask(410, "GET", at+"/question", nil)
}
