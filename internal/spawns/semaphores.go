package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/project"
)

// Acquired reports whether a slot is taken in scope, a loop or a function,
// before the goroutine of s starts. What the goroutine takes itself bounds its
// work, not the number of goroutines. The project may say of a function that it does.
func (c *Checker) Acquired(scope *ast.BlockStmt, s Spawn) bool {
	found := project.Pools.Has(c.Target(s.Call.Fun).Fn) || project.Pools.Has(c.Declared(s.Node))
	ast.Inspect(scope, func(n ast.Node) bool {
		if found || n == nil || n == s.Node {
			return false
		}
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.FuncLit:
			return within(s.Node, n) || c.Inlined(n)
		}
		found = c.slot(n, s) && !c.apart(n, s.Node)
		return !found
	})
	return found || c.flagged(scope, s) || c.dated(scope, s)
}

// slot reports whether n itself takes a slot that the goroutine of s gives back.
func (c *Checker) slot(n ast.Node, s Spawn) bool {
	before := n.Pos() < s.Node.Pos()
	switch n := n.(type) {
	case *ast.SendStmt:
		ch, ok := c.core(n.Chan).(*types.Chan)
		return ok && (before && emptyStruct(ch.Elem()) || c.mentions(s, c.Object(n.Chan), c.receives))
	case *ast.UnaryExpr:
		return n.Op == token.ARROW && before && c.mentions(s, c.Object(n.X), c.sends)
	case *ast.CallExpr:
		return before && (c.takes(n) || c.locks(n, s) || c.counts(n))
	}
	return false
}

// receives and sends look for the operation that gives a slot back. What is
// sent only in some cases, or repeatedly, is put back into a queue.
func (c *Checker) receives(n ast.Node) ast.Expr {
	if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u.X
	}
	return nil
}

func (c *Checker) sends(n ast.Node) ast.Expr {
	if s, ok := n.(*ast.SendStmt); ok && c.always(c.FrameOf(s), s) {
		return s.Chan
	}
	return nil
}

// mentions reports whether the goroutine of s applies op to obj, or is handed it.
func (c *Checker) mentions(s Spawn, obj types.Object, op func(ast.Node) ast.Expr) bool {
	if obj == nil {
		return false
	}
	found := false
	look := func(n ast.Node) bool {
		if n != nil && !found {
			e := op(n)
			found = e != nil && c.Object(e) == obj
		}
		return !found
	}
	ran := c.Target(s.Call.Fun).Frame
	for i, a := range s.Call.Args {
		if _, ok := c.core(a).(*types.Chan); !ok || c.Object(a) != obj {
			continue
		}
		if ran == nil || ran.param(i) == nil {
			return true
		}
		obj = ran.param(i)
	}
	ast.Inspect(s.Node, look)
	for _, e := range append([]ast.Expr{s.Call.Fun}, s.Run...) {
		if f := c.Target(e).Frame; f != nil && !found {
			ast.Inspect(f.Body, look)
		}
	}
	return found
}

// apart reports whether n and at stand in different branches, so that n is not
// executed before at.
func (c *Checker) apart(n, at ast.Node) bool {
	for m := n; m != nil; m = c.Parent(m) {
		p := c.Parent(m)
		if p == nil || !within(at, p) {
			continue
		}
		switch p := p.(type) {
		case *ast.IfStmt:
			return m == p.Body && p.Else != nil && within(at, p.Else) || m == p.Else && within(at, p.Body)
		case *ast.BlockStmt:
			switch m.(type) {
			case *ast.CaseClause, *ast.CommClause:
				return !within(at, m)
			}
		}
		return false
	}
	return false
}

// A limiter is a library method that blocks, or fails, once too much is under way.
type limiter struct{ pkg, recv, name string }

var limiters = []limiter{
	{"golang.org/x/time/rate", "Limiter", "Wait"},
	{"golang.org/x/time/rate", "Limiter", "WaitN"},
	{"golang.org/x/time/rate", "Limiter", "Allow"},
	{"golang.org/x/time/rate", "Limiter", "AllowN"},
	{"golang.org/x/time/rate", "Limiter", "Reserve"},
	{"golang.org/x/time/rate", "Limiter", "ReserveN"},
	{"go.uber.org/ratelimit", "Limiter", "Take"},
	{"github.com/juju/ratelimit", "Bucket", "Wait"},
	{"github.com/remeh/sizedwaitgroup", "SizedWaitGroup", "Add"},
	{"github.com/remeh/sizedwaitgroup", "SizedWaitGroup", "AddWithContext"},
	{"sync", "Cond", "Wait"},
	{"sync", "Mutex", "TryLock"},
	{"sync", "RWMutex", "TryLock"},
	{"sync/atomic", "Bool", "CompareAndSwap"},
	{"sync/atomic", "Bool", "Swap"},
	{"sync/atomic", "Int32", "CompareAndSwap"},
	{"sync/atomic", "Int64", "CompareAndSwap"},
	{"sync/atomic", "Uint32", "CompareAndSwap"},
	{"sync/atomic", "", "CompareAndSwapInt32"},
	{"sync/atomic", "", "CompareAndSwapInt64"},
	{"sync/atomic", "", "CompareAndSwapUint32"},
}

// acquireNames are the methods of semaphores and of pools that lend slots,
// whichever library they come from.
var acquireNames = []string{"Acquire", "TryAcquire", "AcquireWithTimeout", "AcquireContext", "AcquireMany"}

