package peopleweb_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/people/peopleweb"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// programs is the area's operations behind the whole stack, asked with tokens.
type programs struct {
	*peopletest.World
	t       *testing.T
	handler http.Handler
	tokens  map[id.ID]string
}

func eachProgram(t *testing.T, f func(s *programs)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := peopletest.NewWorld(t, d)
		log := slog.New(slog.NewTextHandler(io.Discard, nil))
		mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) { web.WriteProblem(w, r, err) })
		pages := peopleweb.New(peopleweb.Deps{People: w.Service, Clock: w.Clock, Offers: noOffers, Held: sevenHeld, BaseURL: "https://commons.example.org"})
		pages.API(web.NewAPI(mux, w.DB, w.Clock, "test"))
		stack := &web.Stack{Mux: mux, Sessions: web.NewSessions(w.DB, clockNow{w}, false), Log: log, Authenticate: w.Authenticate, Prepare: func(r *http.Request) *http.Request { return r }}
		f(&programs{w, t, stack.Handler(), map[id.ID]string{}})
	})
}

// ask sends JSON as somebody's program with these scopes, all when there are none, and wants a status; what comes is read into to.
func (s *programs) ask(as people.Person, method, path, body string, status int, to any, header ...string) http.Header {
	s.t.Helper()
	if s.tokens[as.ID] == "" {
		s.tokens[as.ID] = s.token(as, authz.Scopes...)
	}
	return s.askWith(s.tokens[as.ID], method, path, body, status, to, header...)
}

