package leakedsend

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// maxReturns is how many functions a channel is followed up through.
const maxReturns = 3

// handedBack checks a channel that q's parent returns to its callers: the
// goroutine hangs if none of them keeps receiving.
func (c *checker) handedBack(q *query) {
	q.report(q.ask(state{})) // ways on which the parent forgets to return it
	if len(q.leaks) > 0 || q.handed == nil {
		return
	}
	var worst state
	for _, s := range q.handed {
		if s.pending() > worst.pending() {
			worst = s
		}
	}
	worst.known, worst.value, worst.sel, worst.leave = 0, 0, nil, 0
	if worst.pending() <= q.room {
		return
	}
	if at, leaks := c.callersLeak(q, q.ends.Root.Fn, q.ends.Returned, worst, maxReturns); len(leaks) > 0 {
		at.report(leaks)
	}
}

// callersLeak returns the leaks of the first caller of fn, if all callers have
// some, and the query that found them.
func (c *checker) callersLeak(q *query, fn *ssa.Function, results map[int]bool, s state, depth int) (*query, []leak) {
	sites := c.callersOf(fn)
	if len(sites) == 0 || len(results) != 1 || depth == 0 {
		return nil, nil
	}
	var at *query
	var leaks []leak
	for _, site := range sites {
		got, ok := resultOf(site, results)
		if !ok {
			return nil, nil
		}
		if got == nil {
			if at == nil {
				at, leaks = c.dropped(q, site, s)
			}
			continue
		}
		ends := c.endsOf(got)
		if ends.Escapes || senders(ends) {
			return nil, nil
		}
		caller := c.emptyQuery(ends, q.demand)
		caller.spawns, caller.room, caller.limit, caller.made = q.spawns, q.room, q.limit, q.made
		found := caller.ask(s)
		if len(ends.Returned) > 0 && len(found) == 0 {
			if caller.handed == nil {
				return nil, nil
			}
			var up *query
			if up, found = c.callersLeak(caller, ends.Root.Fn, ends.Returned, s, depth-1); up != nil {
				caller = up
			}
		}
		if len(found) == 0 {
			return nil, nil
		}
		if at == nil {
			at, leaks = caller, found
		}
	}
	return at, leaks
}

// dropped returns the leak of a caller that throws the channel away.
func (c *checker) dropped(q *query, site ssa.CallInstruction, s state) (*query, []leak) {
	root := &chans.Frame{Fn: site.Parent()}
	at := c.emptyQuery(&chans.Ends{Origin: site.Value(), Root: root}, q.demand)
	at.spawns, at.room, at.limit, at.made, at.dropped = q.spawns, q.room, q.limit, q.made, true
	return at, []leak{{at: site.Pos(), state: s}}
}

// resultOf returns the value by which a caller gets the channel, or nil if it
// throws it away; ok is false for what is not an ordinary call.
func resultOf(site ssa.CallInstruction, results map[int]bool) (got ssa.Value, ok bool) {
	call, ok := site.(*ssa.Call)
	if !ok {
		return nil, false
	}
	_, several := call.Type().(*types.Tuple)
	for _, ref := range *call.Referrers() {
		if !several {
			return call, true
		}
		if ex, ok := ref.(*ssa.Extract); ok && results[ex.Index] && len(*ex.Referrers()) > 0 {
			return ex, true
		}
	}
	return nil, true
}

// senders reports whether a caller sends on the channel as well.
func senders(ends *chans.Ends) bool {
	found := false
	ends.Root.EachOp(func(op *chans.Op) { found = found || op.Kind != chans.Recv })
	ends.Root.All(func(f *chans.Frame) { found = found || f.Extern != nil && f.Extern.Sends+f.Extern.GoSends > 0 })
	return found
}

// callersOf returns the calls of fn in this package, tests aside; none if it is
// called as a value or by an interface as well. Callers in other packages
// answer for themselves.
func (c *checker) callersOf(fn *ssa.Function) []ssa.CallInstruction {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj == nil || fn.Parent() != nil {
		return nil
	}
	if obj.Signature().Recv() != nil && c.inInterface(obj.Name()) {
		return nil
	}
	c.indexCalls()
	if c.asValue[fn] {
		return nil
	}
	var sites []ssa.CallInstruction
	for _, site := range c.calls[fn] {
		if !linted.Test(c.pass.Fset, site.Pos()) {
			sites = append(sites, site)
		}
	}
	return sites
}

// inInterface reports whether an interface of this package has the method.
func (c *checker) inInterface(method string) bool {
	for _, obj := range c.pass.TypesInfo.Defs {
		tn, ok := obj.(*types.TypeName)
		if !ok {
			continue
		}
		if i, ok := tn.Type().Underlying().(*types.Interface); ok {
			if m, _, _ := types.LookupFieldOrMethod(i, false, c.pass.Pkg, method); m != nil {
				return true
			}
		}
	}
	return false
}

// indexCalls finds the static calls in the package, and the functions that are
// used as values.
func (c *checker) indexCalls() {
	if c.calls != nil {
		return
	}
	c.calls = map[*ssa.Function][]ssa.CallInstruction{}
	c.asValue = map[*ssa.Function]bool{}
	fns := c.ssa.Funcs
	if c.ssa.Init != nil {
		fns = append(fns[:len(fns):len(fns)], c.ssa.Init)
	}
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c.indexCall(in)
			}
		}
	}
}

func (c *checker) indexCall(in ssa.Instruction) {
	var callee *ssa.Value
	if call, ok := in.(ssa.CallInstruction); ok && !call.Common().IsInvoke() {
		callee = &call.Common().Value
		if fn := call.Common().StaticCallee(); fn != nil {
			c.calls[fn] = append(c.calls[fn], call)
		}
	}
	for _, op := range in.Operands(nil) {
		if op == callee {
			continue
		}
		fn, ok := (*op).(*ssa.Function)
		if !ok {
			continue
		}
		c.asValue[fn] = true
		if obj, ok := fn.Object().(*types.Func); ok && obj != nil { // also a bound method
			if decl := fn.Prog.FuncValue(obj); decl != nil {
				c.asValue[decl] = true
			}
		}
	}
}
