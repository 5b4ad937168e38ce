package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/lazy"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// indexCall adds a call to the summary if it may lead to linted code.
func (b *funcBuilder) indexCall(instr ssa.CallInstruction) {
	c := instr.Common()
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return
	}
	call := Call{Mode: b.modeOf(instr)}
	obj := calleeObject(c)
	switch {
	case c.IsInvoke():
		if key := b.dynamicIface(c); key != "" {
			call.Targets = []Target{{Kind: Dynamic, Name: key, Method: methodName(c.Method), Holds: b.held(c.Value), Answers: b.answersAt(instr, c.Value)}}
		}
	case obj == nil || b.p.isLinted(obj.Pkg()):
		call.Targets = b.called(c)
	}
	if obj != nil {
		call.Name = obj.Name()
		if name := externalName(obj); name == "os.Exit" || name == "syscall.Exec" {
			b.fn.Exits = true
		}
		if len(call.Targets) == 0 && setsUp(obj, c) {
			b.fn.SetsUp = true
		}
		b.fn.Serves = b.fn.Serves || servers.IsServing(obj)
		b.fn.ShutsDown = b.fn.ShutsDown || servers.IsShuttingDown(obj)
		if obj.Name() == "Accept" && obj.Signature().Results().Len() == 2 && loopAround(instr.Block()) != nil {
			b.fn.Accepts = true
		}
	}
	if len(call.Targets) == 0 {
		if !hasFuncArg(c) {
			return
		}
		if obj != nil {
			call.External = externalName(obj)
		} else {
			call.External = "?"
		}
	}
	b.callIndex[instr] = len(b.fn.Calls)
	b.fn.Calls = append(b.fn.Calls, call)
	b.calls = append(b.calls, instr)
}

// called returns the functions that c calls, not by a method of an interface. What a
// call names needs no type to be told from others.
func (b *funcBuilder) called(c *ssa.CallCommon) []Target {
	if c.StaticCallee() != nil {
		return b.targets(c.Value, nil)
	}
	return b.values(c.Value)
}

// externalName names a function that is not linted code, for tables.
func externalName(obj *types.Func) string {
	if recv := obj.Signature().Recv(); recv != nil {
		return TypeKey(recv.Type()) + "." + obj.Name()
	}
	return objectKey(obj)
}

func hasFuncArg(c *ssa.CallCommon) bool {
	return slices.ContainsFunc(spread(c.Args), func(a ssa.Value) bool { return isFunc(a.Type()) || boxedFunc(a) != nil })
}

// boxedFunc returns the function value in an interface value, as in
// http.HandlerFunc(f) handed on as an http.Handler.
func boxedFunc(v ssa.Value) ssa.Value {
	if m, ok := v.(*ssa.MakeInterface); ok && isFunc(m.X.Type()) {
		return m.X
	}
	return nil
}

// dynamicIface returns the key of the interface through which c calls, if it is
// a named one of linted code.
func (b *funcBuilder) dynamicIface(c *ssa.CallCommon) string {
	t := types.Unalias(c.Value.Type())
	if tp, ok := t.(*types.TypeParam); ok {
		t = types.Unalias(tp.Constraint())
	}
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() == nil || !b.p.isLinted(n.Obj().Pkg()) || isOptional(c.Value) {
		return ""
	}
	return TypeKey(n)
}

// isOptional reports whether v is what a test on an empty interface found, as
// in "if c, ok := x.(cleaner); ok": which of the types that have the method x
// can be is anybody's guess.
func isOptional(v ssa.Value) bool {
	e, ok := v.(*ssa.Extract)
	if !ok {
		return false
	}
	t, ok := e.Tuple.(*ssa.TypeAssert)
	if !ok {
		return false
	}
	from, ok := types.Unalias(t.X.Type()).(*types.Interface)
	return ok && from.Empty() || isMadeByValue(t.X, 0, map[atDepth]bool{})
}

// isMadeByValue reports whether v is what a function value returned, such as a
// constructor from a registry.
func isMadeByValue(v ssa.Value, depth int, seen map[atDepth]bool) bool {
	if depth > 4 || seen[atDepth{v, depth}] {
		return false
	}
	seen[atDepth{v, depth}] = true
	made := func(from ssa.Value) bool { return isMadeByValue(from, depth+1, seen) }
	switch v := v.(type) {
	case *ssa.Call:
		_, static := v.Call.Value.(*ssa.Function)
		return !static && !v.Call.IsInvoke()
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, made)
	case *ssa.UnOp:
		cell, ok := v.X.(*ssa.Alloc)
		return ok && slices.ContainsFunc(storesTo(cell, -1), made)
	case *ssa.Extract:
		return made(v.Tuple)
	case *ssa.ChangeInterface:
		return made(v.X)
	}
	return false
}

// An atDepth is a value that a search has come to, and how far that is: loops lead
// to the same values again and again.
type atDepth struct {
	v     ssa.Value
	depth int
}

