package ctxless

import (
	"go/ast"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// perProcess reports whether the parameter v holds the same session for all
// requests: it is captured by a literal that gets a request or context of its
// own (the function around it builds a handler), or stands beside the request
// among the parameters of a handler.
func (tr *tracer) perProcess(v *types.Var) bool {
	inner := false // a literal passed has a context of its own
	for _, fn := range tr.around {
		sig := tr.signatureOf(fn)
		if sig == nil {
			return false
		}
		own, carries := false, false
		for p := range sig.Params().Variables() {
			own = own || p == v
			carries = carries || athand.Carries(tr.pass, p.Type())
		}
		request := handlers.Framework(sig) != ""
		if own {
			return request || inner && !carries
		}
		inner = inner || carries || request
	}
	return false
}

func (tr *tracer) signatureOf(fn ast.Node) *types.Signature {
	var t types.Type
	switch fn := fn.(type) {
	case *ast.FuncLit:
		t = tr.typeOf(fn)
	case *ast.FuncDecl:
		if obj := tr.info.Defs[fn.Name]; obj != nil {
			t = obj.Type()
		}
	}
	sig, _ := t.(*types.Signature)
	return sig
}

// ofArgument is the state of the parameter v of a function whose callers are
// all seen: bare if all of them hand in a bare session. Otherwise the session
// is the callers' matter.
func (tr *tracer) ofArgument(v *types.Var) state {
	decl, ok := tr.outer.(*ast.FuncDecl)
	if !ok {
		return unseen
	}
	fn, ok := tr.info.Defs[decl.Name].(*types.Func)
	if !ok || fn.Exported() && fn.Pkg().Name() != "main" {
		return unseen
	}
	index := -1
	for i := range fn.Signature().Params().Len() {
		if fn.Signature().Params().At(i) == v {
			index = i
		}
	}
	calls := tr.callsOf(fn)
	if index < 0 || len(calls) == 0 {
		return unseen
	}
	for _, call := range calls {
		if index >= len(call.Args) {
			return unseen
		}
		inner := &tracer{Finder: tr.Finder, fam: tr.fam, outer: tr.functionAt(call.Pos())}
		inner.around = []ast.Node{inner.outer}
		if inner.outer == nil || inner.state(call.Args[index]) != bare {
			return unseen
		}
		tr.callbacks = append(tr.callbacks, inner.callbacks...)
	}
	return bare
}

// callsOf returns the calls of fn in its package; none if fn is also used as a
// value.
func (f *Finder) callsOf(fn *types.Func) []*ast.CallExpr {
	if f.calls == nil {
		f.calls = map[*types.Func][]*ast.CallExpr{}
		f.values = map[*types.Func]bool{}
		called := map[*ast.Ident]bool{}
		for _, file := range f.pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if fn := callee(f.info, call); fn != nil && fn.Pkg() == f.pass.Pkg {
						f.calls[fn.Origin()] = append(f.calls[fn.Origin()], call)
						called[shape.Called(call)] = true
					}
				}
				if id, ok := n.(*ast.Ident); ok && !called[id] {
					if fn, ok := f.info.Uses[id].(*types.Func); ok {
						f.values[fn.Origin()] = true
					}
				}
				return true
			})
		}
	}
	if f.values[fn] {
		return nil
	}
	return f.calls[fn]
}
