package blockedhandler

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/observe"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// slow is the fact that a function does slow work that no context can end.
type slow struct{}

// AFact marks slow as a fact.
func (*slow) AFact() {}

func (*slow) String() string { return "slow" }

func (c *checker) exportFacts() {
	for _, f := range c.Frames {
		if f.Fn != nil && f.Fn.Exported() && !c.watches(f.Node) && c.slowFrame(f) {
			c.ExportObjectFact(f.Fn, new(slow))
		}
	}
}

// longGroup reports whether a goroutine that the WaitGroup waits for does slow
// work that watches no context.
func (c *checker) longGroup(f *spawns.Frame, e ast.Expr) bool {
	v, ok := c.Object(e).(*types.Var)
	if !ok {
		return false
	}
	for _, s := range c.started {
		if c.uses(s.spawn, v) && c.slowSpawn(s.spawn) {
			return true
		}
	}
	return false
}

// uses reports whether the goroutine of s, or the method that it consists of,
// uses v.
func (c *checker) uses(s spawns.Spawn, v *types.Var) bool {
	if c.mentions(s.Node, v) {
		return true
	}
	for _, e := range s.Run {
		if f := c.Target(e).Frame; f != nil && c.mentions(f.Body, v) {
			return true
		}
	}
	return false
}

func (c *checker) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			u, _ := c.info.Uses[id].(*types.Var)
			found = found || u != nil && u.Origin() == v.Origin()
		}
		return !found
	})
	return found
}

// slowSpawn reports whether the goroutine does slow work and watches no context.
func (c *checker) slowSpawn(s spawns.Spawn) bool {
	if c.watchesSpawn(s) {
		return false
	}
	for _, e := range s.Run {
		t := c.Target(e)
		if t.Frame != nil && c.slowFrame(t.Frame) || t.Frame == nil && t.Fn != nil && c.slowFunc(t.Fn) {
			return true
		}
	}
	return false
}

func (c *checker) watchesSpawn(s spawns.Spawn) bool {
	if c.watches(s.Node) {
		return true
	}
	for _, e := range s.Run {
		if f := c.Target(e).Frame; f != nil && c.watches(f.Body) {
			return true
		}
	}
	return false
}

// watches reports whether n has a context in it that may end the work, other
// than the empty one, or a request or stream, which end with theirs.
func (c *checker) watches(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if v, ok := c.info.Uses[n].(*types.Var); ok && athand.Carries(c.Pass.Pass, v.Type()) && !c.emptyContext(v) {
				found = true
			}
		case *ast.CallExpr:
			t := c.info.TypeOf(n)
			found = found || shape.IsNamed(t, "context", "Context") && !isEmptyContext(c.info, n)
		}
		return !found
	})
	return found
}

// emptyContext reports whether v holds context.Background(), with a deadline
// perhaps.
func (c *checker) emptyContext(v *types.Var) bool {
	values := c.Values(v)
	for _, val := range values {
		call, ok := ast.Unparen(val).(*ast.CallExpr)
		if !ok || !isEmptyContext(c.info, call) {
			return false
		}
	}
	return len(values) > 0
}

func isEmptyContext(info *types.Info, call *ast.CallExpr) bool {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	return fn != nil && (fn.FullName() == "context.Background" || fn.FullName() == "context.TODO")
}

// handsContext reports whether the call is handed a context, or is a method of
// something that was made with one.
func (c *checker) handsContext(call *ast.CallExpr) bool {
	for _, a := range call.Args {
		if athand.Carries(c.Pass.Pass, c.info.TypeOf(a)) {
			return true
		}
	}
	return false
}

// slowFrame reports whether the function, or a goroutine that it starts, does
// slow work.
func (c *checker) slowFrame(f *spawns.Frame) bool {
	if got, ok := c.work[f]; ok {
		return got
	}
	c.work[f] = false // for recursive calls
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			found = c.slowCall(call, 0)
		}
		return !found
	})
	c.work[f] = found
	return found
}

