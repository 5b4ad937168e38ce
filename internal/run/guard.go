package run

import (
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"sync"
)

// A guard keeps a run going when something in it panics or fails.
type guard struct {
	mu     sync.Mutex
	failed []string
}

// try calls f and reports whether it succeeded. Otherwise it notes what failed.
func (g *guard) try(what string, f func() error) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			msg := fmt.Sprintf("%s: panic: %v", what, r)
			if os.Getenv("CONCURRENCYLINT_TRACE") != "" {
				msg += "\n" + string(debug.Stack())
			}
			g.note(msg)
		}
	}()
	if err := f(); err != nil {
		g.note(fmt.Sprintf("%s: %v", what, err))
		return false
	}
	return true
}

func (g *guard) note(msg string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed = append(g.failed, msg)
}

// failures returns what failed, sorted: packages are analysed in any order.
func (g *guard) failures() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	slices.Sort(g.failed)
	return slices.Compact(g.failed)
}
