package join

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// Leaves returns the case of a select by which the function with the given body
// goes on although the goroutine started by spawn, for which it waits in another
// case, is not done; nil if there is none, or something else waits as well.
func Leaves(info *types.Info, body *ast.BlockStmt, spawn ast.Node) *ast.CommClause {
	if body == nil || spawn == nil {
		return nil
	}
	return newFunction(info, body).leaves(spawn, map[ast.Node]bool{})
}

// GivenUp reports whether the function with the given body, which waits for the
// goroutine started by spawn, goes on without it when a context ends:
//
//	go func() { wg.Wait(); close(done) }()
//	select {
//	case <-done:
//	case <-ctx.Done():
//	}
func GivenUp(info *types.Info, body *ast.BlockStmt, spawn ast.Node) bool {
	if body == nil || spawn == nil {
		return false
	}
	f := newFunction(info, body)
	clause := f.leaves(spawn, map[ast.Node]bool{})
	return clause != nil && slices.ContainsFunc(f.parents[clause].(*ast.BlockStmt).List, f.endsContext)
}

// endsContext reports whether a case of a select is taken when a context ends.
func (f *function) endsContext(s ast.Stmt) bool {
	clause, ok := s.(*ast.CommClause)
	if !ok {
		return false
	}
	recv, ok := clause.Comm.(*ast.ExprStmt)
	if !ok {
		return false
	}
	ch, ok := isReceive(ast.Unparen(recv.X))
	if !ok {
		return false
	}
	return shape.AsksContext(f.info, ch, "Done")
}

func (f *function) leaves(spawn ast.Node, seen map[ast.Node]bool) *ast.CommClause {
	if seen[spawn] {
		return nil
	}
	seen[spawn] = true
	covered := map[*ast.CommClause]bool{}
	var left *ast.CommClause
	var selects []*ast.SelectStmt
	for _, w := range f.waitsFor(spawn) {
		for _, s := range f.sites(w.at, spawn, 0) {
			if s.goroutine != nil {
				clause := f.leaves(s.goroutine, seen)
				if clause == nil {
					return nil
				}
				left = clause
				continue
			}
			clause := f.clauseOf(s.at)
			if clause == nil || s.deferred {
				return nil
			}
			covered[clause] = true
			selects = append(selects, f.parents[f.parents[clause]].(*ast.SelectStmt))
		}
	}
	for _, sel := range selects {
		clause := f.uncovered(sel, covered)
		if clause == nil {
			return nil
		}
		left = clause
	}
	return left
}

// clauseOf returns the innermost case of a select around n, nil if there is none.
func (f *function) clauseOf(n ast.Node) *ast.CommClause {
	for m := n; m != nil && m != f.body; m = f.parents[m] {
		if clause, ok := m.(*ast.CommClause); ok {
			return clause
		}
	}
	return nil
}

// uncovered returns a case of the select that is not covered and leads on.
func (f *function) uncovered(sel *ast.SelectStmt, covered map[*ast.CommClause]bool) *ast.CommClause {
	looped := f.inLoop(sel)
	for _, s := range sel.Body.List {
		if clause, ok := s.(*ast.CommClause); ok && !covered[clause] && (!looped || quits(clause)) {
			return clause
		}
	}
	return nil
}

// quits reports whether a case leaves the loop around its select.
func quits(clause *ast.CommClause) bool {
	found := false
	ast.Inspect(clause, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Label != nil && n.Tok != token.CONTINUE
		}
		return !found
	})
	return found
}
