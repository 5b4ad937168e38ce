// Package sizes has loops over what has few elements.
package sizes

import (
	"errors"
	"net"
	"os"
	"runtime"
	"strings"
)

func handle(any) {}

var hosts = []string{"a.example", "b.example"}

var ports = map[string]int{"http": 80, "https": 443}

var grown = []string{"a.example"}

func add(h string) { grown = append(grown, h) }

func fixed(workers int, array [4]int, pointer *[4]int) {
	for _, x := range array {
		go handle(x)
	}
	for i := range pointer {
		go handle(i)
	}
	for _, x := range []string{"a", "b"} {
		go handle(x)
	}
	for _, x := range map[string]int{"a": 1} {
		go handle(x)
	}
	for i := 0; i < 1000; i++ {
		go handle(i)
	}
	for i := range 10 {
		go handle(i)
	}
	for i := 0; i < workers; i++ {
		go handle(i)
	}
	for i := range runtime.NumCPU() {
		go handle(i)
	}
	for i := range min(workers, len(hosts)) {
		go handle(i)
	}
}

func literals(debug bool) {
	for _, h := range hosts {
		go handle(h)
	}
	for name := range ports {
		go handle(name)
	}
	for _, h := range grown {
		go handle(h) // want `one goroutine per element of "grown"`
	}
	names := []string{"x", "y"}
	if debug {
		names = append(names, "z")
	}
	for _, n := range names {
		go handle(n)
	}
	for _, n := range strings.Split("a,b,c", ",") {
		go handle(n)
	}
	for _, n := range builtin() {
		go handle(n)
	}
}

func builtin() []string { return []string{"one", "two"} }

func built(items []string) {
	var names []string
	for _, it := range items {
		names = append(names, strings.ToUpper(it))
	}
	for _, n := range names {
		go handle(n) // want `one goroutine per element of "names"`
	}
}

func slices(items []string, workers int) {
	for _, it := range items[:3] {
		go handle(it)
	}
	bufs := make([][]byte, workers)
	for i := range bufs {
		go handle(i)
	}
	results := make([]int, len(items))
	for i := range results {
		go handle(i) // want `one goroutine per element of "results"`
	}
	n := min(len(items), 4)
	for i := 0; i < n; i++ {
		go handle(i)
	}
	for i := 0; i < min(len(items), len(results)); i++ {
		go handle(i) // want `one goroutine per element of "results"`
	}
}

// probe is called with literals only.
func probe(addrs []string) {
	for _, a := range addrs {
		go handle(a)
	}
}

func probeAll() {
	probe(hosts)
	probe([]string{"c.example"})
}

// Parallel runs what its caller lists.
func Parallel(tasks ...func()) {
	for _, t := range tasks {
		go t()
	}
}

func both() { Parallel(func() {}, func() {}) }

// Each is handed anything.
func Each(addrs []string) {
	for _, a := range addrs {
		go handle(a) // want `one goroutine per element of "addrs"`
	}
}

// A machine has few of these, whoever lists them.
func network() error {
	ifaces, err := interfaces()
	if err != nil {
		return err
	}
	for _, i := range ifaces {
		go handle(i)
	}
	names, err := files()
	for _, n := range names {
		go handle(n) // want `one goroutine per element of "names"`
	}
	return err
}

func interfaces() ([]net.Interface, error) {
	if len(hosts) == 0 {
		return nil, errors.New("no host")
	}
	return net.Interfaces()
}

func files() ([]os.DirEntry, error) {
	if len(hosts) == 0 {
		return nil, errors.New("no host")
	}
	return os.ReadDir(".")
}