func (s *programs) token(as people.Person, scopes ...string) string {
	s.t.Helper()
	secret, err := s.CreateToken(s.t.Context(), authz.System("cli"), as.ID, "test", append([]string{}, scopes...), time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

func (s *programs) askWith(token, method, path, body string, status int, to any, header ...string) http.Header {
	s.t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != status {
		s.t.Fatalf("%s %s: %d, want %d: %.1500s", method, path, w.Code, status, w.Body)
	}
	if to != nil {
		if err := json.Unmarshal(w.Body.Bytes(), to); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
		}
	}
	return w.Header()
}

func (s *programs) person(name string, options ...peopletest.Option) people.Person {
	s.t.Helper()
	return peopletest.Person(s.t, s.Service, append([]peopletest.Option{peopletest.Named(name), peopletest.Email(strings.ToLower(strings.Fields(name)[0]) + "@example.org")}, options...)...)
}

func (s *programs) admin() people.Person {
	return s.person("Walter Admin", peopletest.Role(authz.Binding{Role: authz.Admin}))
}

type aPerson struct {
	ID, Name, Class string
	RoleTitle       string `json:"role_title"`
	Zone            string
	Emails          []struct{ Address string }
	Memberships     []struct {
		Class, Event string
		StartsOn     string `json:"starts_on"`
		EndsOn       string `json:"ends_on"`
		Source       string
	}
	Roles  []struct{ Role, Unit string }
	Merged []string
}

func TestAProgramKeepsMembershipsUpToDate(t *testing.T) {
	eachProgram(t, func(s *programs) {
		admin := s.admin()
		const body = `{"name":"Ada Okonkwo","emails":["ada@library.example.org"],"class":"regular","starts_on":"2026-01-01","ends_on":"2026-12-31"}`
		put := func(query, body string, want tabular.Outcome) tabular.RowReport {
			s.t.Helper()
			var row tabular.RowReport
			s.ask(admin, "PUT", "/memberships/100234"+query, body, 200, &row)
			if row.Outcome != want {
				s.t.Fatalf("%s: %+v, want %s", query, row, want)
			}
			return row
		}
		find := func() []struct{ ID, Name, Class string } {
			s.t.Helper()
			var list struct {
				Items []struct{ ID, Name, Class string }
			}
			s.ask(admin, "GET", "/people?q=100234", "", 200, &list)
			return list.Items
		}
		if row := put("?dry_run=true", body, tabular.Created); len(row.Changes) == 0 || len(find()) != 0 {
			s.t.Fatalf("a dry run left %v and said %+v", find(), row)
		}
		put("?source=Members", body, tabular.Created)
		put("?source=Members", body, tabular.Unchanged)
		ada := find()
		if len(ada) != 1 || ada[0].Class != "regular" {
			s.t.Fatalf("found %v", ada)
		}
		// The rules of a file: prolonged, shortened (lapsed), and the rest left alone.
		for _, c := range []struct{ end, event string }{{"2027-12-31", "renew"}, {"2026-03-31", "lapse"}} {
			put("", strings.Replace(body, "2026-12-31", c.end, 1), tabular.Changed)
			var v aPerson
			s.ask(admin, "GET", "/people/"+ada[0].ID, "", 200, &v)
			if len(v.Memberships) != 1 || v.Memberships[0].Event != c.event || v.Memberships[0].EndsOn != c.end || len(v.Emails) != 1 || len(v.Roles) != 0 {
				s.t.Errorf("until %s: %+v", c.end, v)
			}
		}
		for field, wrong := range map[string]string{
			"class": strings.Replace(body, "regular", "king", 1),
			"start": strings.Replace(body, "2026-01-01", "2026-02-30", 1),
			"end":   strings.Replace(body, "2026-12-31", "2025-12-31", 1),
			"name":  strings.Replace(body, "Ada Okonkwo", "=HYPERLINK(1)", 1),
			"email": strings.Replace(body, "ada@library.example.org", "nobody", 1),
			"role":  strings.Replace(body, `"name"`, `"role":"admin","name"`, 1),
		} {
			var p web.Problem
			s.ask(admin, "PUT", "/memberships/100234", wrong, 422, &p)
			if len(p.Errors) == 0 || p.Errors[0].Field != field {
				s.t.Errorf("%s: %+v", field, p)
			}
		}
		var p web.Problem
		s.ask(admin, "PUT", "/memberships/100234", strings.Replace(body, "Ada Okonkwo", "Somebody Else", 1), 422, &p)
		if len(p.Errors) != 1 || p.Errors[0].Field != "number" {
			s.t.Errorf("another person's number: %+v", p)
		}

		// Many: each row is decided by itself, those that are refused say why.
		rows := `{"source":"Members","dry_run":%v,"rows":[
			{"number":"100235","name":"Bo Lindqvist","class":"student","starts_on":"2026-01-01","ends_on":"2026-12-31"},
			{"number":"100236","name":"Cy Marsh","class":"none","starts_on":"2026-01-01","ends_on":"2026-12-31"},
			{"number":"100234","name":"Ada Okonkwo","class":"regular","starts_on":"2026-01-01","ends_on":"2026-03-31"},
			{"number":"100237","name":"Dee Roe","class":"life","starts_on":"2026-01-01"}]}`
		for _, c := range []struct {
			dry     bool
			created int
		}{{true, 2}, {false, 2}, {false, 0}} {
			var r tabular.Report
			s.ask(admin, "POST", "/memberships", `{"dry_run":true,"Dry_run":false,"rows":[{"number":"770001","name":"Pia Holm","class":"student","starts_on":"2026-01-01"}]}`, 422, nil) // one name in two spellings
			s.ask(admin, "POST", "/memberships", fmt.Sprintf(rows, c.dry), 200, &r)
			if r.DryRun != c.dry || r.Counts.Created != c.created || r.Counts.Refused != 1 || r.Counts.Unchanged != 3-c.created || r.Rows[1].Problems[0].Field != "class" || r.Rows[1].Line != 2 {
				s.t.Errorf("dry %v: %+v %+v", c.dry, r.Counts, r.Rows)
			}
		}
		var file tabular.Report
		s.ask(admin, "POST", "/memberships/import?source=March", "number,name,class,start,end\n100238,Eli Roe,student,2026-01-01,2026-12-31\n", 200, &file, "Content-Type", "text/csv")
		if file.Counts.Created != 1 || file.Source != "March" {
			s.t.Errorf("a file: %+v", file)
		}
		for _, c := range []struct {
			path, body string
			header     []string
		}{
			{"/memberships/import?class=Associate:regular&class=Personal+Member:life", "number,name,class,start,end\n100240,Flo Roe,ASSOCIATE,2026-01-01,2026-12-31\n100241,Gus Roe,personal member,2026-01-01,\n", []string{"Content-Type", "text/csv"}},
			{"/memberships", `{"classes":{"Associate":"regular","Personal Member":"life"},"rows":[{"number":"100242","name":"Hal Roe","class":"associate","starts_on":"2026-01-01","ends_on":"2026-12-31"},{"number":"100243","name":"Ida Roe","class":"Personal Member","starts_on":"2026-01-01"}]}`, nil},
		} {
			var r tabular.Report
			s.ask(admin, "POST", c.path, c.body, 200, &r, c.header...)
			if r.Counts.Created != 2 || r.Counts.Refused != 0 {
				s.t.Errorf("words of one's own: %+v %+v", r.Counts, r.Rows)
			}
		}
		s.ask(admin, "POST", "/memberships/import?class=Associate", "number,name,class,start,end\n", 422, nil, "Content-Type", "text/csv")
		s.ask(admin, "POST", "/memberships/import?class=Associate:king", "number,name,class,start,end\n", 422, nil, "Content-Type", "text/csv")
		s.ask(admin, "POST", "/memberships", `{"rows":[]}`, 422, nil)
		learner := s.person("Lena Learner")
		s.ask(learner, "PUT", "/memberships/1", body, 403, nil)
		s.askWith(s.token(admin, authz.ScopePeopleRead), "PUT", "/memberships/1", body, 403, nil)
		s.askWith("", "PUT", "/memberships/1", body, 401, nil)
	})
}

func TestAProgramReadsAndChangesPeople(t *testing.T) {
	eachProgram(t, func(s *programs) {
		admin, learner, other := s.admin(), s.person("Lena Learner"), s.person("Otto Other")
		var me aPerson
		s.ask(learner, "GET", "/me", "", 200, &me)
		if me.ID != string(learner.ID) || len(me.Emails) != 1 {
			s.t.Errorf("%+v", me)
		}
		s.ask(learner, "GET", "/people/"+string(other.ID), "", 404, nil)
		s.ask(learner, "GET", "/people?q=otto", "", 403, nil)
		path := "/people/" + string(learner.ID)
		tag := s.ask(admin, "GET", path, "", 200, nil).Get("ETag")
		var v aPerson
		s.ask(learner, "PATCH", path, `{"role_title":"Branch manager","zone":"America/Denver"}`, 200, &v, "If-Match", tag)
		if v.RoleTitle != "Branch manager" || v.Zone != "America/Denver" || v.Name != "Lena Learner" {
			s.t.Errorf("%+v", v)
		}
		s.ask(admin, "PATCH", path, `{"role_title":"Somebody"}`, 412, nil, "If-Match", tag) // stale
		s.ask(admin, "PATCH", path, `{"role_title":"Director"}`, 200, &v)                   // without a condition
		if v.RoleTitle != "Director" || v.Zone != "America/Denver" {
			s.t.Errorf("%+v", v)
		}
		s.ask(admin, "PATCH", path, `{"zone":"Nowhere/At all"}`, 422, nil)
		s.ask(admin, "PATCH", path, `{"class":"life"}`, 422, nil)
		s.ask(other, "PATCH", path, `{"role_title":"x"}`, 404, nil)
		s.askWith(s.token(learner, authz.ScopePeopleRead), "PATCH", path, `{"role_title":"x"}`, 403, nil)
		s.askWith(s.token(learner, authz.ScopePeopleWrite), "PATCH", path, `{"role_title":"x"}`, 403, nil)

		s.ask(admin, "POST", "/people/"+string(other.ID)+"/close", "", 204, nil)
		s.ask(admin, "POST", "/people/"+string(other.ID)+"/reopen", "", 204, nil)
		s.ask(admin, "POST", "/people/"+string(id.Named("nobody"))+"/close", "", 404, nil)
		s.ask(learner, "POST", "/people/"+string(other.ID)+"/close", "", 403, nil)
	})
}

func TestAProgramKeepsOrganisationsAndUnits(t *testing.T) {
	eachProgram(t, func(s *programs) {
		admin, learner := s.admin(), s.person("Lena Learner")
		type organisation struct {
			ID, Name, Place, Parent string
			Path                    []struct{ Name string }
		}
		var system, library organisation
		s.ask(admin, "POST", "/organisations", `{"kind":"system","name":"Lake County System"}`, 201, &system)
		s.ask(admin, "POST", "/organisations", fmt.Sprintf(`{"kind":"library","name":"Fern Hollow","parent":%q}`, system.ID), 201, &library)
		tag := s.ask(admin, "GET", "/organisations/"+library.ID, "", 200, &library).Get("ETag")
		if len(library.Path) != 1 || library.Path[0].Name != "Lake County System" {
			s.t.Errorf("%+v", library)
		}
		s.ask(admin, "PATCH", "/organisations/"+library.ID, `{"place":"Fern Hollow"}`, 200, &library, "If-Match", tag)
		s.ask(admin, "PATCH", "/organisations/"+library.ID, `{"place":"Elsewhere"}`, 412, nil, "If-Match", tag)
		s.ask(admin, "PATCH", "/organisations/"+system.ID, fmt.Sprintf(`{"parent":%q}`, library.ID), 422, nil) // a ring
		s.ask(admin, "POST", "/organisations", `{"kind":"castle","name":""}`, 422, nil)
		var list struct {
			Items []organisation
			Next  *string
		}
		s.ask(admin, "GET", "/organisations?limit=1", "", 200, &list)
		if len(list.Items) != 1 || list.Next == nil {
			s.t.Errorf("%+v", list)
		}
		s.ask(admin, "GET", "/organisations?parent="+system.ID, "", 200, &list)
		if len(list.Items) != 1 || list.Items[0].ID != library.ID {
			s.t.Errorf("%+v", list)
		}
		const file = "scheme,key,name\nISIL,US-1,One\nISIL,US-2,Two\n"
		for _, c := range []struct {
			query string
			want  tabular.Counts
		}{{"?dry_run=true", tabular.Counts{Total: 2, Created: 2}}, {"", tabular.Counts{Total: 2, Created: 2}}, {"", tabular.Counts{Total: 2, Unchanged: 2}}} {
			var r tabular.Report
			s.ask(admin, "POST", "/organisations/import"+c.query, file, 200, &r, "Content-Type", "text/csv")
			if r.Counts != c.want {
				s.t.Errorf("%s: %+v", c.query, r)
			}
		}
		s.ask(learner, "GET", "/organisations", "", 403, nil)
		s.ask(learner, "POST", "/organisations", `{"kind":"library","name":"Mine"}`, 403, nil)

		type unit struct {
			Acronym, Name string
			Names         []struct{ Acronym, From string }
			MergesOn      string `json:"merges_on"`
		}
		var u unit
		tag = s.ask(admin, "POST", "/units", `{"acronym":"FERN","name":"Fern Round Table","kind":"round table"}`, 201, &u).Get("ETag")
		s.ask(admin, "POST", "/units", `{"acronym":"OAK","name":"Oak Round Table","kind":"round table"}`, 201, nil)
		s.ask(admin, "POST", "/units/FERN/names", `{"acronym":"MOSS","name":"Moss Round Table","from":"2020-01-01"}`, 200, &u, "If-Match", tag)
		if u.Acronym != "MOSS" || len(u.Names) != 2 {
			s.t.Errorf("%+v", u)
		}
		s.ask(admin, "POST", "/units/MOSS/merge", `{"into":"OAK","on":"2099-01-01"}`, 412, nil, "If-Match", tag)
		s.ask(admin, "POST", "/units/MOSS/merge", `{"into":"OAK","on":"2099-01-01"}`, 200, &u)
		if u.MergesOn != "2099-01-01" {
			s.t.Errorf("%+v", u)
		}
		s.ask(admin, "POST", "/units/MOSS/undo", "", 200, &u)
		s.ask(admin, "POST", "/units/MOSS/undo", "", 200, &u)
		if u.Acronym != "FERN" {
			s.t.Errorf("%+v", u)
		}
		s.ask(admin, "POST", "/units/FERN/undo", "", 409, nil)
		s.ask(learner, "POST", "/units/FERN/undo", "", 403, nil)
		s.askWith("", "GET", "/units/fern", "", 200, &u)
		s.askWith("", "GET", "/units/nosuch", "", 404, nil)
	})
}
