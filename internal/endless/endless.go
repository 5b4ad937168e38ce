// Package endless finds functions that do not come back once they have got to
// a certain place: a loop without a way out, or an operation that never
// proceeds.
package endless

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A Finder looks at the functions of one package. The zero value is ready.
type Finder struct {
	// Stuck tells which operations never proceed: instr, or its case of that
	// number if it is a select. May be nil.
	Stuck func(instr ssa.Instruction, selectCase int) bool
	// Open tells which receives are from a channel that is never closed, beside
	// those of tickers and timers. May be nil.
	Open func(instr ssa.Instruction, selectCase int) bool
	// Foreign tells where a function of another package is trapped. May be nil.
	Foreign func(*types.Func) (where Trap, trapped bool)

	ender chans.Ender
	flows map[*ssa.Function]*flow
	traps map[*ssa.Function]*Trap
}

// A Trap is a place that control does not come back from.
type Trap struct {
	Fn   *ssa.Function // nil if it is in another package
	Pos  token.Pos     // of the loop or operation
	End  token.Pos
	Loop bool
	// Ticks: the loop waits for a ticker or timer.
	Ticks ssa.Value
	// Where is the place in another package: "file.go:12".
	Where string
}

// In returns the trap that fn, or a function that it calls, may get into.
func (f *Finder) In(fn *ssa.Function) (Trap, bool) {
	if fn == nil || len(fn.Blocks) == 0 {
		return Trap{}, false
	}
	if t, ok := f.traps[fn]; ok {
		if t == nil {
			return Trap{}, false
		}
		return *t, true
	}
	if f.traps == nil {
		f.traps = map[*ssa.Function]*Trap{}
	}
	f.traps[fn] = nil // if it calls itself
	t := f.find(fn)
	f.traps[fn] = t
	if t == nil {
		return Trap{}, false
	}
	return *t, true
}

func (f *Finder) find(fn *ssa.Function) *Trap {
	fl := f.flowOf(fn)
	if t := fl.trap(); t != nil {
		return t
	}
	for _, b := range fn.Blocks {
		if !fl.reached[b] {
			continue
		}
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			callee := call.Call.StaticCallee()
			if callee == nil {
				continue
			}
			if t, ok := f.In(callee); ok {
				return &t
			}
			if obj, ok := callee.Object().(*types.Func); ok && callee.Blocks == nil && f.Foreign != nil {
				if t, ok := f.Foreign(obj.Origin()); ok {
					return &t
				}
			}
		}
	}
	return nil
}

// Returns reports whether control can get from the block to the end of its
// function.
func (f *Finder) Returns(b *ssa.BasicBlock) bool { return f.flowOf(b.Parent()).exits[b] }

func (f *Finder) flowOf(fn *ssa.Function) *flow {
	fl := f.flows[fn]
	if fl == nil {
		if f.flows == nil {
			f.flows = map[*ssa.Function]*flow{}
		}
		fl = f.newFlow(fn)
		f.flows[fn] = fl
	}
	return fl
}

// A flow is the control flow of a function without the ways that are never taken.
type flow struct {
	f       *Finder
	fn      *ssa.Function
	reached map[*ssa.BasicBlock]bool // from the start
	exits   map[*ssa.BasicBlock]bool // the end can be reached from there
	stops   map[*ssa.BasicBlock]ssa.Instruction
}

func (f *Finder) newFlow(fn *ssa.Function) *flow {
	fl := &flow{f, fn, map[*ssa.BasicBlock]bool{}, map[*ssa.BasicBlock]bool{}, map[*ssa.BasicBlock]ssa.Instruction{}}
	preds := map[*ssa.BasicBlock][]*ssa.BasicBlock{}
	var ends []*ssa.BasicBlock
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if fl.reached[b] {
			continue
		}
		fl.reached[b] = true
		stop, end := fl.through(b)
		if stop != nil {
			fl.stops[b] = stop
			continue
		}
		if end {
			ends = append(ends, b)
			continue
		}
		for i, to := range b.Succs {
			if fl.taken(b, i) {
				preds[to] = append(preds[to], b)
				work = append(work, to)
			}
		}
	}
	for len(ends) > 0 {
		b := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		if !fl.exits[b] {
			fl.exits[b] = true
			ends = append(ends, preds[b]...)
		}
	}
	return fl
}

