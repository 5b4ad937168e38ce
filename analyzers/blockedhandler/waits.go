package blockedhandler

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

type waitKind int

const (
	receives waitKind = iota
	sends
	selects
	group
	cond
)

// A wait is a statement or expression that blocks.
type wait struct {
	kind waitKind
	node ast.Node
	end  token.Pos
	over ast.Expr // the channel, or what has the method Wait
}

func (w wait) what() string {
	switch w.kind {
	case receives:
		return "waits for a value from " + quote(w.over)
	case sends:
		return "waits for " + quote(w.over) + " to take a value"
	case selects:
		return "waits for one of these cases"
	case cond:
		return "waits for " + quote(w.over) + " to be signalled"
	}
	return "waits for the goroutines of " + quote(w.over)
}

func quote(e ast.Expr) string {
	text := types.ExprString(e)
	if r := []rune(text); len(r) > 48 {
		text = string(r[:48]) + "…"
	}
	return strconv.Quote(text)
}

// waits returns what f waits for itself, in source order.
func (c *checker) waits(f *spawns.Frame) []wait {
	var all []wait
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return c.Inlined(n)
		case *ast.GoStmt:
			return false
		case *ast.SelectStmt:
			all = append(all, wait{selects, n, n.Pos() + token.Pos(len("select")), nil})
			c.inClauses(f, n, &all)
			return false
		default:
			if w, ok := c.waitAt(n); ok {
				all = append(all, w)
			}
		}
		return true
	})
	return all
}

// inClauses adds the waits in the bodies of a select's cases.
func (c *checker) inClauses(f *spawns.Frame, s *ast.SelectStmt, all *[]wait) {
	for _, clause := range s.Body.List {
		body := &spawns.Frame{Node: f.Node, Body: &ast.BlockStmt{List: clause.(*ast.CommClause).Body}}
		*all = append(*all, c.waits(body)...)
	}
}

// waitAt returns the wait that n itself is.
func (c *checker) waitAt(n ast.Node) (wait, bool) {
	switch n := n.(type) {
	case *ast.SendStmt:
		return wait{sends, n, n.End(), ast.Unparen(n.Chan)}, true
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return wait{receives, n, n.End(), ast.Unparen(n.X)}, true
		}
	case *ast.RangeStmt:
		if c.channel(n.X) != nil {
			return wait{receives, n, n.X.End(), ast.Unparen(n.X)}, true
		}
	case *ast.CallExpr:
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Wait" {
			break
		}
		switch fn, _ := typeutil.Callee(c.info, n).(*types.Func); {
		case fn == nil:
		case fn.FullName() == "(*sync.WaitGroup).Wait":
			return wait{group, n, n.End(), sel.X}, true
		case fn.FullName() == "(*sync.Cond).Wait":
			return wait{cond, n, n.End(), sel.X}, true
		}
	}
	return wait{}, false
}

// channel returns the channel type of e, or nil.
func (c *checker) channel(e ast.Expr) *types.Chan {
	t := c.info.TypeOf(e)
	if t == nil {
		return nil
	}
	ch, _ := t.Underlying().(*types.Chan)
	return ch
}

// long reports whether the wait can be long, and nothing ends it when the
// request ends.
func (c *checker) long(f *spawns.Frame, w wait) bool {
	switch w.kind {
	case selects:
		return c.longSelect(f, w.node.(*ast.SelectStmt))
	case cond:
		return !c.wakes(f)
	case group:
		return c.longGroup(f, w.over)
	}
	return c.longChannel(f, w, 0)
}

// longSelect reports whether no case of the select is for the end of the
// request, and one of them can take long.
func (c *checker) longSelect(f *spawns.Frame, s *ast.SelectStmt) bool {
	if c.handsOver(s) {
		return false
	}
	found := false
	for _, clause := range s.Body.List {
		comm := clause.(*ast.CommClause)
		w, ok := c.commWait(comm.Comm)
		if !ok {
			return false // default
		}
		if w.kind == receives && (c.ends(f, w.over, 0) || c.timer(w.over, 0) && c.leaves(s, comm)) {
			return false
		}
		found = found || !c.timer(w.over, 0) && c.longChannel(f, w, 0)
	}
	return found
}

// commWait returns what a case waits for; ok is false for default.
func (c *checker) commWait(comm ast.Stmt) (w wait, ok bool) {
	if comm == nil {
		return w, false
	}
	ast.Inspect(comm, func(n ast.Node) bool {
		if !ok && n != nil {
			w, ok = c.waitAt(n)
		}
		return !ok
	})
	return w, ok
}

// leaves reports whether the case, once taken, ends the waiting: it leaves the
// function or loop, or there is no loop.
func (c *checker) leaves(s *ast.SelectStmt, comm *ast.CommClause) bool {
	if !c.Looped(s, nil) || len(comm.Body) == 0 {
		return !c.Looped(s, nil)
	}
	switch last := comm.Body[len(comm.Body)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok == token.GOTO || last.Label != nil
	}
	return false
}

// ends reports whether the channel e is closed when the request ends, or may be:
// a context's, or a signal that the function is handed.
func (c *checker) ends(f *spawns.Frame, e ast.Expr, depth int) bool {
	if depth > 4 {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		return ok && (sel.Sel.Name == "Done" || sel.Sel.Name == "CloseNotify")
	case *ast.Ident:
		v, ok := c.info.ObjectOf(e).(*types.Var)
		if !ok {
			return false
		}
		values := c.Values(v)
		for _, val := range values {
			if c.ends(f, val, depth+1) {
				return true
			}
		}
		return len(values) == 0 && v.Kind() == types.ParamVar && isSignal(c.channel(e))
	}
	return false
}

// isSignal reports whether a channel carries nothing.
func isSignal(ch *types.Chan) bool {
	if ch == nil {
		return false
	}
	st, ok := ch.Elem().Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

// timer reports whether e is the channel of a timer.
func (c *checker) timer(e ast.Expr, depth int) bool {
	ch := c.channel(e)
	return ch != nil && shape.IsNamed(ch.Elem(), "time", "Time")
}

// wakes reports whether the function has the condition signalled when a context
// is done.
func (c *checker) wakes(f *spawns.Frame) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			fn, _ := typeutil.Callee(c.info, call).(*types.Func)
			found = found || fn != nil && fn.FullName() == "context.AfterFunc"
		}
		if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.ARROW { // go func() { <-ctx.Done(); cond.Broadcast() }()
			found = found || c.ends(f, u.X, 0)
		}
		return !found
	})
	return found
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
