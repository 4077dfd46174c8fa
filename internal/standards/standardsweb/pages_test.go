package standardsweb_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
	"learningcommons.dev/commons/internal/standards/standardsweb"
)

// site is the area's pages, as whoever is in as sees them.
type site struct {
	*standardstest.World
	t        testing.TB
	as       authz.Actor
	mux      *web.Mux
	sessions *web.Sessions
}

func newSite(t testing.TB, d *db.DB) *site {
	s := &site{World: standardstest.New(t, d), t: t}
	s.Seed(t)
	s.sessions = web.NewSessions(d, s.Clock, false)
	s.mux = web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		http.Error(w, err.Error(), web.Status(err))
	})
	s.mux.Add(standardsweb.New(standardsweb.Deps{Standards: s.Service, Catalogue: s.catalogue(), Sessions: s.sessions, BaseURL: standardstest.BaseURL}).Routes()...)
	return s
}

// catalogue is one on the same database.
func (s *site) catalogue() *catalogue.Service {
	return catalogue.New(catalogue.Deps{DB: s.DB, Clock: s.Clock, People: s.People, Standards: s.Service, BaseURL: standardstest.BaseURL})
}

func (s *site) send(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	ctx, err := s.sessions.Load(r.Context(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r.WithContext(authz.With(ctx, s.as)))
	return w
}

func (s *site) get(path string, status int) string {
	s.t.Helper()
	w := s.send(httptest.NewRequest("GET", path, nil))
	if w.Code != status {
		s.t.Fatalf("%s: %d %.300s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func TestPagesTellWhatIsKnown(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	if body := s.get("/standards", 200); !strings.Contains(body, "Learning Commons: Advocacy") || strings.Contains(body, "Competency Index for the Library Field") {
		t.Error("the list shows a draft, or lacks a framework")
	}
	if body := s.get("/standards/lc-advocacy", 200); !strings.Contains(body, "ADV-01") || !strings.Contains(body, "6 can-do statements") || !strings.Contains(body, "Practitioners have not tried it out yet") {
		t.Error("the page of a framework lacks something")
	}
	body := s.get("/standards/lc-advocacy/competencies/22906005-e7fb-5025-a91c-d804844737a2", 200)
	for _, want := range []string{"Pairs a usage figure", "Foundations of the Profession", "Learning that leads here", "1H"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of a competency lacks %q", want)
		}
	}
	for _, path := range []string{"/standards/nothing", "/standards/webjunction", "/standards/lc-advocacy/versions/2", "/standards/lc-advocacy/versions/x", "/standards/lc-advocacy?after=-1",
		"/standards/lc-advocacy/competencies/nothing", "/standards/lc-advocacy/compare?from=1&to=7"} {
		s.get(path, 404)
	}
	s.as = s.Auditor
	if body := s.get("/standards/webjunction", 200); !strings.Contains(body, "Nobody has looked this up yet") {
		t.Error("what nobody looked up is not marked")
	}
}

func TestProgramsPageByLimitAndOffset(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	seen := map[string]bool{}
	next := regexp.MustCompile(`<https://commons\.example([^>]*)>; rel="next"`)
	for path := "/ims/case/v1p1/CFDocuments?limit=8"; path != ""; {
		w := s.send(httptest.NewRequest("GET", path, nil))
		var list struct {
			CFDocuments []struct {
				Identifier   string
				CFPackageURI struct{ URI string }
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || w.Code != 200 || w.Header().Get("X-Total-Count") != "19" {
			t.Fatalf("%s: %d %v %s", path, w.Code, err, w.Header())
		}
		for _, d := range list.CFDocuments {
			seen[d.Identifier] = true
			for _, of := range []string{"v1p1", "v1p0"} {
				at := strings.Replace(strings.TrimPrefix(d.CFPackageURI.URI, "https://commons.example"), "v1p1", of, 1)
				if body := s.get(at, 200); !json.Valid([]byte(body)) || !strings.Contains(body, "/ims/case/"+of+"/CFItems/") {
					t.Errorf("%s is no package", at)
				}
			}
		}
		path = ""
		if m := next.FindStringSubmatch(w.Header().Get("Link")); m != nil {
			path = m[1]
		}
	}
	if len(seen) != 19 {
		t.Errorf("%d documents", len(seen))
	}
	for path, want := range map[string]struct {
		status int
		minor  string
	}{
		"v1p1/CFDocuments?limit=x":                              {400, "invalid_selection_field"},
		"v1p0/CFDocuments?offset=-1":                            {400, "invalid_selection_field"},
		"v1p1/CFItems/x":                                        {404, "invalid_uuid"},
		"v1p1/CFPackages/x":                                     {404, "invalid_uuid"},
		"v1p1/CFItems/00000000-0000-4000-8000-000000000000":     {404, "unknownobject"},
		"v1p1/CFRubrics/00000000-0000-4000-8000-000000000000":   {404, "unknownobject"},
		"v9p9/CFDocuments":                                      {404, "unknownobject"},
		"v1p1/CFItems/22906005-e7fb-5025-a91c-d804844737a2/and": {404, "unknownobject"},
	} {
		var told struct {
			Major string `json:"imsx_codeMajor"`
			Minor struct {
				Field []struct {
					Value string `json:"imsx_codeMinorFieldValue"`
				} `json:"imsx_codeMinorField"`
			} `json:"imsx_codeMinor"`
		}
		if err := json.Unmarshal([]byte(s.get("/ims/case/"+path, want.status)), &told); err != nil || told.Major != "failure" || len(told.Minor.Field) != 1 || told.Minor.Field[0].Value != want.minor {
			t.Errorf("%s: %+v %v", path, told, err)
		}
	}
	s.get("/ims/case/v1p1/CFDocuments?offset=1000", 200)
	for _, path := range []string{"CFPackages/x", "CFItems/00000000-0000-4000-8000-000000000000", "CFAssociations/00000000-0000-4000-8000-000000000000", "CFPackages/9c84fab2-570f-56ab-b70c-999c20ae743b"} {
		if body := s.get("/ims/case/v1p1/"+path, 404); !strings.Contains(body, `"imsx_codeMajor":"failure"`) {
			t.Errorf("%s: %s", path, body)
		}
	}
	s.get("/ims/case/v1p0/CFItems/22906005-E7FB-5025-A91C-D804844737A2", 200) // the standard allows capital letters
}

var seenField = regexp.MustCompile(`name="seen" value="([^"]*)"`)

// post sends a form.
func (s *site) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(r)
}

func TestFormsCarryWhatWasSeen(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.as = s.Editor
	v, err := s.Create(t.Context(), s.Editor, standards.About{Title: "Mine"})
	if err != nil {
		t.Fatal(err)
	}
	at := "/work/standards/" + string(v.FrameworkID)
	forms := map[string]url.Values{"/about": {"title": {"Ours"}}, "/levels": {"level-0": {"One"}}, "/publish": {}}
	for path, form := range forms {
		m := seenField.FindStringSubmatch(s.get(at+path, 200))
		if m == nil {
			t.Fatalf("%s does not say what was seen", path)
		}
		form.Set("seen", html.UnescapeString(m[1]))
	}
	s.Clock.Advance(time.Second)
	if _, err := s.AddCompetency(t.Context(), s.Admin, v.FrameworkID, "", standards.CompetencyDraft{Title: "New"}); err != nil {
		t.Fatal(err)
	}
	for path, form := range forms {
		if w := s.post(at+path, form); w.Code != 412 || !strings.Contains(html.UnescapeString(w.Body.String()), "Somebody else has changed this draft") {
			t.Errorf("%s: %d %.300s", path, w.Code, w.Body)
		}
	}
	now := seenField.FindStringSubmatch(s.post(at+"/publish", forms["/publish"]).Body.String())
	if now == nil {
		t.Fatal("the preview is not shown again")
	}
	if w := s.post(at+"/publish", url.Values{"seen": {html.UnescapeString(now[1])}}); w.Code != 303 {
		t.Errorf("what was seen is published: %d %.300s", w.Code, w.Body)
	}
}

func TestWhatIsGoneCanBeDecidedAnew(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.as = s.Editor
	v, err := s.Create(t.Context(), s.Editor, standards.About{Title: "Mine"})
	if err != nil {
		t.Fatal(err)
	}
	add := func(code string) id.ID {
		t.Helper()
		c, err := s.AddCompetency(t.Context(), s.Editor, v.FrameworkID, "", standards.CompetencyDraft{Code: code, Title: "About " + code})
		if err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	a, b := add("A"), add("B")
	if _, err := s.Publish(t.Context(), s.Editor, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BeginDraft(t.Context(), s.Editor, v.FrameworkID); err != nil {
		t.Fatal(err)
	}
	a1 := add("A1")
	add("A2")
	for _, c := range []id.ID{a, b} {
		if err := s.RemoveCompetency(t.Context(), s.Editor, v.FrameworkID, c); err != nil {
			t.Fatal(err)
		}
	}
	at := "/work/standards/" + string(v.FrameworkID)
	decide := func(c id.ID, became, targets string) {
		t.Helper()
		seen := seenField.FindStringSubmatch(s.get(at+"/publish", 200))
		form := url.Values{"competency": {string(c)}, standards.DecisionField("became", c): {became}, standards.DecisionField("targets", c): {targets}, "seen": {html.UnescapeString(seen[1])}}
		if w := s.post(at+"/decide", form); w.Code != 303 {
			t.Fatalf("%d %.300s", w.Code, w.Body)
		}
	}
	decide(a, "split", "A1, A2")
	decide(b, "retired", "")
	// form finds what the form of a competency holds, and under which heading it stands.
	form := func(c id.ID) (heading, became, targets string) {
		t.Helper()
		body := s.get(at+"/publish", 200)
		i := strings.Index(body, `name="competency" value="`+string(c)+`"`)
		if i < 0 {
			t.Fatal("there is no form of the competency")
		}
		if heading = "undecided"; strings.LastIndex(body[:i], `id="decided"`) >= 0 {
			heading = "decided"
		}
		one, _, _ := strings.Cut(body[i:], `role="group"`)
		if m := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(one); m != nil {
			became = m[1]
		}
		if m := regexp.MustCompile(`<input[^>]*name="targets-[^>]*>`).FindString(one); m != "" {
			if v := regexp.MustCompile(` value="([^"]*)"`).FindStringSubmatch(m); v != nil {
				targets = v[1]
			}
		}
		return heading, became, targets
	}
	if h, x, y := form(a); h != "decided" || x != "split" || y != "A1, A2" {
		t.Errorf("what was decided is shown as %q %q %q", h, x, y)
	}
	decide(b, "merged", "A2")
	if h, x, y := form(b); h != "decided" || x != "merged" || y != "A2" {
		t.Errorf("what was decided anew is shown as %q %q %q", h, x, y)
	}
	if err := s.RemoveCompetency(t.Context(), s.Editor, v.FrameworkID, a1); err != nil {
		t.Fatal(err)
	}
	if h, _, _ := form(a); h != "undecided" {
		t.Errorf("a split with one part is shown as %q", h)
	}
	decide(a, "replaced", "A2")
	if _, err := s.Publish(t.Context(), s.Editor, v.FrameworkID, ""); err != nil {
		t.Error(err)
	}
}

// upload sends a form with a file.
func (s *site) upload(name, file string, fields ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			s.t.Fatal(err)
		}
	}
	if name != "" {
		part, err := m.CreateFormFile("file", name)
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprint(part, file)
	}
	m.Close()
	r := httptest.NewRequest("POST", "/work/standards/import", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.send(r)
}

func TestAFileIsTriedBeforeItComesIn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.as = s.Editor
	const file = "code,title,parent,Can do: Expert\nA,First,,Leads.\nB,Second,Z,\n"
	w := s.upload("mine.csv", file, "title", "Mine", "do", "try")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "What would be done") || !strings.Contains(w.Body.String(), "No row of the file has the code Z.") {
		t.Fatalf("%d %.500s", w.Code, w.Body)
	}
	if body := s.get("/standards", 200); strings.Contains(body, "Mine") {
		t.Error("trying left something")
	}
	carried := regexp.MustCompile(`name="data" value="([^"]*)"`).FindStringSubmatch(w.Body.String())
	seen := seenField.FindStringSubmatch(w.Body.String())
	if carried == nil || seen == nil {
		t.Fatal("the form does not carry the file")
	}
	if w = s.upload("", "", "title", "Mine", "do", "apply", "data", carried[1], "name", "mine.csv"); w.Code != 412 || !strings.Contains(w.Body.String(), "Somebody else has changed this draft") {
		t.Errorf("a form that has seen nothing: %d", w.Code)
	}
	w = s.upload("", "", "title", "Mine", "do", "apply", "data", carried[1], "name", "mine.csv", "seen", seen[1])
	if w.Code != 200 || !strings.Contains(w.Body.String(), "What was done") || !strings.Contains(w.Body.String(), "Go to the draft") {
		t.Fatalf("%d %.500s", w.Code, w.Body)
	}
	v, err := s.Show(t.Context(), s.Editor, "mine", 0, 0)
	if err != nil || len(v.Competencies) != 1 || v.Status != standards.Draft {
		t.Errorf("%+v %v", v.Competencies, err)
	}
	for _, bad := range []struct{ name, file string }{{"x.json", "{"}, {"x.pdf", "%PDF-1.4"}, {"x.csv", "colour\nred\n"}, {"", ""}} {
		if w := s.upload(bad.name, bad.file); w.Code != 422 || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Errorf("%s: %d", bad.name, w.Code)
		}
	}
	s.as = s.Auditor
	if w := s.upload("mine.csv", file); w.Code != 403 {
		t.Errorf("an auditor imports: %d", w.Code)
	}
}

