package join

import (
	"go/ast"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// signals are the places by which the goroutine of spawn can tell that it is
// done, and the types of what stands there: what it sends on, closes, marks as
// done, cancels, or hands to a function that may do so.
func (f *function) signals(spawn ast.Node) map[key]types.Type {
	g := &goroutine{f: f, out: map[key]types.Type{}, seen: map[*ast.FuncLit]bool{}}
	switch s := spawn.(type) {
	case *ast.GoStmt:
		g.call(s.Call)
		f.counted(s, g)
	case *ast.CallExpr:
		g.call(s)
	}
	f.unwrap(g.out)
	return g.out
}

type goroutine struct {
	f    *function
	out  map[key]types.Type
	seen map[*ast.FuncLit]bool
}

func (g *goroutine) add(e ast.Expr) {
	if k := keyOf(g.f.info, e); k.valid() {
		g.out[k] = g.f.info.TypeOf(e)
	}
}

// function adds the signals of a function value: a literal, or a variable that
// holds one.
func (g *goroutine) function(e ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		g.literal(e)
	case *ast.Ident:
		for _, lit := range g.f.lits[g.f.info.ObjectOf(e)] {
			g.literal(lit)
		}
	case *ast.SelectorExpr: // method value
		if s := g.f.info.Selections[e]; s != nil {
			g.handed(e.X)
		}
	}
}

func (g *goroutine) literal(lit *ast.FuncLit) {
	if g.seen[lit] {
		return
	}
	g.seen[lit] = true
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false // another goroutine's
		case *ast.SendStmt:
			g.add(n.Chan)
		case *ast.CallExpr:
			g.call(n)
		}
		return true
	})
}

// call adds the signals of one call that the goroutine makes.
func (g *goroutine) call(call *ast.CallExpr) {
	info := g.f.info
	if isBuiltin(info, call, "") {
		if isBuiltin(info, call, "close") && len(call.Args) == 1 {
			g.add(call.Args[0])
		}
		return
	}
	fun := ast.Unparen(call.Fun)
	if t := info.TypeOf(fun); t != nil && isCancel(t) {
		g.add(fun)
	}
	switch fun := fun.(type) {
	case *ast.SelectorExpr:
		if s := info.Selections[fun]; s != nil && s.Kind() == types.MethodVal {
			g.handed(fun.X) // wg.Done(), or a method that has it
		}
	default:
		g.function(fun)
	}
	for _, arg := range call.Args {
		g.handed(arg)
		g.function(arg)
	}
}

// handed adds e if a callee that gets it could signal by it. A context or a
// plain value tells nobody anything.
func (g *goroutine) handed(e ast.Expr) {
	t := g.f.info.TypeOf(e)
	if t == nil || shape.IsContext(t) || basic(t) {
		return
	}
	if ch, ok := t.Underlying().(*types.Chan); ok && ch.Dir() == types.RecvOnly {
		return
	}
	g.add(e)
}

// counted adds the WaitGroups that the function adds to before it starts a
// goroutine whose code is out of sight and which could reach them.
func (f *function) counted(spawn *ast.GoStmt, g *goroutine) {
	if _, ok := ast.Unparen(spawn.Call.Fun).(*ast.FuncLit); ok && !callsOut(spawn.Call) {
		return
	}
	mentioned := map[types.Object]bool{}
	ast.Inspect(spawn, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if obj := f.info.ObjectOf(id); obj != nil {
				mentioned[obj] = true
			}
		}
		return true
	})
	ast.Inspect(f.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || call.Pos() > spawn.Pos() {
			return true
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Add" || !shape.IsNamed(f.info.TypeOf(sel.X), "sync", "WaitGroup") {
			return true
		}
		k := keyOf(f.info, sel.X)
		if k.valid() && (mentioned[k.root] || isPackageLevel(k.root)) {
			g.add(sel.X)
		}
		return true
	})
}

// callsOut reports whether the literal that is called runs anything else than
// its own statements.
func callsOut(call *ast.CallExpr) bool {
	out := false
	ast.Inspect(call.Fun, func(n ast.Node) bool {
		_, is := n.(*ast.CallExpr)
		out = out || is
		return !out
	})
	return out
}

// addWaits records what n waits for.
func (f *function) addWaits(n ast.Node) {
	if x, ok := isReceive(n); ok {
		f.wait(n, keyOf(f.info, x))
		f.waitFor(n, x)
		return
	}
	switch n := n.(type) {
	case *ast.RangeStmt:
		if isChan(f.info.TypeOf(n.X)) {
			f.wait(n.X, keyOf(f.info, n.X))
			f.waitFor(n.X, n.X)
		}
	case *ast.CallExpr:
		f.addCallWaits(n)
	case *ast.Ident:
		if !shape.IsNamed(f.info.TypeOf(n), "io", "PipeReader") {
			return // other pipes may hold all that is written
		}
		for w, r := range f.readers {
			if obj := f.info.Uses[n]; obj != nil && r.path == "" && r.root == obj {
				f.waits = append(f.waits, wait{at: n, place: w, anyUse: true})
			}
		}
	}
}

// waitFor records that at receives from the channel that a method returns, as
// a context's Done does: the receiver tells of it.
func (f *function) waitFor(at ast.Node, x ast.Expr) {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			f.wait(at, keyOf(f.info, sel.X))
		}
	}
}

func (f *function) addCallWaits(call *ast.CallExpr) {
	if isBuiltin(f.info, call, "") {
		return
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Wait" {
		if s := f.info.Selections[sel]; s != nil && s.Kind() == types.MethodVal && counts(s.Recv()) {
			f.wait(call, keyOf(f.info, sel.X))
		}
	}
	switch calledMethod(f.info, call, "os/exec", "Cmd") {
	case "Wait", "Run", "Output", "CombinedOutput": // the process ends, and so do its pipes
		f.wait(call, keyOf(f.info, call.Fun.(*ast.SelectorExpr).X).step(processPipes))
	}
	if _, ok := f.parents[call].(*ast.GoStmt); ok {
		return
	}
	for _, arg := range call.Args { // handed to what waits
		t := f.info.TypeOf(arg)
		if t == nil {
			continue
		}
		if ch, ok := t.Underlying().(*types.Chan); ok && ch.Dir() != types.SendOnly || shape.IsNamed(t, "sync", "WaitGroup") {
			f.wait(call, keyOf(f.info, arg))
		}
	}
}

func (f *function) wait(at ast.Node, k key) {
	if k.valid() {
		f.waits = append(f.waits, wait{at: at, place: k})
	}
}
