package config

import (
	"encoding/json"

	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// Schema returns the JSON schema of the file, for editors.
func Schema(rules []*rule.Rule) ([]byte, error) {
	schema := shapeOf(rules).schema()
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	data, err := json.MarshalIndent(schema, "", "  ")
	return append(data, '\n'), err
}

func (s *shape) schema() map[string]any {
	m := map[string]any{"description": s.doc}
	switch {
	case s.keys != nil:
		properties := map[string]any{}
		for key, sub := range s.keys {
			properties[key] = sub.schema()
		}
		m["type"], m["properties"], m["additionalProperties"] = s.orNothing("object"), properties, false
		if s.needs != nil {
			m["required"] = s.needs
		}
	case s.element != nil:
		m["type"], m["items"] = s.orNothing("array"), s.element.schema()
	case s.isBool:
		m["type"] = "boolean"
	default:
		m["type"] = []string{"string", "boolean", "number"}
	}
	return m
}

func (s *shape) orNothing(kind string) []string {
	if s.mayLack() {
		return []string{kind, "null"}
	}
	return []string{kind}
}
