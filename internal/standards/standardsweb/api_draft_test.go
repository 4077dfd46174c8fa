package standardsweb_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
	"learningcommons.dev/commons/internal/standards/standardsweb"
)

type object = map[string]any

// programs asks the area's operations.
type programs struct {
	*standardstest.World
	webtest.Program
	// editor has both scopes, writer the one that changes, reader the one that reads.
	editor, writer, reader, auditor webtest.Program
}

func newPrograms(t testing.TB, d *db.DB) programs {
	w := standardstest.New(t, d)
	w.Seed(t)
	s := site{World: w}
	p := webtest.New(t, d, w.Clock, standardsweb.New(standardsweb.Deps{Standards: w.Service, Catalogue: s.catalogue(), BaseURL: standardstest.BaseURL}).API)
	return programs{w, p, p.As(w.Editor, authz.ScopeStandardsRead, authz.ScopeStandardsWrite), p.As(w.Editor, authz.ScopeStandardsWrite), p.As(w.Editor, authz.ScopeStandardsRead), p.As(w.Auditor, authz.ScopeStandardsRead, authz.ScopeStandardsWrite)}
}

// made is a competency or a version as an answer says it.
type made struct {
	ID         id.ID
	Key        string
	Version    int
	Title      string
	Parent     *id.ID
	Statements []struct {
		ID          id.ID
		Level, Text string
	}
	Levels []struct{ Code, Title string }
	Links  []struct {
		Link            id.ID
		Kind, Note, URI string
	}
	Translations []struct {
		Language, Title string
		Levels          []struct{ Code, Title string }
		Statements      []struct{ Text string }
	}
}

// read reads an answer and its ETag.
func read(a webtest.Answer) (m made, etag string) {
	a.Into(&m)
	return m, a.Header().Get("ETag")
}

// begun begins a framework by program, with A, A1 under it, and B, published, and the draft of a second version. It returns its address and the
// competencies.
func (p programs) begun(t testing.TB) (at string, a, a1, b id.ID) {
	t.Helper()
	m, _ := read(p.editor.Ask(201, "POST", "/api/v1/frameworks", object{"title": "Mine"}))
	at = "/api/v1/frameworks/" + m.Key
	add := func(under id.ID, code string) id.ID {
		c, _ := read(p.editor.Ask(201, "POST", at+"/draft/competencies", object{"code": code, "title": "About " + code, "under": string(under), "statements": []object{{"level": "expert", "text": "Leads."}}}))
		return c.ID
	}
	a = add("", "A")
	a1, b = add(a, "A1"), add("", "B")
	p.editor.Ask(200, "POST", at+"/draft/publish", nil)
	p.editor.Ask(200, "POST", at+"/draft", nil)
	return at, a, a1, b
}

// codes are the codes of a draft in the order of its tree.
func (p programs) codes(at string, version int) string {
	var list struct{ Items []struct{ Code string } }
	p.editor.Ask(200, "GET", fmt.Sprintf("%s/competencies?version=%d", at, version), nil).Into(&list)
	var out []string
	for _, c := range list.Items {
		out = append(out, c.Code)
	}
	return strings.Join(out, " ")
}

// wrong fails the test unless an answer complains about this value.
func wrong(t testing.TB, a webtest.Answer, field string) {
	t.Helper()
	if got := a.Fields(); !slices.Contains(got, field) {
		t.Errorf("%v complain, and not %s: %s", got, field, a.Body)
	}
}