func TestOperationsReadAFrameworkWhole(t *testing.T) {
	d := dbtest.SQLite(t)
	w := standardstest.New(t, d)
	w.Seed(t)
	pages := standardsweb.New(standardsweb.Deps{Standards: w.Service, BaseURL: standardstest.BaseURL})
	stranger := webtest.New(t, d, w.Clock, pages.API)
	read := func(p webtest.Program, path string, status int, into any) {
		t.Helper()
		a := p.Send("GET", "/api/v1"+path, "", "")
		if a.Code != status {
			t.Fatalf("%s: %d %s", path, a.Code, a.Body)
		}
		if into != nil {
			if err := json.Unmarshal(a.Body.Bytes(), into); err != nil {
				t.Fatal(err)
			}
		}
	}
	type list struct {
		Items []struct {
			Key, Status, Title string
			Statements         []struct{ Level, Text string }
		}
		Next *string
	}
	n := 0
	for path := "/frameworks?limit=7"; path != ""; {
		var l list
		read(stranger, path, 200, &l)
		n += len(l.Items)
		path = ""
		if l.Next != nil {
			path = "/frameworks?limit=7&cursor=" + *l.Next
		}
	}
	if n != 19 {
		t.Errorf("%d frameworks", n)
	}
	var l list
	read(stranger, "/frameworks/lc-advocacy/competencies", 200, &l)
	if len(l.Items) != 8 || len(l.Items[0].Statements) != 6 {
		t.Errorf("%+v", l)
	}
	read(stranger, "/frameworks?drafts=true", 401, nil)
	read(stranger.As(w.Auditor, authz.ScopeCatalogueRead), "/frameworks?drafts=true", 401, nil)
	read(stranger.As(w.Stranger, authz.ScopeStandardsRead), "/frameworks?drafts=true", 403, nil)
	read(stranger.As(w.Auditor, authz.ScopeStandardsRead), "/frameworks?drafts=true&limit=100", 200, &l)
	if len(l.Items) != 23 {
		t.Errorf("%d frameworks with drafts", len(l.Items))
	}
	for query, want := range map[string]int{"published": 19, "retired": 0, "draft": 4} {
		read(stranger.As(w.Auditor, authz.ScopeStandardsRead), "/frameworks?limit=100&status="+query, 200, &l)
		if len(l.Items) != want || want > 0 && l.Items[0].Status != query {
			t.Errorf("%d frameworks are %s", len(l.Items), query)
		}
	}
	read(stranger, "/frameworks?status=draft", 401, nil)
	read(stranger, "/frameworks?status=lost", 422, nil)
	read(stranger, "/frameworks/webjunction", 404, nil)
	read(stranger, "/frameworks/lc-advocacy?version=2", 404, nil)
	read(stranger, "/frameworks/lc-advocacy/competencies?cursor=x", 422, nil)
	read(stranger, "/frameworks/lc-advocacy/competencies/nothing", 404, nil)
}

