// Package lazy recognises code that runs only where something is not there
// yet: the making of what is then kept, as opposed to what each call does.
package lazy

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

// Once reports whether in stands on the side of a condition that is taken only
// as long as something is missing: a field or variable is nil, a look-up finds
// nothing, a flag that the function sets is not set, or a compare-and-swap or
// TryLock succeeds.
func Once(in ssa.Instruction) bool {
	for cond, holds := range ssaof.Conditions(in.Block()) {
		if missing(cond, holds) {
			return true
		}
	}
	return false
}

// missing reports whether the condition, holding or not, means that something
// is not there yet.
func missing(cond ssa.Value, holds bool) bool {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		switch cond.Op {
		case token.NOT:
			return missing(cond.X, !holds)
		case token.MUL:
			return !holds && setIn(cond.Parent(), cond.X)
		}
	case *ssa.BinOp:
		equal := cond.Op == token.EQL && holds || cond.Op == token.NEQ && !holds
		c, ok := cond.Y.(*ssa.Const)
		return equal && ok && c.IsNil() && kept(cond.X)
	case *ssa.Extract:
		if holds || cond.Index == 0 {
			return false
		}
		switch t := cond.Tuple.(type) {
		case *ssa.Lookup:
			return true
		case *ssa.Call:
			return looksUp(&t.Call)
		}
	case *ssa.Lookup:
		return !holds
	case *ssa.Call:
		return asks(&cond.Call, holds)
	}
	return false
}

// kept reports whether v is something that outlives the call: what a field,
// a package variable, a map or a function that looks it up holds.
func kept(v ssa.Value) bool {
	if types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return false
		}
		switch v.X.(type) {
		case *ssa.FieldAddr, *ssa.Global, *ssa.IndexAddr:
			return true
		}
	case *ssa.Lookup:
		return true
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Lookup:
			return true
		case *ssa.Call:
			return looksUp(&t.Call)
		}
	case *ssa.Call:
		return looksUp(&v.Call)
	case *ssa.MakeInterface:
		return kept(v.X)
	case *ssa.ChangeInterface:
		return kept(v.X)
	case *ssa.TypeAssert:
		return kept(v.X)
	}
	return false
}

// looking begin the names of functions that look something up.
var looking = []string{"load", "get", "find", "lookup", "peek", "fetch", "has", "exists", "contains"}

func looksUp(c *ssa.CallCommon) bool { return hasPrefix(nameOf(c), looking) }

func hasPrefix(name string, prefixes []string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

// keeping begin further names of functions that keep what a function that they
// are handed makes.
var keeping = []string{"do", "once", "memo", "cache", "compute", "ensure"}

// Keeps reports whether a function with this name calls a function that it is
// handed only to make something that is not there yet: a cache's Get, LoadOrStore.
func Keeps(name string) bool { return hasPrefix(name, looking) || hasPrefix(name, keeping) }

func nameOf(c *ssa.CallCommon) string {
	if c.IsInvoke() {
		return c.Method.Name()
	}
	if fn := c.StaticCallee(); fn != nil {
		return fn.Name()
	}
	return ""
}

// asks reports whether the answer to a question with one result means that
// this code is the first.
func asks(c *ssa.CallCommon, holds bool) bool {
	switch name := nameOf(c); {
	case strings.HasPrefix(name, "CompareAndSwap") || name == "TryLock":
		return holds
	case name == "Swap" || name == "Load":
		return !holds
	}
	return !holds && looksUp(c)
}

// setIn reports whether fn stores to the field or variable at addr.
func setIn(fn *ssa.Function, addr ssa.Value) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if s, ok := in.(*ssa.Store); ok && same(s.Addr, addr) {
				return true
			}
		}
	}
	return false
}

func same(a, b ssa.Value) bool {
	if a == b {
		_, global := a.(*ssa.Global)
		_, field := a.(*ssa.FieldAddr)
		return global || field
	}
	x, ok := a.(*ssa.FieldAddr)
	y, ok2 := b.(*ssa.FieldAddr)
	return ok && ok2 && x.Field == y.Field && types.Identical(x.X.Type(), y.X.Type())
}