func TestWhatProgramsMayDoToFrameworks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPrograms(t, d)
		at, a, a1, b := p.begun(t)
		one := at + "/draft/competencies/" + string(a)
		link, _ := read(p.editor.Ask(201, "POST", one+"/links", object{"kind": "isRelatedTo", "target": string(b)}))
		statement := link.Statements[0].ID
		p.editor.Ask(204, "DELETE", at+"/draft/competencies/"+string(a1), nil)
		// Every operation that changes something, in an order in which an editor may do them all.
		writes := []struct {
			method, path string
			body         any
			done         int
		}{
			{"POST", "/api/v1/frameworks", object{"title": "Another"}, 201},
			{"POST", "/api/v1/frameworks/import?name=mine.csv&dry_run=true", nil, 200},
			{"POST", at + "/draft", nil, 200},
			{"PUT", at + "/draft", object{"title": "Mine"}, 200},
			{"PUT", at + "/draft/levels", object{"levels": []object{{"code": "expert", "title": "Master"}}}, 200},
			{"PUT", at + "/draft/translations/es", object{"title": "Lo mío", "levels": []object{{"code": "expert", "title": "Experto"}}}, 200},
			{"POST", at + "/draft/competencies", object{"title": "New"}, 201},
			{"PUT", one, object{"code": "A", "title": "About A", "statements": []object{{"level": "expert", "text": "Leads."}}}, 200},
			{"POST", one + "/move", object{"to": "down"}, 200},
			{"POST", one + "/links", object{"kind": "isRelatedTo", "uri": "https://skills.example.org/7", "title": "A skill"}, 201},
			{"PUT", one + "/links/" + string(link.Links[0].Link), object{"kind": "precedes", "note": "By a year"}, 200},
			{"PUT", one + "/translations/es", object{"title": "Sobre A", "statements": []object{{"id": string(statement), "text": "Dirige."}}}, 200},
			{"DELETE", one + "/links/" + string(link.Links[0].Link), nil, 200},
			{"POST", at + "/draft/competencies/" + string(a1) + "/put-back", object{"whole": true}, 200},
			{"DELETE", at + "/draft/competencies/" + string(a1), nil, 204},
			{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": string(a1), "became": "merged", "to": []string{"B"}}}}, 200},
			{"POST", at + "/draft/publish", nil, 200},
			{"POST", at + "/draft", nil, 200},
			{"DELETE", at + "/draft", nil, 204},
			{"POST", at + "/retire", nil, 204},
		}
		ask := func(by webtest.Program, status int, method, path string, body any) {
			t.Helper()
			if strings.Contains(path, "/import") {
				if got := by.Send(method, path, "text/csv", "code,title\nA,First\n"); got.Code != status {
					t.Errorf("%s: %d, want %d: %s", path, got.Code, status, got.Body)
				}
				return
			}
			by.Ask(status, method, path, body)
		}
		for _, x := range writes {
			ask(p.Program, 401, x.method, x.path, x.body)
			ask(p.reader, 403, x.method, x.path, x.body)
			ask(p.auditor, 403, x.method, x.path, x.body)
			ask(p.As(p.Stranger, authz.Scopes...), 403, x.method, x.path, x.body)
			ask(p.writer, x.done, x.method, x.path, x.body) // the scope that is stated is enough
		}
		p.Sound(t)

		at, a, _, _ = p.begun(t)
		for _, path := range []string{at + "/draft", at + "/draft/competencies/" + string(a), at + "/draft/taken-out", at + "/draft/decisions", at + "/draft/preview"} {
			p.Ask(401, "GET", path, nil)
			p.writer.Ask(403, "GET", path, nil)
			p.As(p.Stranger, authz.Scopes...).Ask(403, "GET", path, nil)
			p.auditor.Ask(200, "GET", path, nil)
			p.reader.Ask(404, "GET", strings.Replace(path, at, "/api/v1/frameworks/no-such", 1), nil)
			p.reader.Ask(409, "GET", strings.Replace(path, at, "/api/v1/frameworks/lc-advocacy", 1), nil)
		}
		// Of a draft strangers hear nothing by the ways that are everybody's.
		p.Ask(404, "GET", at+"/compare?from=1&to=2", nil)
		p.writer.Ask(404, "GET", at+"/compare?from=1&to=2", nil)
		p.auditor.Ask(200, "GET", at+"/compare?from=1&to=2", nil)
	})
}