// through tells whether control stops in b for ever, or ends there.
func (fl *flow) through(b *ssa.BasicBlock) (stop ssa.Instruction, end bool) {
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.Return:
			return nil, true
		case *ssa.Panic:
			return nil, in.Pos().IsValid() // that of a select without a case is none
		case *ssa.Call:
			if fl.f.ender.Ends(&in.Call) {
				return nil, true
			}
		case *ssa.UnOp:
			if in.Op == token.ARROW && fl.stuck(in, -1) {
				return in, false
			}
		case *ssa.Send:
			if fl.stuck(in, -1) {
				return in, false
			}
		case *ssa.Select:
			if in.Blocking && fl.allStuck(in) {
				return in, false
			}
		}
	}
	return nil, false
}

func (fl *flow) stuck(in ssa.Instruction, selectCase int) bool {
	return fl.f.Stuck != nil && fl.f.Stuck(in, selectCase)
}

func (fl *flow) allStuck(s *ssa.Select) bool {
	for i := range s.States {
		if !fl.stuck(s, i) {
			return false
		}
	}
	return true
}

// taken reports whether control ever leaves b by its i'th successor.
func (fl *flow) taken(b *ssa.BasicBlock, i int) bool {
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return true
	}
	cond, holds := iff.Cond, i == 0
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, holds = not.X, !holds
	}
	switch cond := cond.(type) {
	case *ssa.Const:
		return cond.Value == nil || holds == (cond.Value.String() == "true")
	case *ssa.BinOp: // the dispatch after a select
		ex, ok := cond.X.(*ssa.Extract)
		if !ok || cond.Op != token.EQL || ex.Index != 0 || !holds {
			return true
		}
		sel, ok := ex.Tuple.(*ssa.Select)
		n, isInt := chans.ConstInt(cond.Y)
		return !ok || !isInt || n < 0 || n >= len(sel.States) || !fl.stuck(sel, n)
	case *ssa.Extract: // whether a receive got a value
		return holds || !fl.open(cond)
	}
	return true
}

// open reports whether ok is the second result of a receive from a channel that
// is never closed.
func (fl *flow) open(ok *ssa.Extract) bool {
	switch recv := ok.Tuple.(type) {
	case *ssa.UnOp:
		return recv.Op == token.ARROW && ok.Index == 1 && (Timer(recv.X) != nil || fl.f.Open != nil && fl.f.Open(recv, -1))
	case *ssa.Select:
		return false // which case was taken is not known here
	}
	return false
}

// trap returns the place that fn does not come back from; the first in the source.
func (fl *flow) trap() *Trap {
	var first ssa.Instruction
	loop := false
	for _, b := range fl.fn.Blocks {
		if !fl.reached[b] || fl.exits[b] {
			continue
		}
		at := fl.stops[b]
		if at == nil && !fl.inCycle(b) {
			continue
		}
		if at == nil {
			at = firstOf(b)
		}
		if at != nil && (first == nil || at.Pos() < first.Pos()) {
			first, loop = at, fl.stops[b] == nil
		}
	}
	if first == nil {
		return nil
	}
	t := &Trap{Fn: fl.fn, Pos: first.Pos(), End: first.Pos(), Loop: loop}
	if stmt := fl.loopAround(first.Pos()); loop && stmt != nil {
		t.Pos, t.End = stmt.Pos(), stmt.Pos()+token.Pos(len("for"))
		t.Ticks = fl.ticks(stmt)
	}
	return t
}

// inCycle reports whether control gets from b back to b.
func (fl *flow) inCycle(b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if fl.stops[x] != nil {
			continue
		}
		for i, to := range x.Succs {
			if !fl.taken(x, i) {
				continue
			}
			if to == b {
				return true
			}
			if !seen[to] {
				seen[to] = true
				work = append(work, to)
			}
		}
	}
	return false
}

func firstOf(b *ssa.BasicBlock) ssa.Instruction {
	var first ssa.Instruction
	for _, in := range b.Instrs {
		if in.Pos().IsValid() && (first == nil || in.Pos() < first.Pos()) {
			first = in
		}
	}
	return first
}
