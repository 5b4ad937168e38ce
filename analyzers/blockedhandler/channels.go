package blockedhandler

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// longChannel reports whether the other end of the channel can take long.
func (c *checker) longChannel(f *spawns.Frame, w wait, depth int) bool {
	ch := c.channel(w.over)
	if depth > 4 || ch == nil || shape.IsNamed(ch.Elem(), "os", "Signal") || c.ends(f, w.over, 0) || c.counted(w) {
		return false
	}
	if c.timer(w.over, 0) {
		return c.longTimer(w)
	}
	switch e := ast.Unparen(w.over).(type) {
	case *ast.CallExpr:
		return c.longResult(e)
	case *ast.SelectorExpr:
		if val := c.builtWith(e); val != nil {
			return c.longChannel(f, wait{w.kind, w.node, w.end, val}, depth+1)
		}
		if v, ok := c.info.ObjectOf(e.Sel).(*types.Var); ok {
			return c.longShared(f, w, v.Origin())
		}
	case *ast.IndexExpr:
		if v, ok := c.Object(e).(*types.Var); ok && v.IsField() {
			return c.longShared(f, w, v)
		}
	case *ast.Ident:
		v, ok := c.info.ObjectOf(e).(*types.Var)
		if !ok {
			return false
		}
		if v.Pkg() != nil && v.Parent() == v.Pkg().Scope() || c.factorys(f, v) {
			return c.longShared(f, w, v.Origin())
		}
		return c.longLocal(f, w, v, depth)
	}
	return false
}

// builtWith returns what the field e has been given by the composite literal
// that its variable, a local, was built with.
func (c *checker) builtWith(e *ast.SelectorExpr) ast.Expr {
	id, ok := ast.Unparen(e.X).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := c.info.Uses[id].(*types.Var)
	if !ok || v.Kind() != types.LocalVar {
		return nil
	}
	for _, val := range c.Values(v) {
		if u, ok := ast.Unparen(val).(*ast.UnaryExpr); ok && u.Op == token.AND {
			val = u.X
		}
		lit, ok := ast.Unparen(val).(*ast.CompositeLit)
		if !ok {
			continue
		}
		for _, elt := range lit.Elts {
			kv, ok := elt.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == e.Sel.Name {
				return kv.Value
			}
		}
	}
	return nil
}

// longTimer reports whether a bare receive waits for a timer to fire: not to
// drain one that has been stopped, nor for a moment.
func (c *checker) longTimer(w wait) bool {
	for n := w.node; n != nil; n = c.Parent(n) {
		if cond, ok := n.(*ast.IfStmt); ok {
			if u, ok := ast.Unparen(cond.Cond).(*ast.UnaryExpr); ok && u.Op == token.NOT {
				if call, ok := ast.Unparen(u.X).(*ast.CallExpr); ok {
					if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Stop" {
						return false
					}
				}
			}
		}
		if _, ok := n.(*ast.CommClause); ok {
			return false // after a select has looked
		}
	}
	call, ok := ast.Unparen(w.over).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return true
	}
	d := c.info.Types[call.Args[0]].Value
	if d == nil {
		return true
	}
	n, exact := constant.Int64Val(constant.ToInt(d))
	return !exact || n >= briefest
}

// briefest is ten milliseconds: shorter waits are no matter.
const briefest = 10_000_000

// longResult reports whether the channel that a call returns is fed by slow
// work which watches no context.
func (c *checker) longResult(call *ast.CallExpr) bool {
	if c.handsContext(call) {
		return false
	}
	t := c.Target(call.Fun)
	switch {
	case t.Frame != nil:
		return !c.watches(t.Frame.Node) && c.slowFrame(t.Frame)
	case t.Fn != nil:
		return t.Fn.Pkg() != c.Pkg && c.ImportObjectFact(t.Fn, new(slow))
	}
	return false
}

// factorys reports whether v belongs to a function that builds the handler f:
// all its requests share it. What is no handler itself, such as a callback, may belong to
// one request: to that of a context around it.
func (c *checker) factorys(f *spawns.Frame, v *types.Var) bool {
	if f.Node.Pos() <= v.Pos() && v.Pos() < f.Node.End() || c.lent(f) {
		return false
	}
	for n := c.Parent(f.Node); n != nil; n = c.Parent(n) {
		switch n := n.(type) {
		case *ast.FuncLit:
			if sig, ok := c.info.TypeOf(n).(*types.Signature); ok && handlers.Framework(sig) != "" {
				return false
			}
		case *ast.FuncDecl:
			fn, ok := c.info.Defs[n.Name].(*types.Func)
			return ok && handlers.Framework(fn.Signature()) == "" && (handlers.Framework(f.Sig) != "" || !c.watchesParams(fn.Signature()))
		}
	}
	return false
}

