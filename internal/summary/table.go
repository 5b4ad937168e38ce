package summary

import (
	"maps"
	"slices"
	"strings"
)

// A Table is a map for facts: the same entries are always encoded to the same
// bytes, which drivers insist on and gob does not promise for maps.
type Table[V any] []Entry[V]

// An Entry is one entry of a [Table].
type Entry[V any] struct {
	Key   string
	Value V
}

// NewTable returns the table with the entries of m.
func NewTable[V any](m map[string]V) Table[V] {
	var t Table[V]
	for _, key := range slices.Sorted(maps.Keys(m)) {
		t = append(t, Entry[V]{key, m[key]})
	}
	return t
}

// Get returns the value for key, and whether there is one.
func (t Table[V]) Get(key string) (V, bool) {
	i, ok := slices.BinarySearchFunc(t, key, func(e Entry[V], key string) int { return strings.Compare(e.Key, key) })
	if !ok {
		var none V
		return none, false
	}
	return t[i].Value, true
}
