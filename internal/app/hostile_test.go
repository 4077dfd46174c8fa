package app

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// hostileParameter is a parameter of an operation, hostileSchema what the description says of a value.
type hostileParameter struct {
	Name, In string
	Schema   hostileSchema
}

type hostileSchema struct {
	Ref        string                   `json:"$ref"`
	Type       any                      `json:"type"`
	Format     string                   `json:"format"`
	Enum       []any                    `json:"enum"`
	Properties map[string]hostileSchema `json:"properties"`
	Items      *hostileSchema           `json:"items"`
}

type hostileOperation struct {
	OperationID string
	Parameters  []hostileParameter
	RequestBody *struct {
		Content map[string]struct{ Schema hostileSchema }
	}
}

// hostile sends one request of every operation of the description, as an administrator whose token has all scopes: whoever may do most can break most.
type hostile struct {
	*trial
	token   string
	schemas map[string]hostileSchema
	ids     map[string]string
}

// attack is one request; refused says that it must be.
type attack struct {
	name, path, body string
	header           []string
	refused          bool
}

// hostileTime is how long an answer may take on a machine with other work, before a request counts as one that hangs.
const hostileTime = 20 * time.Second

// TestHostileInputsBreakNothing sends the hostile inputs B 20 to 36 of the plan of reliability to every operation that is described, so that new ones are taken in by
// themselves: never a fault of ours, never a hang, a problem document for each refusal, and a refused request changes no row.
func TestHostileInputsBreakNothing(t *testing.T) {
	tr := newTrial(t)
	var d struct {
		Paths      map[string]map[string]hostileOperation
		Components struct{ Schemas map[string]hostileSchema }
	}
	tr.ask(t, "", "GET", "/api/openapi.json", "", &d)
	walter, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	token, err := tr.People.CreateToken(t.Context(), authz.System("cli"), walter.ID, "hostile", authz.Scopes, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	o := tr.objects(t)
	h := &hostile{tr, token, d.Components.Schemas, map[string]string{
		"offers": o.otherOffer, "occurrences": o.otherOccurrence, "registrations": o.otherRegistration, "people": o.person, "organisations": o.organisation, "units": o.spareUnit,
		"sources": tr.source(t, "ACRL", "Hostile"), "memberships": "990099", "shortlist": o.offerKey, "conferences": o.otherOccurrence,
	}}
	tr.ask(t, token, "GET", "/api/v1/me", "", nil) // that a token was used is written once in a while
	sent, operations := 0, 0
	paths := make([]string, 0, len(d.Paths))
	for path := range d.Paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		for method, op := range d.Paths[path] {
			operations++
			for _, a := range h.attacks(path, strings.ToUpper(method), op) {
				sent++
				h.send(t, op.OperationID, strings.ToUpper(method), a)
			}
		}
	}
	if operations < 60 || sent < operations*15 {
		t.Errorf("only %d requests to %d operations", sent, operations)
	}
}

