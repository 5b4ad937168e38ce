package leakedgoroutine

import (
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// early reports the operation by which a function waits on the new channel m
// before anybody else has got it.
func (c *checker) early(m *ssa.MakeChan) {
	in := blockedEarly(m)
	if in == nil || c.once(m.Parent()) {
		return
	}
	op := &chans.Op{Instr: in, Case: -1}
	pos, end := c.rangeOf(op)
	c.told[m.Parent()] = true
	c.pass.Report(analysis.Diagnostic{
		Pos: pos, End: end,
		Message: fmt.Sprintf("this blocks for ever: nobody else has %q yet, and it has no buffer; make it with a capacity of 1, or start the other end first", c.nameOf(m)),
		Related: []analysis.RelatedInformation{{Pos: m.Pos(), End: m.Pos() + 1, Message: "made here"}},
	})
}

// blockedEarly returns the first operation on the new channel m that waits for
// the other end before anybody else has got the channel; nil if there is none.
func blockedEarly(m *ssa.MakeChan) ssa.Instruction {
	if n, ok := chans.ConstInt(m.Size); !ok || n != 0 {
		return nil
	}
	waits, others := usesOf(m)
	for _, in := range waits {
		if _, sends := in.(*ssa.Send); !sends && len(others) == 0 {
			continue // blocks on purpose
		}
		if !reached(in, waits) && !reached(in, others) {
			return in
		}
	}
	return nil
}

// usesOf returns what the function that makes the channel does with it, and with
// the variables that it keeps it in, other than to look at it: bare sends and
// receives, and all else.
func usesOf(m *ssa.MakeChan) (waits, others []ssa.Instruction) {
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			held, is := useOf(v, ref)
			switch {
			case held != nil:
				visit(held)
			case is == waiting:
				waits = append(waits, ref)
			case is == sharing:
				others = append(others, ref)
			}
		}
	}
	visit(m)
	return waits, others
}

// What an instruction does with a channel, or with a variable that holds it.
type use int

const (
	looking use = iota
	waiting
	sharing
)

// useOf tells what in does with v; it may be to make held the channel as well.
func useOf(v ssa.Value, in ssa.Instruction) (held ssa.Value, is use) {
	switch in := in.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
		return nil, looking
	case *ssa.ChangeType:
		return in, looking
	case *ssa.UnOp:
		if in.Op == token.MUL {
			return in, looking
		}
		return nil, waiting
	case *ssa.Send:
		if in.X != v {
			return nil, waiting
		}
	case *ssa.Store:
		if in.Addr == v {
			return nil, looking
		}
		if cell, ok := in.Addr.(*ssa.Alloc); ok {
			if stores, ok := chans.Stores(cell); ok && len(stores) == 1 {
				return cell, looking
			}
		}
	}
	return nil, sharing
}

// reached reports whether control may get to in after another of the uses.
func reached(in ssa.Instruction, uses []ssa.Instruction) bool {
	return slices.ContainsFunc(uses, func(u ssa.Instruction) bool { return u != in && chans.Reaches(u, in) })
}
