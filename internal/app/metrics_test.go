package app

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMetricsAreDocumented holds the names of our metrics to the page that explains them, both ways.
func TestMetricsAreDocumented(t *testing.T) {
	tr := newTrial(t)
	tr.serve(t.Context(), "GET", "/catalogue", "", nil, "")
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "http://localhost/metrics", nil)
	r.RemoteAddr = "127.0.0.1:4000"
	tr.handler.ServeHTTP(w, r)
	has := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (commons_\w+)`).FindAllStringSubmatch(w.Body.String(), -1) {
		has[m[1]] = true
	}
	if len(has) < 8 || !strings.Contains(w.Body.String(), `commons_requests_total{route="catalogue`) || !strings.Contains(w.Body.String(), `go_sql_wait_count_total{db_name="read"}`) {
		t.Errorf("metrics are missing:\n%s", w.Body.String())
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations", "watch.md"))
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, name := range regexp.MustCompile(`commons_[a-z_]+`).FindAllString(string(text), -1) {
		if told[name] = true; !has[name] {
			t.Errorf("there is no metric %s", name)
		}
	}
	for name := range has {
		if !told[name] {
			t.Errorf("the page does not tell of %s", name)
		}
	}
}
