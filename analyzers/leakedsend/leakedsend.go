package leakedsend

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/kept"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name:      "leakedsend",
	Doc:       rule.MustExtractDoc(doc, "leakedsend"),
	Collect:   collect,
	Confirm:   rule.EachRequest,
	NewFact:   func() rule.Fact { return new(conditional) },
	Requires:  []*analysis.Analyzer{inspect.Analyzer, ssaof.Analyzer},
	FactTypes: []analysis.Fact{new(usesFact)},
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

type conditional struct{ rule.Conditional }

// A checker looks at one package.
type checker struct {
	pass   *rule.Pass
	ssa    *ssaof.Package
	ender  chans.Ender
	ends   map[ssa.Value]*chans.Ends
	loops  map[*ssa.Function][]*chans.Loop
	waits  map[*ssa.Function]bool
	root   inspector.Cursor
	syntax map[token.Pos]ast.Node // sends and receives by their position in SSA
	names  map[token.Pos]string   // variables of channels by the position of the make

	calls   map[*ssa.Function][]ssa.CallInstruction
	asValue map[*ssa.Function]bool
}

func collect(p *rule.Pass) error {
	in := p.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	makes, facts := worthwhile(p, in)
	if !makes && !facts {
		return nil
	}
	c := &checker{
		pass:  p,
		ssa:   p.ResultOf[ssaof.Analyzer].(func() *ssaof.Package)(),
		ends:  map[ssa.Value]*chans.Ends{},
		loops: map[*ssa.Function][]*chans.Loop{},
		waits: map[*ssa.Function]bool{},
	}
	if facts {
		c.exportFacts()
	}
	if makes {
		c.index(in)
		if len(p.TypeErrors) == 0 { // all of the package is seen
			all := kept.Channels(p.Pkg, c.ssa.Funcs)
			c.replies(all)
			c.sessions(all)
		}
		for _, fn := range c.ssa.Funcs {
			c.function(fn)
		}
	}
	return nil
}

// worthwhile tells by the syntax whether the package makes channels, and whether
// it has functions that other packages may hand a channel or a function to.
func worthwhile(p *rule.Pass, in *inspector.Inspector) (makes, facts bool) {
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil), (*ast.FuncDecl)(nil)}, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			for _, arg := range n.Args {
				if t := p.TypesInfo.TypeOf(arg); t != nil {
					_, isChan := t.Underlying().(*types.Chan)
					makes = makes || isChan
				}
			}
		case *ast.FuncDecl:
			if obj, ok := p.TypesInfo.Defs[n.Name].(*types.Func); ok && n.Name.IsExported() {
				for v := range obj.Signature().Params().Variables() {
					switch v.Type().Underlying().(type) {
					case *types.Chan, *types.Signature:
						facts = true
					}
				}
			}
		}
	})
	return makes, facts
}

// function checks the channels that fn makes.
func (c *checker) function(fn *ssa.Function) {
	if linted.Test(c.pass.Fset, fn.Pos()) {
		return
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if m, ok := in.(*ssa.MakeChan); ok {
				c.channel(m)
			}
		}
	}
}

func (c *checker) channel(m *ssa.MakeChan) {
	ends := c.endsOf(m)
	if ends.Escapes {
		return
	}
	// Where nobody ever listens, another rule speaks.
	if len(ends.Returned) > 0 || ends.Listened() {
		q := c.newQuery(ends, chans.Send, room(m))
		switch {
		case q == nil || q.semaphore() || q.uncertainRoom(m):
		case len(ends.Returned) > 0:
			c.handedBack(q)
		default:
			q.report(q.ask(state{}))
		}
	}
	if ends.FedByParent() && len(ends.Returned) == 0 {
		if q := c.newQuery(ends, chans.Recv, 0); q != nil && !q.semaphore() {
			q.report(q.ask(state{}))
		}
	}
}

// endsOf follows a channel, once.
func (c *checker) endsOf(v ssa.Value) *chans.Ends {
	ends, ok := c.ends[v]
	if !ok {
		ends = chans.Follow(v, c.lookup)
		c.ends[v] = ends
	}
	return ends
}

func (c *checker) loopsOf(fn *ssa.Function) []*chans.Loop {
	loops, ok := c.loops[fn]
	if !ok {
		loops = chans.Loops(fn)
		c.loops[fn] = loops
	}
	return loops
}

// isMain reports whether the process ends when fn returns.
func (c *checker) isMain(fn *ssa.Function) bool {
	return c.pass.Pkg.Name() == "main" && fn.Parent() == nil && fn.Signature.Recv() == nil && fn.Name() == "main"
}

// room is the capacity of a channel; one that is not a constant is taken to be
// enough for anything but an endless number of sends.
func room(m *ssa.MakeChan) int {
	if n, ok := chans.ConstInt(m.Size); ok {
		return n
	}
	return chans.Many
}

// uncertainRoom reports whether the capacity is computed and no goroutine
// sends endlessly, so that it may well suffice.
func (q *query) uncertainRoom(m *ssa.MakeChan) bool {
	if _, ok := chans.ConstInt(m.Size); ok {
		return false
	}
	for _, sp := range q.spawns {
		for _, site := range sp.sites {
			if q.endlessAt(site, sp) {
				return false
			}
		}
	}
	return true
}

// endlessAt reports whether op stands in a loop that neither counts nor ranges.
func (q *query) endlessAt(op *chans.Op, sp *spawn) bool {
	for f, in := op.Frame, op.Instr; ; f, in = f.Up, ssa.Instruction(f.Site) {
		for _, l := range chans.Around(q.c.loopsOf(f.Fn), in.Block()) {
			if !l.Counted() && !rangesChannel(l) {
				return true
			}
		}
		if f == sp.frame || f.Up == nil {
			return false
		}
	}
}

func rangesChannel(l *chans.Loop) bool {
	for _, in := range l.Header.Instrs {
		if u, ok := in.(*ssa.UnOp); ok && u.Op == token.ARROW {
			return true
		}
	}
	return false
}

// semaphore reports whether a goroutine both sends and receives: then the
// channel counts something, and nobody listens to it.
func (q *query) semaphore() bool {
	for _, sp := range q.spawns {
		found := false
		sp.frame.EachOp(func(op *chans.Op) { found = found || op.Kind != q.demand && op.Kind != chans.Close })
		if found {
			return true
		}
	}
	return false
}
