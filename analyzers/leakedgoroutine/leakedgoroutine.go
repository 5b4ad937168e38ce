package leakedgoroutine

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/endless"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name:      "leakedgoroutine",
	Doc:       rule.MustExtractDoc(doc, "leakedgoroutine"),
	Collect:   collect,
	Confirm:   rule.EachRequest,
	NewFact:   func() rule.Fact { return new(conditional) },
	Requires:  []*analysis.Analyzer{inspect.Analyzer, ssaof.Analyzer},
	FactTypes: []analysis.Fact{new(endlessFact)},
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

type conditional struct{ rule.Conditional }

// A checker looks at one package.
type checker struct {
	pass   *rule.Pass
	ssa    *ssaof.Package
	names  map[token.Pos]string   // variables of channels by the position of the make
	syntax map[token.Pos]ast.Node // sends, receives and go statements by their position in SSA
	loops  map[*ssa.Function][]*chans.Loop

	stuck map[opKey]bool // operations that never proceed
	open  map[opKey]bool // receives from channels that are never closed
	// plain knows only of loops without exit; starved also of stuck and open.
	plain, starved *endless.Finder
	ender          chans.Ender
	leftOut        func() ([][]byte, error) // the files that the build leaves out, on demand
	// told holds the functions with a stuck operation that has been reported.
	told map[*ssa.Function]bool
}

type opKey struct {
	instr ssa.Instruction
	n     int
}

func collect(p *rule.Pass) error {
	in := p.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	waits, exports := worthwhile(p, in)
	if !waits && !exports {
		return nil
	}
	c := &checker{
		pass:   p,
		ssa:    p.ResultOf[ssaof.Analyzer].(func() *ssaof.Package)(),
		names:  map[token.Pos]string{},
		syntax: map[token.Pos]ast.Node{},
		loops:  map[*ssa.Function][]*chans.Loop{},
		stuck:  map[opKey]bool{},
		open:   map[opKey]bool{},
		told:   map[*ssa.Function]bool{},
	}
	c.leftOut = sync.OnceValues(c.readLeftOut)
	c.plain = &endless.Finder{Foreign: c.foreign}
	c.starved = &endless.Finder{
		Foreign: c.foreign,
		Stuck:   func(in ssa.Instruction, n int) bool { return c.stuck[opKey{in, n}] },
		Open:    func(in ssa.Instruction, n int) bool { return c.open[opKey{in, n}] },
	}
	if exports {
		c.exportFacts()
	}
	if waits {
		c.index(in)
		c.channels()
		c.keptChannels()
		c.conds()
		c.cancels()
		for _, fn := range c.ssa.Funcs {
			c.spawns(fn)
			c.silentGroups(fn)
		}
	}
	return nil
}

// worthwhile tells by the syntax whether the package starts goroutines or makes
// channels, and whether it has functions with a loop that others may start.
func worthwhile(p *rule.Pass, in *inspector.Inspector) (waits, exports bool) {
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil), (*ast.GoStmt)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)}, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.GoStmt:
			waits = true
		case *ast.CallExpr:
			for _, arg := range n.Args {
				if t := p.TypesInfo.TypeOf(arg); t != nil {
					switch t.Underlying().(type) {
					case *types.Signature, *types.Chan:
						waits = true
					}
				}
			}
		case *ast.ForStmt:
			exports = exports || n.Post == nil
		case *ast.RangeStmt:
			if t := p.TypesInfo.TypeOf(n.X); t != nil {
				_, isChan := t.Underlying().(*types.Chan)
				exports = exports || isChan
			}
		}
	})
	return waits, exports
}

// index remembers where channels are made and operations stand.
func (c *checker) index(in *inspector.Inspector) {
	name := func(lhs, rhs ast.Expr) {
		if call, ok := ast.Unparen(rhs).(*ast.CallExpr); ok {
			if id, ok := lhs.(*ast.Ident); ok {
				c.names[call.Lparen] = id.Name
				c.names[call.Pos()] = id.Name
			}
		}
	}
	in.Preorder([]ast.Node{(*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.SendStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil), (*ast.GoStmt)(nil), (*ast.CallExpr)(nil)}, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i := range min(len(n.Lhs), len(n.Rhs)) {
				name(n.Lhs[i], n.Rhs[i])
			}
		case *ast.ValueSpec:
			for i := range min(len(n.Names), len(n.Values)) {
				name(n.Names[i], n.Values[i])
			}
		case *ast.SendStmt:
			c.syntax[n.Arrow] = n
		case *ast.UnaryExpr:
			c.syntax[n.OpPos] = n
		case *ast.RangeStmt:
			c.syntax[n.For] = n
		case *ast.GoStmt:
			c.syntax[n.Go] = n
		case *ast.CallExpr:
			c.syntax[n.Lparen] = n
		}
	})
}

// once reports whether fn runs once per process: main, a package initialiser,
// or a literal in one of them that is no handler.
func (c *checker) once(fn *ssa.Function) bool {
	fn = outermost(fn)
	if fn == c.ssa.Init || fn.Signature.Recv() != nil {
		return fn == c.ssa.Init
	}
	return c.pass.Pkg.Name() == "main" && fn.Name() == "main" || fn.Object() != nil && fn.Object().Name() == "init"
}

func (c *checker) test(fn *ssa.Function) bool { return linted.Test(c.pass.Fset, fn.Pos()) }

// outermost returns the declared function that the literal fn stands in, or fn.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// displayName is the name of a function in messages.
func displayName(fn *ssa.Function) string {
	outer := outermost(fn)
	name := outer.Name()
	if recv := outer.Signature.Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		if n, ok := t.(*types.Named); ok {
			name = n.Obj().Name() + "." + name
		}
	}
	if outer != fn {
		return "function literal in " + name
	}
	return name
}

// An endlessFact tells that a function may get into a loop, or to an operation,
// that it never comes back from.
type endlessFact struct{ Where string }

// AFact marks endlessFact as a fact.
func (*endlessFact) AFact() {}

func (f *endlessFact) String() string { return "endless at " + f.Where }

func (c *checker) exportFacts() {
	for _, fn := range c.ssa.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || fn.Parent() != nil || c.test(fn) {
			continue
		}
		if trap, ok := c.plain.In(fn); ok {
			c.pass.ExportObjectFact(obj, &endlessFact{c.where(trap)})
		}
	}
}

// where names the place of a trap: "file.go:12".
func (c *checker) where(t endless.Trap) string {
	if t.Fn == nil {
		return t.Where
	}
	pos := c.pass.Fset.Position(t.Pos)
	return fmt.Sprintf("%s:%d", filepath.Base(pos.Filename), pos.Line)
}

func (c *checker) foreign(fn *types.Func) (endless.Trap, bool) {
	var fact endlessFact
	if fn.Pkg() == nil || fn.Pkg() == c.pass.Pkg || !c.pass.ImportObjectFact(fn, &fact) {
		return endless.Trap{}, false
	}
	return endless.Trap{Loop: true, Where: fact.Where}, true
}
