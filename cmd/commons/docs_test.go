package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestOperationsNamesWhatExists holds docs/operations to the program: every variable, flag and
// command that it names is one.
func TestOperationsNamesWhatExists(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var p program
	parser, err := kong.New(&p)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"--help": true}
	for _, c := range parser.Model.Leaves(false) {
		known["commons "+c.Path()] = true
		for parent := c.Parent; parent != nil && parent.Type == kong.CommandNode; parent = parent.Parent {
			known["commons "+parent.Path()] = true
		}
		for _, f := range c.Flags {
			if c.Name == "serve" && len(f.Envs) == 0 {
				t.Errorf("--%s of serve has no environment variable, and the page says that every flag has one", f.Name)
			}
			known["--"+f.Name] = true
			for _, env := range f.Envs {
				known[env] = true
			}
		}
	}
	names := regexp.MustCompile(`COMMONS_[A-Z_]+|--[a-z][a-z-]+`).FindAllString(string(text), -1)
	for _, m := range regexp.MustCompile("(?m)(?:^|`)commons ([a-z]+)").FindAllStringSubmatch(string(text), -1) {
		names = append(names, "commons "+m[1])
	}
	if len(names) < 20 {
		t.Fatalf("only %d names were found: %v", len(names), names)
	}
	for _, n := range names {
		if !known[n] && !known[strings.TrimSuffix(n, "_")] {
			t.Errorf("there is no %s", n)
		}
	}
}
