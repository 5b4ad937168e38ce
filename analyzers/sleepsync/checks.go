package sleepsync

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// notYet reports whether the statements behind a sleep in a test assert that
// something has not happened: the variables they look at still have the value
// that they were made with. There is nothing that such a sleep could wait for.
func (w *walk) notYet(s *start, rest []ast.Stmt) bool {
	n := &negative{walk: w, start: s, copies: map[types.Object]ast.Expr{}}
	for _, stmt := range rest {
		if n.asserts(stmt) {
			return true
		}
		if !n.passes(stmt) {
			return false
		}
	}
	return false
}

// negative looks for a check that must find things as they were.
type negative struct {
	*walk
	start  *start
	copies map[types.Object]ast.Expr // locals, and what they are a copy of
}

// passes reports whether a statement only prepares a check: it locks, or takes
// a copy.
func (n *negative) passes(stmt ast.Stmt) bool {
	switch s := stmt.(type) {
	case *ast.AssignStmt:
		for i, l := range s.Lhs {
			id, ok := l.(*ast.Ident)
			if !ok || len(s.Lhs) != len(s.Rhs) {
				return false
			}
			n.copies[n.TypesInfo.ObjectOf(id)] = s.Rhs[i]
		}
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		fn, ok := typeutil.Callee(n.TypesInfo, call).(*types.Func)
		return ok && quietMethods[methodOf(fn)]
	}
	return false
}

// asserts reports whether stmt fails the test if something has happened.
func (n *negative) asserts(stmt ast.Stmt) bool {
	switch s := stmt.(type) {
	case *ast.IfStmt:
		if s.Init != nil && !n.passes(s.Init) {
			return false
		}
		return n.fails(s.Body) && s.Else == nil && n.unchanged(s.Cond, false)
	case *ast.SelectStmt:
		return n.receivesNothing(s)
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && n.assertion(call)
	}
	return false
}

// receivesNothing reports whether a select with a default fails the test when
// it receives something. The error of what serves until the end of the test
// comes early only if it could not start, for which the sleep gives it time.
func (n *negative) receivesNothing(s *ast.SelectStmt) bool {
	if blocking(s) {
		return false
	}
	found := false
	for _, cl := range s.Body.List {
		cl := cl.(*ast.CommClause)
		fails := n.fails(&ast.BlockStmt{List: cl.Body})
		if cl.Comm == nil {
			if fails {
				return false
			}
			continue
		}
		if ch := shape.Received(cl.Comm); ch == nil || !fails || n.startsServing() && n.carriesError(ch) {
			return false
		}
		found = true
	}
	return found
}

func (n *negative) carriesError(ch ast.Expr) bool {
	t := n.TypesInfo.TypeOf(ch)
	if t == nil {
		return false
	}
	c, ok := t.Underlying().(*types.Chan)
	return ok && types.Identical(c.Elem(), types.Universe.Lookup("error").Type())
}

// startsServing reports whether what was started runs until it is told to stop,
// by the usual names.
func (n *negative) startsServing() bool {
	found := false
	ast.Inspect(n.start.node, func(m ast.Node) bool {
		if call, ok := m.(*ast.CallExpr); ok {
			if obj := typeutil.Callee(n.TypesInfo, call); obj != nil {
				name := strings.ToLower(obj.Name())
				for _, prefix := range []string{"serve", "listen", "run", "start"} {
					found = found || strings.HasPrefix(name, prefix)
				}
			}
		}
		return !found
	})
	return found
}

// fails reports whether a block fails the test, or panics.
func (n *negative) fails(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(m ast.Node) bool {
		call, ok := m.(*ast.CallExpr)
		if !ok {
			return !found
		}
		switch f := typeutil.Callee(n.TypesInfo, call).(type) {
		case *types.Builtin:
			found = found || f.Name() == "panic"
		case *types.Func:
			pkg := ""
			if f.Pkg() != nil {
				pkg = f.Pkg().Path()
			}
			failing := strings.HasPrefix(f.Name(), "Fatal") || strings.HasPrefix(f.Name(), "Error") || strings.HasPrefix(f.Name(), "Fail")
			found = found || failing && (pkg == "testing" || pkg == "log" || asserting(pkg))
		}
		return !found
	})
	return found
}

