package run

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/analyzers/leakedsend"
	"github.com/concurrencylint/concurrencylint/internal/also"
	"github.com/concurrencylint/concurrencylint/internal/cache"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

var (
	staleSeed  = flag.Uint64("stale.seed", 0, "first seed of TestNeverStale")
	staleSeeds = flag.Uint64("stale.seeds", 2, "how many seeds TestNeverStale tries")
	staleSteps = flag.Int("stale.steps", 8, "how many changes it makes with each")
)

// What a run with a cache finds after any change is what one without finds.
func TestNeverStale(t *testing.T) {
	if testing.Short() {
		t.Skip("loads a module again and again")
	}
	for seed := *staleSeed; seed < *staleSeed+*staleSeeds; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { neverStale(t, seed) })
	}
}

func neverStale(t *testing.T, seed uint64) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOWORK", "off")
	store := openCache(t)
	m := newModule(t, rand.New(rand.NewPCG(seed, 0)))
	if seed%2 > 0 {
		m.extra = also.Known().Rules()
	}
	var log []string
	for step := range *staleSteps {
		if step > 0 {
			log = append(log, m.change())
		}
		warm, n := m.result(t, store)
		cold, _ := m.result(t, nil)
		if warm != cold {
			t.Fatalf("after\n%s\na run with a cache finds\n%s\none without\n%s", strings.Join(log, "\n"), warm, cold)
		}
		if m.rand.IntN(3) > 0 {
			continue
		}
		if again, left := m.result(t, store); again != cold || left > n {
			t.Fatalf("after\n%s\nand then nothing, %d packages are analysed, %d before, and found is\n%s\nnot\n%s", strings.Join(log, "\n"), left, n, again, cold)
		}
	}
}

// Each kind of change, one at a time, changes what is found, with a cache as well.
func TestEachChange(t *testing.T) {
	t.Setenv("GOWORK", "off")
	store := openCache(t)
	m := newModule(t, rand.New(rand.NewPCG(5, 5)))
	m.extra = also.Known().Rules()
	before := ""
	for _, step := range eachChange {
		t.Run(step.name, func(t *testing.T) {
			step.change(t, m)
			warm, n := m.result(t, store)
			cold, all := m.result(t, nil)
			if warm != cold {
				t.Fatalf("a run with a cache finds\n%s\none without\n%s", warm, cold)
			}
			if cold == before {
				t.Errorf("nothing has changed:\n%s", cold)
			}
			if n > all || n == all && step.spares {
				t.Errorf("%d of %d packages analysed", n, all)
			}
			before = cold
		})
	}
}

