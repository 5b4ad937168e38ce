package join

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A key names a place: a variable and the fields, elements and results that
// lead from it to a value. All elements of a container are one place.
type key struct {
	root types.Object
	path string
}

func (k key) valid() bool { return k.root != nil }

// keyOf returns the place of e, looking through & and *.
func keyOf(info *types.Info, e ast.Expr) key {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		switch obj := info.ObjectOf(e).(type) {
		case *types.Var, *types.Func:
			return key{root: obj}
		}
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok {
			if _, ok := info.Uses[id].(*types.PkgName); ok {
				return keyOf(info, e.Sel)
			}
		}
		return keyOf(info, e.X).step("." + e.Sel.Name)
	case *ast.IndexExpr:
		return keyOf(info, e.X).step("[]")
	case *ast.StarExpr:
		return keyOf(info, e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return keyOf(info, e.X)
		}
	case *ast.TypeAssertExpr:
		return keyOf(info, e.X)
	case *ast.CallExpr:
		return keyOf(info, e.Fun).step("()")
	}
	return key{}
}

func (k key) step(s string) key {
	if k.valid() {
		k.path += s
	}
	return k
}

// find returns the representative of the places that lead to the same value as k.
func (f *function) find(k key) key {
	for range len(f.aliases) + 1 {
		next, ok := f.aliases[k]
		if !ok {
			break
		}
		k = next
	}
	return k
}

func (f *function) unite(a, b key) {
	a, b = f.find(a), f.find(b)
	if a.valid() && b.valid() && a != b {
		f.aliases[a] = b
	}
}

// learn records the aliases, literals and calls that n makes.
func (f *function) learn(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		f.learnAssign(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i, id := range n.Names {
			lhs[i] = id
		}
		f.learnAssign(lhs, n.Values)
	case *ast.RangeStmt:
		if n.Value != nil && !basic(f.info.TypeOf(n.Value)) {
			f.unite(keyOf(f.info, n.Value), keyOf(f.info, n.X).step("[]"))
		}
	case *ast.CallExpr:
		if obj := keyOf(f.info, n.Fun); obj.valid() && obj.path == "" {
			f.calls[obj.root] = append(f.calls[obj.root], n)
		}
		if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
			f.learnArgs(lit, n.Args)
		}
	}
}

// learnArgs unites the parameters of a literal called in place with its arguments.
func (f *function) learnArgs(lit *ast.FuncLit, args []ast.Expr) {
	i := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if i < len(args) && !basic(f.info.TypeOf(args[i])) {
				f.unite(keyOf(f.info, name), keyOf(f.info, args[i]))
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
}

func (f *function) learnAssign(lhs, rhs []ast.Expr) {
	if len(rhs) == 1 {
		f.learnResults(lhs, rhs[0])
	}
	if len(lhs) != len(rhs) {
		return
	}
	for i := range lhs {
		l, r := keyOf(f.info, lhs[i]), ast.Unparen(rhs[i])
		if !l.valid() {
			continue
		}
		switch e := r.(type) {
		case *ast.FuncLit:
			f.lits[l.root] = append(f.lits[l.root], e)
		case *ast.CallExpr:
			if isBuiltin(f.info, e, "append") && len(e.Args) > 1 {
				for _, arg := range e.Args[1:] {
					f.learnElement(l.step("[]"), arg)
				}
			}
		case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
			if !basic(f.info.TypeOf(r)) {
				f.unite(l, keyOf(f.info, r))
			}
		default:
			f.learnElement(l, r)
		}
	}
}

// learnElement unites the place k with what e puts there, field by field where
// e is a composite literal.
func (f *function) learnElement(k key, e ast.Expr) {
	e = ast.Unparen(e)
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = ast.Unparen(u.X)
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		if !basic(f.info.TypeOf(e)) {
			f.unite(k, keyOf(f.info, e))
		}
		return
	}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			f.learnElement(k.step("[]"), elt)
			continue
		}
		step := "[]"
		if id, ok := kv.Key.(*ast.Ident); ok {
			if v, ok := f.info.ObjectOf(id).(*types.Var); ok && v.IsField() {
				step = "." + id.Name
			}
		}
		f.learnElement(k.step(step), kv.Value)
	}
}

// learnResults knows the functions whose results belong together, or to what they
// are handed.
func (f *function) learnResults(lhs []ast.Expr, rhs ast.Expr) {
	call, ok := ast.Unparen(rhs).(*ast.CallExpr)
	if !ok {
		return
	}
	if len(lhs) == 2 {
		f.learnPair(lhs, call)
	}
	f.learnPipe(lhs)
	f.learnWrapper(lhs[0], call)
}

// learnPair knows a context and what cancels it, and the pipe of a process.
func (f *function) learnPair(lhs []ast.Expr, call *ast.CallExpr) {
	a, b := keyOf(f.info, lhs[0]), keyOf(f.info, lhs[1])
	if !a.valid() || !b.valid() {
		return
	}
	switch {
	case shape.IsContext(a.root.Type()) && isCancel(b.root.Type()):
		f.unite(b, a)
	case pipes[calledMethod(f.info, call, "os/exec", "Cmd")]:
		f.unite(a, keyOf(f.info, call.Fun.(*ast.SelectorExpr).X).step(processPipes))
	}
}

// pipes are the methods of a command that return a pipe to or from its
// process, processPipes the step from a command to them.
var pipes = map[string]bool{"StdinPipe": true, "StdoutPipe": true, "StderrPipe": true}

const processPipes = "|"

// signalled reports whether one of the signals tells of k: it is the same
// place, or an object declared in the body whose fields lead there.
func (f *function) signalled(signals map[key]types.Type, k key) bool {
	k = f.find(k)
	for s := range signals {
		s = f.find(s)
		if s == k {
			return true
		}
		rest, leads := strings.CutPrefix(k.path, s.path)
		if s.root == k.root && f.local(s.root) && leads && rest != processPipes {
			return true
		}
	}
	return false
}

func (f *function) local(obj types.Object) bool {
	return f.body.Pos() <= obj.Pos() && obj.Pos() <= f.body.End()
}

func basic(t types.Type) bool {
	if t == nil {
		return true
	}
	_, ok := t.Underlying().(*types.Basic)
	return ok
}