// slowCall reports whether the call waits for something outside of the program
// and cannot be cancelled.
func (c *checker) slowCall(call *ast.CallExpr, _ int) bool {
	for _, a := range call.Args {
		if athand.Carries(c.Pass.Pass, c.info.TypeOf(a)) {
			if inner, ok := ast.Unparen(a).(*ast.CallExpr); !ok || !isEmptyContext(c.info, inner) {
				return false
			}
		}
	}
	t := c.Target(call.Fun)
	switch {
	case t.Frame != nil:
		return c.slowFrame(t.Frame)
	case t.Fn != nil:
		return c.slowFunc(t.Fn)
	}
	return false
}

type funcName struct{ pkg, recv, name string }

// slowFuncs are the functions of the standard library that wait for others.
var slowFuncs = map[funcName]bool{
	{"net/http", "", "Get"}:              true,
	{"net/http", "", "Head"}:             true,
	{"net/http", "", "Post"}:             true,
	{"net/http", "", "PostForm"}:         true,
	{"net/http", "Client", "Get"}:        true,
	{"net/http", "Client", "Head"}:       true,
	{"net/http", "Client", "Post"}:       true,
	{"net/http", "Client", "PostForm"}:   true,
	{"net/http", "Client", "Do"}:         true,
	{"net", "", "Dial"}:                  true,
	{"net", "", "DialTimeout"}:           true,
	{"net/smtp", "", "SendMail"}:         true,
	{"crypto/tls", "", "Dial"}:           true,
	{"os/exec", "Cmd", "Run"}:            true,
	{"os/exec", "Cmd", "Output"}:         true,
	{"os/exec", "Cmd", "CombinedOutput"}: true,
	{"os/exec", "Cmd", "Wait"}:           true,
	{"database/sql", "DB", "Query"}:      true,
	{"database/sql", "DB", "QueryRow"}:   true,
	{"database/sql", "DB", "Exec"}:       true,
	{"database/sql", "DB", "Ping"}:       true,
	{"database/sql", "Tx", "Query"}:      true,
	{"database/sql", "Tx", "Exec"}:       true,
	{"database/sql", "Stmt", "Query"}:    true,
	{"database/sql", "Stmt", "Exec"}:     true,
	{"time", "", "Sleep"}:                true,
}

// slowFunc reports whether fn, whose code is not in this package, waits for
// something outside of the program.
func (c *checker) slowFunc(fn *types.Func) bool {
	if fn.Pkg() == nil || observe.Only(fn) {
		return false
	}
	if slowFuncs[nameOf(fn)] || fn.Pkg() != c.Pkg && c.ImportObjectFact(fn, new(slow)) {
		return true
	}
	sig := fn.Signature()
	if sig.Recv() == nil || !shape.ReturnsError(sig) || !strings.Contains(fn.Pkg().Path(), ".") && fn.Pkg() != c.Pkg && !c.linted(fn.Pkg()) {
		return false
	}
	if types.IsInterface(sig.Recv().Type()) {
		return c.linted(fn.Pkg()) && !slices.Contains(localNames, fn.Name())
	}
	return !c.linted(fn.Pkg()) && network(fn)
}

// localNames are methods of interfaces that seldom leave the process.
var localNames = []string{"Close", "Read", "Write", "Error", "Unwrap", "Validate", "Init", "Marshal", "Unmarshal", "Encode", "Decode", "Set", "Scan"}

// linted reports whether the package is linted code.
func (c *checker) linted(pkg *types.Package) bool {
	if pkg == c.Pkg {
		return true
	}
	for _, s := range c.Summary.Imported() {
		if s.Path == pkg.Path() {
			return true
		}
	}
	return false
}

// network reports whether fn is a method of a dependency that talks to the
// network: its package does, or its type is named after that.
func network(fn *types.Func) bool {
	recv := nameOf(fn).recv
	for _, part := range []string{"Client", "Conn", "Session", "Producer", "Consumer", "Publisher"} {
		if strings.HasSuffix(recv, part) {
			return true
		}
	}
	return slices.ContainsFunc(fn.Pkg().Imports(), func(p *types.Package) bool { return p.Path() == "net/http" || p.Path() == "net" })
}

func nameOf(fn *types.Func) funcName {
	n := funcName{name: fn.Name()}
	if fn.Pkg() != nil {
		n.pkg = fn.Pkg().Path()
	}
	if recv := fn.Signature().Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		if named, ok := t.(*types.Named); ok {
			n.recv = named.Obj().Name()
		}
	}
	return n
}
