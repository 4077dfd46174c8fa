package catalogueweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// eachSite runs a test of the operations on both databases, with tokens of every scope.
func eachSite(t *testing.T, f func(t *testing.T, s *site)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSiteOn(t, d)
		for name, a := range s.actors {
			a.Token, a.Scopes, a.Via = true, authz.Scopes, "api"
			s.actors[name] = a
		}
		f(t, s)
	})
}

// program sends JSON as one of the actors, wants a status and reads what comes into to.
func (s *site) program(t *testing.T, who, method, path, body string, status int, to any, header ...string) http.Header {
	t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != status {
		t.Fatalf("%s %s as %q: %d, want %d: %.1500s", method, path, who, w.Code, status, w.Body)
	}
	if to != nil {
		if err := json.Unmarshal(w.Body.Bytes(), to); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
		}
	}
	return w.Header()
}

// without takes a scope from an actor's token and returns the name of the narrower one.
func (s *site) without(who, scope string) string {
	a := s.actors[who]
	a.Scopes = nil
	for _, x := range authz.Scopes {
		if x != scope {
			a.Scopes = append(a.Scopes, x)
		}
	}
	s.actors[who+" without "+scope] = a
	return who + " without " + scope
}

type offerState struct {
	ID, Key, Status, Title string
	Draft                  bool
	Level                  string
	Themes                 []string
}

func TestAProgramWritesOffers(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		var o, again offerState
		const body = `{"unit":"RLD","kind":"webinar","title":"Written by program","format":"online","level":"practitioner"}`
		s.program(t, "editor", "POST", "/offers", body, 201, &o, "Idempotency-Key", "one")
		s.program(t, "editor", "POST", "/offers", body, 201, &again, "Idempotency-Key", "one")
		if o.Status != "draft" || !o.Draft || again.ID != o.ID {
			t.Errorf("%+v, again %+v", o, again)
		}
		s.program(t, "editor", "POST", "/offers", strings.Replace(body, "practitioner", "highest", 1), 422, nil, "Idempotency-Key", "one")
		s.program(t, "editor", "POST", "/offers", `{"unit":"NOSUCH","title":"x"}`, 422, nil)
		s.program(t, "editor", "POST", "/offers", `{"unit":"RLD","title":"x","status":"published"}`, 422, nil)
		for _, who := range []string{"learner", "stranger", "auditor"} {
			s.program(t, who, "POST", "/offers", body, 403, nil)
		}
		s.program(t, "", "POST", "/offers", body, 401, nil)
		s.program(t, s.without("editor", authz.ScopeCatalogueWrite), "POST", "/offers", body, 403, nil)

		path := "/offers/" + o.Key
		tag := s.program(t, "editor", "GET", path+"/draft", "", 200, &o).Get("ETag")
		if o.Title != "Written by program" || o.Level != "practitioner" {
			t.Errorf("%+v", o)
		}
		s.Clock.Advance(time.Minute)
		newer := s.program(t, "editor", "PATCH", path, `{"title":"Changed","themes":["weeding"]}`, 200, &o, "If-Match", tag).Get("ETag")
		s.program(t, "editor", "PATCH", path, `{"title":"Lost"}`, 412, nil, "If-Match", tag)
		s.program(t, "editor", "PATCH", path, `{"title":"Lost"}`, 412, nil, "If-Match", `"nonsense"`)
		s.Clock.Advance(time.Minute)
		s.program(t, "editor", "PATCH", path, `{"summary":"Without a condition."}`, 200, &o)
		s.program(t, "editor", "GET", path+"/draft", "", 200, &o)
		if o.Title != "Changed" || o.Level != "practitioner" || len(o.Themes) != 1 {
			t.Errorf("what was not named has not stayed: %+v", o)
		}
		s.program(t, "manager", "POST", path+"/publish", "", 412, nil, "If-Match", newer) // stale by now
		var p struct{ Errors []struct{ Field string } }
		s.program(t, "manager", "POST", path+"/publish", "", 422, &p)
		if len(p.Errors) == 0 {
			t.Error("the gate says nothing of what is missing")
		}
		s.program(t, "manager", "POST", path+"/discard", "", 409, nil) // there is nothing else of it

		// One that is complete is published, goes on as a draft, and is archived.
		whole, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft(cataloguetest.Titled("Whole")))
		if err != nil {
			t.Fatal(err)
		}
		path = "/offers/" + whole.Key
		s.program(t, "editor", "POST", path+"/publish", "", 403, nil)
		s.program(t, s.without("manager", authz.ScopeCataloguePublish), "POST", path+"/publish", "", 403, nil)
		s.program(t, "manager", "POST", path+"/publish", "", 200, &o)
		s.program(t, "manager", "POST", path+"/publish", "", 409, nil) // nothing new
		if o.Status != "published" {
			t.Errorf("%+v", o)
		}
		s.program(t, "", "GET", path, "", 200, nil)
		s.program(t, "editor", "PATCH", path, `{"title":"Whole, changed"}`, 200, &o)
		if !o.Draft {
			t.Errorf("%+v", o)
		}
		s.program(t, "editor", "POST", path+"/discard", "", 200, nil)
		var copied offerState
		s.program(t, "editor", "POST", path+"/duplicate", "", 201, &copied)
		if copied.Key == whole.Key || copied.Status != "draft" {
			t.Errorf("%+v", copied)
		}
		s.program(t, "manager", "POST", path+"/archive", `{"reason":"Over"}`, 200, &o)
		s.program(t, "manager", "POST", path+"/archive", `{"reason":"Over"}`, 409, nil)
		if o.Status != "archived" {
			t.Errorf("%+v", o)
		}
		var list struct{ Items []offerState }
		s.program(t, "editor", "GET", "/work/offers?status=archived", "", 200, &list)
		if len(list.Items) != 1 || list.Items[0].Key != whole.Key {
			t.Errorf("%+v", list)
		}
		s.program(t, "learner", "GET", "/work/offers", "", 403, nil)
	})
}

