package chans

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Resolve follows v backwards, out of literals, parameters and variables that
// are assigned once, to the value it stands for and the frame of that.
func (f *Frame) Resolve(v ssa.Value) (*Frame, ssa.Value) {
	for range 50 {
		at, next := f.step(v)
		if next == nil {
			return f, v
		}
		f, v = at, next
	}
	return f, v
}

func (f *Frame) step(v ssa.Value) (*Frame, ssa.Value) {
	switch v := v.(type) {
	case *ssa.Parameter:
		for i, p := range f.Fn.Params {
			if p == v && f.Up != nil && i < len(f.args) {
				return f.Up, f.args[i]
			}
		}
	case *ssa.FreeVar:
		for i, fv := range f.Fn.FreeVars {
			if fv == v && f.closure != nil {
				return f.made, f.closure.Bindings[i]
			}
		}
	case *ssa.ChangeType:
		return f, v.X
	case *ssa.ChangeInterface:
		return f, v.X
	case *ssa.MakeInterface:
		return f, v.X
	case *ssa.Convert:
		return f, v.X
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return nil, nil
		}
		at, addr := f.Resolve(v.X)
		if cell, ok := addr.(*ssa.Alloc); ok {
			if val := onlyStored(cell); val != nil {
				return at, val
			}
		}
	}
	return nil, nil
}

// onlyStored returns the one value ever stored in a variable, if it is stored
// by the function that declares it; nil if there are others. (A constant that is
// stored later than the declaration is a second value: there was a zero before.)
func onlyStored(cell *ssa.Alloc) ssa.Value {
	stores, ok := Stores(cell)
	if !ok || len(stores) != 1 || stores[0].Parent() != cell.Parent() {
		return nil
	}
	if _, isConst := stores[0].Val.(*ssa.Const); isConst && stores[0].Block() != cell.Block() {
		return nil
	}
	return stores[0].Val
}

// Stores returns the stores to a variable, also those in literals; ok is
// false if its address is handed about.
func Stores(cell ssa.Value) (stores []*ssa.Store, ok bool) {
	ok = true
	for _, ref := range *cell.Referrers() {
		switch r := ref.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
		case *ssa.Store:
			if r.Addr == cell {
				stores = append(stores, r)
			} else {
				ok = false
			}
		case *ssa.MakeClosure:
			for i, b := range r.Bindings {
				if b == cell {
					more, fine := Stores(r.Fn.(*ssa.Function).FreeVars[i])
					stores, ok = append(stores, more...), ok && fine
				}
			}
		default:
			ok = false
		}
	}
	return stores, ok
}

// Callee returns the function that a call without an interface calls, and the
// literal and the frame that made it, if it is one; nil if it is not plain.
func (f *Frame) Callee(c *ssa.CallCommon) (*ssa.Function, *ssa.MakeClosure, *Frame) {
	if c.IsInvoke() {
		return nil, nil, nil
	}
	at, v := f.Resolve(c.Value)
	switch v := v.(type) {
	case *ssa.Function:
		return v, nil, nil
	case *ssa.MakeClosure:
		return v.Fn.(*ssa.Function), v, at
	}
	return nil, nil, nil
}

// Holds reports whether v, a value of the frame's function, is the channel.
func (f *Frame) Holds(v ssa.Value) bool {
	e, ok := f.values[v]
	return ok && !e.cell && e.literal == nil
}

// Into returns a frame for the function that c calls, good only for resolving
// values; nil if its body is not here.
func (f *Frame) Into(c ssa.CallInstruction) *Frame {
	fn, literal, made := f.Callee(c.Common())
	if fn == nil || fn.Blocks == nil {
		return nil
	}
	return &Frame{Fn: fn, Up: f, Site: c, Mode: modeOf(c), closure: literal, made: made, args: c.Common().Args}
}

// Place names the memory or object that v refers to, so that two values can
// be compared: the same name is the same thing.
func (f *Frame) Place(v ssa.Value) string {
	at, v := f.Resolve(v)
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return fmt.Sprintf("%s.%d", at.Place(v.X), v.Field)
	case *ssa.Field:
		return fmt.Sprintf("%s.%d", at.Place(v.X), v.Field)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return at.Place(v.X)
		}
	case *ssa.Global:
		return v.String()
	}
	return fmt.Sprintf("%p", v)
}

// originOf returns the generic function that obj is an instance of.
func originOf(obj types.Object) *types.Func {
	fn, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	return fn.Origin()
}
