package summary

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Analyzer computes the summary of each linted package; its result is a *[Result].
var Analyzer = &analysis.Analyzer{
	Name:             "concurrencysummary",
	Doc:              "summarise what functions do for their callers",
	FactTypes:        []analysis.Fact{new(Package)},
	ResultType:       reflect.TypeFor[*Result](),
	Run:              run,
	RunDespiteErrors: true,
}

// A Result is the summary of the package of a pass.
type Result struct {
	Package *Package
	pass    *analysis.Pass
}

// KeyAt returns the key of the innermost function around pos.
func (r *Result) KeyAt(pos token.Pos) string { return "" }

// Imported returns the summaries of the packages imported, also indirectly.
func (r *Result) Imported() []*Package { return nil }

func run(pass *analysis.Pass) (any, error) {
	return &Result{Package: &Package{Path: pass.Pkg.Path()}, pass: pass}, nil
}
