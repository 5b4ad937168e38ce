// Package chans follows one channel from where it comes into a function to all
// its ends: who sends on it, receives from it and closes it, in the function
// itself, in literals, in functions of the package that it is handed to, and in
// the goroutines that these start.
//
// The result is a tree of frames, one for each way a function is called. It
// is only worth something if the channel does not escape: once it is
// stored, or handed to code that is not seen, anybody may use it.
package chans

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An OpKind is what an operation does with the channel.
type OpKind uint8

const (
	// Send is a send, bare or as a case of a select.
	Send OpKind = iota
	// Recv is a receive, range included.
	Recv
	// Close closes the channel.
	Close
)

// An Op is one operation on the channel.
type Op struct {
	Kind  OpKind
	Frame *Frame
	Instr ssa.Instruction // *ssa.Send, *ssa.UnOp, *ssa.Select, or the call of close
	Case  int             // of the select, or -1
}

// Select returns the select that op is a case of, or nil.
func (op *Op) Select() *ssa.Select {
	s, _ := op.Instr.(*ssa.Select)
	return s
}

// Blocks reports whether op waits for the other end without an alternative.
func (op *Op) Blocks() bool {
	if s := op.Select(); s != nil {
		return s.Blocking && len(s.States) == 1
	}
	return op.Kind != Close
}

// A Mode is how a frame relates to the one above.
type Mode uint8

const (
	// Sync is an ordinary call.
	Sync Mode = iota
	// Defer runs when the frame above ends.
	Defer
	// Go is a goroutine of its own.
	Go
)

// A Frame is a function as called from one place.
type Frame struct {
	Fn   *ssa.Function
	Up   *Frame // nil for the function where the channel comes from
	Site ssa.CallInstruction
	Mode Mode
	// Many: it may run any number of times at its site, because it was handed
	// as a callback to code that is not seen, or because it calls itself.
	Many bool
	// Unseen: code that is not seen calls it, perhaps later.
	Unseen bool
	// Extern is what a function of another package does, whose body is not here.
	Extern *Use

	Ops   map[ssa.Instruction][]*Op
	Calls map[ssa.CallInstruction][]*Frame

	closure *ssa.MakeClosure // the literal, if it is one,
	made    *Frame           // and the frame that made it
	args    []ssa.Value      // in the frame above, for the parameters
	values  map[ssa.Value]entity
	order   []ssa.Value // keys of values, as they were found
}

// Goroutine returns the outermost frame around f, or f itself, that is a
// goroutine of its own; nil if f is run by the function the channel comes from.
func (f *Frame) Goroutine() *Frame {
	var g *Frame
	for ; f != nil; f = f.Up {
		if f.Mode == Go {
			g = f
		}
	}
	return g
}

// Root returns the frame at the top.
func (f *Frame) Root() *Frame {
	for f.Up != nil {
		f = f.Up
	}
	return f
}

// All calls visit for f and the frames below.
func (f *Frame) All(visit func(*Frame)) {
	visit(f)
	for _, b := range f.Fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok {
				for _, child := range f.Calls[c] {
					child.All(visit)
				}
			}
		}
	}
}

// EachOp calls visit for the operations in f and below, in source order per frame.
func (f *Frame) EachOp(visit func(*Op)) {
	f.All(func(g *Frame) {
		for _, b := range g.Fn.Blocks {
			for _, in := range b.Instrs {
				for _, op := range g.Ops[in] {
					visit(op)
				}
			}
		}
	})
}

// Ends are all the ends of a channel.
type Ends struct {
	Origin ssa.Value
	Root   *Frame
	// Escapes: code that is not seen may use the channel.
	Escapes bool
	// Returned are the results of the root function that are the channel.
	Returned map[int]bool
}

// A Lookup returns what a function of another package does with its
// parameters, receiver first; nil if that is not known.
type Lookup func(*types.Func) []Use

// Many stands for a number of operations without a bound.
const Many = 100

// A Use is what a function does with a parameter that is a channel or a
// function. It stands in facts.
type Use struct {
	// Unknown: it is stored, or handed to code that is not seen.
	Unknown bool
	// Sends is the largest number of sends that block; SendAt is the first.
	Sends  int
	SendAt string
	// GoSends is the same for the goroutines that it starts.
	GoSends int
	// Recvs is the least number of receives; Receives is whether there are any.
	Recvs    int
	Receives bool
	// Drains: it receives until the channel is closed, whatever happens.
	Drains bool
	// NeedsClose: it receives in a loop that only a close ends.
	NeedsClose bool
	Closes     bool
	// RunsGo: the function given is started as a goroutine; RunsSync: it is called.
	RunsGo, RunsSync bool
}
