package kept

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A walk follows one kept channel through the values of the package that may be
// it, in any order of control: what it finds may happen.
type walk struct {
	f    *finder
	c    *Channel
	seen map[ssa.Value]bool
	work []ssa.Value
	made map[*ssa.MakeChan]bool
	// doubt holds what is stored and may turn out to be the kept one itself.
	doubt []ssa.Value
}

func (f *finder) follow(c *Channel) {
	w := &walk{f: f, c: c, seen: map[ssa.Value]bool{}, made: map[*ssa.MakeChan]bool{}}
	for _, s := range f.starts[c] {
		switch {
		case s.use != nil:
			w.address(s.value, s.use)
		case s.address:
			for _, ref := range *s.value.Referrers() {
				w.address(s.value, ref)
			}
		default:
			w.add(s.value)
		}
	}
	for len(w.work) > 0 {
		v := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		if refs := v.Referrers(); refs != nil {
			for _, ref := range *refs {
				w.use(v, ref)
			}
		}
	}
	for _, v := range w.doubt {
		if !w.seen[v] {
			w.unknown(nil)
		}
	}
}

func (w *walk) add(v ssa.Value) {
	if !w.seen[v] {
		w.seen[v] = true
		w.work = append(w.work, v)
	}
}

// address looks at a use of the address of the variable.
func (w *walk) address(addr ssa.Value, use ssa.Instruction) {
	switch in := use.(type) {
	case *ssa.DebugRef:
	case *ssa.UnOp:
		w.add(in)
	case *ssa.Store:
		if in.Addr == addr {
			w.stored(in.Val)
			return
		}
		w.unknown(nil)
	default:
		w.unknown(nil)
	}
}

// stored looks at a value that the variable is given.
func (w *walk) stored(v ssa.Value) {
	switch v := v.(type) {
	case *ssa.MakeChan:
		if !w.made[v] {
			w.made[v] = true
			w.c.Made = append(w.c.Made, v)
		}
		w.add(v)
	case *ssa.ChangeType:
		w.stored(v.X)
	case *ssa.Const:
	case *ssa.MakeMap, *ssa.MakeSlice:
		w.add(v)
	case *ssa.Parameter:
		w.handed(v)
	case *ssa.UnOp:
		if v.Op == token.MUL && w.keeps(v.X) {
			return
		}
		if cell, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			w.storedCell(cell)
			return
		}
		w.doubt = append(w.doubt, v)
	default:
		w.doubt = append(w.doubt, v)
	}
}

// handed looks at what callers hand a function that stores it.
func (w *walk) handed(p *ssa.Parameter) {
	w.add(p)
	fn := p.Parent()
	if !w.f.onlySeen(fn) {
		w.unknown(nil)
		return
	}
	i := slices.Index(fn.Params, p)
	for _, call := range w.f.calls[fn] {
		arg := call.Common().Args[i]
		if !w.seen[arg] {
			w.stored(arg)
		}
	}
}

// storedCell looks at a local variable whose value the kept one is given.
func (w *walk) storedCell(cell *ssa.Alloc) {
	stores, ok := chans.Stores(cell)
	if !ok {
		w.unknown(nil)
		return
	}
	for _, s := range stores {
		if m, ok := s.Val.(*ssa.MakeChan); ok {
			w.stored(m)
		} else if c, ok := s.Val.(*ssa.Const); !ok || c.Value != nil {
			w.unknown(nil)
		}
	}
}

// keeps reports whether addr is the address of the variable itself.
func (w *walk) keeps(addr ssa.Value) bool {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		return FieldOf(a.X.Type(), a.Field) == w.c.Var
	case *ssa.Global:
		return a.Object() == w.c.Var
	}
	return false
}

// unknown notes that code that is not seen may have the channel, by v; nil
// stands for one of both directions.
func (w *walk) unknown(v ssa.Value) {
	dir := types.SendRecv
	if v != nil {
		if ch, ok := v.Type().Underlying().(*types.Chan); ok {
			dir = ch.Dir()
		}
	}
	w.c.FedElsewhere = w.c.FedElsewhere || dir != types.RecvOnly
	w.c.HeardElsewhere = w.c.HeardElsewhere || dir != types.SendOnly
}

