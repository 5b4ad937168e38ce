package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestConfiguration: editors take a configuration by its schema if and only if the
// command takes it. JSON is YAML.
func TestConfiguration(t *testing.T) {
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "concurrencylint.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		`{}`: true,
		`{"rules": {"sleepsync": false}, "options": {"contextless": {"mode": "all"}, "handlercontext": {"gin": true}}}`: true,
		`{"exclude": [{"paths": ["legacy"]}, {"paths": ["a/**/b.go"], "rules": ["sleepsync", "shutdown"]}]}`:            true,
		`{"contextless": [{"call": "a.b/c.T.M", "instead": "use N({ctx})"}], "handlers": ["*a.b/c.T"]}`:                 true,
		`{"pools": ["a.b/c.F"], "detached": ["a.b/c.F", "a.b/c.T.M"]}`:                                                  true,
		`{"rules": null, "exclude": null, "pools": []}`:                                                                 true,
		`[]`:                                         false,
		`{"rule": {}}`:                               false,
		`{"rules": {"nosuch": true}}`:                false,
		`{"rules": {"sleepsync": "on"}}`:             false,
		`{"rules": ["sleepsync"]}`:                   false,
		`{"options": {"nosuch": {}}}`:                false,
		`{"options": {"sleepsync": {"mode": 1}}}`:    false,
		`{"options": {"contextless": {"mode": []}}}`: false,
		`{"exclude": [null]}`:                        false,
		`{"exclude": [{"rules": ["sleepsync"]}]}`:    false,
		`{"exclude": [{"paths": ["a"], "why": 1}]}`:  false,
		`{"exclude": ["a"]}`:                         false,
		`{"handlers": "a.b/c.T"}`:                    false,
		`{"handlers": [{"a": 1}]}`:                   false,
		`{"contextless": [{"call": "a.b/c.F"}]}`:     false,
		`{"pools": [null]}`:                          false,
	} {
		file := filepath.Join(t.TempDir(), "config.json")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(exe, "config", "-config", file).CombinedOutput()
		if (err == nil) != want {
			t.Errorf("%s: the command takes it: %t, want %t\n%s", text, err == nil, want, out)
		}
		if err := s.Validate(value(t, []byte(text))); (err == nil) != want {
			t.Errorf("%s: the schema takes it: %t, want %t: %v", text, err == nil, want, err)
		}
	}
}
