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

func copies(w http.ResponseWriter, r *http.Request) {
	defaults.clone()
	defaults.shallow()
}
