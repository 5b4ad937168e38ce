package sleepsync

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// waits reports whether n, without the literals in it, waits for another
// goroutine: a receive, a call of Wait or of a function named after waiting.
func waits(info *types.Info, n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW && !isTimer(info, n.X) {
				found = true
			}
		case *ast.CallExpr:
			var name string
			if obj := typeutil.Callee(info, n); obj != nil {
				name = obj.Name()
			}
			for _, prefix := range waitingPrefixes {
				found = found || strings.HasPrefix(name, prefix)
			}
		}
		return !found
	})
	return found
}

// waitingPrefixes start the names of functions that wait until something has
// happened.
var waitingPrefixes = []string{"Wait", "wait", "Join", "Eventually", "eventually"}

// isTimer reports whether a channel only tells the time: time.After(d), or the
// C of a timer or ticker.
func isTimer(info *types.Info, ch ast.Expr) bool {
	switch e := ast.Unparen(ch).(type) {
	case *ast.CallExpr:
		fn, ok := typeutil.Callee(info, e).(*types.Func)
		return ok && fn.Pkg() != nil && fn.Pkg().Path() == "time"
	case *ast.SelectorExpr:
		v, ok := info.Uses[e.Sel].(*types.Var)
		return ok && v.Pkg() != nil && v.Pkg().Path() == "time"
	}
	return false
}

// isDone reports whether a channel is the Done of a context.
func isDone(info *types.Info, ch ast.Expr) bool {
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	return ok && fn.Name() == "Done" && fn.Signature().Recv() != nil && fn.Signature().Params().Len() == 0
}

// blocking reports whether a select has no default.
func blocking(s *ast.SelectStmt) bool {
	for _, cl := range s.Body.List {
		if c, ok := cl.(*ast.CommClause); ok && c.Comm == nil {
			return false
		}
	}
	return true
}

// leaves reports whether a call never returns, as far as its name tells.
func leaves(call *ast.CallExpr) bool {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return f.Name == "panic"
	case *ast.SelectorExpr:
		switch f.Sel.Name {
		case "Exit", "Goexit", "Fatal", "Fatalf", "Fatalln", "FailNow", "SkipNow", "Skip", "Skipf", "Panic", "Panicf":
			return true
		}
	}
	return false
}

// contextEscapes reports whether the context that the local function cancel
// cancels is used in a go statement, or, unless goOnly, at all: whoever got it
// may watch it.
func (w *walk) contextEscapes(cancel *types.Var, goOnly bool) bool {
	ctx := w.contextOf(cancel)
	if ctx == nil {
		return true // not plain: a parameter, say
	}
	found := false
	look := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && w.TypesInfo.Uses[id] == ctx {
				found = true
			}
			return !found
		})
	}
	if !goOnly {
		look(w.body)
		return found
	}
	ast.Inspect(w.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			look(n)
		case *ast.CallExpr:
			if w.isGo(n) {
				look(n)
			}
		}
		return !found
	})
	return found
}

// contextOf finds the variable that was assigned together with cancel.
func (w *walk) contextOf(cancel *types.Var) types.Object {
	var ctx types.Object
	ast.Inspect(w.body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || len(as.Lhs) != 2 {
			return true
		}
		if id, ok := as.Lhs[1].(*ast.Ident); ok && w.TypesInfo.ObjectOf(id) == cancel {
			if id, ok := as.Lhs[0].(*ast.Ident); ok {
				ctx = w.TypesInfo.ObjectOf(id)
			}
		}
		return true
	})
	return ctx
}
