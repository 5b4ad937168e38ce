package hijackleak

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name:      "hijackleak",
	Doc:       rule.MustExtractDoc(doc, "hijackleak"),
	Collect:   collect,
	Requires:  []*analysis.Analyzer{inspect.Analyzer, ssaof.Analyzer},
	FactTypes: []analysis.Fact{new(paramsFact)},
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

// A checker looks at one package.
type checker struct {
	pass    *rule.Pass
	ssa     *ssaof.Package
	ender   chans.Ender
	uses    map[ssa.Value]*uses       // see usesOf
	writing map[ssa.Value]bool        // see writes
	sources map[*ssa.Function]*source // functions of the package that return what they hijack
	calls   map[token.Pos]*ast.CallExpr
}

func collect(p *rule.Pass) error {
	in := p.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	hijacks, facts := worthwhile(p, in)
	if !hijacks && !facts {
		return nil
	}
	c := &checker{
		pass:    p,
		ssa:     p.ResultOf[ssaof.Analyzer].(func() *ssaof.Package)(),
		uses:    map[ssa.Value]*uses{},
		writing: map[ssa.Value]bool{},
		sources: map[*ssa.Function]*source{},
		calls:   map[token.Pos]*ast.CallExpr{},
	}
	if facts {
		c.exportFacts()
	}
	if !hijacks {
		return nil
	}
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) {
		c.calls[n.(*ast.CallExpr).Lparen] = n.(*ast.CallExpr)
	})
	for _, fn := range c.ssa.Funcs {
		if !linted.Test(p.Fset, fn.Pos()) {
			c.function(fn)
		}
	}
	return nil
}

// worthwhile tells by the syntax whether the package hijacks connections, and
// whether other packages may hand it a connection or a ResponseWriter.
func worthwhile(p *rule.Pass, in *inspector.Inspector) (hijacks, facts bool) {
	in.Preorder([]ast.Node{(*ast.SelectorExpr)(nil), (*ast.FuncDecl)(nil)}, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if fn, ok := p.TypesInfo.Uses[n.Sel].(*types.Func); ok && known(fn) != nil {
				hijacks = true
			}
		case *ast.FuncDecl:
			if obj, ok := p.TypesInfo.Defs[n.Name].(*types.Func); ok && n.Name.IsExported() && n.Body != nil {
				for v := range obj.Signature().Params().Variables() {
					facts = facts || isWriter(v.Type()) || isConn(v.Type())
				}
			}
		}
	})
	return hijacks, facts
}

func (c *checker) function(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			if s := c.source(&call.Call); s != nil {
				c.leak(call, s)
				c.lateWrites(call, s)
			}
		}
	}
}

// leak reports the connection that call hijacks if it can leave the function.
func (c *checker) leak(call *ssa.Call, s *source) {
	h := c.hijack(call, s)
	exit, leaks := h.leaks()
	if !leaks {
		return
	}
	d := analysis.Diagnostic{Message: fmt.Sprintf(
		"the connection %s here stays open when %q returns%s, neither closed nor handed on: it holds a file descriptor until the peer gives up; defer its Close right after the error check",
		s.verb, displayName(call.Parent()), c.at(exit))}
	d.Pos, d.End = c.rangeOf(call)
	if exit.IsValid() {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: exit, End: exit + token.Pos(len("return")), Message: "returns here with the connection open"})
	}
	c.pass.Report(d)
}

func (c *checker) at(exit token.Pos) string {
	if !exit.IsValid() {
		return ""
	}
	return fmt.Sprintf(" at line %d", c.pass.Fset.Position(exit).Line)
}

// lateWrites reports what is written to the ResponseWriter after call.
func (c *checker) lateWrites(call *ssa.Call, s *source) {
	w := s.writer(call)
	if w == nil {
		return
	}
	h := c.hijack(call, s)
	at := c.pass.Fset.Position(call.Pos()).Line
	for _, late := range h.lateWrites(placeOf(w)) {
		name := calleeName(&late.Call)
		d := analysis.Diagnostic{Message: fmt.Sprintf(
			"%q writes to the ResponseWriter after the connection was %s at line %d: nothing reaches the client, and the server logs an error; write to the connection, or only log", name, s.verb, at)}
		d.Pos, d.End = c.rangeOf(late)
		pos, end := c.rangeOf(call)
		d.Related = []analysis.RelatedInformation{{Pos: pos, End: end, Message: s.verb + " here"}}
		c.pass.Report(d)
	}
}

// rangeOf is the function part of the call.
func (c *checker) rangeOf(call *ssa.Call) (pos, end token.Pos) {
	if n := c.calls[call.Pos()]; n != nil {
		if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
			return sel.Sel.Pos(), sel.Sel.End()
		}
		return n.Pos(), n.Lparen
	}
	return call.Pos(), call.Pos() + 1
}

func calleeName(call *ssa.CallCommon) string {
	fn := calleeOf(call)
	if fn == nil {
		return "this call"
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if n := shape.Named(recv.Type()); n != nil {
			return n.Obj().Name() + "." + fn.Name()
		}
		return fn.Name()
	}
	if fn.Pkg() == nil {
		return fn.Name()
	}
	return fn.Pkg().Name() + "." + fn.Name()
}

// displayName is the name of a function in messages.
func displayName(fn *ssa.Function) string {
	outer := fn
	for outer.Parent() != nil {
		outer = outer.Parent()
	}
	name := outer.Name()
	if recv := outer.Signature.Recv(); recv != nil {
		if n := shape.Named(recv.Type()); n != nil {
			name = n.Obj().Name() + "." + name
		}
	}
	if outer != fn {
		return "function literal in " + name
	}
	return name
}
