package dutiesweb_test

import (
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/duties/dutiesweb"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
)

type object = map[string]any

func programs(t *testing.T, w *dutiestest.World) webtest.Program {
	pages := dutiesweb.New(dutiesweb.Deps{Duties: w.Service, People: w.People, Catalogue: w.Catalogue, BaseURL: dutiestest.BaseURL})
	return webtest.New(t, w.DB, w.Clock, func(a *web.API) { pages.API(a) })
}

// duty is what the test reads of one duty.
type duty struct {
	Status     string
	Statements []struct {
		ID, Kind, Day     string
		Stands, Withdrawn bool
	}
}

func TestProgramsSayWhatBindsSomebody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		p := programs(t, w)
		me, reader := p.As(w.Me, authz.ScopeDutiesWrite, authz.ScopeRecordRead), p.As(w.Me, authz.ScopeRecordRead)

		reader.Ask(403, "POST", "/api/v1/me/duties", object{"rule": "us-ny-librarian"})
		for what, field := range map[string]string{"no-such-rule": "rule", "us-ny-librarian": "certified"} {
			if got := me.Ask(422, "POST", "/api/v1/me/duties", object{"rule": what, "certified": "2027-01-01"}).Fields(); !slices.Equal(got, []string{field}) {
				t.Errorf("%s: %v", what, got)
			}
		}
		me.Ask(201, "POST", "/api/v1/me/duties", object{"rule": "us-ny-librarian", "certified": "2024-02-29"})
		if got := me.Ask(422, "POST", "/api/v1/me/duties", object{"rule": "us-ny-librarian"}).Fields(); !slices.Equal(got, []string{"rule"}) {
			t.Errorf("bound twice: %v", got)
		}

		at := "/api/v1/me/duties/us-ny-librarian"
		if got := me.Ask(422, "POST", at+"/statements", object{"kind": "work", "day": "2026-01-01"}).Fields(); !slices.Equal(got, []string{"minutes"}) {
			t.Errorf("work without minutes: %v", got)
		}
		me.Ask(204, "POST", at+"/statements", object{"kind": "leave", "day": "2025-01-01", "until": "2025-06-30"})
		var one duty
		me.Ask(200, "GET", at, nil).Into(&one)
		if len(one.Statements) != 3 || one.Statements[0].Kind != "leave" || !one.Statements[0].Stands {
			t.Fatalf("%+v", one)
		}
		leave := at + "/statements/" + one.Statements[0].ID
		p.As(w.Other, authz.ScopeDutiesWrite).Ask(404, "PUT", leave, object{"day": "2025-02-01"})
		reader.Ask(403, "DELETE", leave, nil)
		for _, how := range []string{"PUT", "DELETE"} { // it counts for another duty
			me.Ask(404, how, "/api/v1/me/duties/lssc-renewal/statements/"+one.Statements[0].ID, object{"day": "2025-02-01"})
		}
		me.Ask(204, "PUT", leave, object{"day": "2025-02-01", "until": "2025-06-30"})
		me.Ask(409, "DELETE", leave, nil) // another stands in its place
		me.Ask(200, "GET", at, nil).Into(&one)
		me.Ask(204, "DELETE", at+"/statements/"+one.Statements[0].ID, nil)
		me.Ask(200, "GET", at, nil).Into(&one)
		standing := 0
		for _, x := range one.Statements {
			if x.Kind == "leave" && x.Stands {
				standing++
			}
		}
		if len(one.Statements) != 5 || standing != 0 {
			t.Errorf("%+v", one)
		}

		me.Ask(204, "POST", at+"/end", object{})
		me.Ask(404, "POST", at+"/statements", object{"kind": "leave", "day": "2025-01-01"})
		var mine struct{ Items []any }
		me.Ask(200, "GET", "/api/v1/me/duties", nil).Into(&mine)
		if len(mine.Items) != 0 {
			t.Errorf("%+v", mine)
		}
		w.Sound(t)
	})
}

const boardRule = `rule: own-board
name: The board plans
status: verified
binds: group
versions:
  - version: "1"
    cycle: {kind: calendar, length: 1 year}
    needs: {at_least: 1 activity, of: {kind: document, tag: strategic plan}}
`