func TestAProgramDoesNotWriteOverWhatItHasNotSeen(t *testing.T) {
	p := newPrograms(t, dbtest.SQLite(t))
	at, a, a1, b := p.begun(t)
	one := at + "/draft/competencies/" + string(a)
	_, published := read(p.reader.Ask(200, "GET", at, nil))
	_, draft := read(p.reader.Ask(200, "GET", at+"/draft", nil))
	_, competency := read(p.reader.Ask(200, "GET", one, nil))
	_, before := read(p.reader.Ask(200, "GET", at+"/competencies/"+string(a), nil))
	if draft == published || competency == before || draft == "" || competency == "" {
		t.Error("who has read what is published has seen the draft")
	}
	p.Clock.Advance(time.Minute)
	link, _ := read(p.editor.Ask(201, "POST", one+"/links", object{"kind": "isRelatedTo", "uri": "https://skills.example.org/7", "title": "A skill"}, "If-Match", competency))
	p.editor.Ask(204, "DELETE", at+"/draft/competencies/"+string(a1), nil)
	for _, x := range []struct {
		method, path string
		body         any
	}{
		{"PUT", at + "/draft", object{"title": "Mine"}},
		{"PUT", at + "/draft/levels", object{"levels": []object{{"code": "expert", "title": "Master"}}}},
		{"PUT", at + "/draft/translations/es", object{"title": "Lo mío"}},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": string(a1), "became": "retired"}}}},
		{"POST", at + "/draft/publish", nil},
		{"DELETE", at + "/draft", nil},
		{"PUT", one, object{"title": "Of yesterday"}},
		{"POST", one + "/links", object{"kind": "precedes", "uri": "https://skills.example.org/7", "title": "A skill"}},
		{"PUT", one + "/links/" + string(link.Links[0].Link), object{"kind": "precedes"}},
		{"PUT", one + "/translations/es", object{"title": "Sobre A"}},
		{"POST", one + "/move", object{"to": "down"}},
		{"POST", one + "/move", object{"to": "top"}},
		{"POST", one + "/move", object{"to": "under", "under": string(b)}},
		{"DELETE", one + "/links/" + string(link.Links[0].Link), nil},
		{"DELETE", one, nil},
		{"POST", at + "/draft/competencies/" + string(a1) + "/put-back", object{}},
	} {
		tags := []string{draft, published}
		if strings.HasPrefix(x.path, one) {
			tags = []string{competency, before}
		}
		for _, tag := range tags {
			p.editor.Ask(412, x.method, x.path, x.body, "If-Match", tag)
		}
	}
	if got := p.codes(at, 2); got != "A B" {
		t.Errorf("what was refused was done: %s", got)
	}
	// What each answer gives is what the next change is made with.
	_, competency = read(p.reader.Ask(200, "GET", one, nil))
	_, competency = read(p.editor.Ask(200, "POST", one+"/move", object{"to": "down"}, "If-Match", competency))
	_, competency = read(p.editor.Ask(200, "DELETE", one+"/links/"+string(link.Links[0].Link), nil, "If-Match", competency))
	p.editor.Ask(204, "DELETE", one, nil, "If-Match", competency)
	_, draft = read(p.reader.Ask(200, "GET", at+"/draft", nil))
	p.editor.Ask(200, "POST", at+"/draft/competencies/"+string(a)+"/put-back", object{}, "If-Match", draft)
	_, draft = read(p.reader.Ask(200, "GET", at+"/draft", nil))
	_, draft = read(p.editor.Ask(200, "PUT", at+"/draft", object{"title": "Mine", "label": "2027"}, "If-Match", draft))
	_, draft = read(p.editor.Ask(200, "PUT", at+"/draft/levels", object{"levels": []object{{"code": "expert", "title": "Master"}}}, "If-Match", draft))
	_, draft = read(p.editor.Ask(200, "PUT", at+"/draft/translations/es", object{"title": "Lo mío"}, "If-Match", draft))
	_, draft = read(p.editor.Ask(200, "POST", at+"/draft/decisions", object{"decisions": []object{{"competency": string(a1), "became": "retired"}}}, "If-Match", draft))
	for _, path := range []string{"/decisions", "/preview"} {
		if _, same := read(p.reader.Ask(200, "GET", at+"/draft"+path, nil)); same != draft {
			t.Errorf("%s has another ETag", path)
		}
	}
	p.Clock.Advance(time.Minute)
	_, published = read(p.editor.Ask(200, "POST", at+"/draft/publish", nil, "If-Match", draft))
	if _, same := read(p.reader.Ask(200, "GET", at, nil)); same != published {
		t.Error("what was published has another ETag when it is read")
	}
	p.editor.Ask(412, "POST", at+"/retire", nil, "If-Match", draft)
	p.editor.Ask(204, "POST", at+"/retire", nil, "If-Match", published)
	p.editor.Ask(409, "POST", at+"/retire", nil)
	p.editor.Ask(409, "PUT", at+"/draft", object{"title": "Mine"})
	p.editor.Ask(409, "POST", at+"/draft/publish", nil)
}