var eachChange = []struct {
	name   string
	spares bool // some packages are not analysed again
	change func(*testing.T, *module)
}{
	{"nothing as yet", false, func(_ *testing.T, m *module) { m.write("p2/waits.go", waits) }},
	{"an edit", true, func(_ *testing.T, m *module) { m.write("p0/g.go", m.g(0, 2)) }},
	{"the same statement further down", true, func(_ *testing.T, m *module) { m.write("p0/g.go", "\n"+m.g(0, 2)) }},
	{"a file renamed", true, func(_ *testing.T, m *module) {
		m.write("p0/g.go", "")
		m.write("p0/h.go", m.g(0, 2))
	}},
	{"a file that is left out", true, func(_ *testing.T, m *module) { m.write("p2/_left.go", "package p2\n\n// done\n") }},
	{"other text in it", true, func(_ *testing.T, m *module) { m.write("p2/_left.go", "package p2\n") }},
	{"a goroutine that runs what another package says is endless", true, func(_ *testing.T, m *module) {
		m.write("p0/starts.go", "package p0\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/m/p2\"\n)\n\nfunc Start(w http.ResponseWriter, r *http.Request) {\n\tgo p2.Endless()\n}\n")
	}},
	{"an import", true, func(_ *testing.T, m *module) { m.write("p0/f.go", m.f(0, 2)) }},
	{"a package", true, func(_ *testing.T, m *module) { m.write("more/g.go", m.g(9, 1)) }},
	{"no such package", true, func(_ *testing.T, m *module) { m.write("more", "") }},
	{"a test", true, func(_ *testing.T, m *module) {
		m.write("p1/f_test.go", fmt.Sprintf(sometimes["f_test.go"][0], 1))
	}},
	{"no tests", true, func(_ *testing.T, m *module) { m.tests = false }},
	{"an embedded file that is missing", true, func(_ *testing.T, m *module) {
		m.write("p1/embed.go", fmt.Sprintf(sometimes["embed.go"][0], 1))
	}},
	{"a file with a tag", true, func(_ *testing.T, m *module) {
		m.write("p0/tagged.go", tagged)
	}},
	{"the tag", false, func(_ *testing.T, m *module) { m.tags = "extra" }},
	{"no tag", false, func(_ *testing.T, m *module) { m.tags = "" }},
	{"the tag in the environment", false, func(t *testing.T, _ *module) { t.Setenv("GOFLAGS", "-tags=extra") }},
	{"another version of Go", false, func(_ *testing.T, m *module) { m.write("go.mod", m.goMod(1)) }},
	{"a query", true, func(_ *testing.T, m *module) { m.write("p1/g.go", m.g(1, 7)) }},
	{"another dependency", false, func(_ *testing.T, m *module) { m.write("dep/dep.go", deps[1]) }},
	{"one that does not compile", false, func(_ *testing.T, m *module) { m.write("dep/dep.go", deps[3]) }},
	{"the first one", false, func(_ *testing.T, m *module) { m.write("dep/dep.go", deps[0]) }},
	{"an option of a rule", false, func(_ *testing.T, m *module) { m.changeRules(3) }},
	{"a rule less", false, func(_ *testing.T, m *module) {
		m.without = slices.Index(analyzers.Rules(), contextless.Rule)
	}},
	{"another one", false, func(_ *testing.T, m *module) {
		m.without = slices.Index(analyzers.Rules(), leakedsend.Rule)
	}},
	{"fewer packages asked for", true, func(_ *testing.T, m *module) { m.patterns = []string{"./p0"} }},
}

// tagged leaks a goroutine.
const tagged = `//go:build !extra

package p0

import "time"

func Tagged() {
	ch := make(chan int)
	go func() { ch <- 1 }()
	select {
	case <-ch:
	case <-time.After(time.Second):
	}
}
`

// waits waits for what nobody sends, unless a file that is left out does.
const waits = `package p2

import "time"

type waiter struct{ done chan int }

func newWaiter() *waiter { return &waiter{done: make(chan int)} }

func Wait() { newWaiter().wait() }

func (w *waiter) wait() { <-w.done }

func Endless() {
	for {
		time.Sleep(time.Second)
	}
}
`

