package run

import (
	"container/heap"
	"sync"
)

// A gate keeps the memory of a run small: it lets through only so many actions
// at a time, those of the first packages first, and none of a package far
// behind the first unfinished one. [checker.Analyze], which knows no such order,
// would have the syntax and SSA form of all packages in memory at once.
type gate struct {
	mu       sync.Mutex
	free     int          // actions that may still run
	ahead    int          // how far behind the first unfinished package one may be
	first    int          // the first unfinished package
	finished map[int]bool // packages after first
	waiting  waiters
}

func newGate(parallel int) *gate {
	return &gate{free: parallel, ahead: parallel, finished: map[int]bool{}}
}

// enter waits until an action of the package with the given number may run.
func (g *gate) enter(number int) {
	w := waiter{number, make(chan struct{})}
	g.mu.Lock()
	heap.Push(&g.waiting, w)
	g.admit()
	g.mu.Unlock()
	<-w.admitted
}

// leave ends an action.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.free++
	g.admit()
}

// finish notes that there are no more actions of the package with the given number.
func (g *gate) finish(number int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.finished[number] = true
	for g.finished[g.first] {
		delete(g.finished, g.first)
		g.first++
	}
	g.admit()
}

func (g *gate) admit() {
	for g.free > 0 && len(g.waiting) > 0 && g.waiting[0].number <= g.first+g.ahead {
		g.free--
		close(heap.Pop(&g.waiting).(waiter).admitted)
	}
}

// A waiter is an action of the package with that number.
type waiter struct {
	number   int
	admitted chan struct{}
}

// waiters is a heap.
type waiters []waiter

func (ws waiters) Len() int           { return len(ws) }
func (ws waiters) Less(i, j int) bool { return ws[i].number < ws[j].number }
func (ws waiters) Swap(i, j int)      { ws[i], ws[j] = ws[j], ws[i] }
func (ws *waiters) Push(x any)        { *ws = append(*ws, x.(waiter)) }
func (ws *waiters) Pop() any {
	old := *ws
	last := old[len(old)-1]
	*ws = old[:len(old)-1]
	return last
}
