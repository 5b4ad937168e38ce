package chans

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A name identifies a function or method in the tables below.
type name struct{ pkg, recv, fn string }

// nameOf returns the name of the declared function that fn is or wraps.
func nameOf(fn *ssa.Function) (name, bool) {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj == nil || obj.Pkg() == nil {
		return name{}, false
	}
	n := name{pkg: obj.Pkg().Path(), fn: obj.Name()}
	if recv := obj.Signature().Recv(); recv != nil {
		n.recv = typeName(recv.Type())
	}
	return n, true
}

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

type runner struct {
	mode Mode
	many bool
}

// runners are the functions that run a function they are given.
var runners = map[name]runner{
	{"sync", "WaitGroup", "Go"}:                               {Go, false},
	{"sync", "Once", "Do"}:                                    {Sync, false},
	{"time", "", "AfterFunc"}:                                 {Go, false},
	{"context", "", "AfterFunc"}:                              {Go, false},
	{"golang.org/x/sync/errgroup", "Group", "Go"}:             {Go, false},
	{"golang.org/x/sync/errgroup", "Group", "TryGo"}:          {Go, false},
	{"github.com/sourcegraph/conc", "WaitGroup", "Go"}:        {Go, false},
	{"github.com/sourcegraph/conc/pool", "Pool", "Go"}:        {Go, false},
	{"github.com/sourcegraph/conc/pool", "ErrorPool", "Go"}:   {Go, false},
	{"github.com/sourcegraph/conc/pool", "ContextPool", "Go"}: {Go, false},
	{"github.com/panjf2000/ants/v2", "Pool", "Submit"}:        {Go, false},
	{"github.com/panjf2000/ants/v2", "", "Submit"}:            {Go, false},
	{"github.com/bytedance/gopkg/util/gopool", "", "Go"}:      {Go, false},
	{"github.com/bytedance/gopkg/util/gopool", "", "CtxGo"}:   {Go, false},
	{"github.com/zeromicro/go-zero/core/threading", "", "GoSafe"}: {
		Go, false},
	{"k8s.io/apimachinery/pkg/util/wait", "Group", "Start"}: {Go, false},
	{"gopkg.in/tomb.v1", "Tomb", "Go"}:                      {Go, false},
	{"gopkg.in/tomb.v2", "Tomb", "Go"}:                      {Go, false},
}

func knownRunner(fn *ssa.Function) (runner, bool) {
	n, ok := nameOf(fn)
	if !ok {
		return runner{}, false
	}
	r, ok := runners[n]
	return r, ok
}

// RunsOnce reports whether c is a call of the method Do of a sync.Once.
func RunsOnce(c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	if fn == nil {
		return false
	}
	n, ok := nameOf(fn)
	return ok && n == name{"sync", "Once", "Do"}
}

// enders are the functions that end the process or the goroutine.
var enders = map[name]bool{
	{"os", "", "Exit"}:        true,
	{"syscall", "", "Exit"}:   true,
	{"runtime", "", "Goexit"}: true,
}

// An Ender tells which calls do not come back because they end the process.
type Ender struct{ known map[*ssa.Function]bool }

// Ends reports whether c does not come back: by the table, by the name that all
// loggers give to it, or because the function always ends in such a call.
func (e *Ender) Ends(c *ssa.CallCommon) bool {
	if c.IsInvoke() {
		return strings.HasPrefix(c.Method.Name(), "Fatal")
	}
	fn := c.StaticCallee()
	if fn == nil {
		return false
	}
	if n, ok := nameOf(fn); ok && (enders[n] || strings.HasPrefix(n.fn, "Fatal")) {
		return true
	}
	return e.never(fn)
}

// never reports whether every way through fn ends the process.
func (e *Ender) never(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 {
		return false
	}
	if never, ok := e.known[fn]; ok {
		return never
	}
	if e.known == nil {
		e.known = map[*ssa.Function]bool{}
	}
	e.known[fn] = false // if it calls itself
	ends := false
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		switch returns, stops := e.through(b); {
		case returns:
			return false
		case stops:
			ends = true
		default:
			work = append(work, b.Succs...)
		}
	}
	e.known[fn] = ends
	return ends
}

// through tells how control leaves b: by a return, or not at all.
func (e *Ender) through(b *ssa.BasicBlock) (returns, stops bool) {
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.Return:
			return true, false
		case *ssa.Call:
			if e.Ends(&in.Call) {
				return false, true
			}
		}
	}
	return false, false
}

// WaitsFor returns the object whose Wait method c calls, where that waits for
// goroutines: a WaitGroup, an errgroup, and whatever has the same shape.
func WaitsFor(c *ssa.CallCommon) ssa.Value {
	recv, fn := method(c)
	if recv == nil || fn.Name() != "Wait" || !countsGoroutines(recv.Type()) {
		return nil
	}
	return recv
}

// DoneWith returns the object that c tells, by a method Done, that a goroutine
// is done.
func DoneWith(c *ssa.CallCommon) ssa.Value {
	recv, fn := method(c)
	if recv == nil || fn.Name() != "Done" || fn.Signature().Results().Len() > 0 || fn.Signature().Params().Len() > 0 {
		return nil
	}
	return recv
}

// StartedBy returns the object whose method c is, where it has a method Wait:
// the group that a goroutine belongs to.
func StartedBy(c *ssa.CallCommon) ssa.Value {
	recv, _ := method(c)
	if recv == nil || !has(recv.Type(), "Wait") {
		return nil
	}
	return recv
}

func method(c *ssa.CallCommon) (ssa.Value, *types.Func) {
	if c.IsInvoke() {
		return c.Value, c.Method
	}
	fn := c.StaticCallee()
	if fn == nil || len(c.Args) == 0 {
		return nil, nil
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj == nil || obj.Signature().Recv() == nil {
		return nil, nil
	}
	return c.Args[0], obj
}

// countsGoroutines tells a group of goroutines from other things that have a
// method Wait, such as a process or a rate limiter.
func countsGoroutines(t types.Type) bool {
	return has(t, "Done") || has(t, "Go") || has(t, "TryGo") || has(t, "Submit")
}

func has(t types.Type, method string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, method)
	_, ok := obj.(*types.Func)
	return ok
}

// Runs tells how fn, if it is in the table, runs a function it is given.
func Runs(fn *ssa.Function) (Mode, bool) {
	r, ok := knownRunner(fn)
	return r.mode, ok
}
