package join

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

func isCancel(t types.Type) bool {
	return shape.IsNamed(t, "context", "CancelFunc") || shape.IsNamed(t, "context", "CancelCauseFunc")
}

func isChan(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// calledMethod returns the name of the method that is called if it is one of
// the type pkg.name, else "".
func calledMethod(info *types.Info, call *ast.CallExpr, pkg, name string) string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !shape.IsNamed(info.TypeOf(sel.X), pkg, name) {
		return ""
	}
	return sel.Sel.Name
}

// isBuiltin reports whether the call is of the given builtin, of any if name is "".
func isBuiltin(info *types.Info, call *ast.CallExpr, name string) bool {
	b, ok := typeutil.Callee(info, call).(*types.Builtin)
	return ok && (name == "" || b.Name() == name)
}

func isPackageLevel(obj types.Object) bool {
	return obj.Pkg() != nil && obj.Parent() == obj.Pkg().Scope()
}

// counts reports whether t, which has a method Wait, has it wait for
// goroutines: it also starts them or is told of their end (a process or a
// rate limiter has a Wait as well).
func counts(t types.Type) bool {
	return slices.ContainsFunc([]string{"Done", "Go", "TryGo", "Submit"}, func(name string) bool { return shape.HasMethod(t, name) })
}