// fillCall completes the summary of a call that indexCall found.
func (b *funcBuilder) fillCall(call *Call, instr ssa.CallInstruction, held *lockPoints) {
	c := instr.Common()
	call.Range = b.callRange(instr)
	call.Unset = b.unsetAt(instr)
	if call.External == "" && !c.IsInvoke() {
		call.Targets = b.called(c) // this time with bindings
	}
	set := held.at(instr)
	call.Locked, call.RLocked = set.exclusive(), set.any()
	call.LockedIf, call.RLockedIf = held.flagged(instr)
	call.Flags = b.flagsOf(c)
	for i, a := range callArgs(c) {
		call.Args = append(call.Args, sortOrigins(b.origins.of(a)))
		if len(call.Args[i]) > 0 && isElement(a) {
			call.Elements |= bit(i)
		}
	}
	call.Own = b.origins.own(callArgs(c), call.Args)
	call.Derived = b.derived.all(callArgs(c))
	call.Lazy = lazy.Once(instr)
	call.Repeats = b.looped(instr.Pos())
	offset := 0
	if c.IsInvoke() {
		offset = 1
	}
	for i, a := range c.Args {
		b.addFuncArg(call, i+offset, a, isLoopBody(a))
		if elems := spread([]ssa.Value{a}); len(elems) > 0 && elems[0] != a {
			for _, e := range elems {
				b.addFuncArg(call, i+offset, e, true) // of a list that is for calling
			}
		}
	}
	switch callbackOf(call.External) {
	case runsOnce:
		call.Once = true
	case runsNow:
		call.Repeats = call.Repeats || len(call.FuncArgs) > 0 && call.External != ""
	case runsLater:
		call.Later, call.FuncArgs = call.FuncArgs, nil
	case runsConcurrently:
		if !b.joined(instr) {
			call.Mode = Go
		}
		b.concurrent(call, instr)
	}
	if _, ok := instr.(*ssa.Go); ok {
		b.concurrent(call, instr)
	}
}

// isLoopBody reports whether v is what go/ssa makes of the body of a loop over an
// iterator function.
func isLoopBody(v ssa.Value) bool {
	lit, ok := v.(*ssa.MakeClosure)
	return ok && strings.HasPrefix(lit.Fn.(*ssa.Function).Synthetic, "range-over-func")
}

// addFuncArg records argument i of a call if it is a function. Where body is
// true, the callee calls it, whatever its summary says.
func (b *funcBuilder) addFuncArg(call *Call, i int, a ssa.Value, body bool) {
	if f := boxedFunc(a); f != nil {
		a = f
	}
	if !isFunc(a.Type()) {
		return
	}
	if ts := b.values(a); len(ts) > 0 {
		call.FuncArgs = append(call.FuncArgs, FuncArg{Arg: i, Targets: ts, Body: body})
	}
}

// callRange is the range of the call from its callee to its closing parenthesis.
func (b *funcBuilder) callRange(instr ssa.CallInstruction) Range {
	pos := instr.Pos()
	if !pos.IsValid() {
		pos = instr.Common().Pos()
	}
	if n, ok := b.spawnAt(pos).(*ast.GoStmt); ok {
		return NewRange(b.p.pass.Fset, n.Call.Pos(), n.Call.Lparen)
	}
	if !pos.IsValid() {
		return b.fn.Range
	}
	return NewRange(b.p.pass.Fset, pos, pos+1)
}

// modeOf says whether the caller waits for the call.
func (b *funcBuilder) modeOf(instr ssa.CallInstruction) Mode {
	if project.Detached.Has(calleeObject(instr.Common())) {
		return Go
	}
	switch instr.(type) {
	case *ssa.Defer:
		return Defer
	case *ssa.Go:
		if b.joined(instr) {
			return Sync
		}
		return Go
	}
	return Sync
}

// joined reports whether the function waits for the goroutine that instr starts.
func (b *funcBuilder) joined(instr ssa.CallInstruction) bool {
	body := shape.Body(b.ssa.Syntax())
	node := b.spawnAt(instr.Pos())
	return body != nil && node != nil && join.Joined(b.p.pass.TypesInfo, body, node)
}

// concurrent completes the summary of a call that starts a goroutine.
func (b *funcBuilder) concurrent(call *Call, instr ssa.CallInstruction) {
	b.several(call, instr)
	if call.Mode == Sync {
		call.Left = join.GivenUp(b.p.pass.TypesInfo, shape.Body(b.ssa.Syntax()), b.spawnAt(instr.Pos()))
	}
}

// spawnAt finds the go statement or call at the position that go/ssa gives it.
func (b *funcBuilder) spawnAt(pos token.Pos) ast.Node {
	if b.spawns == nil {
		b.spawns = map[token.Pos]ast.Node{}
		if body := shape.Body(b.ssa.Syntax()); body != nil {
			ast.Inspect(body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					b.spawns[n.Go] = n
				case *ast.CallExpr:
					b.spawns[n.Lparen] = n
				}
				return true
			})
		}
	}
	return b.spawns[pos]
}
