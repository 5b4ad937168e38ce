package config

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// A shape is what a node of the configuration has to look like: a mapping if it has
// keys, a list if it has an element, a switch, or else a scalar.
type shape struct {
	doc     string
	keys    map[string]*shape
	needs   []string // keys that have to be there
	element *shape
	isBool  bool
}

// shapeOf returns the shape of a configuration for the rules.
func shapeOf(rules []*rule.Rule) *shape {
	switches, options := map[string]*shape{}, map[string]*shape{}
	var names []string
	for _, r := range rules {
		names = append(names, r.Name)
		title, _, _ := strings.Cut(r.Doc, "\n")
		switches[r.Name] = &shape{doc: title, isBool: true}
		options[r.Name] = &shape{doc: "options of " + r.Name, keys: map[string]*shape{}}
		eachOption(r, func(f *flag.Flag) { options[r.Name].keys[f.Name] = &shape{doc: f.Usage} })
	}
	list := func(doc, entry string) *shape { return &shape{doc: doc, element: &shape{doc: entry}} }
	return &shape{doc: "configuration of concurrencylint", keys: map[string]*shape{
		"rules":   {doc: "rules on and off: if any is on only those run, otherwise all that are not off", keys: switches},
		"options": {doc: "options of rules", keys: options},
		"exclude": {doc: "where rules are silent", element: &shape{
			doc: "rules, or all if none is named, are silent below the paths",
			keys: map[string]*shape{
				"paths": list("globs, relative to this file", "internal/legacy or **/*_mock.go"),
				"rules": list("the rules; all if there are none", "one of "+strings.Join(names, ", ")),
			},
			needs: []string{"paths"},
		}},
		"handlers": list("types of parameters that make a function a handler", "*path/pkg.Type or path/pkg.Type"),
		"contextless": {doc: "calls that block and know no context", element: &shape{
			doc: "a function or method, and what to write instead",
			keys: map[string]*shape{
				"call":    {doc: "path/pkg.Func or path/pkg.Type.Method"},
				"instead": {doc: "in the imperative, with {ctx} for the context: use MethodContext({ctx}, ...)"},
			},
			needs: []string{"call", "instead"},
		}},
		"pools":    list("functions that have a bounded number of goroutines run what they are handed", "path/pkg.Func or path/pkg.Type.Method"),
		"detached": list("functions that have what they are handed outlive the request on purpose", "path/pkg.Func or path/pkg.Type.Method"),
	}}
}

// content returns the node that n stands for.
func content(n *yaml.Node) *yaml.Node {
	for range 2 { // an alias leads to what is none
		switch {
		case n.Kind == yaml.DocumentNode && len(n.Content) > 0:
			n = n.Content[0]
		case n.Kind == yaml.AliasNode:
			n = n.Alias
		}
	}
	return n
}

// check says where n is of another shape. The error begins with the line.
func (s *shape) check(n *yaml.Node) error {
	at := n
	n = content(n)
	fail := func(want string) error {
		return fmt.Errorf("%d:%d: %s; want %s", max(at.Line, 1), max(at.Column, 1), describe(n), want)
	}
	switch {
	case n.Tag == "!!null" && s.mayLack():
		return nil
	case s.keys != nil && n.Kind != yaml.MappingNode:
		return fail("a mapping of " + s.expected())
	case s.keys != nil:
		return s.checkKeys(n)
	case s.element != nil && n.Kind != yaml.SequenceNode:
		return fail("a list")
	case s.element != nil:
		for _, e := range n.Content {
			if err := s.element.check(e); err != nil {
				return err
			}
		}
	case s.isBool && n.Tag != "!!bool":
		return fail("true or false")
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null":
		return fail(s.doc)
	}
	return nil
}

// mayLack reports whether there need be nothing behind the key.
func (s *shape) mayLack() bool { return (s.keys != nil || s.element != nil) && s.needs == nil }

func (s *shape) checkKeys(n *yaml.Node) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		sub := s.keys[key.Value]
		switch {
		case sub == nil || key.Kind != yaml.ScalarNode:
			return fmt.Errorf("%d:%d: unknown key %q; want %s", key.Line, key.Column, key.Value, s.expected())
		case seen[key.Value]:
			return fmt.Errorf("%d:%d: the key %q for a second time; want one", key.Line, key.Column, key.Value)
		}
		seen[key.Value] = true
		if err := sub.check(value); err != nil {
			return err
		}
	}
	for _, key := range s.needs {
		if !seen[key] {
			return fmt.Errorf("%d:%d: no key %q; want %s", max(n.Line, 1), max(n.Column, 1), key, s.expected())
		}
	}
	return nil
}

// expected lists the keys.
func (s *shape) expected() string {
	if len(s.keys) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(maps.Keys(s.keys)), ", ")
}

func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	}
	return fmt.Sprintf("%q", n.Value)
}