// lent reports whether f is a literal, and no handler, that is handed to code which is
// not seen: each call of the function around it has one of its own.
func (c *checker) lent(f *spawns.Frame) bool {
	call, ok := c.Parent(f.Node).(*ast.CallExpr)
	if !ok || call.Fun == f.Node || handlers.Framework(f.Sig) != "" {
		return false
	}
	fn, ok := typeutil.Callee(c.info, call).(*types.Func)
	return ok && fn.Pkg() != nil && !c.linted(fn.Pkg())
}

// watchesParams reports whether a function is handed a context or a request.
func (c *checker) watchesParams(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if athand.Carries(c.Pass.Pass, p.Type()) {
			return true
		}
	}
	return false
}

// longLocal looks at a channel that belongs to the function, or to one around f.
func (c *checker) longLocal(f *spawns.Frame, w wait, v *types.Var, depth int) bool {
	if c.IsParam(v) {
		return c.longParam(f, w, v, depth)
	}
	for _, val := range c.Values(v) {
		switch e := ast.Unparen(val).(type) {
		case *ast.CallExpr:
			if !isMake(c.info, e) {
				return c.longResult(e)
			}
			if w.kind == sends && len(e.Args) > 1 {
				return false // has room
			}
			return c.longEnds(w, v)
		case *ast.BadExpr: // a later result of a call
			if call := c.callAt(e); call != nil {
				return c.longResult(call)
			}
		case *ast.SelectorExpr:
			return c.longChannel(f, wait{w.kind, w.node, w.end, e}, depth+1)
		}
	}
	return false
}

// longParam looks at the channels that the function of f is handed as its parameter v.
func (c *checker) longParam(f *spawns.Frame, w wait, v *types.Var, depth int) bool {
	fn := c.Declared(f.Node)
	if fn == nil {
		return false
	}
	i := shape.ParamIndex(fn.Signature(), v)
	calls := c.Callers(c.Decl(fn))
	return i >= 0 && len(calls) > 0 && !slices.ContainsFunc(calls, func(call *ast.CallExpr) bool {
		return i >= len(call.Args) || !c.longChannel(c.FrameOf(call), wait{w.kind, w.node, w.end, call.Args[i]}, depth+1)
	})
}

// callAt returns the call that the place holder e stands for.
func (c *checker) callAt(e *ast.BadExpr) *ast.CallExpr {
	for cur := range c.root.Preorder((*ast.CallExpr)(nil)) {
		if n := cur.Node(); n.Pos() == e.From && n.End() == e.To {
			return n.(*ast.CallExpr)
		}
	}
	return nil
}

func isMake(info *types.Info, call *ast.CallExpr) bool {
	b, ok := typeutil.Callee(info, call).(*types.Builtin)
	return ok && b.Name() == "make"
}

// longEnds looks at who has the other end of v, which the function made: its
// goroutines, or somebody that it is handed to.
func (c *checker) longEnds(w wait, v *types.Var) bool {
	if w.kind == receives && c.timed(v) {
		return false
	}
	for _, s := range c.started {
		if c.uses(s.spawn, v) && c.slowSpawn(s.spawn) {
			return true
		}
	}
	return w.kind == receives && c.handedOver(v)
}

// timed reports whether a timer sends on v, too.
func (c *checker) timed(v *types.Var) bool {
	for cur := range c.root.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if !shape.Calls(call, "AfterFunc") {
			continue
		}
		fn, _ := typeutil.Callee(c.info, call).(*types.Func)
		if fn != nil && fn.FullName() == "time.AfterFunc" && c.mentions(call, v) {
			return true
		}
	}
	return false
}

// handedOver reports whether v is sent to somebody, alone or in a value that
// has no context beside it.
func (c *checker) handedOver(v *types.Var) bool {
	found := false
	for cur := range c.root.Preorder((*ast.SendStmt)(nil)) {
		send := cur.Node().(*ast.SendStmt)
		if id, ok := ast.Unparen(send.Value).(*ast.Ident); ok {
			x, _ := c.info.Uses[id].(*types.Var)
			if x == v {
				return true
			}
			for _, val := range c.valuesOf(x) {
				found = found || c.holds(val, v)
			}
		}
		found = found || c.holds(send.Value, v)
	}
	return found
}

func (c *checker) valuesOf(v *types.Var) []ast.Expr {
	if v == nil {
		return nil
	}
	return c.Values(v)
}

// holds reports whether e is a composite literal that has v, but no context.
func (c *checker) holds(e ast.Expr, v *types.Var) bool {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	lit, ok := ast.Unparen(e).(*ast.CompositeLit)
	return ok && c.mentions(lit, v) && !c.watches(lit)
}

