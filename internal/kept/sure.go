package kept

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// Sure reports whether op is on the channel and not only on one of which it may
// be the value: it names the variable, or a method that returns it.
func (c *Channel) Sure(op *chans.Op) bool { return c.is(Operand(op), 3) }

// Operand returns the value by which op, no close, names the channel.
func Operand(op *chans.Op) ssa.Value {
	switch in := op.Instr.(type) {
	case *ssa.Send:
		return in.Chan
	case *ssa.UnOp:
		return in.X
	case *ssa.Select:
		return in.States[op.Case].Chan
	}
	return nil
}

// is reports whether v is the channel.
func (c *Channel) is(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.ChangeType:
		return c.is(v.X, depth)
	case *ssa.Field:
		return FieldOf(v.X.Type(), v.Field) == c.Var
	case *ssa.UnOp:
		if v.Op == token.MUL && (&walk{c: c}).keeps(v.X) {
			return true
		}
	case *ssa.Call:
		callee := v.Call.StaticCallee()
		return depth > 0 && callee != nil && c.returnedBy(callee, depth-1)
	}
	if from := containerOf(v); from != nil {
		return c.is(from, depth)
	}
	return false
}

// returnedBy reports whether fn returns the channel, or nil, and nothing else.
func (c *Channel) returnedBy(fn *ssa.Function, depth int) bool {
	found := false
	for _, b := range fn.Blocks {
		r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		if len(r.Results) != 1 {
			return false
		}
		if k, ok := r.Results[0].(*ssa.Const); ok && k.IsNil() {
			continue
		}
		if !c.is(r.Results[0], depth) {
			return false
		}
		found = true
	}
	return found
}