func TestAProgramWritesDates(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		o := cataloguetest.Offer(t, s.World)
		path := "/offers/" + o.Key + "/occurrences"
		starts := s.Clock.Now().Add(48 * time.Hour).UTC().Truncate(time.Hour)
		date := func(at time.Time) string {
			return fmt.Sprintf(`{"zone":"America/Chicago","starts_at":%q,"ends_at":%q,"capacity":12}`, at.Format(time.RFC3339), at.Add(time.Hour).Format(time.RFC3339))
		}
		var d apiOccurrence
		tag := s.program(t, "manager", "POST", path, date(starts), 201, &d).Get("ETag")
		if d.Capacity == nil || *d.Capacity != 12 || !d.StartsAt.Equal(starts) {
			t.Errorf("%+v", d)
		}
		s.program(t, "editor", "POST", path, date(starts.Add(72*time.Hour)), 403, nil) // of a published offer
		s.program(t, "stranger", "POST", path, date(starts), 403, nil)
		s.program(t, "manager", "POST", path, `{"zone":"Mars/Olympus","starts_at":"2026-01-01T00:00:00Z","ends_at":"2025-01-01T00:00:00Z"}`, 422, nil)
		one := "/occurrences/" + string(d.ID)
		s.program(t, "manager", "PATCH", one, `{"label":"Afternoon"}`, 200, &d, "If-Match", tag)
		s.program(t, "manager", "PATCH", one, `{"label":"Lost"}`, 412, nil, "If-Match", tag)
		s.program(t, "manager", "PATCH", one, `{"label":"Lost"}`, 412, nil, "If-Match", `"x"`)
		s.program(t, "manager", "PATCH", one, `{"capacity":20}`, 200, &d)
		if d.Label != "Afternoon" || *d.Capacity != 20 {
			t.Errorf("%+v", d)
		}
		s.program(t, "manager", "PATCH", one, `{"capacity":-1}`, 422, nil)
		s.program(t, "manager", "PATCH", one, `{"taken":0}`, 422, nil)
		s.program(t, "stranger", "PATCH", one, `{"capacity":1}`, 403, nil)
		s.program(t, "manager", "POST", one+"/cancel", `{"reason":"Storm"}`, 200, &d)
		if d.Status != catalogue.Cancelled {
			t.Errorf("%+v", d)
		}
		s.program(t, "manager", "POST", one+"/cancel", `{"reason":"Storm"}`, 409, nil)
		s.program(t, "manager", "POST", one+"/cancel", `{}`, 422, nil)
	})
}

