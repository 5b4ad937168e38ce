// Package shape answers the small questions about syntax and types that many
// analyses ask.
package shape

import (
	"go/ast"
	"go/types"
)

// Body returns the body of a function declaration or literal; nil if n is
// neither, or a declaration without one.
func Body(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// IsNamed reports whether t is the named type, or a pointer to it.
func IsNamed(t types.Type, pkg, name string) bool {
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg
}
