// Package join tells whether a function waits for the goroutines it starts.
package join

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// Joined reports whether the function with the given body waits, before it
// returns, for the goroutine started by spawn: an *ast.GoStmt, or the
// *ast.CallExpr of wg.Go, of an errgroup's Go, or of any function that starts a
// goroutine and returns.
//
// What the goroutine signals when it is done is compared with what the function
// waits for: a WaitGroup or group, a channel that the goroutine sends on, closes
// or is handed, a context that it cancels, the writing end of an io.Pipe whose
// reading end the function uses. A receive in a select counts, whatever the
// other cases.
func Joined(info *types.Info, body *ast.BlockStmt, spawn ast.Node) bool {
	if body == nil || spawn == nil {
		return false
	}
	return newFunction(info, body).joined(spawn, true, map[ast.Node]bool{})
}

// JoinedInIteration reports whether the body of a loop waits for the goroutine
// that it starts by spawn, so that no two iterations' goroutines overlap. It
// also holds for a wait that stands under a condition (every n-th iteration).
func JoinedInIteration(info *types.Info, loop *ast.BlockStmt, spawn ast.Node) bool {
	if loop == nil || spawn == nil {
		return false
	}
	return newFunction(info, loop).joined(spawn, false, map[ast.Node]bool{})
}

// A function is a body with what is known about its variables.
type function struct {
	info    *types.Info
	body    *ast.BlockStmt
	parents map[ast.Node]ast.Node
	lits    map[types.Object][]*ast.FuncLit // literals that a variable holds
	calls   map[types.Object][]ast.Node     // calls of function variables
	aliases map[key]key                     // union-find: places that lead to the same value
	waits   []wait
	readers map[key]key      // pipes: writer to reader
	wrapped map[key]ast.Expr // what was made of an end of a pipe, and that end
}

// A wait is a node that waits for what stands at a place.
type wait struct {
	at    ast.Node
	place key
	// anyUse: the wait counts wherever it stands (a pipe's reader may be
	// handed out before the writer starts).
	anyUse bool
}

func newFunction(info *types.Info, body *ast.BlockStmt) *function {
	f := &function{
		info: info, body: body,
		parents: map[ast.Node]ast.Node{},
		lits:    map[types.Object][]*ast.FuncLit{},
		calls:   map[types.Object][]ast.Node{},
		aliases: map[key]key{},
		readers: map[key]key{},
		wrapped: map[key]ast.Expr{},
	}
	var stack []ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if len(stack) > 0 {
			f.parents[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		f.learn(n)
		return true
	})
	ast.Inspect(body, func(n ast.Node) bool {
		f.addWaits(n)
		return true
	})
	return f
}

// joined reports whether some wait of f that is executed after spawn waits for
// its goroutine. Deferred waits count if defers is set.
func (f *function) joined(spawn ast.Node, defers bool, seen map[ast.Node]bool) bool {
	if seen[spawn] {
		return false
	}
	seen[spawn] = true
	return slices.ContainsFunc(f.waitsFor(spawn), func(w wait) bool { return f.reached(w, spawn, defers, seen) })
}

// waitsFor returns the waits for the goroutine of spawn.
func (f *function) waitsFor(spawn ast.Node) []wait {
	signals := f.signals(spawn)
	var all []wait
	for _, w := range f.waits {
		if !within(w.at, spawn) && f.signalled(signals, w.place) {
			all = append(all, w)
		}
	}
	return all
}

// reached reports whether the wait is executed between spawn and the end of the
// body, by the function itself or by a goroutine that the function waits for.
func (f *function) reached(w wait, spawn ast.Node, defers bool, seen map[ast.Node]bool) bool {
	for _, s := range f.sites(w.at, spawn, 0) {
		switch {
		case s.goroutine != nil:
			if f.joined(s.goroutine, defers, seen) {
				return true
			}
		case s.deferred:
			if defers {
				return true
			}
		case w.anyUse || f.follows(s.at, spawn, defers):
			return true
		}
	}
	return false
}

// A site is a statement of the body itself that executes a node.
type site struct {
	at        ast.Node
	deferred  bool
	goroutine ast.Node // the statement that starts the goroutine that executes it
}

// sites climbs from n out of the function literals around it. Literals around
// spawn as well are the same function as far as it is concerned.
func (f *function) sites(n, spawn ast.Node, depth int) []site {
	s := site{at: n}
	for m := n; m != nil && m != f.body; m = f.parents[m] {
		switch m := m.(type) {
		case *ast.DeferStmt:
			s.deferred = true
		case *ast.GoStmt:
			if !within(spawn, m) {
				return []site{{at: m, goroutine: m}}
			}
		case *ast.FuncLit:
			if within(spawn, m) {
				continue
			}
			call, ok := f.parents[m].(*ast.CallExpr)
			switch {
			case ok && isSpawnCall(f.info, call):
				return []site{{at: call, goroutine: call}}
			case ok:
				s.at = call // invoked in place, or handed to what invokes it
			default:
				return f.callSites(m, spawn, depth)
			}
		}
	}
	return []site{s}
}

// callSites are the sites of the calls of the variable that holds lit.
func (f *function) callSites(lit *ast.FuncLit, spawn ast.Node, depth int) []site {
	var all []site
	if depth > 3 {
		return nil
	}
	for obj, lits := range f.lits {
		for _, l := range lits {
			if l != lit {
				continue
			}
			for _, call := range f.calls[obj] {
				all = append(all, f.sites(call, spawn, depth+1)...)
			}
		}
	}
	return all
}

// follows reports whether at is executed after spawn: it stands behind it and
// not in another branch, or, where later iterations count, in another case of
// a select in a loop.
func (f *function) follows(at, spawn ast.Node, laterIterations bool) bool {
	if clause := f.otherClause(at, spawn); clause != nil {
		return laterIterations && f.inLoop(clause)
	}
	return at.Pos() >= spawn.End()
}

// otherClause returns the case clause around at, if spawn stands in another
// clause of the same statement.
func (f *function) otherClause(at, spawn ast.Node) ast.Node {
	for m := at; m != nil && m != f.body; m = f.parents[m] {
		switch m.(type) {
		case *ast.CaseClause, *ast.CommClause:
			if block := f.parents[m]; block != nil && within(spawn, block) && !within(spawn, m) {
				return m
			}
		}
	}
	return nil
}

func (f *function) inLoop(n ast.Node) bool {
	for m := n; m != nil && m != f.body; m = f.parents[m] {
		switch m.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.FuncLit:
			return false
		}
	}
	return false
}

func within(n, outer ast.Node) bool {
	return outer.Pos() <= n.Pos() && n.End() <= outer.End()
}

// isSpawnCall reports whether the call starts its function argument in a
// goroutine: a method Go or TryGo, as WaitGroup, errgroup and pools have.
func isSpawnCall(info *types.Info, call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Go" && sel.Sel.Name != "TryGo" {
		return false
	}
	s := info.Selections[sel]
	return s != nil && s.Kind() == types.MethodVal
}

// isReceive returns the operand of a receive.
func isReceive(n ast.Node) (ast.Expr, bool) {
	u, ok := n.(*ast.UnaryExpr)
	if !ok || u.Op != token.ARROW {
		return nil, false
	}
	return ast.Unparen(u.X), true
}
