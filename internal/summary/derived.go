package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// derivations finds out which parameters and free variables of a function the
// values in it are computed from. It takes what a call returns, and what it may
// write to, to be computed from all that the call is handed.
type derivations struct {
	b    *funcBuilder
	memo map[ssa.Value]uint64
}

// all returns the derivations of the values; nil if there is none.
func (d derivations) all(vs []ssa.Value) []uint64 {
	var out []uint64
	for i, v := range vs {
		if bits := d.of(v); bits != 0 {
			if out == nil {
				out = make([]uint64, len(vs))
			}
			out[i] = bits
		}
	}
	return out
}

// of returns a bit for each parameter and free variable that v is computed from.
func (d derivations) of(v ssa.Value) uint64 {
	switch v := v.(type) {
	case nil, *ssa.Const, *ssa.Global, *ssa.Function, *ssa.Builtin:
		return 0
	case *ssa.Parameter:
		return bit(d.b.paramIndex(v))
	case *ssa.FreeVar:
		return bit(d.b.freeVarIndex(v))
	}
	if got, ok := d.memo[v]; ok {
		return got // 0 while under way: a cycle adds nothing
	}
	d.memo[v] = 0
	var bits uint64
	if instr, ok := v.(ssa.Instruction); ok {
		for _, op := range instr.Operands(nil) {
			bits |= d.of(*op)
		}
	}
	switch v.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.MakeInterface, *ssa.Slice:
		bits |= d.written(v)
	}
	d.memo[v] = bits
	return bits
}

// written returns what is written to the memory that v is the address of.
func (d derivations) written(v ssa.Value) uint64 {
	var bits uint64
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == v {
				bits |= d.of(ref.Val)
			}
		case *ssa.MapUpdate:
			if ref.Map == v {
				bits |= d.of(ref.Key) | d.of(ref.Value)
			}
		case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.MakeInterface, *ssa.Slice:
			if val := ref.(ssa.Value); isMade(v) {
				bits |= d.of(val)
			}
		case *ssa.Call:
			if isMade(v) || isAddress(v) {
				for _, a := range callArgs(&ref.Call) {
					bits |= d.of(a)
				}
			}
		}
	}
	return bits
}

// isMade reports whether v is memory that the function itself makes.
func isMade(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
		return true
	}
	return false
}

// isAddress reports whether v is, or holds, the address of memory made here.
func isAddress(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return isMade(v.X)
	case *ssa.FieldAddr:
		return isMade(v.X)
	case *ssa.Slice:
		return isMade(v.X)
	}
	return false
}

// inserters holds the methods of maps that are types of libraries which store an
// entry under their first argument, by the type.
var inserters = map[string]map[string]bool{
	"sync.Map":                                           {"Store": true, "LoadOrStore": true, "Swap": true},
	"github.com/puzpuzpuz/xsync/v2.Map":                  {"Store": true, "LoadOrStore": true, "LoadOrCompute": true, "Compute": true},
	"github.com/puzpuzpuz/xsync/v2.MapOf":                {"Store": true, "LoadOrStore": true, "LoadOrCompute": true, "Compute": true},
	"github.com/puzpuzpuz/xsync/v3.Map":                  {"Store": true, "LoadOrStore": true, "LoadOrCompute": true, "Compute": true},
	"github.com/puzpuzpuz/xsync/v3.MapOf":                {"Store": true, "LoadOrStore": true, "LoadOrCompute": true, "Compute": true},
	"github.com/puzpuzpuz/xsync/v4.Map":                  {"Store": true, "LoadOrStore": true, "LoadOrCompute": true, "Compute": true},
	"github.com/orcaman/concurrent-map/v2.ConcurrentMap": {"Set": true, "SetIfAbsent": true, "Upsert": true},
	"github.com/orcaman/concurrent-map.ConcurrentMap":    {"Set": true, "SetIfAbsent": true, "Upsert": true},
}

// IsMap reports whether t is, or points to, a type of a library that is a map.
func IsMap(t types.Type) bool { return inserters[TypeKey(t)] != nil }

// InsertsEntry reports whether the method fn stores an entry in its receiver,
// under its first argument, as those of sync.Map do.
func InsertsEntry(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv != nil && inserters[TypeKey(recv.Type())][fn.Name()]
}

// addInsert records an entry that instr stores in a map which others may hold.
func (b *funcBuilder) addInsert(instr ssa.Instruction) {
	var where, key ssa.Value
	switch i := instr.(type) {
	case *ssa.MapUpdate:
		where, key = i.Map, i.Key
	case *ssa.Call:
		if fn := calleeObject(&i.Call); fn != nil && InsertsEntry(fn) && len(callArgs(&i.Call)) > 1 {
			where, key = callArgs(&i.Call)[0], callArgs(&i.Call)[1]
		}
	}
	if where == nil || !instr.Pos().IsValid() || b.fn.Test {
		return
	}
	from, bits := b.origins.of(where), b.derived.of(key)
	if len(from) == 0 || bits == 0 {
		return
	}
	b.fn.Inserts = append(b.fn.Inserts, Insert{NewRange(b.p.pass.Fset, instr.Pos(), instr.Pos()+1), sortOrigins(from), bits})
}

// addCaptures records what the variables of a literal are computed from.
func (b *funcBuilder) addCaptures(instr ssa.Instruction) {
	lit, ok := instr.(*ssa.MakeClosure)
	if !ok {
		return
	}
	if inner := b.p.scratch(lit.Fn.(*ssa.Function)); inner != nil {
		inner.fn.Captures = b.derived.all(lit.Bindings)
	}
}
