package acceptloop

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/observe"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

// waits knows which instructions take their time, so that a loop with one does
// not spin.
type waits struct {
	pkg  *ssa.Package
	root string // first element of the path of the package
	memo map[*ssa.Function]bool
}

// instr reports whether control stays at the instruction for a while.
func (w *waits) instr(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW
	case *ssa.Select:
		return i.Blocking
	case *ssa.Send:
		return true
	case *ssa.Call:
		return w.call(&i.Call)
	}
	return false
}

// pauses are what names of functions contain that wait before another attempt.
var pauses = []string{"sleep", "backoff", "wait", "delay", "pause", "throttle"}

func (w *waits) call(c *ssa.CallCommon) bool {
	name := strings.ToLower(ssaof.CalleeName(c))
	for _, p := range pauses {
		if strings.Contains(name, p) {
			return true
		}
	}
	fn := c.StaticCallee()
	if fn != nil && fn.Pkg == w.pkg {
		return w.function(fn)
	}
	return w.judges(c)
}

// judges reports whether c hands the error to code of another module or
// package that says what it thinks of it, and may wait for a while before.
func (w *waits) judges(c *ssa.CallCommon) bool {
	obj := c.Method
	if fn := c.StaticCallee(); fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	if obj == nil || obj.Pkg() == nil || observe.Only(obj) || c.Signature().Results().Len() == 0 {
		return false
	}
	if root, _, _ := strings.Cut(obj.Pkg().Path(), "/"); !strings.Contains(root, ".") && root != w.root {
		return false // the standard library does not wait
	}
	for _, a := range c.Args {
		if isError(a.Type()) {
			return true
		}
	}
	return false
}

// function reports whether a function of this package waits somewhere.
func (w *waits) function(fn *ssa.Function) bool {
	if known, ok := w.memo[fn]; ok {
		return known
	}
	w.memo[fn] = false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if w.instr(instr) {
				w.memo[fn] = true
				return true
			}
		}
	}
	return false
}

// ends reports whether nothing runs after the instruction: the process or the
// goroutine ends.
func ends(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return false
	}
	fn := call.Call.StaticCallee()
	if fn != nil && fn.Pkg != nil {
		switch fn.Pkg.Pkg.Path() + "." + fn.Name() {
		case "os.Exit", "runtime.Goexit", "syscall.Exit":
			return true
		}
	}
	name := ssaof.CalleeName(&call.Call)
	return strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Panic")
}
