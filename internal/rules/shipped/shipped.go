// Package shipped holds the rules that come with the program: state rules and certifications as their sources say,
// in our own words. What no source says is not in them; each rule's note says what is left open. Drafts are rules
// whose numbers nobody has verified.
package shipped

import (
	"embed"
	"io/fs"
	"sync"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

//go:embed *.yaml
var files embed.FS

// Text returns the file of a rule by its name, such as "us-wi-director".
func Text(name string) ([]byte, bool) {
	if !fs.ValidPath(name) {
		return nil, false
	}
	text, err := files.ReadFile(name + ".yaml")
	return text, err == nil
}

// All returns the rules, compiled, in the order of their names. A test reads them all, so none can be wrong.
var All = sync.OnceValue(func() []*rules.Program {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err)
	}
	var out []*rules.Program
	for _, n := range names {
		text, err := files.ReadFile(n)
		if err != nil {
			panic(err)
		}
		p, err := rulefile.Read(text)
		if err != nil {
			panic(n + ": " + err.Error())
		}
		out = append(out, p)
	}
	return out
})
