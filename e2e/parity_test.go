//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// added lists, by corpus, what only the command finds, since two packages make
// the mistake together and neither imports the other, or a directive is for go vet.
var added = map[string][]finding{
	"fixtures": {
		{
			"directives/store/store.go", 38, 15, "contextless",
			`"sql.DB.Exec" keeps its database connection busy when the client of handler "server.ServeHTTP" via "Store.Called" has left; hand a context down to here and use ExecContext(ctx, ...)`,
		},
		{"directives/store/store.go", 13, 2, "contextless", "the directive silences nothing: remove it"},
		{"directives/store/store.go", 32, 39, "leakedsend", "the directive silences nothing: remove it"},
		{"directives/useless/useless.go", 18, 27, "servertimeout", "the directive silences nothing: remove it"},
		{
			"plugged/store/store.go", 15, 15, "contextless",
			`"sql.DB.Query" keeps its database connection busy when the client of handler "function literal in New" via "Store.Products" has left; hand a context down to here and use QueryContext(ctx, ...)`,
		},
		{
			"shutdown/program/store/store.go", 21, 3, "shutdown",
			`"os.Exit" on a signal cuts off the requests that run, as nothing shuts down the server at web.go:7, in "Serve"; call Shutdown with a deadline before`,
		},
	},
}

// TestParity: the drivers that know one package at a time find the same. The
// command finds that, too, and what is added.
func TestParity(t *testing.T) {
	for _, c := range corpora() {
		t.Run(c.name, func(t *testing.T) {
			modular := goVet(t, c.dir)
			for _, d := range drivers() {
				if diff := difference(d.findings(t, c.dir), modular); diff != "" || len(modular) == 0 {
					t.Errorf("%s differs from go vet:\n%s", d.name, diff)
				}
			}
			left := commandFindings(t, c.dir)
			for _, f := range modular {
				covered := left.covers(t, f)
				if len(covered) == 0 {
					t.Errorf("the command does not find\n%s", f)
				}
				for _, f := range covered {
					left.seen[f] = true
				}
			}
			more := only(left.all, func(f finding) bool { return !left.seen[f] })
			if d := difference(more, added[c.name]); d != "" {
				t.Errorf("what only the command finds:\n%s", d)
			}
			t.Logf("%d findings of each modular driver, %d of the command, %d of them its own", len(modular), len(left.all), len(more))
		})
	}
}

func golangciFindings(t *testing.T, dir string) []finding {
	t.Helper()
	found, log, code := golangci(t, dir, golangciConfig(), "./...")
	if code != 1 || log != "" {
		t.Errorf("golangci-lint: exit %d\n%s", code, log)
	}
	return found
}

// goplsFindings returns what gopls shows once all files are open. Since it never
// says that it has finished, it gets the time until it shows what go vet finds.
func goplsFindings(t *testing.T, dir string) []finding {
	t.Helper()
	want := goVet(t, dir)
	// Once in many runs this has waited in vain; why is not known. Hence a second chance.
	e := openAll(t, dir)
	if !e.shows(want, patience/2) {
		t.Logf("gopls is asked again, as it shows something else:\n%s", difference(e.findings(), want))
		e.request("shutdown", nil, nil)
		e = openAll(t, dir)
	}
	e.await(want)
	e.request("shutdown", nil, nil)
	return want
}

// openAll opens all Go files below dir in an editor.
func openAll(t *testing.T, dir string) *editor {
	t.Helper()
	e := newEditor(t, gopls(t), dir)
	for _, file := range goFiles(t, dir) {
		e.open(file)
	}
	return e
}

// A whole is what the command finds in a module.
type whole struct {
	all     []finding
	related map[finding][]finding // places, of no rule
	seen    map[finding]bool
}

func commandFindings(t *testing.T, dir string) *whole {
	t.Helper()
	stdout, stderr, code := execute(t, dir, nil, tool(t), "-json", "./...")
	if code != 1 || stderr != "" {
		t.Fatalf("the command: exit %d\n%s", code, stderr)
	}
	var tree map[string]map[string][]struct {
		Posn, Message string
		Related       []struct{ Posn string }
	}
	if err := json.Unmarshal([]byte(stdout), &tree); err != nil {
		t.Fatal(err)
	}
	w := &whole{related: map[finding][]finding{}, seen: map[finding]bool{}}
	for _, rules := range tree {
		for rule, diagnostics := range rules {
			for _, d := range diagnostics {
				f := at(t, dir, d.Posn, rule, d.Message)
				w.all = append(w.all, f)
				for _, r := range d.Related {
					w.related[f] = append(w.related[f], at(t, dir, r.Posn, "", ""))
				}
			}
		}
	}
	w.all = sorted(w.all)
	return w
}

// behind matches the message of a finding at a call, of what is wrong in the
// package that it leads to.
var behind = regexp.MustCompile(`^(.*) \(at ([^ ]+):(\d+)(?:, and (\d+) more behind this call)?\)$`)

// covers returns the findings of the command that say what f says: f itself, or
// if f stands at a call for what is behind it, those whose way leads over that
// call. None if the one that f names is not among these, or their number differs.
func (w *whole) covers(t *testing.T, f finding) []finding {
	t.Helper()
	if slices.Contains(w.all, f) {
		return []finding{f}
	}
	m := behind.FindStringSubmatch(f.Message)
	if m == nil {
		return nil
	}
	call := finding{File: f.File, Line: f.Line, Col: f.Col}
	over := only(w.all, func(x finding) bool { return x.Rule == f.Rule && slices.Contains(w.related[x], call) })
	named := slices.ContainsFunc(over, func(x finding) bool {
		return x.Message == m[1] && path.Base(x.File) == m[2] && fmt.Sprint(x.Line) == m[3]
	})
	others, _ := strconv.Atoi(m[4]) // none: 0
	if !named || len(over) != 1+others {
		return nil
	}
	return over
}
