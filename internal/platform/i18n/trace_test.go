package i18n

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sentence is a text of the sources that is shown through T or N.
type sentence struct {
	at      string // one place where it stands
	counted bool   // whether N shows it
}

// codes are parameters of functions that give a code back where they know no word for it. Codes are
// never translated, and come from everywhere.
var codes = []struct{ pkg, function string }{
	{"learningcommons.dev/commons/internal/catalogue", "LanguageName"},
	{"learningcommons.dev/commons/internal/catalogue", "labelOf"},
}

const self = "learningcommons.dev/commons/internal/platform/i18n"

// place is something that can hold a text: a variable, a parameter, a field, or the result of a function.
type place struct {
	of     any // types.Object, or the *types.Signature of a function without a name
	result int // which result of a function, from 1; 0 for a variable
}

// trace follows texts backwards from T and N through the module's sources. It looks at what can be
// put into a place, wherever and whenever that happens, so it may find more than is shown, never less.
type trace struct {
	set    *token.FileSet
	info   *types.Info
	from   map[place][]ast.Expr // what is put into a place
	also   map[place][]place    // places whose content comes into a place
	named  map[string][]*types.Func
	todo   []place
	seen   map[place]bool
	found  map[string]sentence
	counts bool
}

// messages returns every constant text that can reach T or N.
func messages(t *testing.T) map[string]sentence {
	t.Helper()
	tr := &trace{
		set:   token.NewFileSet(),
		info:  &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}},
		from:  map[place][]ast.Expr{},
		also:  map[place][]place{},
		named: map[string][]*types.Func{},
		seen:  map[place]bool{},
		found: map[string]sentence{},
	}
	packages := tr.load(t)
	for _, c := range codes {
		p := packages[c.pkg].Scope().Lookup(c.function).(*types.Func).Signature().Params()
		delete(tr.from, place{of: p.At(p.Len() - 1)})
		delete(tr.also, place{of: p.At(p.Len() - 1)})
	}
	parameter := func(fn string, i int) place {
		return place{of: packages[self].Scope().Lookup(fn).(*types.Func).Signature().Params().At(i)}
	}
	tr.counts = true
	tr.follow(parameter("N", 2))
	tr.counts = false
	tr.follow(parameter("T", 1))
	tr.areas(t)
	return tr.found
}

// areas adds the names and scopes of the content areas, which are translated though they are data.
func (tr *trace) areas(t *testing.T) {
	t.Helper()
	const name = "../../demo/content/areas.json"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var areas []struct{ Title, Scope string }
	if err := json.Unmarshal(b, &areas); err != nil || len(areas) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	for _, a := range areas {
		tr.found[a.Title], tr.found[a.Scope] = sentence{at: name}, sentence{at: name}
	}
}

// load reads the module's packages from their sources, and what they import from the build cache.
func (tr *trace) load(t *testing.T) map[string]*types.Package {
	t.Helper()
	const format = "{{.ImportPath}}\t{{.Dir}}\t{{if .Module}}{{.Module.Main}}{{end}}\t{{join .GoFiles \" \"}}"
	var own, other []string
	// go list names a package after those that it imports.
	for line := range goList(t, "-deps", "-f", format, "./...") {
		if path, rest, _ := strings.Cut(line, "\t"); !strings.Contains(rest, "\ttrue\t") {
			other = append(other, path)
		} else if !strings.HasSuffix(path, "test") { // builders for tests are no part of the program
			own = append(own, line)
		}
	}
	exports := map[string]string{}
	for line := range goList(t, append([]string{"-export", "-f", "{{.ImportPath}}\t{{.Export}}"}, other...)...) {
		path, file, _ := strings.Cut(line, "\t")
		exports[path] = file
	}
	packages := map[string]*types.Package{}
	compiled := importer.ForCompiler(tr.set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	imports := importerFunc(func(path string) (*types.Package, error) {
		if p := packages[path]; p != nil {
			return p, nil
		}
		return compiled.Import(path)
	})
	for _, line := range own {
		column := strings.Split(line, "\t")
		var files []*ast.File
		for _, name := range strings.Fields(column[3]) {
			f, err := parser.ParseFile(tr.set, filepath.Join(column[1], name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		p, err := (&types.Config{Importer: imports}).Check(column[0], tr.set, files, tr.info)
		if err != nil {
			t.Fatalf("%s: %v", column[0], err)
		}
		packages[column[0]] = p
		for _, f := range files {
			tr.read(f)
		}
	}
	return packages
}

// goList runs go list in the module's root and returns its lines.
func goList(t *testing.T, args ...string) iter.Seq[string] {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	list.Dir = filepath.Join("..", "..", "..")
	var complaint strings.Builder
	list.Stderr = &complaint
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, complaint.String())
	}
	return strings.SplitSeq(strings.TrimSpace(string(out)), "\n")
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
