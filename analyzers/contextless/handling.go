package contextless

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/ctxless"
)

// handling is a fact about a function: what it does to the requests and
// commands that it is handed, and whether it returns one without a context.
type handling struct {
	Params []fate // by parameter; zero for those not followed
	Bare   bool   // the first result is a request without a context
}

// AFact marks handling as a fact.
func (*handling) AFact() {}

func (h *handling) String() string { return fmt.Sprintf("handling(%d, %t)", h.Params, h.Bare) }

// handlingOf returns what is known about fn: from its body, or by a fact.
func (f *flow) handlingOf(fn *types.Func) (handling, bool) {
	if fn.Pkg() != f.pass.Pkg {
		var h handling
		ok := f.pass.ImportObjectFact(fn, &h)
		return h, ok
	}
	if h, ok := f.known[fn]; ok {
		return h, true
	}
	cur, ok := f.decls[fn]
	if !ok {
		return handling{}, false
	}
	h := handling{Params: make([]fate, fn.Signature().Params().Len())}
	if f.busy[fn] {
		return h, true
	}
	f.busy[fn] = true
	for i := range h.Params {
		if v := fn.Signature().Params().At(i); tracked(v.Type()) && v.Name() != "_" && v.Name() != "" {
			h.Params[i] = f.variable(v, cur)
		}
	}
	delete(f.busy, fn)
	f.known[fn] = h
	return h, true
}

// exportFacts exports the handling of the functions that other packages can call.
func (f *flow) exportFacts() {
	for _, fn := range f.order {
		sig := fn.Signature()
		if !fn.Exported() || f.pass.Pkg.Name() == "main" {
			continue
		}
		interesting := false
		for v := range sig.Params().Variables() {
			interesting = interesting || tracked(v.Type())
		}
		var h handling
		if interesting {
			h, _ = f.handlingOf(fn)
		}
		h.Bare = hasTracked(sig.Results()) && f.returnsBare(fn)
		nonzero := h.Bare
		for _, p := range h.Params {
			nonzero = nonzero || p != 0
		}
		if nonzero {
			f.pass.ExportObjectFact(fn, &h)
		}
	}
}

// returnsBare reports whether fn returns a request or command that it makes
// without a context and that nobody in this package sends: then it is for
// its callers elsewhere to attach one.
func (f *flow) returnsBare(fn *types.Func) bool {
	bare := false
	for cur := range f.decls[fn].Preorder((*ast.CallExpr)(nil)) {
		call, ok := f.finder.Find(cur)
		if !ok || call.Kind != ctxless.Request && call.Kind != ctxless.Command {
			continue
		}
		v := f.value(cur, 0)
		bare = bare || v.has(returned) && !v.has(attached|sent|started)
	}
	return bare
}

// maker tells whether the call at cur makes a request or command without a
// context by way of a function of another package.
func (f *flow) maker(cur inspector.Cursor) (ctxless.Call, bool) {
	call := cur.Node().(*ast.CallExpr)
	fn := f.callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == f.pass.Pkg || !hasTracked(fn.Signature().Results()) {
		return ctxless.Call{}, false
	}
	var h handling
	if !f.pass.ImportObjectFact(fn, &h) || !h.Bare {
		return ctxless.Call{}, false
	}
	return ctxless.Made(fn, call), true
}

var _ analysis.Fact = (*handling)(nil)