// takes reports whether the call takes a slot.
func (c *Checker) takes(call *ast.CallExpr) bool {
	t := c.Target(call.Fun)
	switch {
	case t.Frame != nil:
		return c.acquiresSlot(t.Frame)
	case t.Fn == nil || t.Fn.Pkg() == nil:
		return false
	}
	if slices.Contains(limiters, limiter{t.Fn.Pkg().Path(), receiver(t.Fn), t.Fn.Name()}) {
		return !strings.HasPrefix(t.Fn.Name(), "CompareAndSwap") || c.info.Types[call.Args[len(call.Args)-1]].Value != nil
	}
	if c.fact(t.Fn).Acquires {
		return true
	}
	if t.Fn.Signature().Recv() == nil {
		return false
	}
	return slices.Contains(acquireNames, t.Fn.Name()) || slices.ContainsFunc(c.Implementations(t.Fn), c.acquiresSlot)
}

// acquiresSlot reports whether the function returns holding a slot of a
// semaphore: it is a small one that takes it and neither gives it back nor
// hands it to a goroutine.
func (c *Checker) acquiresSlot(f *Frame) bool {
	return c.ask("acquires", f, func() bool {
		return len(f.Body.List) <= maxAcquire && c.takesSlot(f) && !c.keeps(f)
	})
}

// takesSlot reports whether the function takes a slot, and does not put it back.
func (c *Checker) takesSlot(f *Frame) bool {
	var sent, received []types.Object
	calls := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return c.Inlined(n)
		case *ast.GoStmt:
			ran := c.Target(n.Call.Fun).Frame
			calls = calls || ran != nil && join.Joined(c.info, f.Body, n) && c.acquiresSlot(ran)
			return false
		case *ast.SendStmt:
			if ch, ok := c.core(n.Chan).(*types.Chan); ok && carriesNothing(ch.Elem()) {
				sent = append(sent, c.Object(n.Chan))
			}
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				received = append(received, c.Object(n.X))
			}
		case *ast.CallExpr:
			calls = calls || c.takes(n)
		}
		return true
	})
	if calls {
		return true
	}
	for _, ch := range sent {
		if longLasting(ch) && !slices.Contains(received, ch) {
			return true
		}
	}
	for _, ch := range received {
		if longLasting(ch) && !slices.Contains(sent, ch) && c.returned(f, ch) {
			return true
		}
	}
	return false
}

// returned reports whether ch holds tokens: a loop fills it, and another
// function puts one back.
func (c *Checker) returned(taker *Frame, ch types.Object) bool {
	t, ok := ch.Type().Underlying().(*types.Chan)
	if !ok || !carriesNothing(t.Elem()) {
		return false
	}
	filled, back := false, false
	for _, f := range c.Frames {
		if f == taker {
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if s, ok := n.(*ast.SendStmt); ok && c.Object(s.Chan) == ch {
				if c.Looped(s, f.Body) {
					filled = true
				} else {
					back = true
				}
			}
			return true
		})
	}
	return filled && back
}

// Looped reports whether a loop within the body, anywhere if nil, repeats n.
func (c *Checker) Looped(n ast.Node, body *ast.BlockStmt) bool {
	for ; n != nil && (body == nil || n != body); n = c.Parent(n) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
	}
	return false
}

// maxAcquire is how many statements a function that takes a slot has at most.
const maxAcquire = 8

// keeps reports whether the function uses a slot itself: it gives it back when
// it returns, or starts the goroutine that it is for and leaves it running.
func (c *Checker) keeps(f *Frame) bool {
	for _, n := range f.Starts {
		_, deferred := c.Parent(n).(*ast.DeferStmt)
		if deferred && !c.unlocks(n) || len(c.SpawnsAt(n)) > 0 && !join.Joined(c.info, f.Body, n) {
			return true
		}
	}
	return false
}

// unlocks reports whether n is a call of a mutex's Unlock, which is no slot.
func (c *Checker) unlocks(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := c.Target(call.Fun).Fn
	return fn != nil && (fn.Name() == "Unlock" || fn.Name() == "RUnlock")
}

// carriesNothing reports whether values of type t carry nothing: slots.
func carriesNothing(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return emptyStruct(t) || ok && b.Kind() == types.Bool
}

// longLasting reports whether obj is a field or a package variable.
func longLasting(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	return ok && (v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope())
}

// locks reports whether the call locks a mutex that the goroutine only unlocks.
func (c *Checker) locks(call *ast.CallExpr, s Spawn) bool {
	mutex := calls("Lock")(call)
	if mutex == nil {
		return false
	}
	obj := c.Object(mutex)
	return c.mentions(s, obj, calls("Unlock")) && !c.mentions(s, obj, calls("Lock"))
}

// calls looks for what the method is called on.
func calls(method string) func(ast.Node) ast.Expr {
	return func(n ast.Node) ast.Expr {
		if call, ok := n.(*ast.CallExpr); ok {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == method {
				return sel.X
			}
		}
		return nil
	}
}

// counts reports whether the call asks an atomic counter, in a condition, how
// many goroutines there are.
func (c *Checker) counts(call *ast.CallExpr) bool {
	fn := c.Target(call.Fun).Fn
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" || receiver(fn) != "Int32" && receiver(fn) != "Int64" {
		return false
	}
	cmp, ok := c.Parent(call).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch cmp.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}
