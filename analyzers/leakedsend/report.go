package leakedsend

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// index finds the syntax of sends and receives by the positions that SSA has.
func (c *checker) index(in *inspector.Inspector) {
	c.root = in.Root()
	c.syntax = map[token.Pos]ast.Node{}
	c.names = map[token.Pos]string{}
	filter := []ast.Node{(*ast.SendStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil),
		(*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)}
	in.Preorder(filter, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.SendStmt:
			c.syntax[n.Arrow] = n
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				c.syntax[n.OpPos] = n
			}
		case *ast.RangeStmt:
			c.syntax[n.For] = n
		case *ast.AssignStmt:
			if len(n.Lhs) == len(n.Rhs) {
				for i, e := range n.Rhs {
					c.name(e, n.Lhs[i])
				}
			}
		case *ast.ValueSpec:
			if len(n.Names) == len(n.Values) {
				for i, e := range n.Values {
					c.name(e, n.Names[i])
				}
			}
		}
	})
}

// name records the variable that a channel is assigned to where it is made.
func (c *checker) name(value, variable ast.Expr) {
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok {
		c.names[call.Lparen] = types.ExprString(variable)
	}
}

// A site is an operation as it is reported.
type site struct {
	pos, end token.Pos
	name     string // of the channel there
	op       *chans.Op
	spawn    *spawn
}

func (c *checker) siteOf(op *chans.Op, sp *spawn, origin ssa.Value) site {
	s := site{pos: op.Instr.Pos(), op: op, spawn: sp, name: c.names[origin.Pos()]}
	if s.name == "" {
		s.name = "the channel"
	}
	if sel := op.Select(); sel != nil {
		s.pos = sel.States[op.Case].Pos
	}
	s.end = s.pos
	switch n := c.syntax[s.pos].(type) {
	case *ast.SendStmt:
		s.pos, s.end, s.name = n.Pos(), n.Arrow+2, types.ExprString(n.Chan)
	case *ast.UnaryExpr:
		s.end, s.name = n.End(), types.ExprString(n.X)
	case *ast.RangeStmt:
		s.end, s.name = n.X.End(), types.ExprString(n.X)
	}
	return s
}

// report reports the first demand that can block for ever, with those of other
// goroutines as related positions.
func (q *query) report(leaks []leak) {
	if len(leaks) == 0 {
		return
	}
	slices.SortStableFunc(leaks, func(a, b leak) int {
		if (a.leave == token.NoPos) != (b.leave == token.NoPos) {
			if a.leave == token.NoPos {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.leave, b.leave))
	})
	var d *analysis.Diagnostic
	reported := map[token.Pos]bool{}
	for _, sp := range q.spawns {
		for _, l := range leaks {
			sites := q.blocked(sp, l)
			if len(sites) == 0 {
				continue
			}
			switch first := sites[0]; {
			case d == nil:
				made := q.diagnostic(sites, l)
				d = &made
			case !reported[first.pos]:
				d.Related = append(d.Related, analysis.RelatedInformation{
					Pos: first.pos, End: first.end, Message: "so can the goroutine that sends or receives here",
				})
			}
			for _, s := range sites {
				reported[s.pos] = true
			}
			break
		}
	}
	if d != nil {
		q.c.pass.Report(*d)
	}
}

// blocked returns the operations of the spawn that can block after l, those
// that a deferred call makes last.
func (q *query) blocked(sp *spawn, l leak) []site {
	if l.state.p[sp.index] == 0 {
		return nil
	}
	others := l.state.pending() - int(l.state.p[sp.index])
	var sites []site
	for _, op := range sp.sites {
		n := sp.ord[op]
		if sp.trips != 1 {
			n = int(l.state.p[sp.index])
		}
		if n+others > q.room {
			sites = append(sites, q.c.siteOf(op, sp, q.made))
		}
	}
	slices.SortStableFunc(sites, func(a, b site) int {
		if d := lift(a.op, sp.frame).deferred; d != lift(b.op, sp.frame).deferred {
			if d {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.pos, b.pos)
	})
	return slices.CompactFunc(sites, func(a, b site) bool { return a.pos == b.pos })
}

func (q *query) diagnostic(sites []site, l leak) analysis.Diagnostic {
	first := sites[0]
	d := analysis.Diagnostic{Pos: first.pos, End: first.end, Message: q.message(first, l), SuggestedFixes: q.fixes(first.pos)}
	add := func(pos token.Pos, message string) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, End: pos, Message: message})
		}
	}
	add(q.made.Pos(), "the channel is made here")
	add(first.spawn.frame.Site.Pos(), "the goroutine is started here")
	leftBy := "the function that made the channel leaves here"
	if q.made != q.ends.Origin {
		add(q.ends.Origin.Pos(), "the channel is handed out here")
		leftBy = "the function that got the channel leaves here"
	}
	if l.leave.IsValid() {
		add(l.leave, "the case by which nobody is left at the other end")
	}
	if !q.dropped {
		add(q.leavePos(l), leftBy)
	}
	for _, s := range sites[1:] {
		add(s.pos, "this can block for ever as well")
	}
	return d
}

