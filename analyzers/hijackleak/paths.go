package hijackleak

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A hijack is one call that takes a connection away from the server.
type hijack struct {
	c         *checker
	call      *ssa.Call
	conn, err ssa.Value // its results; nil if they are thrown away
	uses      *uses     // of conn
	errs      *uses     // of err
}

func (c *checker) hijack(call *ssa.Call, s *source) *hijack {
	h := &hijack{c: c, call: call, conn: resultOf(call, s.conn), err: resultOf(call, s.err)}
	if h.conn != nil {
		h.uses = c.usesOf(h.conn)
	}
	if h.err != nil {
		h.errs = c.usesOf(h.err)
	}
	return h
}

// A step is a block as it is entered: from where, and whether the variable of
// the error still holds that of the call.
type step struct {
	b, from *ssa.BasicBlock
	start   int
	stale   bool
}

// walk follows the ways on after the call on which it succeeded. visit tells
// whether to go on after an instruction.
func (h *hijack) walk(visit func(ssa.Instruction) bool) {
	type key struct {
		b, from *ssa.BasicBlock
		stale   bool
	}
	seen := map[key]bool{}
	work := []step{{b: h.call.Block(), start: slices.Index(h.call.Block().Instrs, ssa.Instruction(h.call)) + 1}}
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		if s.from != nil {
			k := key{s.b, s.from, s.stale}
			if seen[k] {
				continue
			}
			seen[k] = true
		}
		if !h.through(&s, visit) {
			continue
		}
		for i := len(s.b.Succs) - 1; i >= 0; i-- {
			if h.possible(s, i) {
				work = append(work, step{b: s.b.Succs[i], from: s.b, stale: s.stale})
			}
		}
	}
}

// through visits the instructions of the block; it reports whether control
// gets to its end.
func (h *hijack) through(s *step, visit func(ssa.Instruction) bool) bool {
	for _, in := range s.b.Instrs[s.start:] {
		switch in := in.(type) {
		case *ssa.Call:
			if in == h.call || h.c.ender.Ends(&in.Call) {
				return false
			}
		case *ssa.Panic:
			return false
		case *ssa.Store:
			if h.errs != nil && h.errs.cells[in.Addr] && !h.errs.aliases[in.Val] {
				s.stale = true
			}
		}
		if !visit(in) {
			return false
		}
	}
	return true
}

// possible reports whether control can leave the block by its i'th successor,
// the call having succeeded.
func (h *hijack) possible(s step, i int) bool {
	iff, ok := s.b.Instrs[len(s.b.Instrs)-1].(*ssa.If)
	if !ok {
		return true
	}
	if holds, known := decided(iff.Cond, s); known {
		return holds == (i == 0)
	}
	if h.failed(iff.Cond, s) {
		return i != 0
	}
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ || !isNil(cmp.Y) {
		return true
	}
	equal := (cmp.Op == token.EQL) == (i == 0)
	switch {
	case h.isError(cmp.X, s):
		return equal
	case h.uses != nil && h.uses.aliases[cmp.X]:
		return !equal
	}
	return true
}

// failed reports whether cond holds only if the call returned an error: one of a
// certain type, or a certain one.
func (h *hijack) failed(cond ssa.Value, s step) bool {
	switch v := cond.(type) {
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.TypeAssert:
			return v.Index == 1 && h.isError(t.X, s)
		case *ssa.Call: // errors.AsType
			return v.Index == 1 && h.looksInto(&t.Call, s)
		}
	case *ssa.Call:
		return h.looksInto(&v.Call, s)
	case *ssa.BinOp:
		return v.Op == token.EQL && (isGlobal(v.Y) && h.isError(v.X, s) || isGlobal(v.X) && h.isError(v.Y, s))
	}
	return false
}

// looksInto reports whether call is of a function that finds an error in that of
// the call, other than nil.
func (h *hijack) looksInto(call *ssa.CallCommon, s step) bool {
	fn := calleeOf(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "errors" || len(call.Args) == 0 || !h.isError(call.Args[0], s) {
		return false
	}
	return fn.Name() == "As" || fn.Name() == "AsType" || fn.Name() == "Is" && !isNil(call.Args[1])
}

// isError reports whether v is the error of the call.
func (h *hijack) isError(v ssa.Value, s step) bool {
	return h.errs != nil && h.errs.aliases[v] && h.about(v, s)
}

// isGlobal reports whether v is what a package variable holds.
func isGlobal(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	_, ok = load.X.(*ssa.Global)
	return ok
}

// about reports whether v, which may be the error of the call, is.
func (h *hijack) about(v ssa.Value, s step) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		return !s.stale
	case *ssa.Phi:
		if v.Block() != s.b || s.from == nil {
			return false
		}
		for i, p := range s.b.Preds {
			if p == s.from && !h.errs.aliases[v.Edges[i]] {
				return false
			}
		}
	}
	return true
}

// decided evaluates a condition that is a flag set on the way.
func decided(cond ssa.Value, s step) (holds, known bool) {
	negated := false
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, negated = not.X, true
	}
	phi, ok := cond.(*ssa.Phi)
	if !ok || phi.Block() != s.b {
		return false, false
	}
	for i, p := range s.b.Preds {
		if p != s.from {
			continue
		}
		c, ok := phi.Edges[i].(*ssa.Const)
		if !ok || c.Value == nil || c.Value.Kind() != constant.Bool {
			return false, false
		}
		return constant.BoolVal(c.Value) != negated, true
	}
	return false, false
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// leaks returns the first return that control can get to while nobody answers
// for the connection.
func (h *hijack) leaks() (exit token.Pos, leaks bool) {
	taken := func(ssa.Instruction) bool { return false }
	if h.uses != nil {
		if h.takenBefore() {
			return token.NoPos, false
		}
		taken = func(in ssa.Instruction) bool { return h.uses.taken[in] }
	}
	h.walk(func(in ssa.Instruction) bool {
		if taken(in) {
			return false
		}
		if r, ok := in.(*ssa.Return); ok {
			if !leaks || r.Pos().IsValid() && (r.Pos() < exit || !exit.IsValid()) {
				exit = r.Pos()
			}
			leaks = true
		}
		return true
	})
	return exit, leaks
}

// takenBefore reports whether a literal that holds the variable of the
// connection, and takes care of it, is made before the call: a deferred one.
func (h *hijack) takenBefore() bool {
	for in := range h.uses.taken {
		if m, ok := in.(*ssa.MakeClosure); ok && m.Parent() == h.call.Parent() && m.Pos() < h.call.Pos() {
			return true
		}
	}
	return false
}
