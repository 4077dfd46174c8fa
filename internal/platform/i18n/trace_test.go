package i18n

import (
	"encoding/json"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
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

// read notes every flow of a file: assignments, composite values, calls, returns, loops.
func (tr *trace) read(f *ast.File) {
	ast.PreorderStack(f, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if fn, ok := tr.info.Defs[n.Name].(*types.Func); ok {
				tr.named[fn.Name()] = append(tr.named[fn.Name()], fn)
			}
		case *ast.AssignStmt:
			tr.assign(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			names := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				names[i] = name
			}
			tr.assign(names, n.Values)
		case *ast.RangeStmt:
			if n.Value != nil {
				tr.put(tr.placeOf(n.Value), n.X)
			}
			if _, isMap := tr.info.TypeOf(n.X).Underlying().(*types.Map); isMap && n.Key != nil {
				tr.put(tr.placeOf(n.Key), &ast.StarExpr{X: n.X}) // its keys; see want
			}
		case *ast.CompositeLit:
			tr.composite(n)
		case *ast.CallExpr:
			tr.call(n)
		case *ast.ReturnStmt:
			tr.returns(n, stack)
		}
		return true
	})
}

// assign notes left = right. Several values of one call are the call's results.
func (tr *trace) assign(left, right []ast.Expr) {
	for i, l := range left {
		to := tr.placeOf(l)
		switch {
		case len(left) == len(right):
			tr.put(to, right[i])
		case len(right) == 1:
			if call, ok := ast.Unparen(right[0]).(*ast.CallExpr); ok {
				tr.also[to] = append(tr.also[to], place{tr.callee(call), i + 1})
			} else if i == 0 {
				tr.put(to, right[0]) // v, ok := m[k]
			}
		}
	}
}

// composite notes what is put into the fields of a struct.
func (tr *trace) composite(n *ast.CompositeLit) {
	t := tr.info.TypeOf(n)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, e := range n.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			tr.put(tr.placeOf(pair.Key), pair.Value)
		} else {
			tr.put(place{of: s.Field(i).Origin()}, e)
		}
	}
}

// call notes what is put into the parameters of a function.
func (tr *trace) call(n *ast.CallExpr) {
	if tr.info.Types[n.Fun].IsType() || tr.info.Types[n.Fun].IsBuiltin() {
		return
	}
	sig := signature(tr.callee(n))
	if sig == nil {
		return
	}
	for i, arg := range n.Args {
		if at := min(i, sig.Params().Len()-1); at >= 0 {
			tr.put(place{of: sig.Params().At(at)}, arg)
		}
	}
}

// returns notes what a function returns.
func (tr *trace) returns(n *ast.ReturnStmt, stack []ast.Node) {
	for i := len(stack) - 1; i >= 0; i-- {
		var of any
		switch fn := stack[i].(type) {
		case *ast.FuncLit:
			of = tr.info.TypeOf(fn)
		case *ast.FuncDecl:
			of = tr.info.Defs[fn.Name]
		default:
			continue
		}
		if call, ok := lone(n.Results).(*ast.CallExpr); ok && signature(of).Results().Len() > 1 {
			for r := range signature(of).Results().Len() {
				tr.also[place{of, r + 1}] = append(tr.also[place{of, r + 1}], place{tr.callee(call), r + 1})
			}
			return
		}
		for r, e := range n.Results {
			tr.put(place{of, r + 1}, e)
		}
		if len(n.Results) == 0 { // results with names
			for r := range signature(of).Results().Len() {
				tr.also[place{of, r + 1}] = append(tr.also[place{of, r + 1}], place{of: signature(of).Results().At(r)})
			}
		}
		return
	}
}

func lone(list []ast.Expr) ast.Expr {
	if len(list) == 1 {
		return ast.Unparen(list[0])
	}
	return nil
}

// put notes that an expression's value goes to a place. Where it is a function, what is given to
// the place's parameters goes to those of the function, and its results are the place's.
func (tr *trace) put(to place, e ast.Expr) {
	if to.of == nil {
		return
	}
	tr.from[to] = append(tr.from[to], e)
	outer, ok := tr.typeOf(to).(*types.Signature)
	inner := tr.info.TypeOf(e)
	if !ok || inner == nil {
		return
	}
	of := any(inner)
	if fn, ok := tr.object(e).(*types.Func); ok {
		of = fn.Origin()
	}
	in := signature(of)
	if in == nil || in == outer {
		return
	}
	for i := range min(in.Params().Len(), outer.Params().Len()) {
		to := place{of: in.Params().At(i)}
		tr.also[to] = append(tr.also[to], place{of: outer.Params().At(i)})
	}
	for r := range min(in.Results().Len(), outer.Results().Len()) {
		to := place{outer, r + 1}
		tr.also[to] = append(tr.also[to], place{of, r + 1})
	}
}

func (tr *trace) typeOf(p place) types.Type {
	if o, ok := p.of.(types.Object); ok && p.result == 0 {
		return o.Type().Underlying()
	}
	return nil
}

