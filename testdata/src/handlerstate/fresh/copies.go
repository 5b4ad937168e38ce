package fresh

import (
	"net/http"
	"sync"
)

// A track is copied out of what handlers share, with all it refers to.
type track struct {
	position int
	tags     []string
}

type player struct {
	mu     sync.Mutex
	tracks map[string]track
	kept   shelf[string, track]
}

// all returns a slice of its own: writing to its elements is writing to copies.
func (p *player) all() []track {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]track, 0, len(p.tracks))
	for _, t := range p.tracks {
		out = append(out, t)
	}
	return out
}

func (p *player) estimate(w http.ResponseWriter, r *http.Request) {
	tracks := p.all()
	for i := range tracks {
		tracks[i].position++
	}
	kept := p.kept.Values()
	for i := range kept {
		kept[i].position++
	}
}

// A shelf keeps values of any type.
type shelf[K comparable, V any] interface{ Values() []V }

type lockedShelf[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
}

func newPlayer() *player { return &player{kept: &lockedShelf[string, track]{}} }

func (s *lockedShelf[K, V]) each(f func(V) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.values {
		if !f(v) {
			return
		}
	}
}

func (s *lockedShelf[K, V]) Values() []V {
	res := make([]V, 0, len(s.values))
	s.each(func(v V) bool {
		res = append(res, v)
		return true
	})
	return res
}
