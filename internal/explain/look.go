// Package explain says why there is, or is not, a finding on a line.
package explain

import (
	"go/ast"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// A Place is a line of a file, which is named absolutely.
type Place struct {
	File string
	Line int
}

// A look is what the syntax tells of a place. Packages are looked at side by side.
type look struct {
	mu        sync.Mutex
	seen      bool // the file is in one of the packages
	generated bool
	test      bool
	code      bool   // something begins on the line
	spots     []spot // the functions of what does
}

// A spot is the code of a function on the line.
type spot struct {
	key     string // of the function
	context string // an expression for the context at hand; "" if there is none
}

// lookAt returns a rule that finds nothing and fills in l.
func lookAt(at Place, l *look) *rule.Rule {
	return rule.New(&rule.Rule{
		Name:     "explain",
		Doc:      "look at a line",
		Requires: []*analysis.Analyzer{inspect.Analyzer},
		Tests:    true,
		Collect: func(p *rule.Pass) error {
			for _, f := range p.Files {
				if p.Fset.Position(f.Package).Filename == at.File {
					l.lookIn(p, f, at)
				}
			}
			return nil
		},
	})
}

// lookIn looks at the line in its file.
func (l *look) lookIn(p *rule.Pass, f *ast.File, at Place) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = true
	l.generated = linted.Generated(p.Fset, f)
	l.test = linted.Test(p.Fset, f.Package) || linted.Harness(f)
	root := p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	file, ok := root.FindNode(f)
	if !ok {
		return
	}
	var around inspector.Cursor // the innermost of what begins before and ends behind
	for cur := range file.Preorder() {
		from, to := p.Fset.Position(cur.Node().Pos()), p.Fset.Position(cur.Node().End())
		switch {
		case comment(cur.Node()):
		case from.Line == at.Line:
			l.code = true
			l.add(p, cur)
		case from.Line < at.Line && at.Line <= to.Line:
			around = cur
		}
	}
	if len(l.spots) == 0 && around.Valid() {
		l.add(p, around)
	}
}

func comment(n ast.Node) bool {
	switch n.(type) {
	case *ast.Comment, *ast.CommentGroup:
		return true
	}
	return false
}

// add notes the function that cur stands in, if there is one.
func (l *look) add(p *rule.Pass, cur inspector.Cursor) {
	pos := cur.Node().Pos()
	if d, ok := cur.Node().(*ast.FuncDecl); ok {
		pos = d.Name.Pos()
	}
	key := p.Summary.KeyAt(pos)
	if p.Summary.FuncAt(pos) == nil || key == p.Pkg.Path()+".init" {
		return // outside of all functions, or of those that compile
	}
	i := slices.IndexFunc(l.spots, func(s spot) bool { return s.key == key })
	if i < 0 {
		i = len(l.spots)
		l.spots = append(l.spots, spot{key: key})
	}
	if ctx, ok := athand.At(p.Pass, cur); ok && l.spots[i].context == "" {
		l.spots[i].context = ctx.Expr
	}
}