func TestProgramsWriteARuleAndKeepALibrarysDutyByIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		p := programs(t, w)
		editor := p.As(w.Editor, authz.ScopeRulesWrite, authz.ScopeRulesPublish, authz.ScopeStandardsRead)
		p.As(w.Editor, authz.ScopeStandardsRead).Ask(403, "POST", "/api/v1/rules", object{"text": boardRule})
		p.As(w.Me, authz.ScopeRulesWrite).Ask(403, "POST", "/api/v1/rules", object{"text": boardRule})
		if got := editor.Ask(422, "POST", "/api/v1/rules", object{"text": "rule: own-board\nneeds: {at_last: 1}\n"}).Fields(); len(got) == 0 || got[0] != "text" {
			t.Errorf("%v", got)
		}
		var text struct {
			Number int
			Seen   string
		}
		editor.Ask(201, "POST", "/api/v1/rules", object{"text": boardRule}).Into(&text)
		better := strings.Replace(boardRule, "The board plans", "The board plans ahead", 1)
		editor.Ask(412, "PUT", "/api/v1/rules/own-board", object{"text": better, "seen": "9"})
		editor.Ask(200, "PUT", "/api/v1/rules/own-board", object{"text": better, "seen": text.Seen}).Into(&text)
		if text.Number != 2 {
			t.Errorf("%+v", text)
		}
		editor.Ask(404, "GET", "/api/v1/rules/own-board", nil) // a draft is nobody else's
		p.As(w.Editor, authz.ScopeRulesWrite).Ask(403, "POST", "/api/v1/rules/own-board/publish", object{})
		editor.Ask(204, "POST", "/api/v1/rules/own-board/publish", object{"seen": text.Seen})
		editor.Ask(409, "POST", "/api/v1/rules/own-board/publish", object{})
		var texts struct {
			Items []struct {
				Number       int
				Published_At *string
			}
		}
		editor.Ask(200, "GET", "/api/v1/rules/own-board/texts", nil).Into(&texts)
		if len(texts.Items) != 2 || texts.Items[0].Published_At == nil || texts.Items[1].Published_At != nil {
			t.Errorf("%+v", texts)
		}
		w.Work(t)

		lib, err := w.People.AddOrganisation(t.Context(), authz.System("test"), people.Organisation{Kind: "library", Name: "Reed Bay Public Library"})
		if err != nil {
			t.Fatal(err)
		}
		director := w.Person(t, peopletest.Role(authz.Binding{Role: authz.Coordinator, OrganisationID: lib.ID}))
		oversees := p.As(director, authz.ScopeDutiesOversee)
		var after struct{ Items []struct{ ID id.ID } }
		oversees.Ask(200, "GET", "/api/v1/me/organisations", nil).Into(&after)
		if len(after.Items) != 1 || after.Items[0].ID != lib.ID {
			t.Errorf("%+v", after)
		}
		at := "/api/v1/me/organisations/" + string(lib.ID)
		p.As(director, authz.ScopeRecordRead).Ask(403, "GET", at+"/duties", nil)
		p.As(w.Me, authz.ScopeDutiesOversee).Ask(404, "GET", at+"/duties", nil)
		if got := oversees.Ask(422, "POST", at+"/duties", object{"rule": "us-ny-librarian"}).Fields(); !slices.Equal(got, []string{"rule"}) {
			t.Errorf("a rule for people: %v", got)
		}
		oversees.Ask(204, "POST", at+"/duties", object{"rule": "own-board"})
		stands := func(want string) string {
			var out struct {
				Duties     []duty
				Statements []struct{ ID, Kind string }
			}
			oversees.Ask(200, "GET", at+"/duties", nil).Into(&out)
			if len(out.Duties) != 1 || out.Duties[0].Status != want {
				t.Errorf("%+v, not %s", out, want)
			}
			return out.Statements[0].ID
		}
		stands("not yet")
		oversees.Ask(204, "POST", at+"/duties/own-board/statements", object{"kind": "document", "name": "strategic plan", "day": "2026-02-01"})
		plan := stands("met")
		oversees.Ask(204, "DELETE", at+"/statements/"+plan, nil)
		stands("not yet")

		// Somebody agrees and is listed to whoever looks after the library, and told of the look.
		if err := w.Bind(t.Context(), w.Me, duties.Binding{Rule: "us-ny-librarian", Certified: "2024-02-29"}); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if err := w.Agree(t.Context(), w.Me, lib.ID, "", ""); err != nil {
			t.Fatal(err)
		}
		var team struct {
			Items []struct {
				Name   string
				Duties []struct{ Rule, Status string }
			}
		}
		oversees.Ask(200, "GET", at+"/people", nil).Into(&team)
		if len(team.Items) != 0 {
			t.Errorf("listed before it was confirmed: %+v", team)
		}
		waiting, err := w.WhoCounts(t.Context(), director, lib.ID, page.Request{})
		if err != nil || len(waiting.Items) != 1 {
			t.Fatal(waiting, err)
		}
		if err := w.Confirm(t.Context(), director, lib.ID, waiting.Items[0].ID); err != nil {
			t.Fatal(err)
		}
		oversees.Ask(200, "GET", at+"/people", nil).Into(&team)
		if len(team.Items) != 1 || len(team.Items[0].Duties) != 1 || team.Items[0].Duties[0].Rule != "us-ny-librarian" {
			t.Errorf("%+v", team)
		}
		looks, err := w.Looks(t.Context(), w.Me, page.Request{})
		if err != nil || len(looks.Items) != 1 {
			t.Errorf("%+v %v", looks, err)
		}
		oversees.Ask(204, "POST", at+"/duties/own-board/end", nil)
		w.Sound(t)
	})
}
