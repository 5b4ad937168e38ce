package leakedgoroutine

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/kept"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A cond is a sync.Cond in an unexported field.
type cond struct {
	field *types.Var
	waits []*ssa.Call
	// woken: the package wakes those who wait, or code that is not seen may.
	woken bool
}

// conds reports the waits for a sync.Cond kept in a field that nobody ever
// signals.
func (c *checker) conds() {
	if len(c.pass.TypeErrors) > 0 {
		return // not all of the package is seen
	}
	found := map[*types.Var]*cond{}
	var order []*cond
	for _, fn := range c.ssa.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				field, uses := c.condUses(in)
				if field == nil {
					continue
				}
				k := found[field]
				if k == nil {
					k = &cond{field: field}
					found[field] = k
					order = append(order, k)
				}
				k.add(uses)
			}
		}
	}
	for _, k := range order {
		if !k.woken && !c.elsewhere(k.field) {
			c.neverWoken(k)
		}
	}
}

// condUses returns the field of type sync.Cond that in gets at, and what is done
// with the Cond there.
func (c *checker) condUses(in ssa.Instruction) (*types.Var, []ssa.Instruction) {
	addr, ok := in.(*ssa.FieldAddr)
	if !ok {
		return nil, nil
	}
	field := kept.FieldOf(addr.X.Type(), addr.Field)
	if field == nil || field.Exported() || field.Pkg() != c.pass.Pkg || !shape.IsNamed(field.Type(), "sync", "Cond") {
		return nil, nil
	}
	if _, isPointer := types.Unalias(field.Type()).(*types.Pointer); !isPointer {
		return field, *addr.Referrers()
	}
	var uses []ssa.Instruction
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp:
			uses = append(uses, *ref.Referrers()...)
		case *ssa.Store:
			if _, fresh := ref.Val.(*ssa.Call); !fresh {
				uses = append(uses, ref)
			}
		default:
			uses = append(uses, ref)
		}
	}
	return field, uses
}

// add notes uses of the Cond.
func (k *cond) add(uses []ssa.Instruction) {
	for _, in := range uses {
		switch in := in.(type) {
		case *ssa.DebugRef, *ssa.BinOp:
		case *ssa.FieldAddr: // its lock
		case *ssa.Call:
			if fn := in.Call.StaticCallee(); fn != nil && fn.Name() == "Wait" && len(in.Call.Args) == 1 {
				k.waits = append(k.waits, in)
			} else {
				k.woken = true
			}
		default:
			k.woken = true
		}
	}
}

// neverWoken reports the waits for k.
func (c *checker) neverWoken(k *cond) {
	for _, w := range k.waits {
		if c.test(w.Parent()) || c.double(w.Parent()) {
			continue
		}
		pos, end := c.spawnRange(w)
		c.pass.Report(analysis.Diagnostic{
			Pos: pos, End: end,
			Message: fmt.Sprintf("this waits for ever: nobody calls Signal or Broadcast of %q, and the goroutine that gets here stays with all it holds; wake those who wait where what they wait for changes", k.field.Name()),
		})
	}
}
