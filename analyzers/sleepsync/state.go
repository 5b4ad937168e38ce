package sleepsync

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// quiet is the fact that a function only looks: it neither blocks, nor talks to
// anything outside, nor changes what others see. Reads is what it looks at of
// the state that other goroutines change, if anything.
type quiet struct{ Reads string }

func (*quiet) AFact()           {}
func (q *quiet) String() string { return "quiet, reads " + q.Reads }

// longest is the size of functions, in statements, that are still getters.
const longest = 30

// state knows the variables and fields of a package and who changes them.
type state struct {
	pass   *rule.Pass
	info   *types.Info
	writes map[*types.Var][]write
	decls  map[*types.Func]*ast.FuncDecl
	lits   map[*types.Var]*ast.FuncLit // locals that hold just this literal
	known  map[*types.Func]*quiet
}

func newState(p *rule.Pass, root inspector.Cursor) *state {
	s := &state{
		pass: p, info: p.TypesInfo,
		writes: map[*types.Var][]write{},
		decls:  map[*types.Func]*ast.FuncDecl{},
		lits:   map[*types.Var]*ast.FuncLit{},
		known:  map[*types.Func]*quiet{},
	}
	for cur := range root.Preorder((*ast.FuncDecl)(nil), (*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.CallExpr)(nil), (*ast.UnaryExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.FuncDecl:
			if fn, ok := s.info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				s.decls[fn] = n
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				s.addWrite(cur, l)
				if len(n.Lhs) == len(n.Rhs) {
					s.addLiteral(l, n.Rhs[i])
				}
			}
		case *ast.IncDecStmt:
			s.addWrite(cur, n.X)
		case *ast.CallExpr:
			s.addCall(cur, n)
		case *ast.UnaryExpr:
			if n.Op.String() == "&" && cur.ParentEdgeKind() == edge.CallExpr_Args {
				s.addWrite(cur, n.X) // whoever is handed the address may write
			}
		}
	}
	return s
}

// A write changes what an expression denotes.
type write struct {
	at inspector.Cursor
	e  ast.Expr
}

// addWrite notes that the code at cur changes what e denotes.
func (s *state) addWrite(cur inspector.Cursor, e ast.Expr) {
	if v := s.place(e); v != nil {
		s.writes[v] = append(s.writes[v], write{cur, e})
	}
}

// addLiteral notes a literal that is assigned to a local.
func (s *state) addLiteral(lhs, rhs ast.Expr) {
	lit, ok := ast.Unparen(rhs).(*ast.FuncLit)
	id, isIdent := lhs.(*ast.Ident)
	if !ok || !isIdent {
		return
	}
	if v, ok := s.info.Defs[id].(*types.Var); ok {
		s.lits[v] = lit
	}
}

// addCall notes the changes that calls of builtins and of methods of library
// types make: delete(m, k), s.list.PushBack(x).
func (s *state) addCall(cur inspector.Cursor, call *ast.CallExpr) {
	if id := shape.Called(call); id == nil || !changers[id.Name] {
		return
	}
	switch f := typeutil.Callee(s.info, call).(type) {
	case *types.Builtin:
		if (f.Name() == "delete" || f.Name() == "clear") && len(call.Args) > 0 {
			s.addWrite(cur, call.Args[0])
		}
	case *types.Func:
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && f.Pkg() != nil && changing[method{f.Pkg().Path(), receiver(f), f.Name()}] {
			s.addWrite(cur, sel.X)
		}
	}
}

// receiver is the name of the type that fn is a method of.
func receiver(fn *types.Func) string {
	if recv := fn.Signature().Recv(); recv != nil {
		return typeName(recv.Type())
	}
	return ""
}

// changing are methods of library containers that change them.
var changing = map[method]bool{
	{"container/list", "List", "PushBack"}:     true,
	{"container/list", "List", "PushFront"}:    true,
	{"container/list", "List", "Remove"}:       true,
	{"container/list", "List", "InsertBefore"}: true,
	{"container/list", "List", "InsertAfter"}:  true,
	{"bytes", "Buffer", "Write"}:               true,
	{"bytes", "Buffer", "WriteString"}:         true,
	{"strings", "Builder", "Write"}:            true,
	{"strings", "Builder", "WriteString"}:      true,
}

