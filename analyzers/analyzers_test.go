package analyzers_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	// The plugin's directory is not part of ./...: without this import go mod
	// tidy would not see what it needs.
	golangciplugin "github.com/concurrencylint/concurrencylint/.golangci-plugin"
	"github.com/concurrencylint/concurrencylint/analyzers"
)

func TestValid(t *testing.T) {
	if err := analysis.Validate(analyzers.All()); err != nil {
		t.Error(err)
	}
	for i, r := range analyzers.Rules() {
		a := analyzers.All()[i]
		if a.Name != r.Name || a.Doc == "" || a.URL == "" {
			t.Errorf("rule %s: analyzer %+v", r.Name, a)
		}
	}
}

// TestPlugin: golangci-lint gets all rules.
func TestPlugin(t *testing.T) {
	p, err := golangciplugin.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	as, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if len(as) != len(analyzers.All()) {
		t.Errorf("%d analyzers, want %d", len(as), len(analyzers.All()))
	}
}
