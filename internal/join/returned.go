package join

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// Returned reports whether the function with the given signature and body hands
// its caller what belongs to the goroutine started by spawn, alone or in an
// object or function: a channel that the goroutine feeds, closes or listens to,
// the other end of a pipe that it fills or drains, or the group that it is counted in.
func Returned(info *types.Info, sig *types.Signature, body *ast.BlockStmt, spawn ast.Node) bool {
	if sig.Results().Len() == 0 || body == nil || spawn == nil {
		return false
	}
	f := newFunction(info, body)
	r := &returner{f, f.ties(spawn), f.assigned()}
	if len(r.ties) == 0 {
		return false
	}
	for v := range sig.Results().Variables() {
		if r.tied(key{root: v}) || r.holds(v, 0) {
			return true
		}
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = found || r.leads(n, 0)
		}
		return !found
	})
	return found
}

// ties are the places of what the caller needs to receive from the goroutine of
// spawn, to wait for it or to end it.
func (f *function) ties(spawn ast.Node) map[key]bool {
	ties := map[key]bool{}
	for k, t := range f.signals(spawn) {
		if isChan(t) || counts(t) && shape.HasMethod(t, "Wait") {
			ties[f.find(k)] = true
		}
		for _, end := range f.otherEnds(k) {
			ties[f.find(end)] = true
		}
	}
	for k, t := range f.listens(spawn) {
		if isChan(t) {
			ties[k] = true
		}
	}
	for k := range f.aliases {
		if ties[f.find(k)] {
			ties[k] = true
		}
	}
	return ties
}

// assigned returns what the body assigns to variables, and to what is in them.
func (f *function) assigned() map[types.Object][]ast.Expr {
	all := map[types.Object][]ast.Expr{}
	ast.Inspect(f.body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, l := range a.Lhs {
			if k := keyOf(f.info, l); k.valid() {
				all[k.root] = append(all[k.root], a.Rhs[min(i, len(a.Rhs)-1)])
			}
		}
		return true
	})
	return all
}

// A returner looks for ties in what a function returns.
type returner struct {
	*function
	ties   map[key]bool
	values map[types.Object][]ast.Expr
}

// maxSteps is how many variables a tie is followed through.
const maxSteps = 3

// leads reports whether n mentions a tie, or a variable that holds one.
func (r *returner) leads(n ast.Node, depth int) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.Ident:
			obj := r.info.ObjectOf(e)
			found = found || r.tied(key{root: obj}) || obj != nil && r.holds(obj, depth)
		case *ast.SelectorExpr:
			found = found || r.tied(keyOf(r.info, e))
		}
		return !found
	})
	return found
}

// holds reports whether what the variable is assigned leads to a tie.
func (r *returner) holds(obj types.Object, depth int) bool {
	if depth >= maxSteps || basic(obj.Type()) || types.Identical(obj.Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	for _, e := range r.values[obj] {
		if r.leads(e, depth+1) {
			return true
		}
	}
	return false
}

// tied reports whether k is a tie, or an object of this function in which one is.
func (r *returner) tied(k key) bool {
	if !k.valid() {
		return false
	}
	if r.ties[k] || r.ties[r.find(k)] {
		return true
	}
	for t := range r.ties {
		if t.root == k.root && strings.HasPrefix(t.path, k.path) && r.local(k.root) {
			return true
		}
	}
	return false
}
