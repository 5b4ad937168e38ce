package sleepsync

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A start is what a sleep may be waiting for: a goroutine that was started, or
// told to stop.
type start struct {
	node ast.Node
	what string
	loop ast.Stmt // the innermost loop it stands in
	uses []types.Object
}

// end is the end of the narrow range to show for the start.
func (s *start) end() token.Pos {
	if g, ok := s.node.(*ast.GoStmt); ok {
		return g.Go + token.Pos(len("go"))
	}
	return s.node.End()
}

// isGo reports whether a goroutine was started, not told to stop.
func (s *start) isGo() bool { return s.what == goroutineStarted }

const goroutineStarted = "the goroutine started"

// afterStart maps sleeps to the start that they follow in the same function
// with nothing in between that waits.
func (c *checker) afterStart() map[*ast.CallExpr]*start {
	found := map[*ast.CallExpr]*start{}
	for cur := range c.root.Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		body := shape.Body(cur.Node())
		if body == nil || !c.hasSleep(body) {
			continue
		}
		w := &walk{checker: c, body: body, found: found}
		w.list(body.List, nil, nil)
	}
	return found
}

func (c *checker) hasSleep(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && c.sleeps.is(call) {
			found = true
		}
		return !found
	})
	return found
}

// walk follows the statements of one function in order, with the last start
// that nothing has waited for yet; nil if there is none.
type walk struct {
	*checker
	body  *ast.BlockStmt
	found map[*ast.CallExpr]*start
}

// list walks statements that follow each other. It returns the start pending
// after them, and whether they leave instead.
func (w *walk) list(stmts []ast.Stmt, s *start, loop ast.Stmt) (*start, bool) {
	for i, stmt := range stmts {
		var left bool
		if s, left = w.stmt(stmt, s, loop, stmts[i+1:]); left {
			return nil, true
		}
	}
	return s, false
}

func (w *walk) stmt(stmt ast.Stmt, s *start, loop ast.Stmt, rest []ast.Stmt) (*start, bool) {
	switch n := stmt.(type) {
	case *ast.BlockStmt:
		return w.list(n.List, s, loop)
	case *ast.LabeledStmt:
		return w.stmt(n.Stmt, s, loop, rest)
	case *ast.GoStmt:
		return w.newStart(n, goroutineStarted, loop), false
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
			return w.call(call, s, loop, rest), leaves(call)
		}
	case *ast.ReturnStmt, *ast.BranchStmt:
		return nil, true
	case *ast.DeferStmt:
		return s, false
	case *ast.IfStmt:
		return w.branches(s, loop, n.Init, n.Cond, n.Body.List, elseList(n))
	case *ast.ForStmt:
		inner, _ := w.list(n.Body.List, s, n)
		return after(inner, s, loop, n), false
	case *ast.RangeStmt:
		if t := w.TypesInfo.TypeOf(n.X); t != nil {
			if _, ok := t.Underlying().(*types.Chan); ok {
				s = nil // each element is waited for
			}
		}
		inner, _ := w.list(n.Body.List, s, n)
		return after(inner, s, loop, n), false
	case *ast.SwitchStmt:
		return w.clauses(n.Body, s, loop)
	case *ast.TypeSwitchStmt:
		return w.clauses(n.Body, s, loop)
	case *ast.SelectStmt:
		if blocking(n) {
			s = nil
		}
		return w.clauses(n.Body, s, loop)
	}
	if waits(w.TypesInfo, stmt) {
		return nil, false
	}
	return s, false
}

func elseList(n *ast.IfStmt) []ast.Stmt {
	if n.Else == nil {
		return nil
	}
	return []ast.Stmt{n.Else}
}

// branches walks both sides of an if statement.
func (w *walk) branches(s *start, loop ast.Stmt, init ast.Stmt, cond ast.Expr, yes, no []ast.Stmt) (*start, bool) {
	if init != nil && waits(w.TypesInfo, init) || waits(w.TypesInfo, cond) {
		s = nil
	}
	a, leftA := w.list(yes, s, loop)
	b, leftB := w.list(no, s, loop)
	if a == nil {
		a = b
	}
	return a, leftA && leftB
}

