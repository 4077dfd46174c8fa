package i18n

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"time"
)

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
