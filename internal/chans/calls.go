package chans

import (
	"golang.org/x/tools/go/ssa"
)

// call descends into a call that some value of fr takes part in.
func (f *follower) call(fr *Frame, c ssa.CallInstruction) {
	common := c.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		f.builtin(fr, c, b.Name())
		return
	}
	if e, ok := fr.values[common.Value]; ok {
		if e.cell || e.literal == nil {
			f.escape()
			return
		}
		f.enter(fr, c, &Frame{closure: e.literal, made: e.made, args: common.Args}, modeOf(c))
		return
	}
	if common.IsInvoke() {
		f.unseen(fr, c)
		return
	}
	callee, literal, made := fr.Callee(common)
	switch {
	case callee == nil:
		f.unseen(fr, c)
	case f.wellKnown(fr, c, callee):
	case callee.Blocks != nil && literal != nil:
		f.enter(fr, c, &Frame{closure: literal, made: made, args: common.Args}, modeOf(c))
	case callee.Blocks != nil:
		f.enter(fr, c, &Frame{Fn: callee, args: common.Args}, modeOf(c))
	default:
		f.foreign(fr, c, callee)
	}
}

// modeOf tells how a call instruction runs its callee.
func modeOf(c ssa.CallInstruction) Mode {
	switch c.(type) {
	case *ssa.Go:
		return Go
	case *ssa.Defer:
		return Defer
	}
	return Sync
}

func (f *follower) builtin(fr *Frame, c ssa.CallInstruction, name string) {
	for _, arg := range c.Common().Args {
		e, ok := fr.values[arg]
		switch {
		case !ok:
		case e.cell || e.literal != nil:
			f.escape()
		case name == "close":
			fr.addOp(Close, c, -1)
		case name != "len" && name != "cap" && name != "print" && name != "println":
			f.escape()
		}
	}
}

// wellKnown handles the functions of the table: those that run a function they
// are given in a way that is known.
func (f *follower) wellKnown(fr *Frame, c ssa.CallInstruction, callee *ssa.Function) bool {
	how, ok := knownRunner(callee)
	if !ok {
		return false
	}
	mode := modeOf(c)
	if how.mode == Go {
		mode = Go
	}
	for _, arg := range c.Common().Args {
		if e, ok := fr.values[arg]; ok {
			if e.cell || e.literal == nil {
				f.escape()
				continue
			}
			f.enter(fr, c, &Frame{closure: e.literal, made: e.made, Many: how.many}, mode)
		}
	}
	return true
}

// unseen handles a call of code that is not seen: the channel escapes, a
// literal may be run any number of times.
func (f *follower) unseen(fr *Frame, c ssa.CallInstruction) {
	for _, arg := range c.Common().Args {
		e, ok := fr.values[arg]
		if !ok {
			continue
		}
		if e.cell || e.literal == nil {
			f.escape()
			return
		}
		f.callback(fr, c, e)
	}
}

// callback descends into a literal handed to code that is not seen. What it
// receives, and whether it closes, is then anybody's guess.
func (f *follower) callback(fr *Frame, c ssa.CallInstruction, e entity) {
	child := &Frame{closure: e.literal, made: e.made, Many: true, Unseen: true}
	f.enter(fr, c, child, modeOf(c))
	inLoop := e.literal.Fn.(*ssa.Function).Synthetic == "range-over-func yield"
	child.EachOp(func(op *Op) {
		if op.Kind != Send {
			f.escape()
		}
	})
	if inLoop {
		child.Unseen = false
	}
}

// foreign handles a call of a function of another package by what is known of it.
func (f *follower) foreign(fr *Frame, c ssa.CallInstruction, callee *ssa.Function) {
	var uses []Use
	if obj := callee.Object(); obj != nil && f.lookup != nil {
		uses = f.lookup(originOf(obj))
	}
	for i, arg := range c.Common().Args {
		e, ok := fr.values[arg]
		if !ok {
			continue
		}
		known := i < len(uses) && !uses[i].Unknown
		switch {
		case e.cell:
			f.escape()
		case e.literal != nil && known && uses[i].RunsGo:
			f.enter(fr, c, &Frame{closure: e.literal, made: e.made}, Go)
		case e.literal != nil && known && uses[i].RunsSync:
			f.enter(fr, c, &Frame{closure: e.literal, made: e.made, Many: true}, modeOf(c))
		case e.literal != nil:
			f.callback(fr, c, e)
		case !known:
			f.escape()
		default:
			child := f.newFrame(callee)
			child.Up, child.Site, child.Mode, child.Extern = fr, c, modeOf(c), &uses[i]
			fr.Calls[c] = append(fr.Calls[c], child)
		}
	}
}

// enter explores what child, which has a body, does with the values it is given.
func (f *follower) enter(fr *Frame, c ssa.CallInstruction, child *Frame, mode Mode) {
	if child.closure != nil {
		child.Fn = child.closure.Fn.(*ssa.Function)
	}
	for up := fr; up != nil; up = up.Up {
		if up.Fn == child.Fn {
			up.Many = true // it calls itself
			return
		}
	}
	made := f.newFrame(child.Fn)
	child.Ops, child.Calls, child.values = made.Ops, made.Calls, made.values
	child.Up, child.Site, child.Mode = fr, c, mode
	fr.Calls[c] = append(fr.Calls[c], child)
	if child.closure != nil {
		for i, b := range child.closure.Bindings {
			if e, ok := child.made.values[b]; ok {
				f.set(child, child.Fn.FreeVars[i], e)
			}
		}
	}
	for i, arg := range child.args {
		if e, ok := fr.values[arg]; ok {
			if i >= len(child.Fn.Params) || e.cell {
				f.escape()
				return
			}
			f.set(child, child.Fn.Params[i], e)
		}
	}
	f.explore(child)
}
