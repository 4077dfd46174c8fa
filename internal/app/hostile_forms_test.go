package app

import (
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// form is one form of a page, with what a browser would send if somebody only pressed its button.
type form struct {
	action, method string
	files          bool
	pressed        bool // one of its buttons is among the fields
	fields         url.Values
	names          []string
}

// key says which form it is, whatever object it is about.
func (f form) key() string {
	return f.method + " " + pathOf(f.action) + " " + strings.Join(f.names, " ")
}

// marker is what must never be an element of a page, whoever wrote it where.
const marker = `<img src=x onerror=alert(1)>`

// hostileFields are what is tried in each field of each form.
var hostileFields = []string{
	"", "\x00", "a\xff\xfe\u202Egpj.exe\u200B", strings.Repeat("x", 70_000), strings.Repeat("%_", 600),
	"-1", "9223372036854775808", "1e309", "0000-00-00", "9999-12-31T25:61", "+14:00", "javascript:alert(1)", "=HYPERLINK(1)", "a@b.example\r\nBcc: c@d.example", "01a20b0c-612c-798f-b776-015d706f12c2",
	`"'></title><script>alert(1)</script>` + marker, // the last: it stays
}

// TestHostileFormsBreakNothing finds every form that the personas' pages show, and sends it with hostile values in each field,
// twice in one field, and with fields that it does not have. Never a fault of ours, never a hang; and afterwards no page shows as an element what was written
// as a text.
func TestHostileFormsBreakNothing(t *testing.T) {
	tr := newTrial(t)
	fixtures := tr.fixtures(t)
	var pages []string
	for pattern, list := range fixtures {
		if path, ok := strings.CutPrefix(pattern, "GET "); ok && !strings.HasPrefix(path, "/api/") {
			pages = append(pages, list[0].path)
		}
	}
	slices.Sort(pages)
	done, sent := map[string]bool{}, 0
	personas := []string{"", "learner", "unit-editor", "unit-manager", "reviewer", "administrator"}
	for _, persona := range personas {
		v := &formVisitor{trial: tr, persona: persona}
		for _, page := range pages {
			for _, f := range v.forms(t, page) {
				if done[f.key()] || strings.HasPrefix(f.action, "/styleguide") {
					continue
				}
				done[f.key()] = true
				sent += v.attack(t, page, f)
			}
		}
	}
	if len(done) < 60 || sent < 2000 {
		t.Errorf("only %d forms and %d requests", len(done), sent)
	}
	shown := 0
	for _, persona := range personas {
		v := &formVisitor{trial: tr, persona: persona}
		for _, page := range pages {
			w := v.ask(t, http.MethodGet, page, "", "")
			if strings.Contains(w.Body.String(), html.EscapeString(marker)) {
				shown++
			}
			if w.Code >= 500 && w.Code != 503 || strings.Contains(w.Body.String(), marker) && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				t.Errorf("%s as %q afterwards: %d, or a text became an element", page, persona, w.Code)
			}
		}
	}
	if shown < 5 {
		t.Errorf("only %d pages show what was written: nothing was seen to be harmless", shown)
	}
}

// pathOf is the address of a form without the ids in it and without what comes after it.
func pathOf(action string) string {
	path, _, _ := strings.Cut(action, "?")
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) == 36 {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// formVisitor is a persona who signs in again where a form has ended the session.
type formVisitor struct {
	*trial
	persona string
	cookies []*http.Cookie
}

func (v *formVisitor) ask(t *testing.T, method, target, kind, body string) *httptest.ResponseRecorder {
	t.Helper()
	if v.cookies == nil && v.persona != "" {
		v.cookies, _ = v.carrier(t, v.persona)
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:40000"
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	if len(w.Result().Cookies()) > 0 || strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
		v.cookies = nil
	}
	return w
}

// forms are those of a page; a page that is not for this persona has none.
func (v *formVisitor) forms(t *testing.T, page string) []form {
	t.Helper()
	w := v.ask(t, http.MethodGet, page, "", "")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		return nil
	}
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	var out []form
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Form {
			continue
		}
		f := form{action: attrOf(n, "action"), method: strings.ToUpper(attrOf(n, "method")), files: attrOf(n, "enctype") == "multipart/form-data", fields: url.Values{}}
		if !strings.HasPrefix(f.action, "/") {
			f.action, _, _ = strings.Cut(page, "?")
		}
		if f.method == "" {
			f.method = http.MethodGet
		}
		for e := range n.Descendants() {
			f.take(e)
		}
		slices.Sort(f.names)
		f.names = slices.Compact(f.names)
		out = append(out, f)
	}
	return out
}

