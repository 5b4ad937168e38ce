package acceptloop

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

//go:embed doc.go
var doc string

// Rule is the rule acceptloop.
var Rule = rule.New(&rule.Rule{
	Name:     "acceptloop",
	Doc:      rule.MustExtractDoc(doc, "acceptloop"),
	Collect:  collect,
	Requires: []*analysis.Analyzer{inspect.Analyzer, ssaof.Analyzer},
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

func collect(p *rule.Pass) error {
	root := p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	calls := map[token.Pos]*ast.CallExpr{}
	for cur := range root.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if fn, ok := typeutil.Callee(p.TypesInfo, call).(*types.Func); ok && accepts(fn) && !p.Summary.TestAt(call.Pos()) {
			calls[call.Lparen] = call
		}
	}
	if len(calls) == 0 {
		return nil
	}
	src := p.ResultOf[ssaof.Analyzer].(func() *ssaof.Package)()
	w := &waits{pkg: src.SSA, memo: map[*ssa.Function]bool{}}
	w.root, _, _ = strings.Cut(p.Pkg.Path(), "/")
	for _, fn := range src.Funcs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				if call, ok := instr.(*ssa.Call); ok && calls[call.Pos()] != nil {
					l := loop{w, call, map[edge]bool{}}
					if message := l.problem(); message != "" {
						n := calls[call.Pos()]
						p.Report(analysis.Diagnostic{Pos: n.Pos(), End: n.End(), Message: message})
					}
				}
			}
		}
	}
	return nil
}

// accepts reports whether fn is a method like net.Listener.Accept: it returns
// the next connection or an error.
func accepts(fn *types.Func) bool {
	sig := fn.Signature()
	if sig.Recv() == nil || !strings.HasPrefix(fn.Name(), "Accept") || sig.Results().Len() != 2 {
		return false
	}
	switch sig.Params().Len() {
	case 0:
	case 1:
		if sig.Params().At(0).Type().String() != "context.Context" {
			return false
		}
	default:
		return false
	}
	closer, _, _ := types.LookupFieldOrMethod(sig.Recv().Type(), true, fn.Pkg(), "Close")
	return isError(sig.Results().At(1).Type()) && closer != nil
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// A loop is a call of Accept that may stand in a loop.
type loop struct {
	waits *waits
	call  *ssa.Call
	fine  map[edge]bool // ways on which the call has not failed
}

// An edge is the way from a block to its successor number succ.
type edge struct {
	from *ssa.BasicBlock
	succ int
}

// problem says what is wrong with the loop; nothing if there is no loop.
func (l loop) problem() string {
	name := methodName(l.call)
	if !l.again(l.call.Block(), false) {
		return ""
	}
	starts := l.onError()
	spins, leaves := false, false
	for _, b := range starts {
		spins = spins || l.search(b, true)
		leaves = leaves || l.leaves(b)
	}
	switch {
	case len(starts) == 0:
		return ""
	case spins && leaves:
		return fmt.Sprintf("the loop calls %s again at once after an error: it spins while the process is out of file descriptors; "+
			"wait a little before the next %s, or return", name, name)
	case spins:
		return fmt.Sprintf("the loop calls %s again at once after an error: it spins once the listener is closed; "+
			"return on net.ErrClosed and wait a little after other errors", name)
	case !leaves:
		return fmt.Sprintf("the loop calls %s again after every error and never ends when the listener is closed; return on net.ErrClosed", name)
	}
	return ""
}

func methodName(call *ssa.Call) string {
	if call.Call.IsInvoke() {
		return call.Call.Method.Name()
	}
	return call.Call.Value.Name()
}

// again reports whether the call is reached again after the given block.
func (l loop) again(from *ssa.BasicBlock, pausing bool) bool {
	for _, s := range from.Succs {
		if l.search(s, pausing) {
			return true
		}
	}
	return false
}

// search reports whether control gets from the start of block b to the call: if
// pausing, without waiting for anything on the way.
func (l loop) search(b *ssa.BasicBlock, pausing bool) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(*ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if seen[b] {
			return false
		}
		seen[b] = true
		for _, instr := range b.Instrs {
			if instr == l.call {
				return true
			}
			if ends(instr) || pausing && l.waits.instr(instr) {
				return false
			}
		}
		for i, s := range b.Succs {
			if pausing && (onTimeout(b, i) || l.fine[edge{b, i}]) {
				continue
			}
			if visit(s) {
				return true
			}
		}
		return false
	}
	return visit(b)
}