// use looks at a use of v, which may be the channel.
func (w *walk) use(v ssa.Value, ref ssa.Instruction) {
	if _, isChan := v.Type().Underlying().(*types.Chan); !isChan {
		w.useContainer(v, ref)
		return
	}
	switch in := ref.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
	case *ssa.Phi:
		w.add(in)
	case *ssa.ChangeType:
		w.add(in)
	case *ssa.UnOp:
		w.op(chans.Recv, in, -1)
	case *ssa.Send:
		if in.X == v {
			w.unknown(v)
			return
		}
		w.op(chans.Send, in, -1)
	case *ssa.Select:
		w.selects(v, in)
	case *ssa.Store:
		w.store(v, in)
	case ssa.CallInstruction:
		w.call(v, in)
	case *ssa.Return:
		w.returned(v, in)
	case *ssa.MapUpdate:
		if !w.container(in.Map) {
			w.unknown(v)
		}
	default:
		w.unknown(v)
	}
}

// returned follows the channel to the calls that return it; there may be others
// that are not seen.
func (w *walk) returned(v ssa.Value, r *ssa.Return) {
	if !w.f.onlySeen(r.Parent()) || len(r.Results) > 1 {
		w.unknown(v)
	}
	for _, call := range w.f.calls[r.Parent()] {
		if v := call.Value(); v != nil && len(r.Results) == 1 {
			w.add(v)
		}
	}
}

func (w *walk) op(kind chans.OpKind, in ssa.Instruction, selectCase int) {
	op := &chans.Op{Kind: kind, Instr: in, Case: selectCase}
	switch kind {
	case chans.Send:
		w.c.Sends = append(w.c.Sends, op)
	case chans.Recv:
		w.c.Recvs = append(w.c.Recvs, op)
	case chans.Close:
		w.c.Closes = append(w.c.Closes, op)
	}
}

func (w *walk) selects(v ssa.Value, s *ssa.Select) {
	for i, st := range s.States {
		if st.Send == v {
			w.unknown(v)
		}
		if st.Chan != v {
			continue
		}
		if st.Dir == types.SendOnly {
			w.op(chans.Send, s, i)
		} else {
			w.op(chans.Recv, s, i)
		}
	}
}

// store follows the channel into a local variable, also into literals.
func (w *walk) store(v ssa.Value, s *ssa.Store) {
	if s.Val != v || w.keeps(s.Addr) || w.appended(s.Addr) {
		return
	}
	cell, ok := s.Addr.(*ssa.Alloc)
	if !ok {
		w.unknown(v)
		return
	}
	w.cell(v, cell)
}

// cell follows the loads of a variable that holds the channel.
func (w *walk) cell(v, cell ssa.Value) {
	if w.seen[cell] {
		return
	}
	w.seen[cell] = true
	for _, ref := range *cell.Referrers() {
		switch in := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			if in.Val == cell {
				w.unknown(v)
			}
		case *ssa.UnOp:
			w.add(in)
		case *ssa.MakeClosure:
			for i, b := range in.Bindings {
				if b == cell {
					w.cell(v, in.Fn.(*ssa.Function).FreeVars[i])
				}
			}
		default:
			w.unknown(v)
		}
	}
}

// call follows the channel into functions of the package.
func (w *walk) call(v ssa.Value, c ssa.CallInstruction) {
	common := c.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "close":
			w.op(chans.Close, c, -1)
		case "len", "cap", "delete", "print", "println":
		default:
			w.unknown(v)
		}
		return
	}
	callee, _, _ := (&chans.Frame{Fn: c.Parent()}).Callee(common)
	for i, arg := range common.Args {
		switch {
		case arg != v:
		case callee != nil && i < len(callee.Params) && len(callee.Blocks) > 0:
			w.add(callee.Params[i])
		default:
			w.unknown(v)
		}
	}
}