func TestWhatIsWrongStandsAtItsValue(t *testing.T) {
	p := newPrograms(t, dbtest.SQLite(t))
	at, a, a1, b := p.begun(t)
	one := at + "/draft/competencies/" + string(a)
	nobody, long := string(id.New()), strings.Repeat("x", 101)
	p.editor.Ask(204, "DELETE", at+"/draft/competencies/"+string(b), nil)
	for _, x := range []struct {
		method, path string
		body         any
		field        string
	}{
		{"POST", "/api/v1/frameworks", object{"title": " "}, "title"},
		{"POST", "/api/v1/frameworks", object{"title": "X", "language": "in English"}, "language"},
		{"POST", "/api/v1/frameworks", object{"title": "X", "content_area": "alchemy"}, "content_area"},
		{"POST", "/api/v1/frameworks", object{"title": "X", "verified": true}, "verified"},
		{"PUT", at + "/draft", object{"title": "X", "label": long}, "label"},
		{"PUT", at + "/draft/levels", object{"levels": []object{{"code": "expert", "title": "Expert"}, {"title": "expert"}}}, "levels[1].title"},
		{"PUT", at + "/draft/levels", object{"levels": []object{{"code": "expert", "title": " "}}}, "levels[0].title"},
		{"PUT", at + "/draft/levels", object{"levels": []object{{"title": "Only"}}}, "levels"}, // statements are at the one that is left out
		{"PUT", at + "/draft/translations/en", object{"title": "X"}, "language"},
		{"PUT", at + "/draft/translations/es", object{"title": "", "description": "Y"}, "title"},
		{"PUT", at + "/draft/translations/es", object{"title": "X", "levels": []object{{"code": "grand", "title": "Y"}}}, "levels[0].code"},
		{"PUT", at + "/draft/translations/es", object{"title": "X", "levels": []object{{"code": "expert", "title": "", "description": "Y"}}}, "levels[0].title"},
		{"POST", at + "/draft/competencies", object{"title": ""}, "title"},
		{"POST", at + "/draft/competencies", object{"title": "X", "code": "A"}, "code"},
		{"POST", at + "/draft/competencies", object{"title": "X", "under": nobody}, "under"},
		{"POST", at + "/draft/competencies", object{"title": "X", "under": "above"}, "under"},
		{"PUT", one, object{"title": "X", "statements": []object{{"level": "expert", "text": "Y"}, {"level": "grand", "text": "Y"}}}, "statements[1].level"},
		{"POST", one + "/move", object{"to": "sideways"}, "to"},
		{"POST", one + "/move", object{"to": "under"}, "under"},
		{"POST", one + "/move", object{"to": "under", "under": nobody}, "under"},
		{"POST", one + "/move", object{"to": "under", "under": string(a1)}, "under"}, // itself
		{"POST", one + "/links", object{"kind": "likes", "target": string(a1)}, "kind"},
		{"POST", one + "/links", object{"kind": "precedes", "target": nobody}, "target"},
		{"POST", one + "/links", object{"kind": "precedes", "target": "that one"}, "target"},
		{"POST", one + "/links", object{"kind": "precedes", "uri": "ftp://x", "title": "X"}, "uri"},
		{"POST", one + "/links", object{"kind": "precedes", "uri": "https://x.example.org/"}, "title"},
		{"PUT", one + "/translations/es", object{"title": "X", "statements": []object{{"id": nobody, "text": "Y"}}}, "statements[0]"},
		{"PUT", one + "/translations/es", object{"title": "X", "statements": []object{{"id": "first", "text": "Y"}}}, "statements[0].id"},
		{"PUT", one + "/translations/Klingonian", object{"title": "X"}, "language"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{}}, "decisions"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": "B", "became": "retired"}}}, "decisions[0].competency"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": nobody, "became": "retired"}}}, "decisions"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": string(b), "became": "lost"}}}, "decisions[0].became"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": string(b), "became": "split", "to": []string{"A"}}}}, "decisions[0].to"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": string(b), "became": "merged", "to": []string{"Z"}}}}, "decisions[0].to"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": string(b), "became": "retired"}, {"competency": string(b), "became": "retired"}}}, "decisions[1].competency"},
		{"POST", at + "/draft/decisions", object{"decisions": []object{{"competency": string(b), "became": "retired"}, {"competency": string(b), "became": "merged", "to": []string{"A"}}}}, "decisions[1].competency"},
		{"GET", at + "/compare?from=1", nil, "to"},
		{"GET", at + "/draft/taken-out?cursor=x", nil, "cursor"},
		{"GET", at + "/draft/decisions?cursor=x", nil, "cursor"},
		{"GET", at + "/draft/decisions?state=lost", nil, "state"},
		{"GET", at + "/compare?from=1&to=2&cursor=x", nil, "cursor"},
	} {
		wrong(t, p.editor.Ask(422, x.method, x.path, x.body), x.field)
	}
	p.editor.Ask(409, "POST", at+"/draft/decisions", object{"decisions": []object{{"competency": string(a), "became": "retired"}}}) // the draft holds it
	p.editor.Ask(409, "DELETE", one, nil)
	p.editor.Ask(409, "POST", one+"/put-back", object{})
	p.editor.Ask(404, "GET", at+"/compare?from=1&to=7", nil)
	for _, missing := range []string{nobody, "that-one"} {
		p.editor.Ask(404, "GET", at+"/draft/competencies/"+missing, nil)
		p.editor.Ask(404, "PUT", at+"/draft/competencies/"+missing, object{"title": "X"})
		p.editor.Ask(404, "DELETE", at+"/draft/competencies/"+missing, nil)
		p.editor.Ask(404, "POST", at+"/draft/competencies/"+missing+"/put-back", object{})
		p.editor.Ask(404, "PUT", one+"/links/"+missing, object{"kind": "precedes"})
		p.editor.Ask(404, "DELETE", one+"/links/"+missing, nil)
	}
}