// TestAProgramChangesADraftsDateTwice: what was just written is what the next one finds, although nobody is told of a draft.
func TestAProgramChangesADraftsDateTwice(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		o, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft())
		if err != nil {
			t.Fatal(err)
		}
		starts := s.Clock.Now().Add(48 * time.Hour).UTC().Truncate(time.Hour)
		var d apiOccurrence
		tag := s.program(t, "editor", "POST", "/offers/"+o.Key+"/occurrences", fmt.Sprintf(`{"zone":"America/Chicago","starts_at":%q,"ends_at":%q,"capacity":12}`, starts.Format(time.RFC3339), starts.Add(time.Hour).Format(time.RFC3339)), 201, &d).Get("ETag")
		one := "/occurrences/" + string(d.ID)
		for i := range 3 {
			label := fmt.Sprintf("Afternoon %d", i)
			was := tag
			tag = s.program(t, "editor", "PATCH", one, fmt.Sprintf(`{"label":%q}`, label), 200, &d, "If-Match", tag).Get("ETag")
			if d.Label != label || tag == was {
				t.Errorf("changed %d times it is %q, %s", i+1, d.Label, tag)
			}
			s.program(t, "editor", "PATCH", one, `{"label":"Lost"}`, 412, nil, "If-Match", was)
		}
	})
}

// TestAProgramSaysAllOfADate writes and reads what an editor's page has of a date: its days, its place in a conference, and what null takes away.
func TestAProgramSaysAllOfADate(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		whole := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Conference"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
		session := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Session"), func(d *catalogue.Draft) { d.Kind = catalogue.ConferenceSession })
		starts := s.Clock.Now().Add(240 * time.Hour).UTC().Truncate(time.Hour)
		at := func(hours int) string { return starts.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339) }
		days := fmt.Sprintf(`[{"title":"First","starts_at":%q,"ends_at":%q},{"title":"Second","starts_at":%q,"ends_at":%q}]`, at(0), at(8), at(24), at(32))
		type date struct {
			ID           string
			Slot, Place  string
			ParentID     string    `json:"parent_id"`
			StartsAt     time.Time `json:"starts_at"`
			EndsAt       time.Time `json:"ends_at"`
			PlatformLink string    `json:"platform_link"`
			PromiseHours int       `json:"promise_hours"`
			CancelUntil  *string   `json:"cancel_until"`
			Capacity     *int
			Days         []struct{ ID, Title string }
		}
		var c, again date
		s.program(t, "manager", "POST", "/offers/"+whole.Key+"/occurrences", fmt.Sprintf(`{"zone":"UTC","days":%s,"capacity":40,"promise_hours":48,"cancel_until":%q,"platform_link":"https://meet.example/whole"}`, days, at(-24)), 201, &c)
		if len(c.Days) != 2 || c.Days[0].ID == "" || !c.EndsAt.Equal(starts.Add(32*time.Hour)) || c.PromiseHours != 48 || c.CancelUntil == nil || c.PlatformLink == "" {
			t.Fatalf("%+v", c)
		}
		one := "/occurrences/" + c.ID
		var p struct{ Errors []struct{ Field string } }
		s.program(t, "manager", "PATCH", one, fmt.Sprintf(`{"starts_at":%q}`, at(1)), 422, &p)
		if len(p.Errors) != 1 || p.Errors[0].Field != "days" {
			t.Errorf("when a date of several days begins: %+v", p)
		}
		s.program(t, "manager", "PATCH", one, fmt.Sprintf(`{"starts_at":%q,"place":"Hall"}`, at(0)), 200, &again) // as it was read
		s.program(t, "manager", "PATCH", one, fmt.Sprintf(`{"days":[{"id":%q,"title":"Only","starts_at":%q,"ends_at":%q},{"starts_at":%q,"ends_at":%q}]}`, c.Days[1].ID, at(24), at(30), at(48), at(50)), 200, &again)
		if len(again.Days) != 2 || again.Days[0].ID != c.Days[1].ID || again.Days[0].Title != "Only" || again.Place != "Hall" {
			t.Errorf("the day that stays: %+v", again)
		}

		var inside date
		s.program(t, "manager", "POST", "/offers/"+session.Key+"/occurrences", fmt.Sprintf(`{"zone":"UTC","starts_at":%q,"ends_at":%q,"parent_id":%q,"slot":"Workshop","room":"B"}`, at(24), at(25), c.ID), 201, &inside)
		if inside.ParentID != c.ID || inside.Slot != "workshop" {
			t.Errorf("a session: %+v", inside)
		}
		s.program(t, "manager", "PATCH", "/occurrences/"+inside.ID, `{"parent_id":"nothing"}`, 422, nil)
		s.program(t, "manager", "PATCH", "/occurrences/"+inside.ID, `{"parent_id":null,"slot":null}`, 200, &inside)
		again = date{}
		s.program(t, "manager", "PATCH", one, `{"capacity":null,"cancel_until":null,"promise_hours":null,"place":null,"label":"Autumn"}`, 200, &again)
		if again.Capacity != nil || again.CancelUntil != nil || again.PromiseHours != 24 || again.Place != "" || again.PlatformLink == "" || len(again.Days) != 2 {
			t.Errorf("what null takes away: %+v", again)
		}
		s.program(t, "manager", "PATCH", one, `{"zone":null}`, 422, nil)
		for who, link := range map[string]string{"editor": "https://meet.example/whole", "stranger": "", "learner": "", "": ""} {
			again = date{}
			if s.program(t, who, "GET", one, "", 200, &again); again.PlatformLink != link || again.PromiseHours != 24 || len(again.Days) != 2 {
				t.Errorf("as %q: %+v", who, again)
			}
		}
		again = date{ParentID: "x"}
		s.program(t, "editor", "GET", "/occurrences/"+inside.ID, "", 200, &again)
		if again.ParentID == c.ID || inside.Slot != "" && again.Slot != "" {
			t.Errorf("no session any more: %+v", again)
		}
	})
}

