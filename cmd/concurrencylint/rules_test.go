package main

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// gostmt reports every go statement, also in tests, and offers to do without go.
func gostmt() *rule.Rule {
	r := &rule.Rule{
		Name:  "gostmt",
		Doc:   "report go statements\n\nEvery one of them.",
		Tests: true,
	}
	note := r.Flags.String("note", "", "what to add to the message")
	r.Collect = func(p *rule.Pass) error {
		inspect(p, func(fn *ast.FuncDecl, n ast.Node) {
			g, ok := n.(*ast.GoStmt)
			if !ok {
				return
			}
			p.Report(analysis.Diagnostic{
				Pos:     g.Pos(),
				End:     g.Call.Pos(),
				Message: "go statement" + *note,
				Related: []analysis.RelatedInformation{{Pos: fn.Name.Pos(), End: fn.Name.End(), Message: "in this function"}},
				SuggestedFixes: []analysis.SuggestedFix{{
					Message:   "Call it",
					TextEdits: []analysis.TextEdit{{Pos: g.Pos(), End: g.Call.Pos()}},
				}},
			})
		})
		return nil
	}
	return rule.New(r)
}

type onpathFact struct{ rule.Conditional }

// onpath reports the calls of a function Bad that are on a request path.
func onpath() *rule.Rule {
	return rule.New(&rule.Rule{
		Name:    "onpath",
		Doc:     "report calls of Bad on a request path",
		NewFact: func() rule.Fact { return new(onpathFact) },
		Collect: func(p *rule.Pass) error {
			inspect(p, func(_ *ast.FuncDecl, n ast.Node) {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return
				}
				id, ok := call.Fun.(*ast.Ident)
				if !ok || id.Name != "Bad" {
					return
				}
				if _, ok := p.TypesInfo.Uses[id].(*types.Func); ok {
					p.ReportOnPath(analysis.Diagnostic{Pos: id.Pos(), End: id.End(), Message: "bad in {handler}"})
				}
			})
			return nil
		},
	})
}

// crash panics where a package declares a function named Crash.
func crash() *rule.Rule {
	return rule.New(&rule.Rule{
		Name: "crash",
		Doc:  "panic at the sight of a function named Crash",
		Collect: func(p *rule.Pass) error {
			if p.Pkg.Scope().Lookup("Crash") != nil {
				panic("the rule is broken")
			}
			return nil
		},
	})
}

// inspect visits the nodes of all functions declared in the package.
func inspect(p *rule.Pass, visit func(*ast.FuncDecl, ast.Node)) {
	for _, f := range p.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				ast.Inspect(fn, func(n ast.Node) bool {
					visit(fn, n)
					return true
				})
			}
		}
	}
}

// spoil reports the declaration of a function named Spoil, and offers to write
// something that does not compile in its place.
func spoil() *rule.Rule {
	return rule.New(&rule.Rule{
		Name: "spoil",
		Doc:  "report a function named Spoil",
		Collect: func(p *rule.Pass) error {
			if f, ok := p.Pkg.Scope().Lookup("Spoil").(*types.Func); ok {
				end := f.Pos() + token.Pos(len(f.Name()))
				p.Report(analysis.Diagnostic{
					Pos: f.Pos(), End: end, Message: "spoilt",
					SuggestedFixes: []analysis.SuggestedFix{{
						Message:   "Spoil it",
						TextEdits: []analysis.TextEdit{{Pos: end, End: end + 2, NewText: []byte("() undefined")}},
					}},
				})
			}
			return nil
		},
	})
}
