package summary

import (
	"go/ast"
	"go/token"
	"math"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/directive"
	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// An Ignore is a directive and the lines it is for.
type Ignore struct {
	directive.Directive
	Range    Range // of the comment
	From, To int
}

// Covers reports whether what the rule has to say of the place is to be left out.
func (g *Ignore) Covers(rule string, at Range) bool {
	return at.File == g.Range.File && g.From <= at.Line && at.Line <= g.To && g.Silences(rule)
}

// ignores returns the directives in those of the files that a person wrote.
func ignores(pass *analysis.Pass, files []*ast.File) []*Ignore {
	var all []*Ignore
	for _, f := range files {
		if linted.Generated(pass.Fset, f) {
			continue
		}
		var code *layout // on demand
		for _, group := range f.Comments {
			for _, c := range group.List {
				d, ok := directive.Parse(c.Text)
				if !ok {
					continue
				}
				if code == nil {
					code = newLayout(pass.Fset, f)
				}
				g := &Ignore{Directive: d, Range: NewRange(pass.Fset, c.Pos(), c.End())}
				g.From, g.To = code.covered(d.Kind, c, group)
				all = append(all, g)
			}
		}
	}
	return all
}

// A layout knows where on the lines of a file code stands.
type layout struct {
	fset   *token.FileSet
	first  map[int]token.Pos // by line: where code begins, or goes on
	starts map[int]ast.Node  // by line: the outermost of what begins there
}

func newLayout(fset *token.FileSet, f *ast.File) *layout {
	l := &layout{fset, map[int]token.Pos{}, map[int]ast.Node{}}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		if line := l.line(n.Pos()); l.starts[line] == nil {
			l.starts[line] = n
		}
		for _, pos := range []token.Pos{n.Pos(), n.End()} {
			if old, ok := l.first[l.line(pos)]; !ok || pos < old {
				l.first[l.line(pos)] = pos
			}
		}
		return true
	})
	return l
}

func (l *layout) line(pos token.Pos) int { return l.fset.Position(pos).Line }

// covered returns the lines that a directive in comment c is for: all, its own if
// code precedes it there, else those of what begins on the next line. Of that,
// //lint:ignore means what comes before a block.
func (l *layout) covered(kind directive.Kind, c *ast.Comment, group *ast.CommentGroup) (from, to int) {
	if kind == directive.File {
		return 0, math.MaxInt
	}
	own := l.line(c.Pos())
	if code, ok := l.first[own]; ok && code < c.Pos() {
		return own, own
	}
	if kind == directive.Nolint {
		n := l.starts[own+1]
		if n == nil || l.fset.Position(n.Pos()).Column != l.fset.Position(c.Pos()).Column {
			return own, own
		}
		return own, l.line(n.End())
	}
	next := l.line(group.End()) + 1
	if n := l.starts[next]; n != nil {
		return next, max(next, l.line(head(n)))
	}
	return next, next
}

// head returns where the first block in n begins, or the end of n.
func head(n ast.Node) token.Pos {
	end := n.End()
	ast.Inspect(n, func(n ast.Node) bool {
		pos := token.NoPos
		switch n := n.(type) {
		case *ast.BlockStmt:
			pos = n.Lbrace
		case *ast.GenDecl:
			pos = n.Lparen
		case *ast.CaseClause:
			pos = n.Colon
		case *ast.CommClause:
			pos = n.Colon
		}
		if pos.IsValid() {
			end = min(end, pos)
		}
		return true
	})
	return end
}
