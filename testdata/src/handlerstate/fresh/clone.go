package fresh

import (
	"maps"
	"net/http"
)

type settings struct {
	names []string
	byKey map[string]string
	inner *settings
}

var defaults = &settings{names: []string{"a"}, byKey: map[string]string{}}

// clone has a list and a map of its own.
func (s *settings) clone() *settings {
	k := *s
	k.names = make([]string, len(s.names))
	copy(k.names, s.names)
	k.byKey = map[string]string{}
	for key, v := range s.byKey {
		k.byKey[key] = v
	}
	return &k
}

// shallow shares its map with what it is a copy of.
func (s *settings) shallow() *settings {
	k := *s
	k.byKey["copied"] = "yes" // want `field "settings.byKey" is a map that concurrent requests write`
	k.byKey = maps.Clone(s.byKey)
	return &k
}

// A plan has steps, and these have owners. A copy has all of its own.
type plan struct {
	title string
	steps []step
	notes map[string]string
}

type step struct{ owners []owner }

type owner struct{ name string }

func (p plan) Copy() plan {
	c := p
	c.steps = make([]step, len(p.steps))
	for i := range c.steps {
		c.steps[i] = p.steps[i].Copy()
	}
	c.notes = maps.Clone(p.notes)
	return c
}

func (s step) Copy() step {
	c := s
	c.owners = append([]owner(nil), s.owners...)
	return c
}

// Clone makes nothing: all is shared.
func (p plan) Clone() plan {
	c := p
	c.title += " again"
	return c
}

// renamed is another plan with the same steps.
func (p plan) renamed() plan {
	p.notes = map[string]string{}
	return p
}

var today = &plan{}

func copies(w http.ResponseWriter, r *http.Request) {
	defaults.clone()
	defaults.shallow()
	own := today.Copy()
	for i := range own.steps {
		for j := range own.steps[i].owners {
			own.steps[i].owners[j].name = "somebody"
		}
	}
	same := today.Clone()
	same.notes["seen"] = "yes" // want `field "plan.notes" is a map that concurrent requests write`
	other := today.renamed()
	for i := range other.steps {
		other.steps[i].owners = nil // want `field "step.owners" is shared by concurrent requests`
	}
}
