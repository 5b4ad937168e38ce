package join

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// Ends reports whether the function with the given body, before it returns,
// tells the goroutine started by spawn to end, although it may not wait for it:
// it closes a channel of its own that the goroutine receives from, or cancels a
// context of its own that the goroutine uses.
func Ends(info *types.Info, body *ast.BlockStmt, spawn ast.Node) bool {
	if body == nil || spawn == nil {
		return false
	}
	return newFunction(info, body).ends(spawn, true, true)
}

// Closes is Ends by a channel alone: a context that is cancelled cuts off the
// work of a goroutine that has not finished, a closed channel asks it to finish.
func Closes(info *types.Info, body *ast.BlockStmt, spawn ast.Node) bool {
	if body == nil || spawn == nil {
		return false
	}
	return newFunction(info, body).ends(spawn, true, false)
}

// EndsInIteration is Ends for the body of a loop: each iteration ends its own
// goroutine.
func EndsInIteration(info *types.Info, loop *ast.BlockStmt, spawn ast.Node) bool {
	if loop == nil || spawn == nil {
		return false
	}
	return newFunction(info, loop).ends(spawn, false, true)
}

func (f *function) ends(spawn ast.Node, defers, cancels bool) bool {
	heard := f.listens(spawn)
	found := false
	ast.Inspect(f.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found || n == spawn {
			return !found && n != spawn
		}
		k := f.stops(call, cancels)
		if !k.valid() || !f.local(k.root) || heard[f.find(k)] == nil {
			return true
		}
		for _, s := range f.sites(call, spawn, 0) {
			found = found || s.goroutine == nil && (s.deferred && defers || !s.deferred && f.follows(s.at, spawn, false))
		}
		return !found
	})
	return found
}

// stops returns the place that the call closes, or cancels if that counts.
func (f *function) stops(call *ast.CallExpr, cancels bool) key {
	if isBuiltin(f.info, call, "close") && len(call.Args) == 1 {
		return keyOf(f.info, call.Args[0])
	}
	if t := f.info.TypeOf(call.Fun); cancels && t != nil && isCancel(t) {
		return keyOf(f.info, call.Fun)
	}
	return key{}
}

// listens returns the channels that the goroutine of spawn receives from and
// the contexts that it uses, also those that it is handed, with their types.
func (f *function) listens(spawn ast.Node) map[key]types.Type {
	heard := map[key]types.Type{}
	add := func(e ast.Expr) {
		if k := keyOf(f.info, e); k.valid() {
			heard[f.find(k)] = f.info.TypeOf(e)
		}
	}
	ast.Inspect(spawn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				add(n.X)
			}
		case *ast.RangeStmt:
			if isChan(f.info.TypeOf(n.X)) {
				add(n.X)
			}
		case *ast.CallExpr:
			for _, arg := range n.Args {
				if isChan(f.info.TypeOf(arg)) {
					add(arg)
				}
			}
		case *ast.Ident:
			if shape.IsContext(f.info.TypeOf(n)) {
				add(n)
			}
		}
		return true
	})
	return heard
}