// object returns what a name stands for.
func (tr *trace) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if o := tr.info.Defs[e]; o != nil {
			return o
		}
		return tr.info.Uses[e]
	case *ast.SelectorExpr:
		return tr.info.Uses[e.Sel]
	case *ast.IndexExpr: // of a generic function
		if _, ok := tr.info.TypeOf(e).(*types.Signature); ok {
			return tr.object(e.X)
		}
	}
	return nil
}

// placeOf returns the place that an expression names; the parts of a list or table are one with it.
func (tr *trace) placeOf(e ast.Expr) place {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return tr.placeOf(e.X)
	case *ast.StarExpr:
		return tr.placeOf(e.X)
	}
	if v, ok := tr.object(e).(*types.Var); ok {
		return place{of: v.Origin()}
	}
	return place{}
}

// callee returns what is called: a function with a name, or the signature of one without.
func (tr *trace) callee(n *ast.CallExpr) any {
	if fn, ok := tr.object(n.Fun).(*types.Func); ok {
		return fn.Origin()
	}
	if t := tr.info.TypeOf(n.Fun); t != nil {
		if sig, ok := t.Underlying().(*types.Signature); ok {
			return sig
		}
	}
	return nil
}

func signature(of any) *types.Signature {
	switch of := of.(type) {
	case *types.Func:
		return of.Signature()
	case *types.Signature:
		return of
	case types.Type:
		sig, _ := of.Underlying().(*types.Signature)
		return sig
	}
	return nil
}

// follow finds the texts that can come to a place.
func (tr *trace) follow(p place) {
	tr.seen = map[place]bool{}
	tr.reach(p)
	for len(tr.todo) > 0 {
		p := tr.todo[len(tr.todo)-1]
		tr.todo = tr.todo[:len(tr.todo)-1]
		for _, e := range tr.from[p] {
			tr.want(e)
		}
		for _, other := range tr.also[p] {
			tr.reach(other)
		}
	}
}

func (tr *trace) reach(p place) {
	if p.of != nil && !tr.seen[p] {
		tr.seen[p] = true
		tr.todo = append(tr.todo, p)
	}
}

// want says that an expression's value is shown.
func (tr *trace) want(e ast.Expr) {
	if tv := tr.info.Types[e]; tv.Value != nil {
		if text := constantText(tv); text != "" {
			tr.keep(text, e.Pos())
		}
		return
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		tr.reach(tr.placeOf(e))
	case *ast.IndexExpr:
		tr.want(e.X)
	case *ast.SliceExpr:
		tr.want(e.X)
	case *ast.UnaryExpr:
		tr.want(e.X)
	case *ast.StarExpr:
		if _, isMap := tr.info.TypeOf(e.X).Underlying().(*types.Map); isMap {
			tr.wantKeys(e.X)
			return
		}
		tr.want(e.X)
	case *ast.CompositeLit:
		if _, ok := tr.info.TypeOf(e).Underlying().(*types.Struct); ok {
			return // the fields are places of their own
		}
		for _, part := range e.Elts {
			if pair, ok := part.(*ast.KeyValueExpr); ok {
				part = pair.Value
			}
			tr.want(part)
		}
	case *ast.CallExpr:
		tr.wantCall(e)
	}
}

// wantKeys says that the keys of a table are shown. Only tables written out are looked at.
func (tr *trace) wantKeys(e ast.Expr) {
	if lit, ok := ast.Unparen(e).(*ast.CompositeLit); ok {
		for _, part := range lit.Elts {
			tr.want(part.(*ast.KeyValueExpr).Key)
		}
		return
	}
	for _, source := range tr.from[tr.placeOf(e)] {
		tr.wantKeys(source)
	}
}

func (tr *trace) wantCall(n *ast.CallExpr) {
	if tr.info.Types[n.Fun].IsType() { // a conversion
		tr.want(n.Args[0])
		return
	}
	name, _ := n.Fun.(*ast.Ident)
	of := tr.callee(n)
	fn, _ := of.(*types.Func)
	switch {
	case tr.info.Types[n.Fun].IsBuiltin() && name != nil && name.Name == "append",
		fn != nil && fn.FullName() == "cmp.Or":
		for _, a := range n.Args {
			tr.want(a)
		}
	case fn != nil && fn.FullName() == "(time.Month).String":
		for m := time.January; m <= time.December; m++ {
			tr.keep(m.String(), n.Pos())
		}
	case fn != nil && fn.FullName() == "(time.Weekday).String":
		for d := time.Sunday; d <= time.Saturday; d++ {
			tr.keep(d.String(), n.Pos())
		}
	case fn != nil:
		tr.reach(place{fn, 1})
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			for _, other := range tr.named[fn.Name()] {
				if r := other.Signature().Recv(); r != nil {
					tr.reach(place{other, 1})
				}
			}
		}
	default:
		tr.reach(place{of, 1})
	}
}

func constantText(tv types.TypeAndValue) string {
	if tv.Value.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(tv.Value)
}

func (tr *trace) keep(text string, pos token.Pos) {
	if _, ok := tr.found[text]; !ok {
		at := tr.set.Position(pos)
		tr.found[text] = sentence{at: filepath.Base(filepath.Dir(at.Filename)) + "/" + filepath.Base(at.Filename) + ":" + strconv.Itoa(at.Line), counted: tr.counts}
	}
}