func TestAProgramShapesTheTree(t *testing.T) {
	p := newPrograms(t, dbtest.SQLite(t))
	at, a, a1, b := p.begun(t)
	move := func(c id.ID, to string, under id.ID, want string) made {
		t.Helper()
		m, _ := read(p.editor.Ask(200, "POST", at+"/draft/competencies/"+string(c)+"/move", object{"to": to, "under": string(under)}))
		if got := p.codes(at, 2); got != want {
			t.Errorf("%s: %q, want %q", to, got, want)
		}
		return m
	}
	move(b, "up", "", "B A A1")
	move(b, "down", "", "A A1 B")
	if m := move(b, "under", a, "A A1 B"); m.Parent == nil || *m.Parent != a {
		t.Errorf("it stands under %v", m.Parent)
	}
	if m := move(a1, "top", "", "A B A1"); m.Parent != nil {
		t.Errorf("it stands under %v", m.Parent)
	}
	p.editor.Ask(204, "DELETE", at+"/draft/competencies/"+string(a1), nil)
	var out struct {
		Items []struct{ Code, Under string }
		Count int
		Next  *string
	}
	p.reader.Ask(200, "GET", at+"/draft/taken-out", nil).Into(&out)
	if out.Count != 1 || len(out.Items) != 1 || out.Items[0].Code != "A1" || out.Items[0].Under != "About A" || out.Next != nil {
		t.Errorf("%+v", out)
	}
	p.editor.Ask(200, "POST", at+"/draft/competencies/"+string(a1)+"/put-back", object{})
	if got := p.codes(at, 2); got != "A A1 B" {
		t.Errorf("%q", got)
	}
}

