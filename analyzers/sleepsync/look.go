package sleepsync

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/observe"
)

// pure are packages whose functions neither block nor change what others see.
var pure = map[string]bool{
	"bytes": true, "cmp": true, "errors": true, "maps": true, "math": true, "math/bits": true, "math/rand": true,
	"math/rand/v2": true, "path": true, "path/filepath": true, "reflect": true, "regexp": true, "runtime": true,
	"slices": true, "sort": true, "strconv": true, "strings": true, "time": true, "unicode": true, "unicode/utf8": true,
	"context": true, "net/netip": true, "testing": true, "iter": true, "unsafe": true,
	"github.com/stretchr/testify/assert":  true,
	"github.com/stretchr/testify/require": true,
	"gotest.tools/v3/assert":              true,
}

// quietMethods are methods and functions of other packages that only look.
var quietMethods = map[method]bool{
	{"container/list", "List", "Front"}:   true,
	{"container/list", "List", "Back"}:    true,
	{"container/list", "List", "Len"}:     true,
	{"container/list", "Element", "Next"}: true,
	{"container/list", "Element", "Prev"}: true,
	{"sync", "Map", "Load"}:               true,
	{"sync", "Map", "Range"}:              true,
	{"sync", "Mutex", "Lock"}:             true,
	{"sync", "Mutex", "Unlock"}:           true,
	{"sync", "Mutex", "TryLock"}:          true,
	{"sync", "RWMutex", "Lock"}:           true,
	{"sync", "RWMutex", "Unlock"}:         true,
	{"sync", "RWMutex", "RLock"}:          true,
	{"sync", "RWMutex", "RUnlock"}:        true,
	{"sync", "RWMutex", "TryLock"}:        true,
	{"sync", "RWMutex", "TryRLock"}:       true,
	{"sync", "Locker", "Lock"}:            true,
	{"sync", "Locker", "Unlock"}:          true,
	{"fmt", "", "Errorf"}:                 true,
	{"fmt", "", "Sprint"}:                 true,
	{"fmt", "", "Sprintf"}:                true,
	{"fmt", "", "Sprintln"}:               true,
	{"fmt", "", "Print"}:                  true,
	{"fmt", "", "Printf"}:                 true,
	{"fmt", "", "Println"}:                true,
	{"", "error", "Error"}:                true,
}

// looking are those whose result another goroutine changes, besides atomics.
var looking = map[method]bool{
	{"sync", "Map", "Load"}:            true,
	{"sync", "Map", "Range"}:           true,
	{"sync", "Mutex", "TryLock"}:       true,
	{"sync", "RWMutex", "TryLock"}:     true,
	{"sync", "RWMutex", "TryRLock"}:    true,
	{"sync/atomic", "Value", "Load"}:   true,
	{"sync/atomic", "Pointer", "Load"}: true,
}

func methodOf(fn *types.Func) method {
	m := method{recv: receiver(fn), name: fn.Name()}
	if fn.Pkg() != nil {
		m.pkg = fn.Pkg().Path()
	}
	return m
}

// looksAtAtomic reports whether fn loads an atomic, or swaps it on condition.
func looksAtAtomic(m method) bool {
	return (m.pkg == "sync/atomic" || m.pkg == "go.uber.org/atomic") &&
		(strings.HasPrefix(m.name, "Load") || strings.HasPrefix(m.name, "CompareAndSwap") || m.name == "CAS")
}

// isQuiet reports whether n, which stands in the function fn, only looks at
// things. Sleeping is left to the caller to judge.
func (s *state) isQuiet(n ast.Node, fn ast.Node) bool {
	ok := true
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.SendStmt, *ast.SelectStmt:
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				ok = ok && s.ownVariable(l, fn)
			}
		case *ast.IncDecStmt:
			ok = ok && s.ownVariable(n.X, fn)
		case *ast.CallExpr:
			ok = ok && s.quietCall(n)
		case *ast.RangeStmt:
			if t := s.info.TypeOf(n.X); t != nil {
				if _, isChan := t.Underlying().(*types.Chan); isChan {
					ok = false
				}
			}
		}
		return ok
	})
	return ok
}

// ownVariable reports whether an assignment to l changes only variables of the
// function fn.
func (s *state) ownVariable(l ast.Expr, fn ast.Node) bool {
	root := s.root(l)
	if root == nil {
		id, ok := l.(*ast.Ident)
		return ok && id.Name == "_"
	}
	if root.IsField() || !contains(fn, root.Pos()) {
		return false
	}
	if _, ok := ast.Unparen(l).(*ast.Ident); ok {
		return true
	}
	switch root.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return false
	}
	return true
}

