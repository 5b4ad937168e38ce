package errgroupcontext

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A path names a place: a variable, and the fields and plain methods that lead
// on from there, as in r.Context() or s.base.ctx.
type path struct {
	root types.Object
	rest string
}

func (p path) valid() bool { return p.root != nil }

func (p path) name() string {
	if !p.valid() {
		return ""
	}
	return p.root.Name() + p.rest
}

// pathOf returns the path of e; one that is not valid if e is anything else.
func (c *checker) pathOf(e ast.Expr) path {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := c.TypesInfo.ObjectOf(e).(*types.Var); ok && e.Name != "_" {
			return path{root: v}
		}
	case *ast.SelectorExpr:
		if v, ok := c.TypesInfo.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
			return path{root: v} // of another package
		}
		if p := c.pathOf(e.X); p.valid() {
			return path{p.root, p.rest + "." + e.Sel.Name}
		}
	case *ast.CallExpr:
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok || len(e.Args) > 0 {
			return path{}
		}
		if s := c.TypesInfo.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
			if p := c.pathOf(sel); p.valid() {
				return path{p.root, p.rest + "()"}
			}
		}
	}
	return path{}
}

// A definition gives a variable a context that is made from another one, or is
// that.
type definition struct {
	v    path
	from path
	at   token.Pos
}

// findDefinitions finds the contexts that the function makes.
func (c *checker) findDefinitions() {
	for cur := range c.decl.Preorder((*ast.AssignStmt)(nil)) {
		a := cur.Node().(*ast.AssignStmt)
		if len(a.Rhs) != 1 {
			continue
		}
		v := c.pathOf(a.Lhs[0])
		t := c.TypesInfo.TypeOf(a.Lhs[0])
		if !v.valid() || t == nil || !shape.IsContext(t) {
			continue
		}
		from := c.pathOf(a.Rhs[0])
		if call, ok := ast.Unparen(a.Rhs[0]).(*ast.CallExpr); ok && !from.valid() && len(call.Args) > 0 && c.derives(call) {
			from = c.pathOf(call.Args[0])
		}
		if from.valid() {
			c.defs = append(c.defs, definition{v, from, a.Pos()})
		}
	}
}

// derives reports whether the call makes a context from its first argument,
// which ends when that does.
func (c *checker) derives(call *ast.CallExpr) bool {
	fn := typeutil.StaticCallee(c.TypesInfo, call)
	if fn == nil || fn.Name() == "WithoutCancel" {
		return false
	}
	t := c.TypesInfo.TypeOf(call.Args[0])
	return t != nil && shape.IsContext(t)
}

// parents are the contexts that do not end when a function of g fails: the
// parent, those that it is made from, and those that are made from these.
func (c *checker) parents(g *group) map[path]bool {
	set := map[path]bool{}
	if !g.parent.valid() {
		return set
	}
	set[g.parent] = true
	for changed := true; changed; {
		changed = false
		for _, d := range c.defs {
			up := set[d.v] && !set[d.from] && d.at < g.call.Pos() && !c.several(d.v)
			if up {
				set[d.from], changed = true, true
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, d := range c.defs {
			if set[d.from] && !set[d.v] && !c.several(d.v) && (g.derived != d.from || d.at < g.call.Pos()) {
				set[d.v], changed = true, true
			}
		}
	}
	delete(set, g.derived)
	return set
}

// several reports whether the place gets more than one context.
func (c *checker) several(p path) bool {
	n := 0
	for _, d := range c.defs {
		if d.v == p {
			n++
		}
	}
	for _, g := range c.groups {
		if g.derived == p {
			n++
		}
	}
	return n > 1
}

// descendants are the group's context and those that are made from it.
func (c *checker) descendants(g *group) map[path]bool {
	set := map[path]bool{g.derived: true}
	for changed := true; changed; {
		changed = false
		for _, d := range c.defs {
			if set[d.from] && !set[d.v] && !c.several(d.v) && d.at > g.call.Pos() {
				set[d.v], changed = true, true
			}
		}
	}
	return set
}