func TestAProgramReadsWhatItWrote(t *testing.T) {
	p := newPrograms(t, dbtest.SQLite(t))
	at, a, _, _ := p.begun(t)
	one := at + "/draft/competencies/" + string(a)
	was, _ := read(p.reader.Ask(200, "GET", one, nil))
	now, _ := read(p.editor.Ask(200, "PUT", one, object{"code": "A", "title": "All about A", "statements": []object{{"level": "foundational", "text": "Looks\nup."}, {"level": "expert", "text": "Leads."}}}))
	if now.Title != "All about A" || len(now.Statements) != 2 || now.Statements[0].Text != "Looks up." || now.Statements[1].ID != was.Statements[0].ID {
		t.Errorf("%+v", now)
	}
	now, _ = read(p.editor.Ask(200, "PUT", one+"/translations/es", object{"title": "Todo sobre A", "statements": []object{{"id": string(now.Statements[1].ID), "text": "Dirige."}}}))
	if len(now.Translations) != 1 || now.Translations[0].Language != "es" || now.Translations[0].Title != "Todo sobre A" || len(now.Translations[0].Statements) != 1 {
		t.Errorf("%+v", now.Translations)
	}
	v, _ := read(p.editor.Ask(200, "PUT", at+"/draft/levels", object{"levels": []object{{"code": "expert", "title": "Master"}, {"code": "foundational", "title": "First steps"}}}))
	if len(v.Levels) != 2 || v.Levels[0].Code != "expert" || v.Levels[0].Title != "Master" {
		t.Errorf("%+v", v.Levels)
	}
	p.editor.Ask(200, "PUT", at+"/draft/translations/es", object{"title": "Lo mío", "levels": []object{{"code": "expert", "title": "Maestro"}}})
	p.editor.Ask(200, "POST", at+"/draft/publish", nil)
	if v, _ = read(p.Ask(200, "GET", at, nil)); v.Version != 2 || len(v.Translations) != 1 || len(v.Translations[0].Levels) != 1 || v.Translations[0].Levels[0].Title != "Maestro" {
		t.Errorf("everybody reads %+v", v)
	}
	// A competency says nothing in another language where only its levels do.
	if now, _ = read(p.Ask(200, "GET", at+"/competencies/"+string(a), nil)); len(now.Translations) != 1 {
		t.Errorf("%+v", now.Translations)
	}
}

func TestDifferencesGoOnByACursor(t *testing.T) {
	p := newPrograms(t, dbtest.SQLite(t))
	at, a, a1, _ := p.begun(t)
	for i := range standards.DifferencePage + 1 {
		p.editor.Ask(201, "POST", at+"/draft/competencies", object{"title": fmt.Sprintf("Made lately, %d", i)})
	}
	p.editor.Ask(204, "DELETE", at+"/draft/competencies/"+string(a1), nil)
	p.editor.Ask(200, "PUT", at+"/draft/competencies/"+string(a), object{"code": "A", "title": "Said anew"})
	added, changed, gone, pages := 0, 0, 0, 0
	for path := at + "/compare?from=2&to=1"; path != ""; pages++ {
		var c struct {
			From, To struct{ Version int }
			Counts   struct{ Added, Changed, Gone int }
			Changed  []struct{ From, To struct{ Title string } }
			Gone     []struct{ Code string }
			Added    []struct{ Title string }
			Next     *string
		}
		p.reader.Ask(200, "GET", path, nil).Into(&c)
		if c.From.Version != 1 || c.To.Version != 2 || c.Counts.Added != standards.DifferencePage+1 {
			t.Fatalf("%+v", c)
		}
		added, changed, gone, path = added+len(c.Added), changed+len(c.Changed), gone+len(c.Gone), ""
		if c.Next != nil {
			path = at + "/compare?from=1&to=2&cursor=" + *c.Next
		}
	}
	if added != standards.DifferencePage+1 || changed != 1 || gone != 1 || pages != 2 {
		t.Errorf("%d added, %d changed, %d gone on %d pages", added, changed, gone, pages)
	}
}