func TestALongListOfDifferencesGoesOn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.as = s.Editor
	_, framework, _, _, _ := begun(s)
	for i := range standards.DifferencePage + 1 {
		if _, err := s.World.AddCompetency(t.Context(), s.Editor, framework, "", standards.CompetencyDraft{Title: fmt.Sprintf("Made lately, %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	last := fmt.Sprintf("Made lately, %d<", standards.DifferencePage)
	body := s.get("/work/standards/"+string(framework)+"/publish", 200)
	next := regexp.MustCompile(`href="([^"]*[?&](?:amp;)?added=\d+)#added"`).FindStringSubmatch(body)
	if next == nil || strings.Contains(body, last) {
		t.Fatal("the list does not stop where it goes on")
	}
	if body = s.get(html.UnescapeString(next[1]), 200); !strings.Contains(body, last) || strings.Contains(body, "Made lately, 1<") {
		t.Error("the rest of the list is not there")
	}
	s.get("/work/standards/"+string(framework)+"/publish?added=x", 404)
}

// TestPagesSayWhatHasEndedAndNoLanguageThatNobodySaid shows a framework of a file that says no language, with a competency whose owner ended it.
func TestPagesSayWhatHasEndedAndNoLanguageThatNobodySaid(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	const file = `{"CFDocument":{"identifier":"d0000000-0000-4000-8000-00000000000a","title":"Old ones","creator":"A state"},
		"CFItems":[{"identifier":"c0000000-0000-4000-8000-000000000001","fullStatement":"Winds film","humanCodingScheme":"W","statusEndDate":"2019-06-30"}]}`
	got, err := s.Import(t.Context(), s.Editor, strings.NewReader(file), standards.ImportOptions{Source: "old.json"})
	if err != nil {
		t.Fatal(err)
	}
	const mark = "Its owner gives 30 June 2019 as its last day."
	s.as = s.Editor
	if body := s.get("/work/standards/"+string(got.FrameworkID), 200); !strings.Contains(body, mark) {
		t.Error("the draft does not say so")
	}
	v, err := s.Publish(t.Context(), s.Editor, got.FrameworkID, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/standards/" + v.Key, "/standards/" + v.Key + "/competencies/c0000000-0000-4000-8000-000000000001"} {
		if body := s.get(path, 200); !strings.Contains(body, mark) || !strings.Contains(body, `lang="" dir="auto"`) && !strings.Contains(body, `dir="auto" lang=""`) {
			t.Errorf("%s: %s", path, body)
		}
	}
}