// asserting reports whether a package has assertions of tests.
func asserting(pkg string) bool {
	return strings.HasPrefix(pkg, "github.com/stretchr/testify/") || strings.HasPrefix(pkg, "gotest.tools/") ||
		strings.HasPrefix(pkg, "github.com/matryer/is")
}

// assertion reports whether call is an assertion that something is as it was:
// require.False(t, done.Load()).
func (n *negative) assertion(call *ast.CallExpr) bool {
	fn, ok := typeutil.Callee(n.TypesInfo, call).(*types.Func)
	if !ok || fn.Pkg() == nil || !asserting(fn.Pkg().Path()) {
		return false
	}
	args := call.Args
	if len(args) > 0 && isTestingT(n.TypesInfo.TypeOf(args[0])) {
		args = args[1:]
	}
	name := strings.TrimSuffix(fn.Name(), "f")
	switch {
	case len(args) >= 1 && (name == "False" || name == "Zero" || name == "Empty" || name == "Nil"):
		return n.unchanged(args[0], false)
	case len(args) >= 1 && (name == "True" || name == "Assert"):
		return n.unchanged(args[0], true)
	case len(args) >= 2 && (name == "Equal" || name == "EqualValues"):
		return n.zero(args[0]) && n.initial(args[1]) || n.zero(args[1]) && n.initial(args[0])
	case len(args) >= 2 && name == "Len":
		return n.zero(args[1]) && n.initial(args[0])
	}
	return false
}

// unchanged reports whether cond, which is to be want, says that what it looks
// at is as it was.
func (n *negative) unchanged(cond ast.Expr, want bool) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT && n.unchanged(e.X, !want)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LOR, token.LAND:
			return want == (e.Op == token.LAND) && n.unchanged(e.X, want) && n.unchanged(e.Y, want)
		case token.EQL:
			return want && n.zero(e.Y) && n.initial(e.X)
		case token.NEQ, token.GTR:
			return !want && n.zero(e.Y) && n.initial(e.X)
		}
		return false
	}
	return !want && n.initial(cond)
}

// zero reports whether e is a constant zero, or nil.
func (n *negative) zero(e ast.Expr) bool {
	tv := n.TypesInfo.Types[e]
	if tv.IsNil() {
		return true
	}
	if tv.Value == nil {
		// int32(0) is a constant, make([]T, 0) is not worth the trouble.
		return false
	}
	switch tv.Value.Kind() {
	case constant.Bool:
		return !constant.BoolVal(tv.Value)
	case constant.Int, constant.Float:
		return constant.Sign(tv.Value) == 0
	case constant.String:
		return constant.StringVal(tv.Value) == ""
	}
	return false
}

// initial reports whether what e looks at started as zero, and nothing here
// makes it anything else, or anybody else zero. Errors and failures are not
// looked at to see whether something has happened, but how it went.
func (n *negative) initial(e ast.Expr) bool {
	t := n.TypesInfo.TypeOf(e)
	if t == nil || types.Identical(t, types.Universe.Lookup("error").Type()) {
		return false
	}
	root := n.looked(e, 0)
	if root == nil || isTestingT(root.Type()) || tellsHow(e) {
		return false
	}
	made, known := n.made(root)
	if known && !made {
		return false
	}
	return (known || n.start.isGo()) && !n.cleared(root)
}

// tellsHow reports whether e is named after failing.
func tellsHow(e ast.Expr) bool {
	text := strings.ToLower(types.ExprString(e))
	return strings.Contains(text, "err") || strings.Contains(text, "fail") || strings.Contains(text, "panic")
}