func TestDecisionsGoOnByACursor(t *testing.T) {
	p := newPrograms(t, dbtest.SQLite(t))
	m, _ := read(p.editor.Ask(201, "POST", "/api/v1/frameworks", object{"title": "Long"}))
	at := "/api/v1/frameworks/" + m.Key
	many := standards.DecisionsPage + 3
	var all []id.ID
	for i := range many {
		c, _ := read(p.editor.Ask(201, "POST", at+"/draft/competencies", object{"code": fmt.Sprintf("L%d", i), "title": fmt.Sprintf("Number %d", i)}))
		all = append(all, c.ID)
	}
	p.editor.Ask(201, "POST", at+"/draft/competencies", object{"code": "K", "title": "Kept"})
	p.editor.Ask(200, "POST", at+"/draft/publish", nil)
	p.editor.Ask(200, "POST", at+"/draft", nil)
	for _, c := range all {
		p.editor.Ask(204, "DELETE", at+"/draft/competencies/"+string(c), nil)
	}
	walk := func(state string) (seen []id.ID) {
		t.Helper()
		for next := ""; ; {
			var l struct {
				Items []struct {
					ID     id.ID
					Became *string
				}
				Next *string
			}
			p.reader.Ask(200, "GET", at+"/draft/decisions?state="+state+next, nil).Into(&l)
			for _, x := range l.Items {
				if (x.Became != nil) != (state == "decided") {
					t.Errorf("%s: it became %v", state, x.Became)
				}
				seen = append(seen, x.ID)
			}
			if l.Next == nil {
				return seen
			}
			next = "&cursor=" + *l.Next
		}
	}
	if got := walk("open"); !slices.Equal(got, all) {
		t.Errorf("%d are open", len(got))
	}
	if got := walk("decided"); got != nil {
		t.Errorf("%d are decided", len(got))
	}
	for chunk := range slices.Chunk(all, standards.DecisionsPage) {
		var list []object
		for _, c := range chunk {
			list = append(list, object{"competency": string(c), "became": "retired"})
		}
		p.editor.Ask(200, "POST", at+"/draft/decisions", object{"decisions": list})
	}
	if got := walk("decided"); !slices.Equal(got, all) {
		t.Errorf("%d are decided", len(got))
	}
	if got := walk("open"); got != nil {
		t.Errorf("%d are open", len(got))
	}
}

func TestAFileComesInByProgram(t *testing.T) {
	p := newPrograms(t, dbtest.SQLite(t))
	const file = "code,title,parent,Can do: Expert\nA,First,,Leads.\nB,Second,Z,\n"
	type report struct {
		Framework   *string
		Draft, Held bool
		Seen        string
		Rows        []struct{ Outcome string }
		Counts      struct{ Created, Changed, Refused int }
		Dry_Run     bool
	}
	send := func(by webtest.Program, status int, query, body string) (r report) {
		t.Helper()
		a := by.Send(http.MethodPost, "/api/v1/frameworks/import"+query, "application/octet-stream", body)
		if a.Code != status {
			t.Fatalf("%s: %d, want %d: %s", query, a.Code, status, a.Body)
		}
		if status == 200 {
			a.Into(&r)
		}
		return r
	}
	dry := send(p.writer, 200, "?name=mine.csv&title=Mine&dry_run=true", file)
	if dry.Framework != nil || dry.Draft || !dry.Dry_Run || dry.Counts.Created != 1 || dry.Counts.Refused != 1 || len(dry.Rows) != 2 {
		t.Errorf("%+v", dry)
	}
	p.reader.Ask(404, "GET", "/api/v1/frameworks/mine", nil)
	in := send(p.writer, 200, "?name=mine.csv&title=Mine&seen="+dry.Seen, file)
	if in.Framework == nil || *in.Framework != "mine" || !in.Draft {
		t.Errorf("%+v", in)
	}
	if got := p.codes("/api/v1/frameworks/mine", 1); got != "A" {
		t.Errorf("the draft holds %q", got)
	}
	send(p.writer, 412, "?name=mine.csv&title=Mine&seen="+dry.Seen, file) // it is there meanwhile
	const held = "code,title\nA,\nC,Third\n"
	again := send(p.writer, 200, "?framework=mine&dry_run=true", held)
	if !again.Held || *again.Framework != "mine" {
		t.Errorf("%+v", again)
	}
	send(p.writer, 422, "?framework=mine", held)
	p.Clock.Advance(time.Minute)
	p.editor.Ask(200, "PUT", "/api/v1/frameworks/mine/draft", object{"title": "Mine"})
	send(p.writer, 412, "?framework=mine&seen="+again.Seen, file)
	again = send(p.writer, 200, "?framework=mine&dry_run=true", file)
	if in = send(p.writer, 200, "?framework=mine&seen="+again.Seen, "code,title\nA,Now called so\n"); !in.Draft || in.Counts.Changed != 1 {
		t.Errorf("%+v", in)
	}
	send(p.writer, 422, "?framework=no-such", file)
	for _, bad := range []string{"{", "%PDF-1.4", "colour\nred\n"} {
		send(p.writer, 422, "?name=x", bad)
	}
	send(p.writer, 400, "?name=x", "")
	send(p.writer, 413, "?name=x.csv", strings.Repeat("x", 8<<20+1))
}