// take adds a field with the value it would send, and something plausible where a value must be given and none is.
func (f *form) take(e *html.Node) {
	name, value := attrOf(e, "name"), attrOf(e, "value")
	kind := attrOf(e, "type")
	switch e.DataAtom {
	case atom.Select:
		for o := range e.Descendants() {
			if o.DataAtom == atom.Option && (value == "" || has(o, "selected")) {
				value = attrOf(o, "value")
			}
		}
	case atom.Textarea:
		if e.FirstChild != nil {
			value = e.FirstChild.Data
		}
	case atom.Input, atom.Button:
		box := (kind == "checkbox" || kind == "radio") && !has(e, "checked") && !has(e, "required")
		if box || e.DataAtom == atom.Button && f.pressed {
			f.names = append(f.names, name) // tried, but not sent by itself
			return
		}
		f.pressed = f.pressed || e.DataAtom == atom.Button
	default:
		return
	}
	if name == "" || f.fields.Has(name) {
		return
	}
	if value == "" && has(e, "required") {
		value = map[string]string{"email": "a@b.example", "date": "2027-05-05", "number": "1", "time": "14:00", "url": "https://b.example/"}[kind]
		if value == "" {
			value = "Something"
		}
	}
	f.fields.Set(name, value)
	f.names = append(f.names, name)
}

func attrOf(n *html.Node, name string) string {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return ""
	}
	return n.Attr[i].Val
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// attack sends the form with each value in each field. It returns how many requests that were.
func (v *formVisitor) attack(t *testing.T, page string, f form) int {
	t.Helper()
	sent := 0
	try := func(what string, fields url.Values) {
		sent++
		target, kind, body := f.action, "application/x-www-form-urlencoded", fields.Encode()
		switch {
		case f.method == http.MethodGet:
			path, _, _ := strings.Cut(target, "?")
			target, kind, body = path+"?"+body, "", ""
		case f.files:
			kind, body = multipartOf(t, fields)
		}
		v.clock.Advance(time.Minute) // or most answers would be that these were too many
		began := time.Now()
		w := v.ask(t, f.method, target, kind, body)
		if took := time.Since(began); took > hostileTime {
			t.Errorf("%s, %s %s with %s: the answer took %v", page, f.method, pathOf(f.action), what, took)
		}
		if w.Code >= 500 {
			t.Errorf("%s as %q, %s %s with %s: %d", page, v.persona, f.method, pathOf(f.action), what, w.Code)
		}
		if w.Code == http.StatusSeeOther || w.Code == http.StatusConflict { // what the form is about has changed
			for _, now := range v.forms(t, page) {
				if now.key() == f.key() {
					f = now
					break
				}
			}
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			if strings.Contains(w.Body.String(), marker) {
				t.Errorf("%s %s with %s: a text became an element", f.method, pathOf(f.action), what)
			}
		}
	}
	for _, name := range slices.Clone(f.names) {
		with := func(values ...string) url.Values {
			fields := url.Values{}
			for k, list := range f.fields {
				fields[k] = list
			}
			fields[name] = values
			return fields
		}
		for _, value := range hostileFields {
			try(fmt.Sprintf("%s = %.20q", name, value), with(value))
		}
		try(name+" twice", with("learner", "admin"))
	}
	extra := url.Values{"role": {"admin"}, "is_admin": {"true"}, "person_id": {"x"}}
	for k, list := range f.fields {
		extra[k] = list
	}
	try("fields that it does not have", extra)
	return sent
}

// multipartOf writes fields the way a form with files sends them; a field that is called file, or ends so, is a file.
func multipartOf(t *testing.T, fields url.Values) (kind, body string) {
	t.Helper()
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for name, list := range fields {
		for _, value := range list {
			var err error
			if strings.HasSuffix(name, "file") {
				part, e := w.CreateFormFile(name, "../../etc/x\u202Egpj.csv")
				if err = e; err == nil {
					_, err = part.Write([]byte(value))
				}
			} else {
				err = w.WriteField(name, value)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Close()
	return w.FormDataContentType(), b.String()
}
