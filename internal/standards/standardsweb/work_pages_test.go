package standardsweb_test

import (
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// begun is the draft of the second version of a framework that holds A with A1 under it, and B.
func begun(s *site) (at string, framework id.ID, a, a1, b id.ID) {
	s.t.Helper()
	s.as = s.Editor
	v, err := s.Create(s.t.Context(), s.Editor, standards.About{Title: "Mine"})
	if err != nil {
		s.t.Fatal(err)
	}
	add := func(under id.ID, code string) id.ID {
		c, err := s.AddCompetency(s.t.Context(), s.Editor, v.FrameworkID, under, standards.CompetencyDraft{Code: code, Title: "About " + code, Statements: map[string][]string{"expert": {"Leads."}}})
		if err != nil {
			s.t.Fatal(err)
		}
		return c.ID
	}
	a = add("", "A")
	a1, b = add(a, "A1"), add("", "B")
	if _, err := s.Publish(s.t.Context(), s.Editor, v.FrameworkID, ""); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.BeginDraft(s.t.Context(), s.Editor, v.FrameworkID); err != nil {
		s.t.Fatal(err)
	}
	return "/work/standards/" + string(v.FrameworkID), v.FrameworkID, a, a1, b
}

// tree are the codes of the draft, each with a > for each level.
func (s *site) tree(framework id.ID) string {
	s.t.Helper()
	v, err := s.Draft(s.t.Context(), s.Editor, framework, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, c := range v.Competencies {
		out = append(out, strings.Repeat(">", c.Depth-1)+c.Code)
	}
	return strings.Join(out, " ")
}

func TestACompetencyIsMovedByClicksAndBySearch(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	at, framework, a, a1, b := begun(s)
	do := func(c id.ID, path string, form url.Values, want string) {
		t.Helper()
		w := s.post(at+"/competencies/"+string(c)+path, form)
		if to := w.Header().Get("Location"); w.Code != 303 || to != at+"?at="+string(c)+"#c-"+string(c) {
			t.Fatalf("%d %s %.300s", w.Code, to, w.Body)
		}
		if got := s.tree(framework); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	do(b, "/move", url.Values{"to": {"in"}}, "A >A1 >B")
	do(b, "/move", url.Values{"to": {"up"}}, "A >B >A1")
	do(b, "/move", url.Values{"to": {"down"}}, "A >A1 >B")
	do(b, "/move", url.Values{"to": {"out"}}, "A >A1 B")
	do(a, "/place", url.Values{"parent": {string(b)}}, "B >A >>A1")
	do(a1, "/place", url.Values{"parent": {"top"}}, "B >A A1")
	body := s.get(at+"/competencies/"+string(b)+"/place?q=about", 200)
	if strings.Contains(body, `value="`+string(a)+`"`) || !strings.Contains(body, `value="`+string(a1)+`"`) {
		t.Error("the form offers what stands under it, or lacks what does not")
	}
	if w := s.post(at+"/competencies/"+string(b)+"/place", url.Values{"parent": {string(a)}, "q": {"about"}}); w.Code != 422 || !strings.Contains(w.Body.String(), "cannot stand under itself") {
		t.Errorf("%d", w.Code)
	}
	if w := s.post(at+"/competencies/"+string(b)+"/place", url.Values{}); w.Code != 422 || !strings.Contains(w.Body.String(), "Choose where it is to stand.") {
		t.Errorf("%d", w.Code)
	}
}

func TestWhatWasTakenOutIsPutBackFromItsPage(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	at, framework, a, a1, _ := begun(s)
	for _, c := range []id.ID{a1, a} {
		if w := s.post(at+"/competencies/"+string(c)+"/remove", nil); w.Code != 303 {
			t.Fatal(w.Code)
		}
	}
	if body := s.get(at, 200); !strings.Contains(body, "2 taken out") {
		t.Error("the draft does not say what was taken out")
	}
	if body := s.get(at+"/taken-out", 200); !strings.Contains(body, "Put back A About A") || !strings.Contains(body, "Under “About A”") {
		t.Error("the page lacks what was taken out")
	}
	if w := s.post(at+"/competencies/"+string(a)+"/back", url.Values{"whole": {"1"}}); w.Code != 303 || s.tree(framework) != "A >A1 B" {
		t.Errorf("%d %q", w.Code, s.tree(framework))
	}
	if w := s.post(at+"/competencies/"+string(a)+"/back", nil); w.Code != 409 || !strings.Contains(w.Body.String(), "stands in the draft already") {
		t.Errorf("put back twice: %d", w.Code)
	}
	if body := s.get(at+"/taken-out", 200); !strings.Contains(body, "Nothing is taken out") {
		t.Error("something is still taken out")
	}
	// What has others under it is not taken out; the tree says why.
	if w := s.post(at+"/competencies/"+string(a)+"/remove", nil); w.Code != 409 || !strings.Contains(w.Body.String(), "Take out first what stands under") {
		t.Errorf("%d", w.Code)
	}
	// What is new in the draft asks first.
	if _, err := s.AddCompetency(t.Context(), s.Editor, framework, "", standards.CompetencyDraft{Title: "New"}); err != nil {
		t.Fatal(err)
	}
	if body := s.get(at, 200); strings.Count(body, "so it cannot be put back") != 1 {
		t.Error("taking out what is new does not ask")
	}
}

func TestLinksAndTranslationsHaveForms(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	at, framework, a, a1, b := begun(s)
	links := at + "/competencies/" + string(a) + "/links"
	body := s.post(links, url.Values{"do": {"search"}, "q": {"about"}, "note": {"As I wrote"}, "kind": {"isPartOf"}}).Body.String()
	for _, want := range []string{`value="` + string(a1) + `"`, `value="` + string(b) + `"`, `value="As I wrote"`, `<option value="isPartOf" selected`} {
		if !strings.Contains(body, want) {
			t.Errorf("the search lost or lacks %s", want)
		}
	}
	if w := s.post(links, url.Values{"kind": {"isPartOf"}, "uri": {"ftp://x"}, "title": {"Kept"}}); w.Code != 422 || !strings.Contains(w.Body.String(), `value="Kept"`) {
		t.Errorf("%d", w.Code)
	}
	for _, form := range []url.Values{{"kind": {"exactMatchOf"}, "target": {string(b)}}, {"kind": {"isRelatedTo"}, "uri": {"https://example.org/7"}, "title": {"A skill"}}} {
		if w := s.post(links, form); w.Code != 303 {
			t.Fatalf("%d %.300s", w.Code, w.Body)
		}
	}
	c, err := s.Competency(t.Context(), s.Editor, "mine", 2, a)
	if err != nil || len(c.Links) != 2 {
		t.Fatal(c.Links, err)
	}
	seen := seenField.FindStringSubmatch(s.get(links, 200))[1]
	one := links + "/" + string(c.Links[1].ID)
	s.Clock.Advance(time.Second)
	if w := s.post(one, url.Values{"kind": {"precedes"}, "note": {"First this"}, "seen": {seen}}); w.Code != 303 {
		t.Errorf("%d %.300s", w.Code, w.Body)
	}
	if w := s.post(one, url.Values{"kind": {"isPartOf"}, "note": {"Kept too"}, "seen": {seen}}); w.Code != 412 || !strings.Contains(w.Body.String(), `value="Kept too"`) {
		t.Errorf("saved over what was not seen: %d", w.Code)
	}
	if w := s.post(links+"/"+string(c.Links[0].ID)+"/remove", nil); w.Code != 303 {
		t.Errorf("%d", w.Code)
	}

	frame := at + "/translations"
	if body := s.get(frame+"?language=es", 200); !strings.Contains(body, `lang="es"`) || !strings.Contains(body, "Mine") {
		t.Error("the form of the framework lacks the language, or the original")
	}
	said := url.Values{"language": {"es"}, "title": {""}, "description": {"Para todos"}, standards.LevelTitleField("expert"): {"Experta"}, "seen": {seenField.FindStringSubmatch(s.get(frame+"?language=es", 200))[1]}}
	if w := s.post(frame, said); w.Code != 422 || !strings.Contains(w.Body.String(), "Translate the title as well.") || !strings.Contains(w.Body.String(), "Para todos") {
		t.Errorf("a text without a title: %d", w.Code)
	}
	s.Clock.Advance(time.Second)
	said.Set("title", "Lo mío")
	if w := s.post(frame, said); w.Code != 303 {
		t.Fatalf("%d %.300s", w.Code, w.Body)
	}
	said.Set("title", "Otro")
	if w := s.post(frame, said); w.Code != 412 || !strings.Contains(w.Body.String(), "Otro") {
		t.Errorf("translated what was not seen: %d", w.Code)
	}
	if v, err := s.Show(t.Context(), s.Editor, "mine", 2, 0); err != nil || len(v.Translations) != 2 {
		t.Errorf("%+v %v", v.Translations, err)
	} else if title, _ := v.In("es"); title != "Lo mío" || v.LevelIn("es", standards.Level{Code: "expert", Title: "Expert"}).Title != "Experta" {
		t.Errorf("%s", title)
	}

	translations := at + "/competencies/" + string(a) + "/translations"
	if body := s.get(translations+"?language=nonsense-that-is-long", 200); !strings.Contains(body, "Write the language as a code") {
		t.Error("a language that is none is taken")
	}
	body = s.get(translations+"?language=es", 200)
	if !strings.Contains(body, `lang="es"`) || !strings.Contains(body, "Leads.") {
		t.Error("the form lacks the language, or the original")
	}
	statement := standards.StatementField(c.Indicators[0].ID)
	form := url.Values{"language": {"es"}, "title": {"Sobre A"}, statement: {"Dirige."}, "seen": {seenField.FindStringSubmatch(body)[1]}}
	if w := s.post(translations, form); w.Code != 303 {
		t.Fatalf("%d %.300s", w.Code, w.Body)
	}
	s.Clock.Advance(time.Second)
	if err := s.SaveCompetency(t.Context(), s.Admin, framework, a, standards.CompetencyDraft{Code: "A", Title: "Changed", Statements: map[string][]string{"expert": {"Leads."}}}); err != nil {
		t.Fatal(err)
	}
	form.Set("title", "Otra cosa")
	if w := s.post(translations, form); w.Code != 412 || !strings.Contains(w.Body.String(), "Otra cosa") {
		t.Errorf("translated what was not seen: %d", w.Code)
	}
	if c, err = s.Competency(t.Context(), s.Editor, "mine", 2, a); err != nil || c.StatementIn("es", c.Indicators[0]) != "Dirige." {
		t.Errorf("%+v %v", c.Translations, err)
	}
}

func TestAStaleFormComesBackWithWhatWasTyped(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	at, framework, a, _, _ := begun(s)
	one := at + "/competencies/" + string(a)
	seen := seenField.FindStringSubmatch(s.get(one, 200))[1]
	s.Clock.Advance(time.Second)
	if err := s.SaveCompetency(t.Context(), s.Admin, framework, a, standards.CompetencyDraft{Code: "A", Title: "Somebody else's words"}); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"title": {"My words"}, "code": {"A"}, "seen": {seen}}
	body := s.post(one, form)
	if text := html.UnescapeString(body.Body.String()); body.Code != 412 || !strings.Contains(text, "My words") || !strings.Contains(text, "Somebody else's words") {
		t.Fatalf("%d %.300s", body.Code, text)
	}
	form.Set("seen", seenField.FindStringSubmatch(body.Body.String())[1])
	if w := s.post(one, form); w.Code != 303 {
		t.Errorf("%d", w.Code)
	}
}

func TestDecisionsAreTakenSeveralAtATime(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	at, framework, a, a1, b := begun(s)
	if _, err := s.AddCompetency(t.Context(), s.Editor, framework, "", standards.CompetencyDraft{Code: "N", Title: "About A, anew"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []id.ID{a1, a, b} {
		if err := s.RemoveCompetency(t.Context(), s.Editor, framework, c); err != nil {
			t.Fatal(err)
		}
	}
	body := s.get(at+"/publish", 200)
	if !strings.Contains(body, "N About A, anew (a similar title)") {
		t.Error("nothing is suggested")
	}
	seen := html.UnescapeString(seenField.FindStringSubmatch(body)[1])
	became := func(c id.ID) string { return standards.DecisionField("became", c) }
	form := url.Values{"competency": {string(a), string(a1), string(b)}, "seen": {seen}, became(a): {""}, became(a1): {""}, became(b): {"split"}, standards.DecisionField("targets", b): {"N"}}
	if w := s.post(at+"/decide", form); w.Code != 422 || !strings.Contains(w.Body.String(), "What is split becomes two competencies or more") || !strings.Contains(w.Body.String(), `<option value="split" selected`) {
		t.Fatalf("%d", w.Code)
	}
	if w := s.post(at+"/decide", url.Values{"competency": {string(a)}, "seen": {seen}}); w.Code != 422 {
		t.Errorf("nothing was decided: %d", w.Code)
	}
	v, err := s.Show(t.Context(), s.Editor, "mine", 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	form.Set(became(a), "replaced:"+string(v.Competencies[0].ID)) // a suggestion
	form.Set(became(b), "back")
	form.Set("rest", "on")
	s.Clock.Advance(time.Second)
	if w := s.post(at+"/decide", form); w.Code != 303 {
		t.Fatalf("%d %.300s", w.Code, w.Body)
	}
	p, err := s.Preview(t.Context(), s.Editor, framework)
	if err != nil || !p.Ready() || p.NDecided != 2 || p.Decided[0].Became != standards.BecameReplaced || p.Decided[1].Became != standards.BecameRetired || s.tree(framework) != "B N" {
		t.Errorf("%+v %q %v", p.Decided, s.tree(framework), err)
	}
	if w := s.post(at+"/decide", form); w.Code != 412 {
		t.Errorf("decided on what was not seen: %d", w.Code)
	}
}

func TestARetiredFrameworkIsInAListOfItsOwn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.as = s.Editor
	l, err := s.List(t.Context(), s.Editor, standards.ListRequest{Request: page.Request{Limit: 1}})
	if err != nil {
		t.Fatal(err)
	}
	v := l.Items[0]
	at := "/work/standards/" + string(v.FrameworkID)
	if w := s.post(at+"/retire", nil); w.Code != 412 {
		t.Errorf("retired without having been seen: %d", w.Code)
	}
	seen := html.UnescapeString(seenField.FindStringSubmatch(s.get(at, 200))[1])
	if w := s.post(at+"/retire", url.Values{"seen": {seen}}); w.Code != 303 {
		t.Fatal(w.Code)
	}
	for path, want := range map[string]bool{"/standards": false, "/standards?status=retired": true, "/work/standards": false, "/work/standards?status=retired": true, "/work/standards?status=draft": false} {
		if has := strings.Contains(s.get(path, 200), html.EscapeString(v.Title)+"</a>"); has != want {
			t.Errorf("%s: %v", path, has)
		}
	}
}