// longShared looks at a channel that lasts: a field, a package variable, or one
// that a handler factory made.
func (c *checker) longShared(f *spawns.Frame, w wait, v *types.Var) bool {
	switch {
	case c.bothWays(f, v):
		return c.slowAround(f) // a semaphore: how long is it held?
	case isSignal(c.channel(w.over)):
		return false // tells of something, or a semaphore that is held who knows how long
	case w.kind == sends && (!c.tight(v) || c.onlySend(w, v)):
		return false
	}
	for _, s := range c.started {
		if c.uses(s.spawn, v) && c.watchesSpawn(s.spawn) {
			return false
		}
	}
	return true
}

// tight reports whether the channel has next to no room, or nobody here knows.
func (c *checker) tight(v *types.Var) bool {
	calls, _ := c.made(v, map[*types.Var]bool{})
	return !slices.ContainsFunc(calls, func(call *ast.CallExpr) bool {
		if len(call.Args) < 2 {
			return false
		}
		size := c.info.Types[call.Args[1]].Value
		if size == nil {
			return true // configured
		}
		n, exact := constant.Int64Val(constant.ToInt(size))
		return !exact || n > 1
	})
}

// made returns the calls that make the channels which v may hold. It follows copies
// from other variables and fields; all says that v holds nothing else.
func (c *checker) made(v *types.Var, seen map[*types.Var]bool) (calls []*ast.CallExpr, all bool) {
	seen[v] = true
	values := c.Values(v)
	all = len(values) > 0
	for _, val := range values {
		call, isCall := ast.Unparen(val).(*ast.CallExpr)
		from, isVar := c.Object(val).(*types.Var)
		switch {
		case isVar && seen[from]:
		case isVar:
			more, only := c.made(from, seen)
			calls, all = append(calls, more...), all && only
		case isCall && isMake(c.info, call):
			calls = append(calls, call)
		default:
			all = false
		}
	}
	return calls, all
}

// onlySend reports whether w is the one value that the channel ever takes, and has
// room for: close follows, and nobody else sends.
func (c *checker) onlySend(w wait, v *types.Var) bool {
	if !c.closesAfter(w, v) {
		return false
	}
	for cur := range c.root.Preorder((*ast.SendStmt)(nil)) {
		if n := cur.Node(); n != w.node && c.Object(n.(*ast.SendStmt).Chan) == v {
			return false
		}
	}
	calls, all := c.made(v, map[*types.Var]bool{})
	return all && !slices.ContainsFunc(calls, func(call *ast.CallExpr) bool {
		return len(call.Args) < 2 || isZero(c.info.Types[call.Args[1]].Value)
	})
}

func isZero(v constant.Value) bool { return v != nil && constant.Sign(v) == 0 }

// closesAfter reports whether a statement behind w, in its block, closes v.
func (c *checker) closesAfter(w wait, v *types.Var) bool {
	block, ok := c.Parent(w.node).(*ast.BlockStmt)
	if !ok {
		return false
	}
	return slices.ContainsFunc(block.List, func(s ast.Stmt) bool {
		x, ok := s.(*ast.ExprStmt)
		if !ok || s.Pos() < w.end {
			return false
		}
		call, ok := x.X.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return false
		}
		b, ok := typeutil.Callee(c.info, call).(*types.Builtin)
		return ok && b.Name() == "close" && c.Object(call.Args[0]) == v
	})
}

// bothWays reports whether the function, or one around it, sends to v and
// receives from it: a semaphore or a lock.
func (c *checker) bothWays(f *spawns.Frame, v *types.Var) bool {
	sent, received := false, false
	ast.Inspect(c.outermost(f), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			sent = sent || c.Object(n.Chan) == v
		case *ast.UnaryExpr:
			received = received || n.Op == token.ARROW && c.Object(n.X) == v
		}
		return true
	})
	return sent && received
}

// outermost returns the declaration around f, or f itself.
func (c *checker) outermost(f *spawns.Frame) ast.Node {
	if d := c.declaration(f.Node); d != nil {
		return d
	}
	return f.Node
}

// slowAround reports whether the function around f does slow work, or serves
// the rest of the request.
func (c *checker) slowAround(f *spawns.Frame) bool {
	found := false
	ast.Inspect(c.outermost(f), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			found = found || c.serves(call) || c.slowCall(call, 0)
		}
		return !found
	})
	return found
}

// serves reports whether the call has the next handler serve the request.
func (c *checker) serves(call *ast.CallExpr) bool {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && (sel.Sel.Name == "ServeHTTP" || sel.Sel.Name == "Next") {
		return true
	}
	sig, ok := c.info.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		if t := c.info.TypeOf(call.Fun); t != nil {
			sig, ok = t.Underlying().(*types.Signature)
		}
	}
	if !ok || handlers.Framework(sig) == "" {
		return false
	}
	_, static := typeutil.Callee(c.info, call).(*types.Func)
	return !static
}