// clauses walks the clauses of a switch or select.
func (w *walk) clauses(body *ast.BlockStmt, s *start, loop ast.Stmt) (*start, bool) {
	out := s
	for _, clause := range body.List {
		var list []ast.Stmt
		switch cl := clause.(type) {
		case *ast.CaseClause:
			list = cl.Body
		case *ast.CommClause:
			list = cl.Body
		}
		if inner, _ := w.list(list, s, loop); inner != nil {
			out = inner
		}
	}
	return out, false
}

// after is the start pending after a loop: for the code behind it, one in the
// loop stands where the loop does.
func after(inner, before *start, outer, loop ast.Stmt) *start {
	if inner == nil {
		return before
	}
	if inner.loop == loop {
		moved := *inner
		moved.loop = outer
		return &moved
	}
	return inner
}

// call handles a call that is a statement.
func (w *walk) call(call *ast.CallExpr, s *start, loop ast.Stmt, rest []ast.Stmt) *start {
	switch {
	case w.sleeps.is(call):
		if s != nil && w.meant(call, s, loop, rest) {
			w.found[call] = s
		}
		return s
	case w.isGo(call):
		return w.newStart(call, goroutineStarted, loop)
	case w.stops(call, loop):
		return w.newStart(call, "what was told to stop", loop)
	case waits(w.TypesInfo, call):
		return nil
	}
	return s
}

// meant reports whether a sleep that follows s is there because of s: it is
// not one of a loop that goes on after the start, nor a pause of a loop that
// starts something in each iteration, nor a delay somebody has configured.
func (w *walk) meant(call *ast.CallExpr, s *start, loop ast.Stmt, rest []ast.Stmt) bool {
	if s.loop != loop {
		return false
	}
	switch test := w.inTest(call); {
	case test && (w.notYet(s, rest) || len(call.Args) == 1 && w.waitsOut(call.Args[0])):
		return false
	case !test && (w.demo || len(call.Args) == 1 && w.configured(call.Args[0])):
		return false
	}
	if loop == nil {
		return true
	}
	used := false
	for _, stmt := range rest {
		for _, obj := range mentioned(w.TypesInfo, stmt) {
			used = used || slices.Contains(s.uses, obj) && contains(shape.LoopBody(loop), obj.Pos())
		}
	}
	return used
}

// configured reports whether a duration comes from a field, a parameter or a
// package variable.
func (w *walk) configured(d ast.Expr) bool {
	found := false
	ast.Inspect(d, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := w.TypesInfo.Uses[id].(*types.Var); ok {
				found = found || v.IsField() || !contains(w.body, v.Pos())
			}
		}
		return !found
	})
	return found
}

func (w *walk) newStart(n ast.Node, what string, loop ast.Stmt) *start {
	return &start{node: n, what: what, loop: loop, uses: mentioned(w.TypesInfo, n)}
}

// mentioned returns the local and package variables in n, in order.
func mentioned(info *types.Info, n ast.Node) []types.Object {
	var vars []types.Object
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := info.Uses[id].(*types.Var); ok && !v.IsField() {
				vars = append(vars, v)
			}
		}
		return true
	})
	return vars
}

// isGo reports whether call starts a goroutine: wg.Go, an errgroup's Go.
func (w *walk) isGo(call *ast.CallExpr) bool {
	fn, ok := typeutil.Callee(w.TypesInfo, call).(*types.Func)
	return ok && fn.Signature().Recv() != nil && fn.Name() == "Go" && fn.Signature().Params().Len() == 1
}

// stops reports whether call tells a goroutine to stop: close(ch), or cancel()
// of a context that a goroutine may watch. In a loop, a cancel function whose
// context no goroutine gets only frees what an attempt held.
func (w *walk) stops(call *ast.CallExpr, loop ast.Stmt) bool {
	switch f := typeutil.Callee(w.TypesInfo, call).(type) {
	case *types.Builtin:
		return f.Name() == "close"
	case *types.Var:
		n, ok := types.Unalias(f.Type()).(*types.Named)
		if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "context" || !strings.HasPrefix(n.Obj().Name(), "Cancel") {
			return false
		}
		return f.IsField() || !contains(w.body, f.Pos()) || loop == nil && w.contextEscapes(f, false) || w.contextEscapes(f, true)
	}
	return false
}
