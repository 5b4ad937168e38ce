package summary

import (
	"cmp"
	"go/token"
	"slices"
	"sort"
)

// A span is the source text of a function, and its key.
type span struct {
	pos, end token.Pos
	key      string
	around   int // the index of the span around it, or -1
}

// spans are those of the functions of a package. They are nested or apart.
type spans []span

// nest sorts the spans and finds out which is around which.
func (s spans) nest() {
	slices.SortStableFunc(s, func(a, b span) int { return cmp.Or(cmp.Compare(a.pos, b.pos), cmp.Compare(b.end, a.end)) })
	around := -1
	for i := range s {
		for around >= 0 && s[around].end <= s[i].pos {
			around = s[around].around
		}
		s[i].around = around
		around = i
	}
}

// at returns the key of the innermost span around pos.
func (s spans) at(pos token.Pos) (key string, ok bool) {
	i := sort.Search(len(s), func(i int) bool { return s[i].pos > pos }) - 1
	for i >= 0 && s[i].end <= pos {
		i = s[i].around
	}
	if i < 0 {
		return "", false
	}
	return s[i].key, true
}
