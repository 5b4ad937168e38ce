package spawns

import (
	"go/ast"
	"go/types"
	"slices"
)

// A Spawn is a statement that starts a goroutine.
type Spawn struct {
	Node ast.Node      // the go statement or call
	Call *ast.CallExpr // node, or the call of the go statement
	Run  []ast.Expr    // the functions that the goroutine runs
	Left *Site         // where the goroutine starts, if node calls a function that leaves one behind
	Via  *Site         // the go statement of the helper that node hands its function to
}

// A Site is the place where a function starts a goroutine that it leaves
// running: in this package, or known by a fact.
type Site struct {
	Pos, End tokenPos
	Where    string // "file.go:12"
	Through  string // the function that the caller calls
	calls    int    // how many calls lie between the caller and the go statement
	branches int    // and how many conditions stand on the way
	needs    []int  // the arguments that must not be nil or false for it to start
}

// likely reports whether a caller does as good as always start the goroutine:
// the longer the way, the more decides on it that is not seen here.
func (s *Site) likely() bool { return s.calls <= maxCalls && s.branches <= 1 }

const maxCalls = 3

// SpawnsAt returns what a go statement or a call starts.
func (c *Checker) SpawnsAt(n ast.Node) []Spawn {
	if g, ok := n.(*ast.GoStmt); ok {
		return []Spawn{{Node: g, Call: g.Call, Run: c.functions(g.Call)}}
	}
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil
	}
	if m := c.groupMethod(call); m != nil {
		if len(call.Args) == 0 || c.limited(call, m) {
			return nil
		}
		return []Spawn{{Node: call, Call: call, Run: call.Args}}
	}
	e := c.effectOf(c.Target(call.Fun))
	var all []Spawn
	helped := Spawn{Node: call, Call: call}
	for _, a := range e.args {
		if a.index < len(call.Args) {
			helped.Run = append(helped.Run, call.Args[a.index])
			helped.Via = a.site
		}
	}
	if helped.Run != nil {
		all = append(all, helped)
	}
	if e.left != nil && !slices.ContainsFunc(e.left.needs, func(i int) bool { return c.unset(call, i) }) {
		all = append(all, Spawn{Node: call, Call: call, Left: e.left})
	}
	return all
}

// unset reports whether the i-th argument of the call is nil or false.
func (c *Checker) unset(call *ast.CallExpr, i int) bool {
	if i >= len(call.Args) {
		return false
	}
	tv := c.info.Types[call.Args[i]]
	return tv.IsNil() || tv.Value != nil && tv.Value.String() == "false"
}

// functions are what the goroutine of `go call` runs: the function called and
// those that it is handed.
func (c *Checker) functions(call *ast.CallExpr) []ast.Expr {
	run := []ast.Expr{call.Fun}
	for _, a := range call.Args {
		if _, ok := c.typeOf(a).(*types.Signature); ok {
			run = append(run, a)
		}
	}
	return run
}

// A groupMethod is a method of a library type that runs its argument in a new
// goroutine.
type groupMethod struct {
	pkg, recv, name string
	limit           string // the method that limits how many run at once, if any
}

// groupMethods is the table of them. A recv of "" stands for all types of the package.
var groupMethods = []groupMethod{
	{"sync", "WaitGroup", "Go", ""},
	{"golang.org/x/sync/errgroup", "Group", "Go", "SetLimit"},
	{"golang.org/x/sync/errgroup", "Group", "TryGo", "SetLimit"},
	{"github.com/sourcegraph/conc", "WaitGroup", "Go", ""},
	{"github.com/sourcegraph/conc/pool", "", "Go", "WithMaxGoroutines"},
	{"gopkg.in/tomb.v1", "Tomb", "Go", ""},
	{"gopkg.in/tomb.v2", "Tomb", "Go", ""},
	{"k8s.io/apimachinery/pkg/util/wait", "Group", "Start", ""},
	{"github.com/zeromicro/go-zero/core/threading", "RoutineGroup", "Run", ""},
	{"github.com/zeromicro/go-zero/core/threading", "RoutineGroup", "RunSafe", ""},
	{"github.com/zeromicro/go-zero/core/threading", "", "GoSafe", ""},
	{"github.com/zeromicro/go-zero/core/threading", "", "GoSafeCtx", ""},
	{"github.com/bytedance/gopkg/util/gopool", "", "Go", ""},
}

func (c *Checker) groupMethod(call *ast.CallExpr) *groupMethod {
	fn := c.Target(call.Fun).Fn
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	i := slices.IndexFunc(groupMethods, func(m groupMethod) bool {
		return m.name == fn.Name() && m.pkg == fn.Pkg().Path() && (m.recv == "" || m.recv == receiver(fn))
	})
	if i < 0 {
		return nil
	}
	return &groupMethods[i]
}

// receiver returns the name of fn's receiver type, "" if it has none.
func receiver(fn *types.Func) string {
	recv := fn.Signature().Recv()
	if recv == nil {
		return ""
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// Params returns the indices of the function parameters of f that the
// goroutine of s runs.
func (c *Checker) Params(f *Frame, s Spawn) []int {
	var found []int
	look := func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		for i := range f.Sig.Params().Len() {
			p := f.param(i)
			if p == nil || c.info.Uses[id] != p || slices.Contains(found, i) {
				continue
			}
			if _, ok := p.Type().Underlying().(*types.Signature); ok {
				found = append(found, i)
			}
		}
		return true
	}
	for _, e := range s.Run {
		ast.Inspect(e, look)
	}
	slices.Sort(found)
	return found
}

// name is what messages call a function.
func name(fn *types.Func) string {
	if r := receiver(fn); r != "" {
		return r + "." + fn.Name()
	}
	return fn.Name()
}
