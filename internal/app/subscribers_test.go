package app

import (
	"go/ast"
	"strconv"
	"testing"

	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestEveryEventIsKnown finds every event of every area: one that is neither listened to nor said to
// be unheard would wait in the outbox for ever.
func TestEveryEventIsKnown(t *testing.T) {
	a := build(Config{}, dbtest.SQLite(t), nil, nil, nil)
	n := 0
	for _, s := range sources(t) {
		if kind, _ := kindOf(s.pkg); s.test || kind != "area" {
			continue
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Name.Name != "EventName" || f.Recv == nil {
				continue
			}
			ast.Inspect(f, func(x ast.Node) bool {
				if lit, ok := x.(*ast.BasicLit); ok {
					name, err := strconv.Unquote(lit.Value)
					if n++; err != nil || !a.Jobs.Knows(name) {
						t.Errorf("%s: nobody listens to %s; say so in subscribers.go", s.path, lit.Value)
					}
				}
				return true
			})
		}
	}
	if n < 10 {
		t.Errorf("only %d events were found: the walk is wrong", n)
	}
}