// leavePos is where the parent leaves; at the end of its body if there is no return.
func (q *query) leavePos(l leak) token.Pos {
	if l.at.IsValid() {
		return l.at
	}
	if syntax := q.ends.Root.Fn.Syntax(); syntax != nil {
		return syntax.End() - 1
	}
	return token.NoPos
}

func (q *query) message(s site, l leak) string {
	parent := funcName(q.ends.Root.Fn)
	if q.made != q.ends.Origin {
		parent = fmt.Sprintf("%s, which gets the channel from %s,", parent, funcName(q.made.Parent()))
	}
	way := fmt.Sprintf("%s returns at %s", parent, q.where(q.leavePos(l), s))
	switch {
	case q.dropped:
		way = fmt.Sprintf("%s throws it away at %s", parent, q.where(l.at, s))
	case l.at.IsValid() && l.at == q.ends.Origin.Pos():
		way = fmt.Sprintf("%s goes on to the next iteration, which makes a new channel", parent)
		if l.leave.IsValid() {
			way = fmt.Sprintf("%s goes on to the next iteration by the case at %s", parent, q.where(l.leave, s))
		}
	case l.leave.IsValid():
		way = fmt.Sprintf("%s leaves by the case at %s", parent, q.where(l.leave, s))
	}
	if q.demand == chans.Recv {
		return fmt.Sprintf("%s once %s without closing it: it leaks with all it holds; "+
			"close %q on every way out (defer close), or select on the end of a context as well", q.hangs(s), way, s.name)
	}
	after := "without receiving"
	if s.spawn.trips != 1 || !s.spawn.single {
		after = "without receiving from every sender"
	} else if l.state.r > 0 {
		after = "without receiving all that is sent"
	}
	return fmt.Sprintf("%s once %s %s: it leaks with all it holds; %s", q.hangs(s), way, after, q.advice())
}

// hangs says where the goroutine hangs.
func (q *query) hangs(s site) string {
	u := s.op.Frame.Extern
	if u == nil {
		if q.demand == chans.Recv {
			return fmt.Sprintf("the goroutine waits for ever to receive from %q", s.name)
		}
		return fmt.Sprintf("the goroutine blocks for ever on this send to %q", s.name)
	}
	fn := s.op.Frame.Fn.Name()
	if obj := s.op.Frame.Fn.Object(); obj != nil && obj.Pkg() != nil {
		fn = obj.Pkg().Name() + "." + fn
	}
	switch {
	case q.demand == chans.Recv:
		return fmt.Sprintf("the goroutine waits for ever in %s, to receive from %q,", fn, s.name)
	case u.Sends == 0:
		return fmt.Sprintf("the goroutine that %s starts blocks for ever on the send to %q at %s", fn, s.name, u.SendAt)
	}
	return fmt.Sprintf("the goroutine blocks for ever in %s, on the send to %q at %s,", fn, s.name, u.SendAt)
}

// where names a place: by its line, and by its file if that is not the one of s.
func (q *query) where(pos token.Pos, s site) string {
	p := q.c.pass.Fset.Position(pos)
	if p.Filename != q.c.pass.Fset.Position(s.pos).Filename {
		return short(p)
	}
	return fmt.Sprintf("line %d", p.Line)
}

func (q *query) advice() string {
	room := q.capacity()
	if room == "" {
		return "send in a select with ctx.Done(), or with a channel that is closed when the receiver leaves"
	}
	return fmt.Sprintf("make the channel with a capacity of %s, or send in a select with ctx.Done()", room)
}

// funcName names a function for messages; a literal bears its parent's name.
func funcName(fn *ssa.Function) string {
	if p := fn.Parent(); p != nil {
		for p.Parent() != nil {
			p = p.Parent()
		}
		return fmt.Sprintf("the literal in %q", p.Name())
	}
	return fmt.Sprintf("%q", fn.Name())
}

func short(p token.Position) string {
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
