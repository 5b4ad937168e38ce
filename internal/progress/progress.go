// Package progress says on a terminal how far a long run is.
package progress

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/term"
)

const (
	patience = time.Second            // before the line appears
	pace     = 200 * time.Millisecond // between two looks of it
	erase    = "\r\x1b[K"
)

// A Line is one line of a terminal that is written again and again. A nil Line is
// never seen.
type Line struct {
	w     io.Writer
	width int
	stop  chan struct{}
	gone  chan struct{}

	mu      sync.Mutex
	total   int
	done    int
	running []string
}

// On starts a line on w; it returns nil if w is no terminal.
func On(w io.Writer) *Line {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return start(f, width)
}

func start(w io.Writer, width int) *Line {
	l := &Line{w: w, width: width, stop: make(chan struct{}), gone: make(chan struct{})}
	go l.draw()
	return l
}

// Expect says how many packages there are to analyse.
func (l *Line) Expect(total int) {
	l.change(func() { l.total = total })
}

// Begin says that a package is being analysed.
func (l *Line) Begin(pkg string) {
	l.change(func() { l.running = append(l.running, pkg) })
}

// End says that a package has been analysed.
func (l *Line) End(pkg string) {
	l.change(func() {
		l.done++
		if i := slices.Index(l.running, pkg); i >= 0 {
			l.running = slices.Delete(l.running, i, i+1)
		}
	})
}

func (l *Line) change(f func()) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

// Stop erases the line for good.
func (l *Line) Stop() {
	if l != nil {
		close(l.stop)
		<-l.gone
	}
}

// draw writes the line until it is stopped.
func (l *Line) draw() {
	defer close(l.gone)
	select {
	case <-l.stop:
		return
	case <-time.After(patience):
	}
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for {
		fmt.Fprint(l.w, erase, l.text())
		select {
		case <-l.stop:
			fmt.Fprint(l.w, erase)
			return
		case <-tick.C:
		}
	}
}

// text returns what the line says, cut to the width of the terminal.
func (l *Line) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := "listing packages"
	switch {
	case l.total > 0 && l.done == l.total:
		text = "linking"
	case len(l.running) > 0:
		text = fmt.Sprintf("%d of %d packages: %s", l.done, l.total, l.running[0])
	case l.total > 0:
		text = fmt.Sprintf("%d of %d packages", l.done, l.total)
	}
	if runes := []rune(text); len(runes) >= l.width {
		text = string(runes[:max(l.width-1, 0)])
	}
	return text
}