// send makes one request and holds its answer against the rules.
func (h *hostile) send(t *testing.T, operation, method string, a attack) {
	t.Helper()
	count, before := h.changes(t), h.snapshot(t)
	defer before.Rollback()
	r := httptest.NewRequest(method, "/api/v1/units", strings.NewReader(a.body))
	r.URL = &url.URL{}
	target, query, _ := strings.Cut(a.path, "?")
	r.URL.Path, r.URL.RawQuery, r.RequestURI = target, query, a.path
	if unescaped, err := url.PathUnescape(target); err == nil && unescaped != target {
		r.URL.Path, r.URL.RawPath = unescaped, target
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	if a.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(a.header); i += 2 {
		r.Header.Set(a.header[i], a.header[i+1])
	}
	began := time.Now()
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	where := fmt.Sprintf("%s with %s", operation, a.name)
	if took := time.Since(began); took > hostileTime {
		t.Errorf("%s: the answer took %v", where, took)
	}
	if w.Code >= 500 {
		t.Errorf("%s: %d %.300s", where, w.Code, w.Body)
	}
	if a.refused && w.Code < 400 {
		t.Errorf("%s: %d, and it should be refused: %.300s", where, w.Code, w.Body)
	}
	if w.Code < 400 {
		return
	}
	var p web.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Detail == "" {
		t.Errorf("%s: %d is no problem document: %.300s", where, w.Code, w.Body)
	}
	if h.changes(t) != count {
		tables := slices.DeleteFunc(h.changed(t, before), func(table string) bool { return table == "idempotency_keys" })
		if len(tables) > 0 {
			t.Errorf("%s was refused with %d and changed rows of %s", where, w.Code, strings.Join(tables, ", "))
		}
	}
}

// hostileTexts are texts that have broken programs: NUL, what is no UTF-8, lone surrogates, overrides of direction, SQL words, storms of wildcards, patterns that never end.
var hostileTexts = []string{
	`a\u0000b`, "a\xff\xfeb", `\ud800`, `\u202Egpj.exe\u200B`, `' OR 1=1--`, `\");DROP TABLE persons;--`, strings.Repeat("%_", 120), `(a+)+$`, `{{.}}`, `=HYPERLINK(1)`, `9999-99-99`, ``,
}

// attacks makes the requests of one operation out of its description.
func (h *hostile) attacks(path, method string, op hostileOperation) []attack {
	target := h.target(path, "")
	out := h.addressAttacks(path, op)
	// Conditions and headers.
	good := h.body(op)
	for _, p := range op.Parameters {
		switch p.Name {
		case "If-Match":
			for _, tag := range []string{`"stale"`, strings.Repeat("x", 2000), `W/"1"`, `"\x00"`} {
				out = append(out, attack{"If-Match " + short(tag), target, good, []string{"If-Match", tag}, true})
			}
		case "Idempotency-Key":
			out = append(out, attack{"an empty Idempotency-Key", target, good, []string{"Idempotency-Key", ""}, true},
				attack{"an Idempotency-Key of 256 characters", target, good, []string{"Idempotency-Key", strings.Repeat("k", 256)}, true})
		}
	}
	if op.RequestBody == nil {
		return out
	}
	if _, json := op.RequestBody.Content["application/json"]; !json {
		for name, file := range map[string]string{"zeros": strings.Repeat("\x00", 4096), "a quote that is never closed": "a,b\n\"" + strings.Repeat("x", 4096), "many columns": strings.Repeat("a,", 5000) + "\n", "a bomb": bomb(),
			"a zip that is none": "PK\x03\x04" + strings.Repeat("x", 200), "brackets": strings.Repeat("[", 100_000), "entities": `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`} {
			out = append(out, attack{"a file of " + name, target, file, []string{"Content-Type", "application/octet-stream"}, false})
		}
		return out
	}
	return append(out, h.bodyAttacks(target, op)...)
}

// addressAttacks are about what stands in the path and after it.
func (h *hostile) addressAttacks(path string, op hostileOperation) []attack {
	target, good := h.target(path, ""), h.body(op)
	var out []attack
	if strings.Contains(path, "{") {
		for _, id := range []string{"a%00b", "%ff%fe", "%27%20OR%201=1--", strings.Repeat("x", 300), "%2e%2e%2fadmin", "01a20b0c-612c-798f-b776-015d706f12c2", "%25_%25_", "-1", "null"} {
			if strings.Contains(path, "/memberships/") { // there any text is somebody's number
				continue
			}
			out = append(out, attack{"id " + short(id), h.target(path, id), good, nil, op.OperationID != "take-from-shortlist"}) // what is not there is off the list already
		}
	}
	glue := "?"
	if strings.Contains(target, "?") {
		glue = "&"
	}
	for _, p := range op.Parameters {
		if p.In != "query" {
			continue
		}
		values := []string{"%00", "%ff", "%27%20OR%201%3D1--", strings.Repeat("%25_", 200), "%E2%80%AE"}
		switch p.Name {
		case "limit":
			for _, v := range []string{"1000000000", "-1", "0", "1.5", "NaN", "1e9", "9223372036854775808"} {
				out = append(out, attack{"limit=" + v, target + glue + "limit=" + v, good, nil, true})
			}
			continue
		case "cursor":
			for _, v := range []string{"AAAA", "-1", "bnVsbA", "eyJTb3J0IjoiJyBPUiAxPTEtLSJ9x", strings.Repeat("A", 3000), "W10", "MQ", "Ilx1MDAwMCI", "eyJTb3J0IjoiYVx1MDAwMGIiLCJJRCI6IngifQ"} {
				out = append(out, attack{"cursor=" + short(v), target + glue + "cursor=" + v, good, nil, false})
			}
			continue
		}
		if p.Schema.Format == "date-time" {
			values = []string{"0000-00-00", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00%2B99:00", "%00"}
		}
		if len(p.Schema.Enum) > 0 || fmt.Sprint(p.Schema.Type) == "boolean" {
			out = append(out, attack{p.Name + " out of its list", target + glue + p.Name + "=id;drop", good, nil, true})
		}
		for _, v := range values {
			out = append(out, attack{p.Name + "=" + short(v), target + glue + p.Name + "=" + v, good, nil, false})
		}
	}
	return out
}

// bodyAttacks are about JSON: the whole of it, and each of its fields.
func (h *hostile) bodyAttacks(target string, op hostileOperation) []attack {
	schema := h.resolve(op.RequestBody.Content["application/json"].Schema)
	good := h.body(op)
	out := []attack{
		{"JSON 100,000 deep", target, strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), nil, true},
		{"objects 100,000 deep", target, strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000), nil, true},
		{"what is no JSON", target, `{"a":`, nil, true},
		{"a list", target, `[]`, nil, true},
		{"null", target, `null`, nil, true},
		{"2 MB of a text", target, `{"name":"` + strings.Repeat("x", 9<<20) + `"}`, nil, true},
		{"a number 1e309", target, `{"a":1e309}`, nil, true},
		{"another Content-Type", target, good, []string{"Content-Type", "text/plain"}, true},
		{"another character set", target, "+AHsAfQ-", []string{"Content-Type", "application/json; charset=utf-7"}, true},
		{"a form", target, "a=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, true},
		{"what is right, packed", target, packed(good), []string{"Content-Encoding", "gzip"}, true},
	}
	for _, extra := range []string{`"role":"admin"`, `"id":"01a20b0c-612c-798f-b776-015d706f12c2"`, `"is_admin":true`, `"person_id":"x"`, `"ceu":99`, `"__proto__":{}`} {
		name, _, _ := strings.Cut(extra, ":")
		if _, known := schema.Properties[strings.Trim(name, `"`)]; !known {
			out = append(out, attack{"the field " + name, target, strings.Replace(good, "{", "{"+extra+glueOf(good), 1), nil, true})
		}
	}
	for name, p := range schema.Properties {
		p = h.resolve(p)
		key, _ := json.Marshal(name)
		for _, v := range h.values(p) {
			out = append(out, attack{name + " = " + short(v), target, h.with(schema, name, v), nil, false})
		}
		out = append(out, attack{name + " twice", target, strings.Replace(good, "{", fmt.Sprintf(`{%s:null,%s:{"a":[]}`, key, key)+glueOf(good), 1), nil, true})
	}
	return out
}

// values are what is tried in a field of this kind.
func (h *hostile) values(p hostileSchema) []string {
	switch kind := fmt.Sprint(p.Type); {
	case p.Format == "date-time":
		return []string{`"0000-01-01T00:00:00Z"`, `"9999-12-31T23:59:59Z"`, `"2027-02-29T00:00:00Z"`, `"2026-01-01T25:00:00Z"`, `"2026-03-08T02:30:00+14:00"`, `"x"`, `0`}
	case strings.Contains(kind, "integer"), strings.Contains(kind, "number"):
		return []string{`1e309`, `-0`, `9223372036854775808`, `9223372036854775807`, `-9223372036854775808`, `1.5`, `"1"`, `-1`, `NaN`, `0.30000000000000004`}
	case strings.Contains(kind, "boolean"):
		return []string{`"true"`, `1`, `null`}
	case strings.Contains(kind, "array"), strings.Contains(kind, "object"):
		return []string{`null`, `[null]`, `"x"`, `[[[[[]]]]]`, `["\u0000","\ud800","` + "\xff" + `"]`, `{"a":["` + `\u0000` + `"]}`, "[" + strings.Repeat(`"x",`, 2000) + `"x"]`}
	}
	out := []string{`null`, `1`, `[]`, `"` + strings.Repeat("x", 40_000) + `"`}
	for _, text := range hostileTexts {
		out = append(out, `"`+text+`"`)
	}
	return out
}

// body is a small body that the description allows, with everything in it that can be.
func (h *hostile) body(op hostileOperation) string {
	if op.RequestBody == nil {
		return ""
	}
	c, ok := op.RequestBody.Content["application/json"]
	if !ok {
		return "a,b\n1,2\n"
	}
	return h.with(h.resolve(c.Schema), "", "")
}

// with is such a body in which one field has the value.
func (h *hostile) with(s hostileSchema, field, value string) string {
	var b strings.Builder
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	b.WriteString("{")
	for i, name := range names {
		if i > 0 {
			b.WriteString(",")
		}
		key, _ := json.Marshal(name)
		v := value
		if name != field {
			v = h.sample(h.resolve(s.Properties[name]))
		}
		fmt.Fprintf(&b, "%s:%s", key, v)
	}
	return b.String() + "}"
}

func (h *hostile) sample(s hostileSchema) string {
	if len(s.Enum) > 0 {
		v, _ := json.Marshal(s.Enum[0])
		return string(v)
	}
	switch kind := fmt.Sprint(s.Type); {
	case s.Format == "date-time":
		return `"2027-01-01T00:00:00Z"`
	case strings.Contains(kind, "integer"), strings.Contains(kind, "number"):
		return `1`
	case strings.Contains(kind, "boolean"):
		return `true`
	case strings.Contains(kind, "array"):
		if s.Items == nil {
			return `[]`
		}
		return "[" + h.sample(h.resolve(*s.Items)) + "]"
	case strings.Contains(kind, "object"):
		return h.with(s, "", "")
	}
	return `"x"`
}

func (h *hostile) resolve(s hostileSchema) hostileSchema {
	if s.Ref != "" {
		return h.schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}

// target fills the path: with ids of things that are there, or with what is given instead of the first.
func (h *hostile) target(path, id string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		parts[i] = "01a20b0c-612c-798f-b776-015d706f12c2"
		if known := h.ids[parts[i-1]]; known != "" {
			parts[i] = known
		}
		if id != "" {
			parts[i], id = id, ""
		}
	}
	out := strings.Join(parts, "/")
	switch {
	case strings.HasSuffix(path, "/offers/import"):
		out += "?unit=ACRL&source=hostile"
	case path == "/api/v1/compare":
		out += "?offers=" + h.ids["shortlist"]
	}
	return out
}

func glueOf(body string) string {
	if strings.TrimSpace(body) == "{}" {
		return ""
	}
	return ","
}

func short(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// bomb is 10 MB of zeros in ten kilobytes.
func bomb() string { return packed(string(make([]byte, 10<<20))) }

func packed(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

// TestAddressesAndMethodsOpenNothing sends the hostile addresses A 10 to 13 and 16 to 19 to every route.
func TestAddressesAndMethodsOpenNothing(t *testing.T) {
	tr := newTrial(t)
	learner, _ := tr.carrier(t, "learner")
	ask := func(method, target string, change func(r *http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/", strings.NewReader(""))
		path, query, _ := strings.Cut(target, "?")
		r.URL = &url.URL{Path: path, RawQuery: query}
		if unescaped, err := url.PathUnescape(path); err == nil && unescaped != path {
			r.URL.Path, r.URL.RawPath = unescaped, path
		}
		r.RequestURI = target
		for _, c := range learner {
			r.AddCookie(c)
		}
		if change != nil {
			change(r)
		}
		w := httptest.NewRecorder()
		tr.handler.ServeHTTP(w, r)
		return w
	}
	known := map[string]bool{}
	for _, rt := range tr.Mux.Routes() {
		known[rt.Pattern] = true
	}
	ask("GET", "/my", nil)
	before := tr.snapshot(t)
	defer before.Rollback()
	for _, rt := range tr.Mux.Routes() {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		path = strings.NewReplacer("{$}", "", "{", "", "}", "").Replace(path)
		if method == http.MethodOptions {
			continue // a question that a browser asks for another site, answered without looking at anything: standardsweb tries it
		}
		if method != http.MethodGet {
			for name, change := range map[string]func(*http.Request){ // 10, 11
				"from another site, as text": func(r *http.Request) {
					r.Header.Set("Content-Type", "text/plain")
					r.Header.Set("Sec-Fetch-Site", "cross-site")
				},
				"from an origin of nobody": func(r *http.Request) { r.Header.Set("Origin", "null") },
				"from nowhere":             nil,
			} {
				if w := ask(method, path, change); w.Code < 400 || w.Code >= 500 {
					t.Errorf("%s %s %s: %d", method, path, name, w.Code)
				}
			}
			if !known["GET "+strings.TrimPrefix(rt.Pattern, method+" ")] { // 12: reading what only writes
				if w := ask("GET", path, nil); w.Code < 300 || w.Code >= 500 {
					t.Errorf("GET %s: %d", path, w.Code)
				}
			}
		}
		// 13: a method in the address or a header is no method.
		if w := ask("GET", path+"?_method=DELETE", func(r *http.Request) { r.Header.Set("X-HTTP-Method-Override", "DELETE") }); w.Code >= 500 && w.Code != 503 {
			t.Errorf("GET %s as DELETE: %d", path, w.Code)
		}
		for _, odd := range []string{"TRACE", "PROPFIND", "CONNECT", "BREW"} { // 19
			if w := ask(odd, path, nil); w.Code < 400 || w.Code >= 500 {
				t.Errorf("%s %s: %d", odd, path, w.Code)
			}
		}
		for _, target := range []string{"/%2e%2e" + path, "/" + path, strings.ToUpper(path) + "X", path + ";x", path + "/%2e%2e/%2e%2e/work/people"} { // 18
			if w := ask("GET", target, nil); w.Code >= 500 || w.Code == 200 && strings.Contains(target, "/work/") {
				t.Errorf("GET %s: %d", target, w.Code)
			}
		}
	}
	if tables := tr.changed(t, before); len(slices.DeleteFunc(tables, func(table string) bool { return table == "web_sessions" || table == "outbox" })) > 0 {
		t.Errorf("rows of %v were changed", tables)
	}
	// 17: a parameter given twice.
	if w := ask("POST", "/my/profile?role=learner&role=admin", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-origin") }); w.Code >= 500 || w.Code == 303 {
		t.Errorf("a role given twice: %d", w.Code)
	}
}