// looked returns the variable that e looks at: done of done.Load().
func (n *negative) looked(e ast.Expr, depth int) types.Object {
	const deep = 8 // copies of copies
	if depth > deep {
		return nil
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		obj := n.TypesInfo.ObjectOf(x)
		if from := n.copies[obj]; from != nil {
			return n.looked(from, depth+1)
		}
		v, _ := obj.(*types.Var)
		if v == nil {
			return nil
		}
		return v
	case *ast.SelectorExpr:
		if v, ok := n.TypesInfo.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
			return v // of another package
		}
		return n.looked(x.X, depth+1)
	case *ast.IndexExpr:
		return n.looked(x.X, depth+1)
	case *ast.StarExpr:
		return n.looked(x.X, depth+1)
	case *ast.UnaryExpr:
		return n.looked(x.X, depth+1)
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok && n.TypesInfo.Selections[sel] != nil {
			return n.looked(sel.X, depth+1)
		}
		if len(x.Args) == 1 { // len(x), atomic.LoadInt32(&x), int(x)
			return n.looked(x.Args[0], depth+1)
		}
	}
	return nil
}

// made reports whether a variable is declared as zero, or as something new;
// known is false if that is not to be seen.
func (n *negative) made(obj types.Object) (zero, known bool) {
	for cur := range n.root.Preorder((*ast.ValueSpec)(nil), (*ast.AssignStmt)(nil)) {
		switch d := cur.Node().(type) {
		case *ast.ValueSpec:
			for i, id := range d.Names {
				if n.TypesInfo.Defs[id] == obj {
					if len(d.Values) == 0 {
						return true, true
					}
					return n.fresh(d.Values[min(i, len(d.Values)-1)])
				}
			}
		case *ast.AssignStmt:
			for i, l := range d.Lhs {
				if id, ok := l.(*ast.Ident); ok && n.TypesInfo.Defs[id] == obj {
					return n.fresh(d.Rhs[min(i, len(d.Rhs)-1)])
				}
			}
		}
	}
	return false, false
}

func (n *negative) fresh(e ast.Expr) (zero, known bool) {
	if n.TypesInfo.Types[e].Value != nil {
		return n.zero(e), true
	}
	ok := n.zero(e) || isNew(e)
	return ok, ok
}

// cleared reports whether the function around sets obj to something in its own
// course, or whoever it starts sets it back to zero.
func (n *negative) cleared(obj types.Object) bool {
	found := false
	inLiteral := 0
	var visit func(ast.Node) bool
	value := func(e ast.Expr) {
		if tv := n.TypesInfo.Types[e]; tv.Value != nil || tv.IsNil() {
			found = found || n.zero(e) == (inLiteral > 0)
		}
	}
	visit = func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			inLiteral++
			ast.Inspect(m.Body, visit)
			inLiteral--
			return false
		case *ast.AssignStmt:
			for i, l := range m.Lhs {
				if m.Tok == token.ASSIGN && len(m.Lhs) == len(m.Rhs) && n.looked(l, 0) == obj {
					value(m.Rhs[i])
				}
			}
		case *ast.CallExpr:
			fn, ok := typeutil.Callee(n.TypesInfo, m).(*types.Func)
			if !ok || !strings.HasPrefix(fn.Name(), "Store") || len(m.Args) == 0 {
				return true
			}
			target := m.Args[0]
			if sel, ok := ast.Unparen(m.Fun).(*ast.SelectorExpr); ok && n.TypesInfo.Selections[sel] != nil {
				target = sel.X
			}
			if n.looked(target, 0) == obj {
				value(m.Args[len(m.Args)-1])
			}
		}
		return !found
	}
	for _, stmt := range n.body.List {
		if stmt.Pos() > n.start.node.End() && stmt.Pos() > n.body.Pos() {
			break // what comes later changes nothing for the check
		}
		ast.Inspect(stmt, visit)
	}
	return found
}
