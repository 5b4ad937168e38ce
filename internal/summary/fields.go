package summary

import "golang.org/x/tools/go/ssa"

// ofField is of for a field of a struct, or for all of them if field is negative. Of
// structs that the function is handed by value, it tells the fields apart.
func (o *origins) ofField(v ssa.Value, field int) []Origin {
	from := o.of(v)
	if _, ok := v.(*ssa.Parameter); !ok || field < 0 || len(from) == 0 {
		return from
	}
	return []Origin{{Kind: Param, Index: from[0].Index, Sub: field + 1}}
}

// A FieldSet holds fields of a struct, by number; those from 128 on are left out.
type FieldSet [2]uint64

func (f *FieldSet) add(i int) {
	if i < 128 {
		f[i/64] |= 1 << (i % 64)
	}
}

// Has reports whether field number i, which may be negative, is in f.
func (f FieldSet) Has(i int) bool {
	return 0 <= i && i < 128 && f[i/64]>>(i%64)&1 != 0
}

// own returns, for each of the arguments that is a struct made here, the fields that
// refer to nothing with an origin, where the struct as a whole does; nil if there are
// none.
func (o *origins) own(args []ssa.Value, from [][]Origin) []FieldSet {
	var all []FieldSet
	for i, a := range args {
		made := wholeCopy(a)
		if made == nil || len(from[i]) == 0 {
			continue
		}
		for k := range structOf(a.Type()).NumFields() {
			if len(o.content(made, k)) > 0 {
				continue
			}
			if all == nil {
				all = make([]FieldSet, len(args))
			}
			all[i].add(k)
		}
	}
	return all
}