func TestAProgramWorksOnTheCatalogue(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		one, two := cataloguetest.Offer(t, s.World), cataloguetest.Offer(t, s.World, cataloguetest.Titled("Another hour"))
		offers := fmt.Sprintf(`"offers":[%q,%q],"change":{"level":"expert"}`, one.ID, two.ID)
		var preview struct {
			Rows     []struct{ Changes bool }
			Problems int
			Seen     string
		}
		s.program(t, "editor", "POST", "/bulk-edits/preview", "{"+offers+"}", 200, &preview)
		if len(preview.Rows) != 2 || !preview.Rows[0].Changes || preview.Problems != 0 {
			t.Errorf("%+v", preview)
		}
		s.program(t, "editor", "POST", "/bulk-edits", "{"+offers+`,"seen":"0"}`, 409, nil)
		s.program(t, "stranger", "POST", "/bulk-edits", "{"+offers+`,"seen":"0"}`, 403, nil)
		var bulk struct {
			ID              string
			Offers          []string
			MayUndo, Undone bool
		}
		s.program(t, "editor", "POST", "/bulk-edits", "{"+offers+`,"seen":"`+preview.Seen+`"}`, 201, &bulk)
		s.program(t, "stranger", "GET", "/bulk-edits/"+bulk.ID, "", 404, nil)
		var recent struct {
			Items []struct {
				ID      string
				Offers  int
				MayUndo bool `json:"may_undo"`
			}
		}
		s.program(t, "editor", "GET", "/bulk-edits", "", 200, &recent)
		if len(recent.Items) != 1 || recent.Items[0].ID != bulk.ID || recent.Items[0].Offers != 2 || !recent.Items[0].MayUndo {
			t.Errorf("the changes of the last day are %+v", recent.Items)
		}
		s.program(t, "editor", "POST", "/bulk-edits/"+bulk.ID+"/undo", "", 200, &bulk)
		if len(bulk.Offers) != 2 || !bulk.Undone {
			t.Errorf("%+v", bulk)
		}

		const file = "title,start,end,kind\nRead by program,2030-05-01 10:00,2030-05-01 11:00,webinar\nNo date at all,someday,,webinar\n"
		for _, c := range []struct {
			query            string
			created, refused int
		}{{"&dry_run=true", 1, 1}, {"", 1, 1}, {"", 0, 1}} {
			var r tabular.Report
			s.program(t, "editor", "POST", "/offers/import?unit=RLD&source=tests&zone=America/Chicago"+c.query, file, 200, &r, "Content-Type", "text/csv")
			if r.Counts.Created != c.created || r.Counts.Refused != c.refused {
				t.Errorf("%q: %+v %+v", c.query, r.Counts, r.Rows)
			}
		}
		s.program(t, "learner", "POST", "/offers/import?unit=RLD&source=tests", file, 403, nil)

		const source = `{"name":%q,"unit":"RLD","address":"https://events.example.invalid/feed.ics","schedule":"hand"}`
		var src struct {
			ID, Name string
			Paused   bool
		}
		tag := s.program(t, "editor", "POST", "/sources", fmt.Sprintf(source, "Feed"), 201, &src).Get("ETag")
		s.program(t, "editor", "POST", "/sources", fmt.Sprintf(source, "Feed"), 409, nil)
		s.program(t, "editor", "POST", "/sources", strings.Replace(fmt.Sprintf(source, "Bad"), "https://events.example.invalid", "http://127.0.0.1", 1), 422, nil)
		s.Clock.Advance(time.Minute)
		s.program(t, "editor", "PUT", "/sources/"+src.ID, fmt.Sprintf(source, "Feed renamed"), 200, &src, "If-Match", tag)
		s.program(t, "editor", "PUT", "/sources/"+src.ID, fmt.Sprintf(source, "Lost"), 412, nil, "If-Match", tag)
		var run struct {
			ID, Outcome string
			Report      tabular.Report
		}
		s.program(t, "editor", "POST", "/sources/"+src.ID+"/run", `{}`, 200, &run)
		s.program(t, "auditor", "GET", "/sources/"+src.ID+"/runs/"+run.ID, "", 200, &run)
		if run.Outcome != catalogue.RunFailed {
			t.Errorf("%+v", run)
		}
		s.program(t, "editor", "POST", "/sources/"+src.ID+"/pause", `{"paused":true}`, 200, &src)
		if !src.Paused || src.Name != "Feed renamed" {
			t.Errorf("%+v", src)
		}
		s.program(t, "stranger", "GET", "/sources/"+src.ID, "", 404, nil)
		var told struct {
			Address  string
			Defaults struct {
				Level   string
				Minutes int
			}
			Columns map[string]string
		}
		s.program(t, "editor", "PUT", "/sources/"+src.ID, strings.Replace(fmt.Sprintf(source, "Feed renamed"), "}", `,"defaults":{"level":"expert","minutes":45},"columns":{"title":"Veranstaltung"}}`, 1), 200, &told)
		if told.Defaults.Level != "expert" || told.Defaults.Minutes != 45 || told.Columns["title"] != "Veranstaltung" {
			t.Errorf("%+v", told)
		}
		s.program(t, "editor", "PUT", "/sources/"+src.ID, strings.Replace(fmt.Sprintf(source, "Feed renamed"), "}", `,"owner":"`+string(s.Admin.PersonID)+`"}`, 1), 422, nil)
		s.program(t, "auditor", "GET", "/sources/"+src.ID, "", 200, &struct{ Source any }{&told})
		if told.Address != "events.example.invalid" {
			t.Errorf("an auditor's program is told %q", told.Address)
		}
		var brought tabular.Report
		s.program(t, "editor", "POST", "/offers/import?unit=RLD&source=more&dry_run=true&column=title%3DVeranstaltung&category=Computers%3Dtechnology&default=level%3Dexpert&default=areas%3Dtechnology", "Veranstaltung,x\nDrachen,1\n", 200, &brought, "Content-Type", "text/csv")
		if brought.Counts.Created != 1 {
			t.Errorf("%+v", brought)
		}
		s.program(t, "editor", "POST", "/offers/import?unit=RLD&source=more&default=colour%3Dred", file, 422, nil, "Content-Type", "text/csv")

		var platform struct {
			ID    string
			Seats int
		}
		tag = s.program(t, "admin", "POST", "/platforms", `{"name":"Rooms","seats":100}`, 201, &platform).Get("ETag")
		s.program(t, "admin", "PUT", "/platforms/"+platform.ID, `{"name":"Rooms","seats":300}`, 200, &platform, "If-Match", tag)
		s.program(t, "admin", "PUT", "/platforms/"+platform.ID, `{"name":"Rooms","seats":5}`, 412, nil, "If-Match", tag)
		s.program(t, "admin", "POST", "/platforms", `{"name":"rooms"}`, 422, nil)
		s.program(t, "editor", "POST", "/platforms", `{"name":"Mine"}`, 403, nil)
		if platform.Seats != 300 {
			t.Errorf("%+v", platform)
		}

		s.program(t, "editor", "POST", "/duplicates", fmt.Sprintf(`{"same":false,"keep":%q,"drop":%q}`, one.ID, two.ID), 204, nil)
		s.program(t, "manager", "POST", "/duplicates", fmt.Sprintf(`{"same":true,"keep":%q,"drop":%q}`, one.ID, two.ID), 204, nil)
		s.program(t, "manager", "POST", "/duplicates", fmt.Sprintf(`{"same":true,"keep":%q,"drop":%q}`, one.ID, two.ID), 409, nil)
		s.program(t, "manager", "PUT", "/offers/"+one.Key+"/parts", fmt.Sprintf(`{"parts":[{"offer":%q}]}`, one.Key), 422, nil)

		draft, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft(cataloguetest.Titled("Counted")))
		if err != nil {
			t.Fatal(err)
		}
		var sheets struct{ Proposed, Approved *struct{ ID, Status string } }
		if _, err := s.ProposeWorksheet(t.Context(), s.Editor, draft.ID, catalogue.WorksheetProposal{Counted: []catalogue.Stretch{{What: "Lecture", Minutes: 50}}, Method: "Timed agenda"}); err != nil {
			t.Fatal(err)
		}
		s.program(t, "editor", "GET", "/offers/"+draft.Key+"/worksheets", "", 200, &sheets)
		if sheets.Proposed == nil || sheets.Approved != nil {
			t.Errorf("%+v", sheets)
		}
	})
}

