// Package kept finds all that a package does with the channels that it keeps in
// unexported fields and package variables, or in maps and slices there: who makes
// them, sends, receives and closes. Nobody outside of the package gets at these
// but by a value that the package hands out.
package kept

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A Channel is a field or package variable of a channel type, or of a map or slice
// of channels; for a field, the channels of all values of the struct type.
type Channel struct {
	Var *types.Var
	// Made are the channels that it is given.
	Made []*ssa.MakeChan
	// Sends, Recvs and Closes are what the package does with it, in source order
	// per function.
	Sends, Recvs, Closes []*chans.Op
	// FedElsewhere: code that is not seen may send on it or close it.
	FedElsewhere bool
	// HeardElsewhere: code that is not seen may receive from it.
	HeardElsewhere bool
}

// Fed reports whether somebody may ever send on the channel or close it.
func (c *Channel) Fed() bool { return c.FedElsewhere || len(c.Sends)+len(c.Closes) > 0 }

// Heard reports whether somebody may ever receive from the channel.
func (c *Channel) Heard() bool { return c.HeardElsewhere || len(c.Recvs) > 0 }

// Room returns the capacity of the channels made; ok is false if there are
// several or if it is not a constant.
func (c *Channel) Room() (room int, ok bool) {
	for i, m := range c.Made {
		n, isConst := chans.ConstInt(m.Size)
		if !isConst || i > 0 && n != room {
			return 0, false
		}
		room = n
	}
	return room, len(c.Made) > 0
}

// Channels returns the channels that the functions keep, in the order in which
// they are met.
func Channels(pkg *types.Package, fns []*ssa.Function) []*Channel {
	f := &finder{
		pkg:      pkg,
		channels: map[*types.Var]*Channel{},
		starts:   map[*Channel][]start{},
		calls:    map[*ssa.Function][]ssa.CallInstruction{},
		open:     map[*ssa.Function]bool{},
	}
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				f.look(in)
			}
		}
	}
	for _, c := range f.order {
		f.follow(c)
	}
	return f.order
}

type finder struct {
	pkg      *types.Package
	channels map[*types.Var]*Channel
	order    []*Channel
	starts   map[*Channel][]start
	calls    map[*ssa.Function][]ssa.CallInstruction
	open     map[*ssa.Function]bool // used as values
	faces    []*types.Interface     // that values are converted to
	boxed    []types.Type           // what is converted to an empty interface
}

// A start is a place where a kept channel, or its variable's address, comes from.
type start struct {
	value   ssa.Value
	address bool
	use     ssa.Instruction // of a package variable's address: SSA does not record these
}

// look notes where in gets at a kept channel.
func (f *finder) look(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.FieldAddr:
		f.start(FieldOf(in.X.Type(), in.Field), start{value: in, address: true})
	case *ssa.Field:
		f.start(FieldOf(in.X.Type(), in.Field), start{value: in})
	case *ssa.MakeInterface:
		if face, ok := in.Type().Underlying().(*types.Interface); ok {
			f.faces = append(f.faces, face)
			if face.NumMethods() == 0 {
				f.boxed = append(f.boxed, in.X.Type())
			}
		}
	}
	var callee *ssa.Value
	if call, ok := in.(ssa.CallInstruction); ok {
		if fn := call.Common().StaticCallee(); fn != nil {
			f.calls[fn] = append(f.calls[fn], call)
			callee = &call.Common().Value
		}
	}
	for _, op := range in.Operands(nil) {
		switch x := (*op).(type) {
		case *ssa.Global:
			if v, ok := x.Object().(*types.Var); ok {
				f.start(v, start{value: x, address: true, use: in})
			}
		case *ssa.Function:
			if op != callee {
				f.open[x] = true
				if obj, ok := x.Object().(*types.Func); ok && obj != nil {
					f.open[x.Prog.FuncValue(obj)] = true // a bound method
				}
			}
		}
	}
}

// onlySeen reports whether all calls of fn are known: nobody outside of the
// package calls it, by its name, as a value, by an interface or by reflection.
func (f *finder) onlySeen(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj == nil || f.open[fn] || obj.Exported() && f.pkg.Name() != "main" || fn.TypeParams().Len() > 0 {
		return false
	}
	recv := obj.Signature().Recv()
	if recv == nil {
		return true
	}
	if obj.Exported() && slices.ContainsFunc(f.boxed, func(t types.Type) bool { return pointed(t) == pointed(recv.Type()) }) {
		return false
	}
	return !slices.ContainsFunc(f.faces, func(face *types.Interface) bool {
		m, _, _ := types.LookupFieldOrMethod(face, false, f.pkg, obj.Name())
		return m != nil
	})
}

// pointed returns the type that a pointer type points to, and other types as they are.
func pointed(t types.Type) types.Type {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return t
}

// FieldOf returns the i'th field of the struct type t, or of the one it points
// to; of a generic type, that of its declaration.
func FieldOf(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok && i < s.NumFields() {
		return s.Field(i).Origin()
	}
	return nil
}

func (f *finder) start(v *types.Var, s start) {
	if v == nil || v.Exported() || v.Pkg() != f.pkg {
		return
	}
	if !carries(v.Type(), 3) {
		return
	}
	c := f.channels[v]
	if c == nil {
		c = &Channel{Var: v}
		f.channels[v] = c
		f.order = append(f.order, c)
	}
	f.starts[c] = append(f.starts[c], s)
}
