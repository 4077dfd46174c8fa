package i18n

import (
	"go/ast"
	"go/types"
)

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
