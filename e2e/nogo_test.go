//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/concurrencylint/concurrencylint/analyzers"
)

// A listed package is one in the output of go list.
type listed struct {
	ImportPath, Dir  string
	GoFiles, Imports []string
	ImportMap        map[string]string
	Standard         bool
	Module           struct {
		Path, Dir, GoVersion string
		Main                 bool
	}
}

// goList returns the packages of the module in dir and all that they import, those
// first that others import. Files that are tests or need cgo are left out.
func goList(t *testing.T, dir string) []listed {
	t.Helper()
	stdout, stderr, code := execute(t, dir, []string{"CGO_ENABLED=0"}, "go", "list", "-deps",
		"-json=ImportPath,Dir,GoFiles,Imports,ImportMap,Standard,Module", "./...")
	if code != 0 {
		t.Fatalf("go list: exit %d\n%s", code, stderr)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(stdout)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// A build is what Bazel does: it lays out sources below one root and runs nogo on
// one package after the other.
type build struct {
	root  string            // of the sources
	facts map[string]string // files, by package
}

// file names a file of p relative to the root: below external unless p is of the
// main repository.
func (b *build) file(t *testing.T, p listed, name string) string {
	t.Helper()
	if p.Standard {
		return filepath.Join(p.Dir, name)
	}
	rel := relative(t, p.Module.Dir, filepath.Join(p.Dir, name))
	if p.Module.Main {
		return rel
	}
	repo := filepath.Join("external", strings.NewReplacer("/", "_", ".", "_").Replace(p.Module.Path))
	link := filepath.Join(b.root, repo)
	if err := os.Symlink(p.Module.Dir, link); err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	return filepath.Join(repo, rel)
}

// analyse runs the rules on p the way nogo does: without modules, with files
// relative to the root, with the facts of the direct imports. Of what is external
// only facts are asked for. (nogo leaves the standard library out; a vet tool
// cannot, since it finds the types of imports beside their facts.)
func (b *build) analyse(t *testing.T, p listed) []finding {
	t.Helper()
	cfg := unitchecker.Config{
		ID: p.ImportPath, ImportPath: p.ImportPath, Compiler: "gc", Dir: b.root,
		ImportMap:   map[string]string{},
		PackageVetx: map[string]string{},
		VetxOnly:    !p.Module.Main,
		VetxOutput:  filepath.Join(b.root, "facts", strings.ReplaceAll(p.ImportPath, "/", "_")),
	}
	for _, name := range p.GoFiles {
		cfg.GoFiles = append(cfg.GoFiles, b.file(t, p, name))
	}
	maps.Copy(cfg.ImportMap, p.ImportMap)
	for _, path := range p.Imports {
		cfg.ImportMap[path] = path
		if file := b.facts[path]; file != "" {
			cfg.PackageVetx[path] = file
		}
	}
	text, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(b.root, "nogo.cfg")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := execute(t, b.root, nil, tool(t), "-json", file)
	if code != 0 {
		t.Fatalf("%s: exit %d\n%s%s", p.ImportPath, code, stdout, stderr)
	}
	b.facts[p.ImportPath] = cfg.VetxOutput
	return vetFindings(t, b.root, stdout)
}

// nogo returns what the rules find, in files that are no tests, in the module of
// dir when Bazel's nogo runs them.
func nogo(t *testing.T, dir string) []finding {
	t.Helper()
	b := &build{root: t.TempDir(), facts: map[string]string{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.Symlink(filepath.Join(dir, e.Name()), filepath.Join(b.root, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	for _, made := range []string{"external", "facts"} {
		if err := os.Mkdir(filepath.Join(b.root, made), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var found []finding
	for _, p := range goList(t, dir) {
		if p.ImportPath != "unsafe" {
			found = append(found, b.analyse(t, p)...)
		}
	}
	return sorted(found)
}

// TestNogo: under nogo, which fills in no module, the rules find what they find
// under go vet.
func TestNogo(t *testing.T) {
	for _, c := range corpora() {
		t.Run(c.name, func(t *testing.T) {
			want := only(goVet(t, c.dir), func(f finding) bool { return !strings.HasSuffix(f.File, "_test.go") })
			if d := difference(nogo(t, c.dir), want); d != "" || len(want) == 0 {
				t.Errorf("nogo differs from go vet:\n%s", d)
			}
		})
	}
}

// nogoLabel matches what docs/machines.md has nogo depend on.
var nogoLabel = regexp.MustCompile(`"@com_github_concurrencylint_concurrencylint//(analyzers/(\w+))"`)

// TestNogoConfiguration: the page on nogo lists all rules, and what it lists has
// what the program that nogo generates refers to.
func TestNogoConfiguration(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(), "docs", "machines.md"))
	if err != nil {
		t.Fatal(err)
	}
	var imports, uses, want strings.Builder
	for _, m := range nogoLabel.FindAllSubmatch(text, -1) {
		fmt.Fprintf(&imports, "\t%q\n", "github.com/concurrencylint/concurrencylint/"+string(m[1]))
		fmt.Fprintf(&uses, "\tfmt.Println(%s.Analyzer.Name)\n", m[2])
	}
	for _, a := range analyzers.All() {
		fmt.Fprintln(&want, a.Name)
	}
	file := filepath.Join(t.TempDir(), "nogo_main.go")
	source := "package main\n\nimport (\n\t\"fmt\"\n" + imports.String() + ")\n\nfunc main() {\n" + uses.String() + "}\n"
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, _ := execute(t, root(), nil, "go", "run", file); stdout != want.String() {
		t.Errorf("nogo runs\n%swant\n%s%s", stdout, want.String(), stderr)
	}

	_, config, _ := strings.Cut(string(text), "```json\n")
	config, _, _ = strings.Cut(config, "```")
	var rules map[string]struct {
		AnalyzerFlags map[string]string `json:"analyzer_flags"`
	}
	if err := json.Unmarshal([]byte(config), &rules); err != nil || len(rules) == 0 {
		t.Fatalf("nogo_config.json: %d rules, %v", len(rules), err)
	}
	for _, a := range analyzers.All() {
		for name := range rules[a.Name].AnalyzerFlags {
			if a.Flags.Lookup(name) == nil {
				t.Errorf("nogo_config.json: rule %s has no option %q", a.Name, name)
			}
		}
		delete(rules, a.Name)
	}
	for name := range rules {
		t.Errorf("nogo_config.json: no rule %q", name)
	}
}
