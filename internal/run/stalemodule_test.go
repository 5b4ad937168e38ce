package run

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// size is how many packages there are besides web: p0 imports p1 and so on, and web,
// with the handlers, imports all.
const size = 4

// A module is one on the disk, with a dependency that a replace directive leads to,
// for changing it at random.
type module struct {
	t       *testing.T
	dir     string
	rand    *rand.Rand
	tests   bool
	tags    string
	without int // the rule that is off, or -1
	extra   []*rule.Rule

	patterns []string
}

func newModule(t *testing.T, r *rand.Rand) *module {
	m := &module{t: t, dir: t.TempDir(), rand: r, tests: true, without: -1, patterns: []string{"./..."}}
	m.write("go.mod", m.goMod(0))
	m.write("dep/go.mod", "module example.com/dep\n\ngo 1.21\n")
	m.write("dep/dep.go", deps[0])
	for i := range size {
		m.write(m.file(i, "f.go"), m.f(i, 0))
		m.write(m.file(i, "g.go"), m.g(i, 0))
	}
	m.write("web/web.go", web(0))
	return m
}

func (m *module) config() load.Config {
	cfg := load.Config{Dir: m.dir, Tests: m.tests, Patterns: m.patterns}
	if m.tags != "" {
		cfg.BuildFlags = []string{"-tags=" + m.tags}
	}
	return cfg
}

func (m *module) file(i int, name string) string { return fmt.Sprintf("p%d/%s", i, name) }

