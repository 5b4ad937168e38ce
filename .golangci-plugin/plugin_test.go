package golangciplugin

import (
	"flag"
	"go/token"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/internal/project"
)

// names builds the registered plugin and returns its analyzers by name.
func names(t *testing.T, conf any) (string, error) {
	t.Helper()
	build, err := register.GetPlugin("concurrencylint")
	if err != nil {
		t.Fatal(err)
	}
	p, err := build(conf)
	if err != nil {
		return "", err
	}
	if mode := p.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %q", mode)
	}
	as, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if err := analysis.Validate(as); err != nil {
		t.Error(err)
	}
	return join(as), nil
}

func join(as []*analysis.Analyzer) string {
	var all []string
	for _, a := range as {
		all = append(all, a.Name)
	}
	return strings.Join(all, " ")
}

func TestRules(t *testing.T) {
	all := join(analyzers.All())
	tests := []struct {
		name string
		conf any
		want string
	}{
		{"no settings", nil, all},
		{"empty", map[string]any{}, all},
		{"one off", map[string]any{"rules": map[string]any{"handlerstate": false}}, strings.Trim(strings.ReplaceAll(" "+all+" ", " handlerstate ", " "), " ")},
		{"one on", map[string]any{"rules": map[string]any{"handlerstate": true}}, "handlerstate lintdirective"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := names(t, tt.conf)
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestBadSettings(t *testing.T) {
	for want, conf := range map[string]any{
		`unknown field "rule"`:                      map[string]any{"rule": map[string]any{}},
		`rules.nosuch: no rule "nosuch"`:            map[string]any{"rules": map[string]any{"nosuch": true}},
		`options.nosuch: no rule "nosuch"`:          map[string]any{"options": map[string]any{"nosuch": map[string]any{}}},
		`rule handlerstate has no option "nosuch"`:  map[string]any{"options": map[string]any{"handlerstate": map[string]any{"nosuch": 1}}},
		`cannot unmarshal string into Go struct`:    map[string]any{"rules": map[string]any{"handlerstate": "on"}},
		`cannot unmarshal array into Go struct fie`: map[string]any{"options": []any{"x"}},
	} {
		if _, err := names(t, conf); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want one that has %q", conf, err, want)
		}
	}
}

// TestProject: the settings take what the configuration file does.
func TestProject(t *testing.T) {
	t.Cleanup(func() {
		project.Handlers, project.Contextless, project.Pools, project.Detached, project.Exclude = nil, nil, nil, nil, nil
		if err := contextless.Analyzer.Flags.Set("mode", ""); err != nil {
			t.Error(err)
		}
	})
	_, err := names(t, map[string]any{
		"options":     map[string]any{"contextless": map[string]any{"mode": "all"}},
		"exclude":     []any{map[string]any{"paths": []any{"legacy"}, "rules": []any{"sleepsync"}}},
		"handlers":    []any{"*example.com/m.Context"},
		"contextless": []any{map[string]any{"call": "example.com/m.F", "instead": "use G({ctx})"}},
		"pools":       []any{"example.com/m.Pool.Go"},
		"detached":    []any{"example.com/m.Detach"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	project.Analyzer.Flags.VisitAll(func(f *flag.Flag) { told = append(told, f.Name+"="+f.Value.String()) })
	const want = "contextless=example.com/m.F=use G({ctx}) detached=example.com/m.Detach exclude=sleepsync:legacy handlers=*example.com/m.Context pools=example.com/m.Pool.Go"
	if got := strings.Join(told, " "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got := contextless.Analyzer.Flags.Lookup("mode").Value.String(); got != "all" {
		t.Errorf("contextless.mode is %q", got)
	}
}

// TestAdapt: nothing related, and one fix in the file of the diagnostic.
func TestAdapt(t *testing.T) {
	fset := token.NewFileSet()
	here, there := fset.AddFile("a.go", -1, 10), fset.AddFile("b.go", -1, 10)
	edit := func(f *token.File) analysis.SuggestedFix {
		return analysis.SuggestedFix{TextEdits: []analysis.TextEdit{{Pos: f.Pos(1), End: f.Pos(2)}}}
	}
	for _, tt := range []struct {
		fixes []analysis.SuggestedFix
		want  int
	}{
		{nil, 0},
		{[]analysis.SuggestedFix{edit(here), edit(here)}, 1},
		{[]analysis.SuggestedFix{edit(there)}, 0},
	} {
		a := &analysis.Analyzer{Run: func(pass *analysis.Pass) (any, error) {
			pass.Report(analysis.Diagnostic{
				Pos:            here.Pos(0),
				Related:        []analysis.RelatedInformation{{Pos: here.Pos(3)}},
				SuggestedFixes: tt.fixes,
			})
			return nil, nil
		}}
		var got []analysis.Diagnostic
		pass := &analysis.Pass{Fset: fset, Report: func(d analysis.Diagnostic) { got = append(got, d) }}
		if _, err := adapted(a, pass); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || len(got[0].Related) != 0 || len(got[0].SuggestedFixes) != tt.want {
			t.Errorf("%d fixes: got %+v", len(tt.fixes), got)
		}
	}
}
