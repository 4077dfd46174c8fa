package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestHostileInputsAreTried holds the list of hostile inputs against the tests: every number from 1 to 128 stands there once, and every test that a row names
// exists.
func TestHostileInputsAreTried(t *testing.T) {
	root := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(root, "docs", "hostile-inputs.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t `).FindAllSubmatch(source, -1) {
			tests[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]int{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || !regexp.MustCompile(`^ \d`).MatchString(cells[1]) {
			continue
		}
		for span := range strings.SplitSeq(cells[1], ",") {
			from, to, more := strings.Cut(strings.TrimSpace(span), "-")
			if !more {
				to = from
			}
			first, e1 := strconv.Atoi(from)
			last, e2 := strconv.Atoi(to)
			if e1 != nil || e2 != nil {
				t.Errorf("%q is no number", span)
			}
			for n := first; n <= last; n++ {
				seen[n]++
			}
		}
	}
	for n := 1; n <= 128; n++ {
		if seen[n] != 1 {
			t.Errorf("hostile input %d stands there %d times", n, seen[n])
		}
	}
	for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
		if strings.HasPrefix(m[1], "Test") && !tests[m[1]] {
			t.Errorf("there is no test %s", m[1])
		}
	}
}
