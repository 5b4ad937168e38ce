package retryafter

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

//go:embed doc.go
var doc string

// Rule is the rule retryafter.
var Rule = rule.New(&rule.Rule{
	Name:      "retryafter",
	Doc:       rule.MustExtractDoc(doc, "retryafter"),
	Collect:   collect,
	Requires:  []*analysis.Analyzer{inspect.Analyzer, ssaof.Analyzer},
	FactTypes: []analysis.Fact{new(responders)},
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

// checker looks at one package.
type checker struct {
	*rule.Pass
	src     *ssaof.Package
	funcs   map[*ssa.Function]*responder
	foreign map[string]*responders // of imported packages, by path
	exempt  map[ast.Node]bool      // handlers of limiters that set the header
}

func collect(p *rule.Pass) error {
	c := &checker{
		Pass:    p,
		src:     p.ResultOf[ssaof.Analyzer].(func() *ssaof.Package)(),
		funcs:   map[*ssa.Function]*responder{},
		foreign: map[string]*responders{},
	}
	c.findResponders()
	c.exportFact()
	for _, fn := range c.src.Funcs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				c.check(fn, instr)
			}
		}
	}
	return nil
}

// check reports instr if it answers 429 and Retry-After is not set.
func (c *checker) check(fn *ssa.Function, instr ssa.Instruction) {
	w, ok := c.writes(instr)
	if !ok || w.sets {
		return
	}
	if c.setBefore(instr) || w.lazy && c.setAfter(instr) || w.isError && c.errorsHandled() || c.setByCallers(fn) || c.isExempt(fn) || c.Summary.TestAt(instr.Pos()) {
		return
	}
	pos, end := c.rangeOf(fn, instr)
	if !pos.IsValid() {
		return
	}
	c.Report(analysis.Diagnostic{Pos: pos, End: end, SuggestedFixes: c.fixes(pos, end), Message: "429 without Retry-After: clients do not learn when to come back and try again at once; " +
		"set the header before this"})
}

// rangeOf is the range of the call or variable that instr stands for.
func (c *checker) rangeOf(fn *ssa.Function, instr ssa.Instruction) (pos, end token.Pos) {
	at := instr.Pos()
	if fn.Syntax() == nil {
		return token.NoPos, token.NoPos
	}
	ast.Inspect(fn.Syntax(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if n.Lparen == at {
				pos, end = nameOf(n).Pos(), n.End()
			}
		case *ast.Ident:
			if n.Pos() == at {
				pos, end = n.Pos(), n.End()
			}
		}
		return true
	})
	return pos, end
}

// nameOf is the name of the called function or method.
func nameOf(call *ast.CallExpr) ast.Node {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.Sel
	}
	return call.Fun
}

// setBefore reports whether Retry-After is set on some way to instr.
func (c *checker) setBefore(instr ssa.Instruction) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock, upTo ssa.Instruction) bool
	visit = func(b *ssa.BasicBlock, upTo ssa.Instruction) bool {
		for _, i := range b.Instrs {
			if i == upTo {
				break
			}
			if c.setsHeader(i) {
				return true
			}
		}
		for _, p := range b.Preds {
			if !seen[p] {
				seen[p] = true
				if visit(p, nil) {
					return true
				}
			}
		}
		return false
	}
	return visit(instr.Block(), instr)
}

// setAfter reports whether Retry-After is set on some way from instr.
func (c *checker) setAfter(instr ssa.Instruction) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock, from int) bool
	visit = func(b *ssa.BasicBlock, from int) bool {
		if slices.ContainsFunc(b.Instrs[from:], c.setsHeader) {
			return true
		}
		for _, s := range b.Succs {
			if !seen[s] {
				seen[s] = true
				if visit(s, 0) {
					return true
				}
			}
		}
		return false
	}
	return visit(instr.Block(), slices.Index(instr.Block().Instrs, instr)+1)
}

// setByCallers reports whether fn is called in this package, and Retry-After set
// before each of the calls.
func (c *checker) setByCallers(fn *ssa.Function) bool {
	called := false
	for _, caller := range c.src.Funcs {
		for _, b := range caller.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || originOf(call.Call.StaticCallee()) != fn {
					continue
				}
				if !c.setBefore(call) {
					return false
				}
				called = true
			}
		}
	}
	return called
}

// errorsHandled reports whether some function that gets an error, as the error
// handlers of frameworks do, sets Retry-After.
func (c *checker) errorsHandled() bool {
	for fn, r := range c.funcs {
		if r.Sets && takesError(fn.Signature) {
			return true
		}
	}
	for _, f := range c.AllPackageFacts() {
		if r, ok := f.Fact.(*responders); ok && r.HandlesErrors {
			return true
		}
	}
	return false
}

// isExempt reports whether fn is handed to a limiter that sets the header before
// it calls fn.
func (c *checker) isExempt(fn *ssa.Function) bool {
	if c.exempt == nil {
		c.exempt = exemptHandlers(c.TypesInfo, c.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root())
	}
	for ; fn != nil; fn = fn.Parent() {
		if fn.Syntax() != nil && c.exempt[fn.Syntax()] {
			return true
		}
	}
	return false
}

// String describes the fact in tests.
func (r *responders) String() string { return fmt.Sprintf("%d responders", len(r.Funcs)) }