// changers are the names of what changes its operand.
var changers = func() map[string]bool {
	names := map[string]bool{"delete": true, "clear": true}
	for m := range changing {
		names[m.name] = true
	}
	return names
}()

// place returns the variable or field that e, an operand of an assignment or a
// part of it, denotes: the field f of x.f[i].
func (s *state) place(e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, _ := s.info.Uses[x].(*types.Var) // a definition changes nothing
			return v
		case *ast.SelectorExpr:
			v, _ := s.info.Uses[x.Sel].(*types.Var)
			return v
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// root returns the variable that e starts from.
func (s *state) root(e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, _ := s.info.ObjectOf(x).(*types.Var)
			return v
		case *ast.SelectorExpr:
			if _, ok := s.info.Selections[x]; !ok { // pkg.Var
				v, _ := s.info.Uses[x.Sel].(*types.Var)
				return v
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// fresh reports whether e is part of an object that the function around cur
// has just made, as a constructor does.
func (s *state) fresh(cur inspector.Cursor, e ast.Expr) bool {
	if _, ok := ast.Unparen(e).(*ast.Ident); ok {
		return false
	}
	root := s.root(e)
	if root == nil || root.IsField() {
		return false
	}
	made := false
	for f := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		ast.Inspect(f.Node(), func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			if !ok || len(as.Lhs) != len(as.Rhs) {
				return true
			}
			for i, l := range as.Lhs {
				if id, ok := l.(*ast.Ident); ok && s.info.Defs[id] == root {
					made = made || isNew(as.Rhs[i])
				}
			}
			return !made
		})
	}
	return made
}

// isNew reports whether e makes an object: T{}, &T{}, new(T).
func isNew(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return isNew(x.X)
	case *ast.CallExpr:
		id, ok := x.Fun.(*ast.Ident)
		return ok && (id.Name == "new" || id.Name == "make")
	}
	return false
}

// changedElsewhere reports whether a function other than fn changes v.
func (s *state) changedElsewhere(v *types.Var, fn ast.Node) bool {
	for _, w := range s.writes[v] {
		in := shape.FuncAround(w.at)
		if in == nil || in == fn {
			continue
		}
		if decl, ok := in.(*ast.FuncDecl); ok && decl.Recv == nil && (decl.Name.Name == "init" || decl.Name.Name == "main") {
			continue // before anything else runs
		}
		if !s.fresh(w.at, w.e) {
			return true
		}
	}
	return false
}

// of returns what is known of fn, or nil if it may do more than look.
func (s *state) of(fn *types.Func) *quiet {
	fn = fn.Origin()
	if q, ok := s.known[fn]; ok {
		return q
	}
	s.known[fn] = nil // a function that calls itself is no getter
	if fn.Pkg() != s.pass.Pkg {
		if fact := new(quiet); s.pass.ImportObjectFact(fn, fact) {
			s.known[fn] = fact
		}
		return s.known[fn]
	}
	decl := s.decls[fn]
	if decl == nil || size(decl.Body) > longest || !s.isQuiet(decl.Body, decl) {
		return nil
	}
	s.known[fn] = &quiet{Reads: s.reads(decl.Body, decl)}
	return s.known[fn]
}

// size counts the statements in body, up to longest.
func size(body *ast.BlockStmt) int {
	n := 0
	ast.Inspect(body, func(m ast.Node) bool {
		if _, ok := m.(ast.Stmt); ok {
			n++
		}
		return n <= longest
	})
	return n
}

// exportFacts tells the packages that import this one which of its functions
// only look.
func (s *state) exportFacts() {
	for _, file := range s.pass.Files {
		if ast.IsGenerated(file) || linted.Test(s.pass.Fset, file.Pos()) {
			continue
		}
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Type.Results == nil || !decl.Name.IsExported() {
				continue
			}
			fn, ok := s.info.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			if q := s.of(fn); q != nil {
				s.pass.ExportObjectFact(fn, q)
			}
		}
	}
}
