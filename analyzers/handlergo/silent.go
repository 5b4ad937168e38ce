package handlergo

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
	"github.com/concurrencylint/concurrencylint/internal/takeover"
)

// connected reports whether the goroutine belongs to a connection that was
// taken over from the server: it ends with that, not with the request.
func (c *checker) connected(f *spawns.Frame, s spawns.Spawn) bool {
	for n := s.Node; n != nil; n = c.Parent(n) {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			if takeover.Before(c.info, n, s.Node.Pos()) {
				return true
			}
		}
	}
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok || found {
			return !found
		}
		if t := c.info.TypeOf(e); t != nil && (takeover.Connection(t) || isNetConn(t)) {
			found = true // it dials or is handed one
		}
		return !found
	})
	return found
}

func isNetConn(t types.Type) bool {
	n := nameOf(t)
	return n.pkg == "net" && strings.HasSuffix(n.name, "Conn") || n == typeName{"crypto/tls", "Conn"}
}

// streams reports whether f goes on, after it has started the goroutine of s,
// until the client leaves or the stream ends: what it started ends with it.
func (c *checker) streams(f *spawns.Frame, s spawns.Spawn) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if n == nil || found || n == s.Node {
			return false
		}
		if n.Pos() < s.Node.End() {
			return true
		}
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return false
		case *ast.ForStmt:
			found = n.Cond == nil && c.waits(n.Body)
		case *ast.RangeStmt:
			t := c.info.TypeOf(n.X)
			if t != nil {
				_, found = t.Underlying().(*types.Chan)
			}
		case *ast.UnaryExpr:
			found = n.Op == token.ARROW && (shape.AsksContext(c.info, n.X, "Done") || c.answers(s, n.X))
		}
		return !found
	})
	return found
}

// waits reports whether the body of an endless loop receives.
func (c *checker) waits(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok {
				found = found || strings.HasPrefix(sel.Sel.Name, "Recv") || sel.Sel.Name == "ReadMessage"
			}
		}
		return !found
	})
	return found
}

// answers reports whether the channel e belongs to something that the goroutine
// of s uses, and so may be told by.
func (c *checker) answers(s spawns.Spawn, e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	root, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := c.info.Uses[root].(*types.Var)
	return ok && shape.Uses(c.info, s.Node, v)
}

// seldom are the functions that run what they are handed once, or so many times
// in a while.
var seldom = map[string]bool{
	"(*sync.Once).Do":                        true,
	"sync.OnceFunc":                          true,
	"sync.OnceValue":                         true,
	"sync.OnceValues":                        true,
	"(*golang.org/x/time/rate.Sometimes).Do": true,
}

// limited reports whether s stands in a literal that seldom runs.
func (c *checker) limited(s spawns.Spawn) bool {
	for n := s.Node; n != nil; n = c.Parent(n) {
		lit, ok := n.(*ast.FuncLit)
		if !ok {
			continue
		}
		call, ok := c.Parent(lit).(*ast.CallExpr)
		if !ok || call.Fun == lit {
			continue
		}
		if fn, _ := typeutil.Callee(c.info, call).(*types.Func); fn != nil && seldom[fn.Origin().FullName()] {
			return true
		}
	}
	return false
}

// claimed reports whether f asks a map or a flag before it starts the goroutine,
// and it or the goroutine leaves a mark there: one runs at a time.
func (c *checker) claimed(f *spawns.Frame, s spawns.Spawn) bool {
	asked := map[types.Object]bool{}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if n == nil || n.Pos() >= s.Node.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == 2 && len(n.Rhs) == 1 {
				c.lookedUp(n.Rhs[0], asked)
			}
		case *ast.IfStmt:
			ast.Inspect(n.Cond, func(m ast.Node) bool {
				if e, ok := m.(ast.Expr); ok {
					c.lookedUp(e, asked)
				}
				return true
			})
		}
		return true
	})
	if len(asked) == 0 {
		return false
	}
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		found = found || n != nil && (n.Pos() < s.Node.Pos() || n.End() <= s.Node.End()) && asked[c.marked(n)]
		return !found
	})
	return found
}

// lookedUp adds the map that e is looked up in.
func (c *checker) lookedUp(e ast.Expr, asked map[types.Object]bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		if t := c.info.TypeOf(e.X); t != nil {
			if _, ok := t.Underlying().(*types.Map); ok {
				asked[c.Object(e.X)] = true
			}
		}
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Load") {
			asked[c.Object(sel.X)] = true
		}
	}
	delete(asked, nil)
}

// marked returns the map that n stores in.
func (c *checker) marked(n ast.Node) types.Object {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, l := range n.Lhs {
			if x, ok := ast.Unparen(l).(*ast.IndexExpr); ok {
				return c.Object(x.X)
			}
		}
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
			switch sel.Sel.Name {
			case "Store", "LoadOrStore", "Swap", "CompareAndSwap":
				return c.Object(sel.X)
			}
		}
	}
	return nil
}

// owned reports whether somebody else ends or waits for the goroutine of s: the
// caller of f gets the object whose method it runs, or has handed in what it
// signals by.
func (c *checker) owned(f *spawns.Frame, s spawns.Spawn) bool {
	if c.HandsBack(f, s) && !c.discarded(f) {
		return true
	}
	handedIn := map[types.Object]bool{}
	for v := range f.Sig.Params().Variables() {
		handedIn[v] = signalling(v.Type())
	}
	found := false
	ast.Inspect(s.Node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			found = found || handedIn[c.info.Uses[id]]
		}
		return !found
	})
	return found
}

// signalling reports whether goroutines are told or waited for by values of t.
func signalling(t types.Type) bool {
	if nameOf(t) == (typeName{"sync", "WaitGroup"}) {
		return true
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// detached reports whether the project says of the function around s, or of what s
// calls, that it starts what outlives the request on purpose.
func (c *checker) detached(s spawns.Spawn) bool {
	return project.Detached.Has(c.Declared(s.Node)) || project.Detached.Has(c.Target(s.Call.Fun).Fn)
}