func openCache(t *testing.T) *cache.Cache {
	t.Helper()
	t.Setenv(cache.Variable, t.TempDir())
	store, err := cache.Open()
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// result returns all that a run over the module says, and how many packages it
// analysed.
func (m *module) result(t *testing.T, store *cache.Cache) (string, int) {
	t.Helper()
	prog, err := load.List(m.config())
	if err != nil {
		return err.Error(), 0
	}
	rules := m.rules()
	res, err := Again(t.Context(), store, nil, prog, rules)
	if err != nil {
		t.Fatal(err)
	}
	analysed := res.Analysed
	res.Analysed = 0
	data, err := json.MarshalIndent(res, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf("%s\n%q\n%q\n", data, prog.Warnings(), prog.Errors)
	for _, f := range res.Findings {
		if way := f.Way(); way != nil {
			said += way.String() + "\n"
		}
	}
	return said, analysed
}

// One package after another is edited: what imports it is analysed again, and
// nothing else.
func TestOnlyWhatDepends(t *testing.T) {
	store := openCache(t)
	m := newModule(t, rand.New(rand.NewPCG(1, 1)))
	m.tests = false
	if _, n := m.result(t, store); n != size+1 {
		t.Fatalf("%d packages analysed, want all %d", n, size+1)
	}
	for i := range size {
		m.write(m.file(i, "g.go"), fmt.Sprintf("package p%d\n\nimport \"example.com/dep\"\n\nfunc G(db *dep.DB) { println(%d) }\n", i, i))
		want := i + 2 // p0 to pi, which import each other, and web
		if _, n := m.result(t, store); n != want {
			t.Errorf("p%d edited: %d packages analysed, want %d", i, n, want)
		}
		if _, n := m.result(t, store); n != 0 {
			t.Errorf("nothing edited: %d packages analysed", n)
		}
	}
	for i := range size { // back to what the cache remembers
		m.write(m.file(i, "g.go"), m.g(i, 0))
		m.result(t, store)
	}
	if _, n := m.result(t, store); n != 0 {
		t.Errorf("all as before: %d packages analysed", n)
	}
}

// Two runs at a time use one cache.
func TestConcurrentRuns(t *testing.T) {
	store := openCache(t)
	m := newModule(t, rand.New(rand.NewPCG(2, 2)))
	want, _ := m.result(t, nil)
	var wg sync.WaitGroup
	for range 4 {
		own := *m
		wg.Go(func() {
			if got, _ := own.result(t, store); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	wg.Wait()
}

// What is broken in the cache is not there: neither its index, files that end in -a,
// nor its data.
func TestBrokenCache(t *testing.T) {
	for _, kind := range []string{"-a", "-d"} {
		t.Run(kind, func(t *testing.T) { brokenCache(t, kind) })
	}
}

func brokenCache(t *testing.T, kind string) {
	store := openCache(t)
	m := newModule(t, rand.New(rand.NewPCG(3, 3)))
	m.tests = false
	want, n := m.result(t, store)
	files, err := filepath.Glob(filepath.Join(os.Getenv(cache.Variable), "*", "*"+kind))
	if err != nil || len(files) != n+1 {
		t.Fatalf("%d files, want one a package and one for the run (%v)", len(files), err)
	}
	for i, name := range files {
		data, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(name, spoilt(data, i), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	got, again := m.result(t, store)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if again != n {
		t.Errorf("%d packages analysed, want all %d", again, n)
	}
	if got, again = m.result(t, store); got != want || again != 0 {
		t.Errorf("the cache has not recovered: %d packages analysed", again)
	}
}

// spoilt returns data as it should not be, in one of several ways.
func spoilt(data []byte, way int) []byte {
	switch way % 4 {
	case 0:
		return nil
	case 1:
		return data[:len(data)/2]
	case 2:
		return append(data, "more"...)
	}
	data[len(data)/2] ^= 1
	return data
}

// What an analyzer that fails leaves behind is not kept, nor what is found above.
func TestFailureNotKept(t *testing.T) {
	store := openCache(t)
	m := newModule(t, rand.New(rand.NewPCG(4, 4)))
	m.tests = false
	fails := true
	broken := rule.New(&rule.Rule{Name: "broken", Doc: "fail", Collect: func(p *rule.Pass) error {
		if fails && p.Pkg.Path() == "example.com/m/p1" {
			panic("on purpose")
		}
		return nil
	}})
	m.extra = []*rule.Rule{broken}
	if got, _ := m.result(t, store); !strings.Contains(got, "on purpose") {
		t.Fatalf("the failure is not noted:\n%s", got)
	}
	if names, _ := filepath.Glob(filepath.Join(os.Getenv(cache.Variable), "*", "*-a")); len(names) != 2 {
		t.Errorf("%d packages kept, want p2 and p3", len(names))
	}
	fails = false
	want, _ := m.result(t, nil)
	got, n := m.result(t, store)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n != 3 {
		t.Errorf("%d packages analysed, want p1, p0 and web", n)
	}
}

// rules returns those to run.
func (m *module) rules() []*rule.Rule {
	all := analyzers.Rules()
	if m.without >= 0 {
		all = append(all[:m.without:m.without], all[m.without+1:]...)
	}
	return append(all, m.extra...)
}
