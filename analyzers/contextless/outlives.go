package contextless

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// outlives reports whether the function around cur may run when the request that ctx is
// asked of is over, as a go statement of the package calls it; and whether it is sure to,
// as there are no other calls.
func (c *checker) outlives(cur inspector.Cursor, ctx athand.Context) (may, sure bool) {
	if ctx.Obj == nil || ctx.Unnamed || ctx.Expr == ctx.Obj.Name() {
		return false, false
	}
	for at := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		fn := c.flow.declared(at)
		started := func(call inspector.Cursor) bool { return call.ParentEdgeKind() == edge.GoStmt_Call }
		may = slices.ContainsFunc(c.flow.calls[fn], started)
		sure = may && !slices.ContainsFunc(c.flow.calls[fn], func(call inspector.Cursor) bool { return !started(call) })
		// A context that an object keeps for itself may serve all that it starts; one that
		// is asked of a request ends when the handler returns.
		if strings.HasSuffix(ctx.Expr, "Context()") && c.flow.afterRequest(fn) {
			return true, true
		}
	}
	return may, sure
}

// declared returns the function that the declaration at cur declares.
func (f *flow) declared(cur inspector.Cursor) *types.Func {
	fn, _ := f.info.Defs[cur.Node().(*ast.FuncDecl).Name].(*types.Func)
	return fn
}

// afterRequest reports whether each way to fn, over the calls of this package, begins
// with a goroutine that nobody joins.
func (f *flow) afterRequest(fn *types.Func) bool {
	seen := map[*types.Func]bool{fn: true}
	started := false
	for ways := []*types.Func{fn}; len(ways) > 0; ways = ways[1:] {
		if ways[0].Exported() || len(f.calls[ways[0]]) == 0 {
			return false // others may call it
		}
		for _, call := range f.calls[ways[0]] {
			if f.leftAlone(call) {
				started = true
				continue
			}
			for at := range call.Enclosing((*ast.FuncDecl)(nil)) {
				if caller := f.declared(at); !seen[caller] {
					seen[caller] = true
					ways = append(ways, caller)
				}
			}
		}
	}
	return started
}

// leftAlone reports whether the call at cur runs in a goroutine that the function
// which starts it does not wait for.
func (f *flow) leftAlone(cur inspector.Cursor) bool {
	pos := cur.Node().Pos()
	for at := range cur.Enclosing((*ast.GoStmt)(nil)) {
		spawn := at.Node().(*ast.GoStmt)
		body := shape.Body(spawn.Call.Fun)
		inside := spawn.Call == cur.Node() || body != nil && body.Pos() <= pos && pos < body.End()
		if inside && !join.Joined(f.info, shape.Body(shape.FuncAround(at)), spawn) {
			return true
		}
	}
	return false
}
