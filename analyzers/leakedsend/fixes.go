package leakedsend

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/edit"
)

// capacity is a Go expression for how much the channel has to hold so that no
// send ever waits; "" if that is not plain.
func (q *query) capacity() string {
	n := 0
	var terms []string
	for _, sp := range q.spawns {
		switch {
		case sp.total >= chans.Many:
			return ""
		case sp.trips > 0:
			n += sp.total * sp.trips
			continue
		}
		over := q.elements(sp)
		if over == "" || sp.total > 1 {
			return ""
		}
		terms = append(terms, fmt.Sprintf("len(%s)", over))
	}
	if n > 0 {
		terms = append(terms, strconv.Itoa(n))
	}
	return strings.Join(terms, "+")
}

// elements names the slice over whose elements a loop ranges that starts sp once
// each, if that slice is known, and its length final, where the channel is made.
func (q *query) elements(sp *spawn) string {
	made, ok := q.c.at(q.made.Pos())
	if !ok || sp.frame.Up == nil || q.made.Parent() != sp.frame.Up.Fn {
		return ""
	}
	loop := q.c.loopBetween(made, sp.frame.Site.Pos())
	if loop == nil {
		return ""
	}
	id, ok := ast.Unparen(loop.X).(*ast.Ident)
	if !ok {
		return ""
	}
	v, ok := q.c.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || v.Parent() == q.c.pass.Pkg.Scope() || q.c.changes(made, v, loop.End()) {
		return ""
	}
	file := edit.New(q.c.pass.Pass, q.made.Pos())
	if _, isSlice := v.Type().Underlying().(*types.Slice); !isSlice || file == nil || !file.Means(id.Name, v, q.made.Pos()) {
		return ""
	}
	return id.Name
}

// at returns the node whose first character, or parenthesis, is at pos.
func (c *checker) at(pos token.Pos) (inspector.Cursor, bool) { return c.root.FindByPos(pos, pos+1) }

// loopBetween returns the range loop around pos, if it is the only loop there
// that is not around made as well.
func (c *checker) loopBetween(made inspector.Cursor, pos token.Pos) *ast.RangeStmt {
	start, ok := c.at(pos)
	if !ok {
		return nil
	}
	var loops []ast.Node
	for loop := range start.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if loop.Contains(made) {
			break
		}
		loops = append(loops, loop.Node())
	}
	if len(loops) != 1 {
		return nil
	}
	loop, _ := loops[0].(*ast.RangeStmt)
	return loop
}

// changes reports whether the function around from assigns to v behind from and
// before end, or takes its address.
func (c *checker) changes(from inspector.Cursor, v *types.Var, end token.Pos) bool {
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && c.pass.TypesInfo.Uses[id] == v
	}
	for fn := range from.Enclosing((*ast.FuncDecl)(nil)) {
		for cur := range fn.Preorder((*ast.AssignStmt)(nil), (*ast.UnaryExpr)(nil)) {
			switch n := cur.Node().(type) {
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					if is(l) && from.Node().Pos() < n.Pos() && n.Pos() < end {
						return true
					}
				}
			case *ast.UnaryExpr:
				if n.Op == token.AND && is(n.X) {
					return true
				}
			}
		}
	}
	return false
}

// fixes returns the fix that gives the channel room for all that is sent:
//
//	ch := make(chan T   )
//	                 +++
//	ch := make(chan T, 1)
func (q *query) fixes(at token.Pos) []analysis.SuggestedFix {
	room := q.capacity()
	if _, ok := q.made.(*ssa.MakeChan); !ok || q.demand != chans.Send || room == "" || q.sendsElse() {
		return nil
	}
	file := edit.New(q.c.pass.Pass, q.made.Pos())
	if file == nil || q.c.pass.Fset.File(at) != q.c.pass.Fset.File(q.made.Pos()) {
		return nil
	}
	cur, ok := q.c.at(q.made.Pos())
	if !ok {
		return nil
	}
	call, ok := cur.Node().(*ast.CallExpr)
	if !ok || call.Lparen != q.made.Pos() {
		return nil
	}
	change := edit.Insert(call.Args[0].End(), ", "+room)
	if len(call.Args) == 2 {
		if _, ok := call.Args[1].(*ast.BasicLit); !ok {
			return nil // a size that has a name, and perhaps other uses
		}
		change = edit.Replace(call.Args[1], room)
	}
	return []analysis.SuggestedFix{{
		Message:   "Make the channel with a capacity of " + room,
		TextEdits: []analysis.TextEdit{change},
	}}
}

// sendsElse reports whether others than the goroutines counted send, or these in
// a select as well: what they send takes up room.
func (q *query) sendsElse() bool {
	found := false
	q.ends.Root.EachOp(func(op *chans.Op) {
		found = found || op.Kind == chans.Send && (op.Frame.Goroutine() == nil || !q.demands(op))
	})
	return found
}
