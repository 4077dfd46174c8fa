package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// example is a request and its answer as docs/api.md shows them.
var example = regexp.MustCompile("(?s)```sh\n(.*?)```\n+```http\n(.*?)```")

// TestTheExamplesOfTheAPIRun asks what docs/api.md asks and holds the answers against what it shows: the status, the headers, and of
// the body every name with its kind of value, an ellipsis standing for any text.
func TestTheExamplesOfTheAPIRun(t *testing.T) {
	tr := newTrial(t)
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	const open = `FROM occurrences c JOIN offers o ON o.id = c.offer_id JOIN offer_versions v ON v.id = o.published_id
		WHERE o.status = 'published' AND c.status = 'scheduled' AND c.parent_id IS NULL AND c.starts_at > $1 AND c.opens_at <= $1
		AND (c.closes_at IS NULL OR c.closes_at > $1) AND c.capacity > c.taken + 5 ORDER BY c.starts_at, c.id LIMIT 1`
	staff, err := tr.People.CreateToken(t.Context(), authz.System("cli"), id.ID(tr.one(t, `SELECT person_id FROM role_bindings WHERE role = 'admin' AND ended_at IS NULL LIMIT 1`)), "docs", authz.Scopes, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{
		"COMMONS": "http://commons.test", "TOKEN": tr.token(t, authz.Scopes), "STAFF": staff,
		"OFFER": tr.one(t, `SELECT o.key `+open, tr.clock.Now()), "OCCURRENCE": tr.one(t, `SELECT c.id `+open, tr.clock.Now()),
	}
	found := example.FindAllStringSubmatch(string(text), -1)
	if len(found) < 10 || strings.Count(string(text), "```sh") != len(found) {
		t.Fatalf("%d examples were found, %d begin: the test looks past some", len(found), strings.Count(string(text), "```sh"))
	}
	for _, m := range found {
		r := curl(t, m[1], known)
		w := httptest.NewRecorder()
		tr.handler.ServeHTTP(w, r)
		if problem := asShown(m[2], w); problem != "" {
			t.Errorf("%s%s\nanswered %d %v\n%s", m[1], problem, w.Code, w.Header(), w.Body)
		}
	}
}

// curl makes the request of a command line: its words as a shell takes them apart, with -X, -H and -d.
func curl(t *testing.T, line string, known map[string]string) *http.Request {
	t.Helper()
	words := shellWords(strings.ReplaceAll(line, "\\\n", " "), known)
	method, target, body, header := "", "", "", http.Header{}
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "-X":
			i++
			method = words[i]
		case "-H":
			i++
			name, value, ok := strings.Cut(words[i], ": ")
			if !ok {
				t.Fatalf("%s: no header: %s", line, words[i])
			}
			header.Add(name, value)
		case "-d":
			i++
			body = words[i]
			if method == "" {
				method = http.MethodPost
			}
		default:
			target = words[i]
		}
	}
	if words[0] != "curl" || target == "" {
		t.Fatalf("no request: %s", line)
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header, r.RemoteAddr = header, "127.0.0.1:40000"
	return r
}

// shellWords takes a line apart as a shell does: quotes of both kinds, and names after a dollar sign outside single ones.
func shellWords(line string, known map[string]string) (words []string) {
	word, quote, any := "", rune(0), false
	for i := 0; i < len(line); {
		c := rune(line[i])
		i++
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			quote, any = c, true
		case c == quote:
			quote = 0
		case c == '$' && quote != '\'':
			end := i
			for end < len(line) && line[end] >= 'A' && line[end] <= 'Z' {
				end++
			}
			word, any, i = word+known[line[i:end]], true, end
		case quote == 0 && (c == ' ' || c == '\n'):
			if any {
				words = append(words, word)
			}
			word, any = "", false
		default:
			word, any = word+string(c), true
		}
	}
	return words
}

// asShown says how an answer is not what is shown of it.
func asShown(shown string, w *httptest.ResponseRecorder) string {
	head, body, _ := strings.Cut(strings.TrimSpace(shown), "\n\n")
	lines := strings.Split(head, "\n")
	if want := fmt.Sprintf("HTTP/1.1 %d %s", w.Code, http.StatusText(w.Code)); lines[0] != want {
		return fmt.Sprintf("the status is %q", want)
	}
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ": ")
		if got := w.Header().Get(name); got == "" || value != "…" && got != value {
			return fmt.Sprintf("%s is %q", name, got)
		}
	}
	var want, got any
	if err := json.Unmarshal([]byte(body), &want); err != nil {
		return "what is shown is no JSON: " + err.Error()
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		return "the answer is no JSON"
	}
	return within("the answer", want, got)
}

// within says what of want is not in got. Numbers may be others, except a status; texts only for an ellipsis.
func within(where string, want, got any) string {
	switch want := want.(type) {
	case map[string]any:
		has, ok := got.(map[string]any)
		if !ok {
			return where + " is no object"
		}
		for name, w := range want {
			g, ok := has[name]
			if !ok {
				return where + " has no " + name
			}
			if problem := within(where+"."+name, w, g); problem != "" {
				return problem
			}
			if name == "status" && w != g {
				return fmt.Sprintf("%s.status is %v", where, g)
			}
		}
	case []any:
		has, ok := got.([]any)
		if !ok || len(want) > 0 && len(has) == 0 {
			return where + " is no list, or an empty one"
		}
		for _, w := range want {
			if problem := within(where+"[0]", w, has[0]); problem != "" {
				return problem
			}
		}
	case string:
		if has, ok := got.(string); !ok || want != "…" && has != want {
			return fmt.Sprintf("%s is %v", where, got)
		}
	default:
		if fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
			return fmt.Sprintf("%s is a %T", where, got)
		}
		if b, ok := want.(bool); ok && got != b {
			return fmt.Sprintf("%s is %v", where, got)
		}
	}
	return ""
}
