package sleepsync

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// bubbles are the functions that run in testing/synctest bubbles, where time is
// not real: a sleep there waits exactly until nothing else can run.
type bubbles struct {
	info    *types.Info
	in      map[ast.Node]bool
	decls   map[types.Object]ast.Node
	callers map[types.Object][]inspector.Cursor
}

// findBubbles finds the functions handed to synctest, and the declared
// functions that only they call.
func findBubbles(pkg *types.Package, info *types.Info, root inspector.Cursor) *bubbles {
	b := &bubbles{
		info:    info,
		in:      map[ast.Node]bool{},
		decls:   map[types.Object]ast.Node{},
		callers: map[types.Object][]inspector.Cursor{},
	}
	if !slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == "testing/synctest" }) {
		return b
	}
	for cur := range root.Preorder((*ast.FuncDecl)(nil)) {
		d := cur.Node().(*ast.FuncDecl)
		b.decls[info.Defs[d.Name]] = d
	}
	for cur := range root.Preorder((*ast.CallExpr)(nil)) {
		b.addCall(cur)
	}
	if len(b.in) == 0 {
		return b
	}
	for changed := true; changed; {
		changed = false
		for obj, calls := range b.callers {
			if decl := b.decls[obj]; decl != nil && !b.in[decl] && b.allInside(calls) {
				b.in[decl] = true
				changed = true
			}
		}
	}
	return b
}

func (b *bubbles) addCall(cur inspector.Cursor) {
	call := cur.Node().(*ast.CallExpr)
	fn, ok := typeutil.Callee(b.info, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return
	}
	b.callers[fn.Origin()] = append(b.callers[fn.Origin()], cur)
	if fn.Pkg().Path() != "testing/synctest" {
		return
	}
	for _, arg := range call.Args {
		switch a := ast.Unparen(arg).(type) {
		case *ast.FuncLit:
			b.in[a] = true
		case *ast.Ident:
			if decl := b.decls[b.info.Uses[a]]; decl != nil {
				b.in[decl] = true
			}
		}
	}
}

func (b *bubbles) allInside(calls []inspector.Cursor) bool {
	for _, c := range calls {
		if !b.around(c) {
			return false
		}
	}
	return true
}

// around reports whether cur stands in a bubble.
func (b *bubbles) around(cur inspector.Cursor) bool {
	for f := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if b.in[f.Node()] {
			return true
		}
	}
	return false
}
