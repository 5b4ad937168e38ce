package spawns

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// A Loop runs once per element of something that can be arbitrarily large, or
// for as long as a channel yields values.
type Loop struct {
	Node ast.Node // the statement, or the call that runs a literal per element
	Body *ast.BlockStmt
	Over ast.Expr // what it iterates over; nil if count
	Kind Kind
}

type Kind int

const (
	Elements Kind = iota
	Received      // values received from a channel
	Counted       // a constant count
)

// HeadEnd is the end of the loop's first line.
func (l *Loop) HeadEnd() token.Pos {
	if l.Over != nil && l.Over.End() <= l.Body.Pos() {
		return l.Over.End()
	}
	return l.Node.Pos() + token.Pos(len("for"))
}

// unboundedLoop returns the innermost loop around the spawn, in its frame f,
// that starts a goroutine per element, if nothing in the loop bounds them.
func (c *Checker) unboundedLoop(f *Frame, s Spawn) *Loop {
	for n := c.Parent(s.Node); n != nil && n != f.Body; n = c.Parent(n) {
		l := c.loopAt(n, s)
		if l == nil {
			continue
		}
		if !c.boundedIn(l, s) && c.likely(f, l, s) {
			return l
		}
		if c.heldAcross(l, s) {
			return nil // what bounds the inner loop bounds the outer ones
		}
	}
	return nil
}

// loopAt returns the loop that n is, if it is one that rule is about.
func (c *Checker) loopAt(n ast.Node, s Spawn) *Loop {
	switch n := n.(type) {
	case *ast.RangeStmt:
		return c.rangeLoop(n)
	case *ast.ForStmt:
		return c.forLoop(n, s)
	case *ast.FuncLit:
		return c.walkLoop(n)
	}
	return nil
}

func (c *Checker) rangeLoop(r *ast.RangeStmt) *Loop {
	l := &Loop{Node: r, Body: r.Body, Over: ast.Unparen(r.X)}
	switch t := c.core(r.X).(type) {
	case *types.Chan:
		if c.firesOnce(r, r.X) || ofSignals(t) {
			return nil
		}
		l.Kind = Received
		return l
	case *types.Basic, *types.Slice, *types.Map, *types.Signature:
		if over, kind, ok := c.many(r.X); ok {
			l.Over, l.Kind = over, kind
			return l
		}
	}
	return nil
}

// core is the underlying type of e, for a type parameter that of its constraint
// if all of its types have the same.
func (c *Checker) core(e ast.Expr) types.Type {
	t := c.info.TypeOf(e)
	if t == nil {
		return nil
	}
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return t.Underlying()
	}
	for i := range iface.NumEmbeddeds() {
		switch u := iface.EmbeddedType(i).(type) {
		case *types.Union:
			if u.Len() > 0 {
				return u.Term(0).Type().Underlying()
			}
		}
	}
	return iface
}

// forLoop knows the loops with three clauses, with a condition that moves an
// iterator on, and those that receive from a queue, or a peer, for ever.
func (c *Checker) forLoop(f *ast.ForStmt, s Spawn) *Loop {
	l := &Loop{Node: f, Body: f.Body}
	switch cond := ast.Unparen(f.Cond).(type) {
	case nil:
		l.Over, l.Kind = c.queue(f, s), Received
		if l.Over == nil {
			return nil
		}
		return l
	case *ast.CallExpr: // for rows.Next()
		if sel, ok := ast.Unparen(cond.Fun).(*ast.SelectorExpr); ok && f.Init == nil && f.Post == nil {
			switch sel.Sel.Name {
			case "Next", "Scan", "More":
				l.Over = sel.X
				return l
			}
		}
	case *ast.BinaryExpr:
		return c.countingLoop(f, cond, l)
	}
	return nil
}

func (c *Checker) countingLoop(f *ast.ForStmt, cond *ast.BinaryExpr, l *Loop) *Loop {
	if f.Init == nil || f.Post == nil {
		return nil
	}
	var bound ast.Expr
	switch cond.Op {
	case token.LSS, token.LEQ:
		bound = cond.Y
	case token.GTR, token.GEQ:
		bound = cond.X
		if tv := c.info.Types[cond.Y]; tv.Value != nil { // for i := len(x) - 1; i >= 0; i--
			if a, ok := f.Init.(*ast.AssignStmt); ok && len(a.Rhs) == 1 {
				bound = a.Rhs[0]
			}
		}
	case token.NEQ:
		if list := c.list(f); list != nil {
			l.Over = list
			return l
		}
		bound = cond.Y
	default:
		return nil
	}
	over, kind, ok := c.many(bound)
	if !ok {
		return nil
	}
	l.Over, l.Kind = over, kind
	return l
}

// list returns the list of `for e := list.Front(); e != nil; e = e.Next()`.
func (c *Checker) list(f *ast.ForStmt) ast.Expr {
	_, first, ok := methodAssigned(f.Init)
	elem, next, again := methodAssigned(f.Post)
	if !ok || !again || next.Sel.Name != "Next" && next.Sel.Name != "Prev" {
		return nil
	}
	if c.Object(elem) == nil || c.Object(next.X) != c.Object(elem) {
		return nil
	}
	return first.X
}

// methodAssigned takes `x := y.Method()` apart.
func methodAssigned(s ast.Stmt) (lhs ast.Expr, method *ast.SelectorExpr, ok bool) {
	a, ok := s.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return nil, nil, false
	}
	call, ok := ast.Unparen(a.Rhs[0]).(*ast.CallExpr)
	if !ok {
		return nil, nil, false
	}
	method, ok = ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return a.Lhs[0], method, ok
}

// A walker is a function that calls its argument once per element.
type walker struct {
	pkg, recv, name string
	arg             int
}

var walkers = []walker{
	{"sync", "Map", "Range", 0},
	{"path/filepath", "", "Walk", 1},
	{"path/filepath", "", "WalkDir", 1},
	{"io/fs", "", "WalkDir", 2},
}

// walkLoop returns the loop that a literal handed to a walker is the body of.
func (c *Checker) walkLoop(lit *ast.FuncLit) *Loop {
	call, arg := c.callOf(lit)
	if call == nil || !c.walks(call, arg) {
		return nil
	}
	over := call.Fun
	if sel, ok := ast.Unparen(over).(*ast.SelectorExpr); ok && len(call.Args) == 1 {
		over = sel.X
	} else {
		over = call.Args[0]
	}
	return &Loop{Node: call, Body: lit.Body, Over: over}
}

func (c *Checker) walks(call *ast.CallExpr, arg int) bool {
	fn := c.Target(call.Fun).Fn
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	for _, w := range walkers {
		if w.arg == arg && w.name == fn.Name() && w.pkg == fn.Pkg().Path() && w.recv == receiver(fn) {
			return true
		}
	}
	return false
}

// maxCount is the largest constant number of goroutines that counts as a pool.
const maxCount = 1000

func smallConstant(v constant.Value) bool {
	n, ok := constant.Int64Val(constant.ToInt(v))
	return ok && n <= maxCount
}