// leaves reports whether control may leave the function, or end up in another
// loop, from block b without another call.
func (l loop) leaves(b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(*ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if seen[b] {
			return false
		}
		seen[b] = true
		for _, instr := range b.Instrs {
			if instr == l.call {
				return false
			}
			if ends(instr) {
				return true
			}
		}
		if len(b.Succs) == 0 || !l.search(b, false) {
			return true
		}
		for _, s := range b.Succs {
			if visit(s) {
				return true
			}
		}
		return false
	}
	return visit(b)
}

// onError returns the blocks where control goes on after the call has failed:
// where its error is found not to be nil, or to be something. Where the error is
// dropped it is what follows the call.
func (l loop) onError() []*ssa.BasicBlock {
	var starts []*ssa.BasicBlock
	used := false
	for _, ref := range *l.call.Referrers() {
		e, ok := ref.(*ssa.Extract)
		if !ok || e.Index != 1 {
			continue
		}
		for _, v := range l.copies(e) {
			for _, use := range *v.Referrers() {
				if _, debug := use.(*ssa.DebugRef); debug {
					continue
				}
				used = true
				starts = append(starts, l.failed(use)...)
				if !l.waits.instr(use) {
					starts = append(starts, looked(use)...)
				}
			}
		}
	}
	if !used {
		return l.call.Block().Succs
	}
	return starts
}

// looked returns the blocks to which control goes if the error is what use, of
// the error, asks for, as in errors.Is(err, net.ErrClosed) or err.(net.Error).
func looked(use ssa.Instruction) []*ssa.BasicBlock {
	var blocks []*ssa.BasicBlock
	v, ok := use.(ssa.Value)
	if !ok {
		return nil
	}
	if cmp, ok := v.(*ssa.BinOp); ok && (isNil(cmp.X) || isNil(cmp.Y)) {
		return nil
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.If:
			blocks = append(blocks, ref.Block().Succs[0])
		case *ssa.Extract:
			if _, asserted := v.(*ssa.TypeAssert); asserted && ref.Index == 1 {
				blocks = append(blocks, looked(ref)...)
			}
		}
	}
	return blocks
}

// copies returns v and the loads of the variable that it is stored in: a
// variable that a literal captures lives in memory.
func (l loop) copies(v ssa.Value) []ssa.Value {
	all := []ssa.Value{v}
	for _, use := range *v.Referrers() {
		store, ok := use.(*ssa.Store)
		if !ok || store.Val != v || store.Addr.Referrers() == nil {
			continue
		}
		for _, ref := range *store.Addr.Referrers() {
			if load, ok := ref.(*ssa.UnOp); ok && load.Op == token.MUL {
				all = append(all, load)
			}
		}
	}
	return all
}

// failed returns the blocks to which control goes if use, of an error, compares
// it with nil and finds it different; the other ways are fine.
func (l loop) failed(use ssa.Instruction) []*ssa.BasicBlock {
	cmp, ok := use.(*ssa.BinOp)
	if !ok || !isNil(cmp.X) && !isNil(cmp.Y) {
		return nil
	}
	branch := 0
	switch cmp.Op {
	case token.EQL:
		branch = 1
	case token.NEQ:
	default:
		return nil
	}
	var starts []*ssa.BasicBlock
	for _, ref := range *cmp.Referrers() {
		if cond, ok := ref.(*ssa.If); ok {
			starts = append(starts, cond.Block().Succs[branch])
			l.fine[edge{cond.Block(), 1 - branch}] = true
		}
	}
	return starts
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// onTimeout reports whether control leaves b by edge i only if a Timeout method
// said so: Accept has waited then.
func onTimeout(b *ssa.BasicBlock, i int) bool {
	if len(b.Instrs) == 0 {
		return false
	}
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	c, wanted := cond.Cond, 0
	if not, ok := c.(*ssa.UnOp); ok && not.Op == token.NOT {
		c, wanted = not.X, 1
	}
	call, ok := c.(*ssa.Call)
	if !ok || i != wanted {
		return false
	}
	if name := ssaof.CalleeName(&call.Call); name == "Timeout" || name == "IsTimeout" {
		return true
	}
	for _, a := range call.Call.Args {
		if is := globalName(a); is == "os.ErrDeadlineExceeded" || is == "context.DeadlineExceeded" {
			return true
		}
	}
	return false
}

func globalName(v ssa.Value) string {
	if load, ok := v.(*ssa.UnOp); ok {
		if g, ok := load.X.(*ssa.Global); ok && g.Pkg != nil {
			return g.Pkg.Pkg.Path() + "." + g.Name()
		}
	}
	return ""
}
