package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// quoted finds what stands between backquotes.
var quoted = regexp.MustCompile("`([^`\n]+)`")

// TestArchitectureNamesFilesThatExist follows every path that docs/architecture.md names. A name
// without a folder ("routes.go") must be a file of some package.
func TestArchitectureNamesFilesThatExist(t *testing.T) {
	root := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
		name := m[1]
		ext := filepath.Ext(name)
		isFile := ext == ".go" || ext == ".md" || ext == ".tsv" || ext == ".templ" && name != ".templ"
		if strings.ContainsAny(name, "<>$* ") || !isFile && !strings.Contains(name, "/") {
			continue // a word of code, a pattern
		}
		checked++
		if !strings.Contains(name, "/") {
			if found, _ := filepath.Glob(filepath.Join(root, "internal", "*", "*", name)); len(found) > 0 {
				continue
			}
			if found, _ := filepath.Glob(filepath.Join(root, "internal", "*", name)); len(found) == 0 {
				t.Errorf("no package has a file %s", name)
			}
			continue
		}
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			if _, err := os.Stat(filepath.Join(root, "internal", name)); err != nil {
				t.Errorf("there is no %s", name)
			}
		}
	}
	if checked < 15 {
		t.Errorf("only %d names were found: the test looks in the wrong place", checked)
	}
}
