package athand_test

import (
	"go/ast"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

// probe reports at each call of here() what is at hand.
var probe = &analysis.Analyzer{
	Name:     "probe",
	Doc:      "probe",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		root := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
		for cur := range root.Preorder((*ast.CallExpr)(nil)) {
			call := cur.Node().(*ast.CallExpr)
			if id, ok := call.Fun.(*ast.Ident); !ok || id.Name != "here" {
				continue
			}
			ctx, ok := athand.At(pass, cur)
			switch {
			case !ok:
				pass.Reportf(call.Pos(), "nothing")
			case ctx.Unnamed:
				pass.Reportf(call.Pos(), "%s (unnamed)", ctx.Expr)
			default:
				pass.Reportf(call.Pos(), "%s", ctx.Expr)
			}
		}
		return nil, nil
	},
}

func TestAt(t *testing.T) { fixture.Run(t, probe, "athand") }
