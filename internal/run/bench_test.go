//go:build unix

package run

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/cache"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/load"
)

// server returns what the benchmarks run on: the server in the directory that
// BENCH_DIR names or a web framework, of the version that testdata/src/go.mod has.
func server(b *testing.B) load.Config {
	dir := os.Getenv("BENCH_DIR")
	if dir == "" {
		cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/gofiber/fiber/v3")
		cmd.Dir = fixture.Dir()
		out := must[[]byte](b)(cmd.Output())
		dir = strings.TrimSpace(string(out))
	}
	return load.Config{Dir: dir, Tests: true, Patterns: []string{"./..."}}
}

// measure runs f, which says how many packages it went over, and reports the
// processor time of this process and the go command, which other load disturbs
// less than the time on the clock.
func measure(b *testing.B, f func() (packages int)) {
	b.Helper()
	b.ReportAllocs()
	packages := 0
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpu()
	for b.Loop() {
		packages += f()
	}
	seconds := cpu() - start
	runtime.ReadMemStats(&after)
	b.ReportMetric(seconds/float64(b.N), "cpu-s/op")
	b.ReportMetric(seconds/float64(packages)*1e3, "cpu-ms/package")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(packages)/(1<<20), "MB/package")
}

func cpu() (seconds float64) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if syscall.Getrusage(who, &r) == nil {
			seconds += float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
		}
	}
	return seconds
}

// must returns v, or ends the benchmark.
func must[T any](b *testing.B) func(v T, err error) T {
	return func(v T, err error) T {
		if err != nil {
			b.Helper()
			b.Fatal(err)
		}
		return v
	}
}

// check parses and type-checks the packages, and does nothing else.
func check(prog *load.Program) {
	next := make(chan *load.Package)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range next {
				p.Check()
				p.Release()
			}
		})
	}
	for _, p := range prog.Packages {
		next <- p
	}
	close(next)
	wg.Wait()
}

// BenchmarkFloor is what no linter of types can do without: to list, parse and
// type-check the packages.
func BenchmarkFloor(b *testing.B) {
	cfg := server(b)
	measure(b, func() int {
		prog := must[*load.Program](b)(load.Load(cfg))
		check(prog)
		return len(prog.Packages)
	})
}

// BenchmarkCold is a run that knows nothing of earlier ones.
func BenchmarkCold(b *testing.B) {
	cfg := server(b)
	measure(b, func() int {
		prog := must[*load.Program](b)(load.Load(cfg))
		Run(prog, analyzers.Rules())
		return len(prog.Packages)
	})
}

// BenchmarkWarm is a run after which nothing has changed.
func BenchmarkWarm(b *testing.B) {
	b.Setenv(cache.Variable, b.TempDir())
	store := must[*cache.Cache](b)(cache.Open())
	cfg := server(b)
	again := func() (packages, analysed int) {
		prog := must[*load.Program](b)(load.List(cfg))
		res := must[*Result](b)(Again(b.Context(), store, nil, prog, analyzers.Rules()))
		return len(prog.Packages), res.Analysed
	}
	again()
	measure(b, func() int {
		packages, analysed := again()
		if analysed > 0 {
			b.Fatalf("%d packages have been analysed again", analysed)
		}
		return packages
	})
}

// BenchmarkPasses is the work of the passes on packages that have been checked.
func BenchmarkPasses(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		prog := must[*load.Program](b)(load.Load(server(b)))
		for _, p := range prog.Packages {
			p.Check()
		}
		b.StartTimer()
		compiled(prog)
	}
}

// BenchmarkLink is the work of the linker, and of its walk over shared memory.
func BenchmarkLink(b *testing.B) {
	units := compiled(must[*load.Program](b)(load.Load(server(b))))
	summaries, _ := collect(analyzers.Rules(), units)
	b.ReportAllocs()
	for b.Loop() {
		link.New(summaries).States()
	}
}

func compiled(prog *load.Program) []*unit {
	c := newCompiler(new(guard), analyzers.Rules())
	units := c.plan(prog.Packages)
	c.compile(units, units)
	return units
}

// BenchmarkLarge shows that cost grows with the code and not faster: time and memory
// a package stay what they are.
func BenchmarkLarge(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			cfg := load.Config{Dir: generate(b, n), Patterns: []string{"./..."}}
			measure(b, func() int {
				prog := must[*load.Program](b)(load.Load(cfg))
				res := Run(prog, analyzers.Rules())
				if len(res.Findings) < n/10 || len(res.Failures) > 0 {
					b.Fatalf("%d findings, failures %q", len(res.Findings), res.Failures)
				}
				return len(prog.Packages)
			})
		})
	}
}