// write writes a file; without text it deletes it.
func (m *module) write(name, text string) {
	m.t.Helper()
	path := filepath.Join(m.dir, name)
	err := os.MkdirAll(filepath.Dir(path), 0o777)
	switch {
	case err != nil:
	case text != "":
		err = os.WriteFile(path, []byte(text), 0o666)
	default:
		err = os.RemoveAll(path)
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// goVersions are those of go.mod; before 1.22 the goroutines of a loop share its
// variable.
var goVersions = []string{"1.26", "1.21", "1.24"}

func (m *module) goMod(variant int) string {
	return "module example.com/m\n\ngo " + goVersions[variant] + "\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ./dep\n"
}

// deps are versions of the dependency: what DB is decides on findings.
var deps = []string{
	"package dep\n\nimport \"database/sql\"\n\ntype DB = sql.DB\n",
	"package dep\n\nimport \"database/sql\"\n\ntype DB struct{ *sql.DB }\n\nfunc (DB) Query(string) (*sql.Rows, error) { return nil, nil }\n",
	"package dep\n\nimport \"database/sql\"\n\n// DB is the same.\ntype DB = sql.DB\n",
	"package dep\n\ntype DB struct{}\n", // breaks those who query
}

// statements are what a function G may do. The last one does not compile.
var statements = []string{
	"if rows, err := db.Query(\"SELECT 1\"); err == nil { rows.Close() }",
	"if res, err := http.Get(\"http://example.com\"); err == nil { res.Body.Close() }",
	"ch := make(chan int); go func() { ch <- 1 }(); select { case <-ch: case <-time.After(time.Second): }",
	"for _, s := range []string{\"a\", \"b\"} { go func() { http.Get(s) }() }",
	"//lint:ignore contextless a reason\n\thttp.Get(\"http://example.com\")",
	"//lint:ignore contextless useless\n\tprintln()",
	"go func() { for { time.Sleep(time.Second) } }()",
	"var unused int",
}

// f is the file with F, which calls what the next packages have.
func (m *module) f(i, variant int) string {
	var imports, calls strings.Builder
	for j := i + 1; j < size; j++ {
		if j == i+1 || variant&j != 0 {
			fmt.Fprintf(&imports, "\t\"example.com/m/p%d\"\n", j)
			fmt.Fprintf(&calls, "\tp%d.F(db)\n", j)
		}
	}
	return fmt.Sprintf("package p%d\n\nimport (\n\t\"example.com/dep\"\n%s)\n\nfunc F(db *dep.DB) {\n%s\tG(db)\n}\n", i, &imports, &calls)
}

// g is the file with G.
func (m *module) g(i, variant int) string {
	return fmt.Sprintf(`package p%d
%s
import (
	"net/http"
	"time"

	"example.com/dep"
)

var _, _ = http.Get, time.Now

func G(db *dep.DB) {
	%s
}
`, i, strings.Repeat("\n", variant%3), statements[(i+variant)%len(statements)])
}

// web is the file with the handlers.
func web(variant int) string {
	return fmt.Sprintf(`package web

import (
	"net/http"

	"example.com/dep"
	"example.com/m/p0"
	"example.com/m/p%d"
)

type server struct{ db *dep.DB }

func (s *server) handle(w http.ResponseWriter, r *http.Request) { p0.F(s.db) }

func (s *server) other(w http.ResponseWriter, r *http.Request) { p%[1]d.G(s.db) }
`, 1+variant%(size-1))
}

// tests are files of a package that are there sometimes.
var sometimes = map[string][]string{
	"f_test.go": {
		"package p%[1]d\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) { go func() { t.Fatal() }() }\n",
		"package p%[1]d\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) { G(nil) }\n\nfunc init() { println() }\n",
	},
	"x_test.go": {
		"package p%[1]d_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/m/p%[1]d\"\n)\n\nfunc TestG(t *testing.T) { p%[1]d.G(nil) }\n",
		"package p%[1]d_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/m/p0\"\n\t\"example.com/m/p%[1]d\"\n)\n\nfunc TestF(t *testing.T) { p0.F(nil); p%[1]d.G(nil) }\n",
	},
	"tagged.go": {
		"//go:build extra\n\npackage p%[1]d\n\nimport \"net/http\"\n\nfunc init() { go http.Get(\"http://example.com\") }\n",
		"//go:build !extra\n\npackage p%[1]d\n\nimport \"net/http\"\n\nfunc H(w http.ResponseWriter, r *http.Request) { F(nil) }\n",
		"//go:build extra\n\npackage p%[1]d\n\nfunc G() {}\n", // a second one
	},
	"embed.go":  {"package p%[1]d\n\nimport _ \"embed\"\n\n//go:embed nothing*\nvar Text string\n"},
	"_left.go":  {"package p%[1]d\n\nfunc left() { F(nil) }\n", "package p%[1]d\n"},
	"syntax.go": {"package p%[1]d\n\nfunc {\n"},
}

// change changes something and says what.
func (m *module) change() string {
	i, variant := m.rand.IntN(size), m.rand.IntN(24)
	switch kind := m.rand.IntN(14); kind {
	case 0:
		m.write(m.file(i, "f.go"), m.f(i, variant))
		return fmt.Sprintf("p%d: imports %d", i, variant)
	case 1, 2, 3:
		m.write(m.file(i, "g.go"), m.g(i, variant))
		m.write(m.file(i, "renamed.go"), "")
		return fmt.Sprintf("p%d: g.go %d", i, variant)
	case 4:
		m.write(m.file(i, "g.go"), "")
		m.write(m.file(i, "renamed.go"), m.g(i, variant))
		return fmt.Sprintf("p%d: g.go renamed, %d", i, variant)
	case 5:
		if variant < 18 { // rare: it breaks all
			m.write("web/web.go", web(variant))
			return fmt.Sprint("web ", variant)
		}
		m.write(fmt.Sprintf("p%d", i), "")
		return fmt.Sprintf("p%d deleted", i)
	case 6:
		m.repair()
		return "all complete"
	case 7:
		m.tags = []string{"", "extra", "other"}[variant%3]
		return "tags " + m.tags
	case 8:
		m.tests = !m.tests
		return fmt.Sprint("tests ", m.tests)
	case 9:
		m.write("go.mod", m.goMod(variant%len(goVersions)))
		return "go " + goVersions[variant%len(goVersions)]
	case 10:
		m.write("dep/dep.go", deps[variant%len(deps)])
		return fmt.Sprint("dep ", variant%len(deps))
	case 11:
		return m.changeRules(variant)
	}
	return m.changeSometimes(i, variant)
}

// repair puts packages that have been deleted back, and takes away what does not
// compile.
func (m *module) repair() {
	for i := range size {
		m.write(fmt.Sprintf("p%d", i), "")
		m.write(m.file(i, "f.go"), m.f(i, 0))
		m.write(m.file(i, "g.go"), m.g(i, m.rand.IntN(3)))
	}
	m.write("dep/dep.go", deps[0])
}

func (m *module) changeRules(variant int) string {
	if variant%2 == 0 {
		m.without = variant/2 - 1
		return fmt.Sprint("without rule ", m.without)
	}
	mode := []string{"", "all"}[variant/2%2]
	flags := &contextless.Rule.Compiler().Flags
	before := flags.Lookup("mode").Value.String()
	m.t.Cleanup(func() { _ = flags.Set("mode", before) })
	if err := flags.Set("mode", mode); err != nil {
		m.t.Fatal(err)
	}
	return "contextless.mode " + mode
}

func (m *module) changeSometimes(i, variant int) string {
	names := []string{"f_test.go", "x_test.go", "tagged.go", "f_test.go", "x_test.go", "tagged.go", "_left.go", "embed.go", "syntax.go"}
	name := names[variant%len(names)]
	texts := sometimes[name]
	text := ""
	if k := m.rand.IntN(len(texts) + 1); k < len(texts) {
		text = fmt.Sprintf(texts[k], i)
	}
	m.write(m.file(i, name), text)
	return fmt.Sprintf("%s: %q", m.file(i, name), text)
}