func (s *state) quietCall(call *ast.CallExpr) bool {
	switch f := typeutil.Callee(s.info, call).(type) {
	case *types.Builtin:
		switch f.Name() {
		case "close", "delete", "clear":
			return false
		}
		return true
	case *types.Func:
		m := methodOf(f)
		if quietMethods[m] || looksAtAtomic(m) || observe.Only(f) {
			return true
		}
		if pure[m.pkg] {
			return !(m.pkg == "bytes" && changing[m]) && m.name != "Wait"
		}
		return s.of(f) != nil
	case *types.Var:
		// A literal kept in a local has been looked at where it stands, if it
		// does so here; a parameter is the caller's business.
		return !f.IsField() && (s.lits[f] == nil || s.isQuiet(s.lits[f].Body, s.lits[f]))
	}
	tv := s.info.Types[call.Fun]
	_, isLit := ast.Unparen(call.Fun).(*ast.FuncLit)
	return tv.IsType() || isLit
}

// reads names what n, in the function fn, looks at of the state that other
// goroutines change; "" if it does not.
func (s *state) reads(n ast.Node, fn ast.Node) string {
	found := ""
	ast.Inspect(n, func(n ast.Node) bool {
		if found != "" || s.readsClock(n) {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			if s.looks(n) {
				found = types.ExprString(n)
				if len(found) > 60 || strings.Contains(found, "(func") {
					found = types.ExprString(n.Fun) + "(…)"
				}
			}
		case *ast.SelectorExpr:
			if v, ok := s.info.Uses[n.Sel].(*types.Var); ok && s.shared(v) && s.changedElsewhere(v, fn) {
				found = types.ExprString(n)
			}
		case *ast.Ident:
			if v, ok := s.info.Uses[n].(*types.Var); ok && s.shared(v) && s.changedElsewhere(v, fn) {
				found = n.Name
			}
		}
		return true
	})
	return found
}

// readsClock reports whether n compares how late it is with a limit: it waits for
// time to pass, which nobody can signal.
func (s *state) readsClock(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		switch n.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ:
			return s.callsAny(n, clock)
		}
	case *ast.CallExpr:
		return s.callsAny(n.Fun, comparing)
	}
	return false
}

// clock are the functions that tell the time, or how much of it has passed.
var clock = map[method]bool{
	{"time", "", "Now"}:     true,
	{"time", "", "Since"}:   true,
	{"time", "", "Until"}:   true,
	{"time", "Time", "Sub"}: true,
}

// comparing are the methods that compare times.
var comparing = map[method]bool{
	{"time", "Time", "Before"}:  true,
	{"time", "Time", "After"}:   true,
	{"time", "Time", "Compare"}: true,
}

// callsAny reports whether n uses one of the functions.
func (s *state) callsAny(n ast.Node, fns map[method]bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !found {
			fn, ok := s.info.Uses[id].(*types.Func)
			found = ok && fns[methodOf(fn)]
		}
		return !found
	})
	return found
}

// shared reports whether v is of a kind that is polled: not a lock, a channel
// or a function.
func (s *state) shared(v *types.Var) bool {
	switch u := v.Type().Underlying().(type) {
	case *types.Chan, *types.Signature:
		return false
	case *types.Struct:
		return u.NumFields() > 0 && (v.Pkg() == nil || typePackage(v.Type()) != "sync")
	}
	return true
}

func typePackage(t types.Type) string {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path()
	}
	return ""
}

// looks reports whether the result of call is state that others change.
func (s *state) looks(call *ast.CallExpr) bool {
	switch f := typeutil.Callee(s.info, call).(type) {
	case *types.Builtin:
		if f.Name() != "len" || len(call.Args) != 1 {
			return false
		}
		t := s.info.TypeOf(call.Args[0])
		if t == nil {
			return false
		}
		_, isChan := t.Underlying().(*types.Chan)
		return isChan
	case *types.Func:
		m := methodOf(f)
		if looking[m] || looksAtAtomic(m) {
			return true
		}
		q := s.of(f)
		return q != nil && q.Reads != ""
	case *types.Var:
		lit := s.lits[f]
		return lit != nil && s.isQuiet(lit.Body, lit) && s.reads(lit.Body, lit) != ""
	}
	return false
}
