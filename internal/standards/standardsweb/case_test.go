package standardsweb_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
)

// asks sends a request for programs with headers by twos.
func (s *site) asks(method, path string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.send(r)
}

func TestProgramsAskAgainOnlyForWhatChanged(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	framework := s.publish("rich.json", richFile(t))
	for _, path := range []string{"CFDocuments", "CFDocuments/" + string(framework), "CFPackages/" + string(framework), "CFItems/5f8a0101-0000-4000-8000-000000000101",
		"CFItemAssociations/5f8a0101-0000-4000-8000-000000000101", "CFRubrics/5f8a0061-0000-4000-8000-000000000061", "CFConcepts/5f8a0011-0000-4000-8000-000000000011"} {
		path = "/ims/case/v1p1/" + path
		whole := s.asks("GET", path)
		tag := whole.Header().Get("ETag")
		if whole.Code != 200 || !strings.HasPrefix(tag, `W/"`) || whole.Header().Get("Content-Type") != "application/json" || whole.Header().Get("Content-Encoding") != "" {
			t.Fatalf("%s: %d %v", path, whole.Code, whole.Header())
		}
		for _, has := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag, "*"} {
			if again := s.asks("GET", path, "If-None-Match", has); again.Code != 304 || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
				t.Errorf("%s, %s: %d", path, has, again.Code)
			}
		}
		if other := s.asks("GET", path, "If-None-Match", `W/"other"`); other.Code != 200 || other.Body.String() != whole.Body.String() {
			t.Errorf("%s: with another tag %d", path, other.Code)
		}
		if head := s.asks("HEAD", path); head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("ETag") != tag {
			t.Errorf("%s: HEAD %d with %d bytes, %v", path, head.Code, head.Body.Len(), head.Header())
		}
		packed := s.asks("GET", path, "Accept-Encoding", "br;q=1, gzip;q=0.5")
		z, err := gzip.NewReader(packed.Body)
		if err != nil || packed.Header().Get("Content-Encoding") != "gzip" || packed.Header().Get("Vary") != "Accept-Encoding" || packed.Header().Get("ETag") != tag {
			t.Fatalf("%s packed: %v %v", path, err, packed.Header())
		}
		if b, err := io.ReadAll(z); err != nil || string(b) != whole.Body.String() {
			t.Errorf("%s is not the same packed: %v", path, err)
		}
		if plain := s.asks("GET", path, "Accept-Encoding", "gzip;q=0, identity"); plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s is packed for whoever takes none", path)
		}
	}
	// Another framework that is published may be where a link leads: the package is another one then.
	path := "/ims/case/v1p1/CFPackages/" + string(framework)
	tag := s.asks("GET", path).Header().Get("ETag")
	if other := s.asks("GET", strings.Replace(path, "v1p1", "v1p0", 1)).Header().Get("ETag"); other == tag {
		t.Error("both versions have the same tag")
	}
	s.Clock.Advance(1e9)
	if err := s.Retire(t.Context(), s.Editor, framework, ""); err != nil {
		t.Fatal(err)
	}
	if again := s.asks("GET", path, "If-None-Match", tag); again.Code != 200 {
		t.Errorf("after it was retired: %d", again.Code)
	}
	for _, path := range []string{"CFItems/x", "CFPackages/00000000-0000-4000-8000-000000000000", "CFDocuments?limit=x"} {
		w := s.asks("GET", "/ims/case/v1p1/"+path, "Accept-Encoding", "gzip", "If-None-Match", "*")
		if w.Header().Get("ETag") != "" || !json.Valid(w.Body.Bytes()) || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			t.Errorf("a failure: %d %v", w.Code, w.Header())
		}
	}
}

func TestPagesOfOtherSitesMayRead(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	framework := s.publish("rich.json", richFile(t))
	for path, status := range map[string]int{"v1p1/CFDocuments": 200, "v1p0/CFPackages/" + string(framework): 200, "v1p1/discovery/imscasev1p1_openapi3_v1p0.json": 200, "v1p1/CFItems/x": 404, "v1p1/nothing": 404, "v1p1/CFDocuments?limit=x": 400} {
		for _, method := range []string{"GET", "HEAD"} {
			w := s.asks(method, "/ims/case/"+path, "Origin", "https://elsewhere.example")
			if w.Code != status || w.Header().Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(w.Header().Get("Access-Control-Expose-Headers"), "X-Total-Count") || w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s: %d %v", method, path, w.Code, w.Header())
			}
		}
		before := s.asks("OPTIONS", "/ims/case/"+path, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "if-none-match,authorization")
		if h := before.Header(); before.Code != 204 || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Methods") != "GET, HEAD" || h.Get("Access-Control-Allow-Headers") != "if-none-match,authorization" {
			t.Errorf("before %s: %d %v", path, before.Code, h)
		}
	}
	if w := s.asks("GET", "/standards", "Origin", "https://elsewhere.example"); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("pages of other sites may read pages for people")
	}
}