func TestAProgramKeepsWhatItsOwnerChose(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		o, _ := s.offered(t, 5)
		var compared struct {
			Items []struct{ Coming []apiOccurrence }
		}
		s.program(t, "", "GET", "/compare?offers="+o.Key+",nosuch", "", 200, &compared)
		if len(compared.Items) != 1 || len(compared.Items[0].Coming) != 1 {
			t.Errorf("%+v", compared)
		}
		s.program(t, "learner", "PUT", "/me/shortlist/"+o.Key, "", 204, nil)
		s.program(t, "learner", "PUT", "/me/shortlist/"+o.Key, "", 204, nil)
		var list struct{ Items []struct{ Key string } }
		s.program(t, "learner", "GET", "/me/shortlist", "", 200, &list)
		if len(list.Items) != 1 {
			t.Errorf("%+v", list)
		}
		s.program(t, "stranger", "GET", "/me/shortlist", "", 200, &list)
		if len(list.Items) != 0 {
			t.Errorf("somebody else's: %+v", list)
		}
		s.program(t, "learner", "DELETE", "/me/shortlist/"+o.Key, "", 204, nil)
		s.program(t, s.without("learner", authz.ScopeChoicesManage), "GET", "/me/shortlist", "", 403, nil)
		var search struct{ ID, Name string }
		s.program(t, "learner", "POST", "/me/searches", `{"name":"Near","words":"weeding","filter":{"format":["online"]},"every":"weekly"}`, 201, &search)
		s.program(t, "learner", "POST", "/me/searches", `{"name":"Nothing","every":"weekly"}`, 422, nil)
		s.program(t, "stranger", "PUT", "/me/searches/"+search.ID, `{"name":"Mine","every":"never"}`, 404, nil)
		s.program(t, "learner", "PUT", "/me/searches/"+search.ID, `{"name":"Nearer","every":"never"}`, 204, nil)
		var all struct {
			Items []struct{ Name, Every string }
		}
		s.program(t, "learner", "GET", "/me/searches", "", 200, &all)
		if len(all.Items) != 1 || all.Items[0].Name != "Nearer" || all.Items[0].Every != "never" {
			t.Errorf("%+v", all)
		}
		s.program(t, "stranger", "DELETE", "/me/searches/"+search.ID, "", 404, nil)
		s.program(t, "learner", "DELETE", "/me/searches/"+search.ID, "", 204, nil)
	})
}
