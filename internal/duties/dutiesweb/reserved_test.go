package dutiesweb_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// besideKeys finds the words that stand in addresses where the key of a rule may stand.
var besideKeys = regexp.MustCompile(`"(?:[A-Z]+ )?/(?:rules|my/duties|me/duties|work/rules)/([a-z]+)[/"]`)

func TestNoRuleIsCalledAsSomethingElseInAddresses(t *testing.T) {
	w := dutiestest.New(t, dbtest.SQLite(t))
	files, _ := filepath.Glob("*.go")
	found := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range besideKeys.FindAllStringSubmatch(string(b), -1) {
			found[m[1]] = true
		}
	}
	if !found["letters"] || !found["moved"] || !found["add"] || !found["new"] {
		t.Fatalf("the addresses are not where this test looks: %v", found)
	}
	for word := range found {
		if _, err := w.WriteRule(t.Context(), w.Editor, "rule: "+word+"\nneeds: {nothing: true}\n"); !errs.Is(err, errs.Invalid) {
			t.Errorf("a rule may be called %s: %v", word, err)
		}
	}
}
