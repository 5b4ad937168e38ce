package sleepsync

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// inTest reports whether n stands in the code of a test: a _test.go file, one that
// imports what only tests use, or a function that is handed a *testing.T or its kin.
func (c *checker) inTest(n ast.Node) bool {
	file := linted.File(c.Pass.Pass, n.Pos())
	if linted.Test(c.Fset, n.Pos()) || file != nil && linted.Harness(file) {
		return true
	}
	cur, ok := c.root.FindNode(n)
	if !ok {
		return false
	}
	for f := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		var params *ast.FieldList
		switch f := f.Node().(type) {
		case *ast.FuncLit:
			params = f.Type.Params
		case *ast.FuncDecl:
			params = f.Type.Params
		}
		for _, p := range params.List {
			if isTestingT(c.TypesInfo.TypeOf(p.Type)) {
				return true
			}
		}
	}
	return false
}

// isTestingT reports whether t is *testing.T, B, F or testing.TB.
func isTestingT(t types.Type) bool {
	if t == nil || typePackage(shape.Deref(t)) != "testing" {
		return false
	}
	switch typeName(t) {
	case "T", "B", "F", "TB":
		return true
	}
	return false
}

// spans are words in the names of times that a program is configured with, and
// whose end a test may have to wait for.
var spans = []string{"timeout", "ttl", "interval", "expir", "period", "lifetime", "maxage", "deadline", "window", "debounce"}

// waitsOut reports whether a test sleeps for longer than, or a multiple of, a
// time that what it tests was configured with: time.Sleep(cfg.TTL + slack). A
// local counts only if it is used for more than sleeping.
func (w *walk) waitsOut(d ast.Expr) bool {
	sum, ok := ast.Unparen(d).(*ast.BinaryExpr)
	if !ok || sum.Op != token.ADD && sum.Op != token.MUL {
		return false
	}
	found := false
	ast.Inspect(sum, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || found {
			return !found
		}
		name := strings.ToLower(id.Name)
		for _, span := range spans {
			if strings.Contains(name, span) && w.configures(w.TypesInfo.Uses[id]) {
				found = true
			}
		}
		return !found
	})
	return found
}

// configures reports whether obj is a field, or a variable or constant that is
// also used elsewhere than for sleeping.
func (w *walk) configures(obj types.Object) bool {
	switch o := obj.(type) {
	case *types.Var:
		if o.IsField() {
			return true
		}
	case *types.Const:
	default:
		return false
	}
	for cur := range w.root.Preorder((*ast.Ident)(nil)) {
		if id := cur.Node().(*ast.Ident); id.Name != obj.Name() || w.TypesInfo.Uses[id] != obj {
			continue
		}
		sleeps := false
		for call := range cur.Enclosing((*ast.CallExpr)(nil)) {
			sleeps = sleeps || w.sleeps.is(call.Node().(*ast.CallExpr))
		}
		if !sleeps {
			return true
		}
	}
	return false
}