func TestAFailureSaysWhatTheStandardCallsIt(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	minor := func(w *httptest.ResponseRecorder) string {
		var status struct {
			Major    string `json:"imsx_codeMajor"`
			Severity string `json:"imsx_severity"`
			Minor    struct {
				Field []struct {
					Value string `json:"imsx_codeMinorFieldValue"`
				} `json:"imsx_codeMinorField"`
			} `json:"imsx_codeMinor"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &status); err != nil || status.Major != "failure" || status.Severity != "error" || len(status.Minor.Field) != 1 || w.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
		}
		return status.Minor.Field[0].Value
	}
	const nobody = "00000000-0000-4000-8000-000000000000"
	for _, collection := range []string{"CFDocuments", "CFPackages", "CFItems", "CFItemAssociations", "CFAssociations", "CFAssociationGroupings", "CFConcepts", "CFItemTypes", "CFLicenses", "CFRubrics", "CFSubjects"} {
		for path, want := range map[string]string{"v1p1/" + collection + "/x": "invalid_uuid", "v1p0/" + collection + "/x": "invaliduuid", "v1p1/" + collection + "/" + nobody: "unknownobject", "v1p0/" + collection + "/" + nobody: "unknownobject"} {
			if w := s.asks("GET", "/ims/case/"+path); w.Code != 404 || minor(w) != want {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	}
	s.DB.Close()
	for _, path := range []string{"v1p1/CFDocuments", "v1p0/CFItems/" + nobody, "v1p1/CFPackages/" + nobody} {
		if w := s.asks("GET", "/ims/case/"+path); w.Code != 500 && w.Code != 503 || minor(w) != "internal_server_error" && minor(w) != "server_busy" || strings.Contains(w.Body.String(), "sql") {
			t.Errorf("%s without a database: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestAListKeepsWhatWasAsked(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ask := url.Values{"limit": {"2"}, "sort": {"title"}, "orderBy": {"desc"}, "filter": {"title~'a' AND language='en'"}, "fields": {"title,identifier"}}
	next := regexp.MustCompile(`<https://commons\.example([^>]*)>; rel="next"`)
	var all []string
	for path := "/ims/case/v1p0/CFDocuments?" + ask.Encode(); path != ""; {
		w := s.asks("GET", path)
		var list struct{ CFDocuments []map[string]any }
		if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || w.Code != 200 || len(list.CFDocuments) > 2 {
			t.Fatalf("%s: %d %v", path, w.Code, err)
		}
		for _, d := range list.CFDocuments {
			if len(d) != 2 {
				t.Errorf("%v has other fields", d)
			}
			all = append(all, d["title"].(string))
		}
		path = ""
		if m := next.FindStringSubmatch(w.Header().Get("Link")); m != nil {
			path = m[1]
		}
	}
	_, total, err := s.Documents(t.Context(), caseForm, standards.DocumentQuery{Limit: 1, Filter: ask.Get("filter")})
	if err != nil || total < 3 || len(all) != total {
		t.Errorf("%d of %d: %q %v", len(all), total, all, err)
	}
	for i := 1; i < len(all); i++ {
		if strings.ToLower(all[i-1]) < strings.ToLower(all[i]) {
			t.Errorf("%q stands before %q", all[i-1], all[i])
		}
	}
	for query, minor := range map[string]string{"sort=title&orderBy=down": "invalid_selection_field", "fields=": "invalid_selection_field", "fields=title,,language": "invalid_selection_field", "filter=colour%3D'red'": "invalid_selection_field",
		"limit=0": "invalid_selection_field", "limit=many": "invalid_selection_field", "offset=-1": "invalid_selection_field",
		"filter=title~'zzz;'": "invalid_selection_field", "filter=%zz": "invalid_selection_field", "limit=5;offset=2": "invalid_selection_field", "limit=1000000000000": "invalid_selection_field"} {
		if body := s.get("/ims/case/v1p1/CFDocuments?"+query, 400); !strings.Contains(body, `"`+minor+`"`) {
			t.Errorf("%s: %s", query, body)
		}
	}
}

func TestWhatAFileSuggestsStandsInTheForm(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	framework := s.publish("rich.json", richFile(t))
	// The next edition has 104 as it was, and 105 in place of 103.
	next := strings.NewReplacer(`5f8a0103-0000-4000-8000-000000000103`, `5f8a0105-0000-4000-8000-000000000105`, `"A.2"`, `"A.3"`,
		`"7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "uri": "https://elsewhere.example/CFItems/7c9e6679-7425-40de-944b-e07fc1f90ae7"
   },
   "destinationNodeURI": {
    "title": "A.1",
    "identifier": "5f8a0102-0000-4000-8000-000000000102"`, `"5f8a0103-0000-4000-8000-000000000103",
    "uri": "https://elsewhere.example/CFItems/7c9e6679-7425-40de-944b-e07fc1f90ae7"
   },
   "destinationNodeURI": {
    "title": "A.3",
    "identifier": "5f8a0105-0000-4000-8000-000000000105"`).Replace(richFile(t))
	if _, err := s.Import(t.Context(), s.Editor, strings.NewReader(next), standards.ImportOptions{Source: "next.json"}); err != nil {
		t.Fatal(err)
	}
	s.as = s.Editor
	body := s.get("/work/standards/"+string(framework)+"/publish", 200)
	if !regexp.MustCompile(`<option value="replaced:5f8a0105-0000-4000-8000-000000000105">[^<]*A\.3[^<]*it says so itself`).MatchString(body) {
		t.Errorf("nothing is suggested: %s", body[strings.Index(body, "To be decided"):])
	}
	s.as = authz.Actor{}
	s.get("/ims/case/v1p1/CFItems/5f8a0105-0000-4000-8000-000000000105", 404)
}
