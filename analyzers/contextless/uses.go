package contextless

import (
	"go/ast"
	"go/types"
	"regexp"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// selected tells what x.Sel does to x, a request or command.
func (f *flow) selected(sel inspector.Cursor) fate {
	name := sel.Node().(*ast.SelectorExpr).Sel.Name
	called := sel.ParentEdgeKind() == edge.CallExpr_Fun
	switch name {
	case "WithContext", "Clone", "SetContext":
		if called && !f.ownContext(sel) {
			return attached
		}
		if called {
			return f.value(sel.Parent(), 0) // a copy with the same context
		}
	case "Run", "Output", "CombinedOutput":
		if called {
			return sent
		}
	case "Start":
		if called {
			return started
		}
	case "Wait":
		if called && f.inStep(sel) {
			return awaited
		}
	case "Cancel":
		if sel.ParentEdgeKind() == edge.AssignStmt_Lhs {
			return attached
		}
	case "Process":
		return f.process(sel)
	case "Request":
		if sel.ParentEdgeKind() != edge.AssignStmt_Lhs {
			return f.value(sel, 0) // of a wrapper
		}
	}
	return 0
}

// process tells what is done to a command's process: one that is killed or
// signalled by hand is ended when its time has come.
func (f *flow) process(sel inspector.Cursor) fate {
	if sel.ParentEdgeKind() == edge.SelectorExpr_X {
		switch sel.Parent().Node().(*ast.SelectorExpr).Sel.Name {
		case "Kill", "Signal", "Release":
			return attached
		case "Pid":
			for c := range sel.Enclosing((*ast.CallExpr)(nil)) {
				fn := f.callee(c.Node().(*ast.CallExpr))
				if fn != nil && fn.Name() == "Kill" {
					return attached
				}
			}
		}
	}
	return 0
}

// ownContext reports whether req.Clone(req.Context()) and the like pass on the
// context that there was.
func (f *flow) ownContext(sel inspector.Cursor) bool {
	call := sel.Parent().Node().(*ast.CallExpr)
	if len(call.Args) != 1 {
		return false
	}
	arg, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr)
	if !ok {
		return false
	}
	of, ok := ast.Unparen(arg.Fun).(*ast.SelectorExpr)
	if !ok || of.Sel.Name != "Context" {
		return false
	}
	a, ok1 := ast.Unparen(of.X).(*ast.Ident)
	b, ok2 := ast.Unparen(sel.Node().(*ast.SelectorExpr).X).(*ast.Ident)
	return ok1 && ok2 && f.info.Uses[a] != nil && f.info.Uses[a] == f.info.Uses[b]
}

// inStep reports whether the code at cur runs while the declared function
// around it waits: no goroutine that is not joined stands between.
func (f *flow) inStep(cur inspector.Cursor) bool {
	for c := range cur.Enclosing((*ast.GoStmt)(nil)) {
		stmt := c.Node().(*ast.GoStmt)
		if !join.Joined(f.info, shape.Body(shape.FuncAround(c)), stmt) {
			return false
		}
	}
	return true
}

// callee returns the function or method that call names, as it was declared.
func (f *flow) callee(call *ast.CallExpr) *types.Func {
	fn, ok := typeutil.Callee(f.info, call).(*types.Func)
	if !ok {
		return nil
	}
	return fn.Origin()
}

// argument tells what a call does to its argument i, a request or command.
func (f *flow) argument(cur inspector.Cursor, i int) fate {
	call := cur.Node().(*ast.CallExpr)
	if tv, ok := f.info.Types[call.Fun]; ok && tv.IsType() {
		return f.value(cur, 0)
	}
	sig, ok := f.signature(call)
	if !ok {
		return escaped // append and its kin
	}
	fn := f.callee(call)
	if fn != nil {
		if fn.Name() == "ServeHTTP" && len(call.Args) == 2 {
			return f.served(call)
		}
		if h, ok := f.handlingOf(fn); ok && i < len(h.Params) {
			fate := h.Params[i]
			if fate.has(returned) {
				fate = fate&^returned | f.value(cur, 0)
			}
			return fate
		}
	}
	name := ""
	if fn != nil {
		name = fn.Name()
	}
	if f.withContext(call, i) && !preparing.MatchString(name) {
		return attached
	}
	if sends(sig, name) {
		return sent
	}
	if hasTracked(sig.Results()) {
		return f.value(cur, 0)
	}
	return 0
}

// preparing matches the names of functions that are handed a context besides
// the request and yet do not attach the one to the other.
var preparing = regexp.MustCompile("(?i)sign|auth|header|inject|log|trace|dump|cookie")

// sending matches the names of functions that send what they are handed.
var sending = regexp.MustCompile("^(Do|RoundTrip|Send|Execute|Fetch)|^(do|send|execute|fetch)($|[A-Z])")

// sends reports whether a function that is not seen sends its request.
func sends(sig *types.Signature, name string) bool {
	for v := range sig.Results().Variables() {
		if v.Type().String() == "*net/http.Response" {
			return true
		}
	}
	return sending.MatchString(name)
}

func hasTracked(t *types.Tuple) bool {
	return t.Len() > 0 && tracked(t.At(0).Type())
}

func (f *flow) signature(call *ast.CallExpr) (*types.Signature, bool) {
	t := f.info.TypeOf(call.Fun)
	if t == nil {
		return nil, false
	}
	sig, ok := t.Underlying().(*types.Signature)
	return sig, ok
}

// served tells whether h.ServeHTTP(w, req) is more than a test with a recorder.
func (f *flow) served(call *ast.CallExpr) fate {
	if t := f.info.TypeOf(call.Args[0]); t != nil && t.String() == "*net/http/httptest.ResponseRecorder" {
		return 0
	}
	return sent
}

// withContext reports whether call is handed a context besides argument i.
func (f *flow) withContext(call *ast.CallExpr, i int) bool {
	for j, arg := range call.Args {
		t := f.info.TypeOf(arg)
		if j != i && t != nil && !tracked(t) && athand.Carries(f.pass, t) {
			return true
		}
	}
	return false
}
