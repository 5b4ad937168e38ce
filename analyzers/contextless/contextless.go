package contextless

import (
	_ "embed"
	"flag"
	"fmt"
	"go/ast"
	"go/types"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/ctxless"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/thread"
)

//go:embed doc.go
var doc string

// Rule is the rule contextless.
var Rule = rule.New(&rule.Rule{
	Name:      "contextless",
	Doc:       rule.MustExtractDoc(doc, "contextless"),
	Collect:   collect,
	NewFact:   func() rule.Fact { return new(conditional) },
	FactTypes: []analysis.Fact{new(handling)},
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	Flags:     flags(),
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

type conditional struct{ rule.Conditional }

// flags declares the option mode. Its value is read where the pass is at hand.
func flags() flag.FlagSet {
	fs := flag.NewFlagSet("contextless", flag.ContinueOnError)
	fs.String("mode", "", `"all" reports every call that cannot be cancelled, whether or not a context is at hand`)
	thread.Flag(fs)
	return *fs
}

// checker looks at one package.
type checker struct {
	*rule.Pass
	root   inspector.Cursor
	finder *ctxless.Finder
	flow   *flow
	all    bool
	thread func() *thread.Threader // nil unless the option is set
	// reported holds the sessions reported: a context attached where they are
	// made cures all their calls.
	reported map[*types.Var]bool
}

func collect(p *rule.Pass) error {
	c := &checker{
		Pass:     p,
		root:     p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root(),
		finder:   ctxless.New(p.Pass, p.Summary.Linted),
		reported: map[*types.Var]bool{},
	}
	c.flow = newFlow(p.Pass, c.root, c.finder)
	c.flow.exportFacts()
	if m := p.Analyzer.Flags.Lookup("mode"); m != nil {
		c.all = m.Value.String() == "all"
	}
	if thread.On(&p.Analyzer.Flags) {
		c.thread = sync.OnceValue(func() *thread.Threader { return thread.New(p.Pass, c.root) })
	}
	for cur := range c.root.Preorder((*ast.CallExpr)(nil)) {
		if linted.Test(p.Fset, cur.Node().Pos()) {
			continue
		}
		if call, ok := c.find(cur); ok && c.blocks(cur, call) {
			c.report(cur, call)
		}
	}
	return nil
}

// find tells whether the call at cur knows no context.
func (c *checker) find(cur inspector.Cursor) (ctxless.Call, bool) {
	if call, ok := c.finder.Find(cur); ok {
		return call, true
	}
	return c.flow.maker(cur)
}

// blocks reports whether the call at cur, or what it prepares, does block
// without a context.
func (c *checker) blocks(cur inspector.Cursor, call ctxless.Call) bool {
	if call.Kind == ctxless.Request || call.Kind == ctxless.Command {
		f := c.flow.value(cur, 0)
		return !f.has(attached) && (c.all || f.has(sent))
	}
	if v := call.Root; v != nil {
		if c.reported[v] {
			return false
		}
		c.reported[v] = true
	}
	return true
}

// report reports the call at cur, if it is wrong there.
func (c *checker) report(cur inspector.Cursor, call ctxless.Call) {
	diag := analysis.Diagnostic{Pos: call.Pos, End: call.End}
	if !c.all && (setsUp(cur) || deferred(cur)) {
		return
	}
	ctx, ok := athand.At(c.Pass.Pass, cur)
	if ok && !c.all && ofTest(ctx.Obj) {
		return // a helper of tests, though its file is none
	}
	if ok && !c.all && ctx.Lasts() && cleansUp(cur) {
		return // who closes an object ends the context that it keeps
	}
	if _, outlives := c.outlives(cur, ctx); ok && !c.all && outlives {
		return // the context would cut off what is to go on
	}
	switch {
	case ok && ctx.Unnamed:
		diag.Message = fmt.Sprintf("%q %s when the context that the function is handed is cancelled; name the parameter and %s",
			call.Name, goesOn[call.Kind], call.Instead(ctx.Expr))
		diag.Related = []analysis.RelatedInformation{{Pos: ctx.Obj.Pos(), Message: "context parameter without a name"}}
	case ok:
		diag.Message = fmt.Sprintf("%q %s when %q is cancelled; %s",
			call.Name, goesOn[call.Kind], ctx.Expr, call.Instead(ctx.Expr))
	case c.all:
		diag.Message = fmt.Sprintf("%q cannot be cancelled; have a context handed in and %s", call.Name, call.Instead("ctx"))
	case cleansUp(cur):
		return
	default:
		diag.Message = fmt.Sprintf("%q %s when the client of {handler} has left; hand a context down to here and %s",
			call.Name, goesOn[call.Kind], call.Instead("ctx"))
		diag.SuggestedFixes = c.threaded(cur, call)
		c.ReportOnPath(diag)
		return
	}
	if ok && !c.mustHappen(cur, call, ctx) {
		diag.SuggestedFixes = c.fixes(cur, call, ctx)
	}
	c.Report(diag)
}

// ofTest reports whether a variable is a *testing.T or one of its kin.
func ofTest(v types.Object) bool {
	t := types.Unalias(v.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "testing"
}

// goesOn says what a call goes on to do.
var goesOn = map[ctxless.Kind]string{
	ctxless.Other:   "goes on",
	ctxless.Send:    "keeps waiting for the response",
	ctxless.Query:   "keeps its database connection busy",
	ctxless.Dial:    "keeps trying to connect",
	ctxless.Lookup:  "keeps asking the name server",
	ctxless.Command: "leaves its process running",
	ctxless.Request: "makes a request whose response is still waited for",
}

// setsUp reports whether cur stands in main or init, or in no function at all:
// there the server does not serve yet.
func setsUp(cur inspector.Cursor) bool {
	for c := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		decl := c.Node().(*ast.FuncDecl)
		if decl.Recv != nil {
			return false
		}
		if decl.Name.Name == "init" {
			return true
		}
		file, ok := c.Parent().Node().(*ast.File)
		return ok && decl.Name.Name == "main" && file.Name.Name == "main" && !inLiteral(cur)
	}
	return !inLiteral(cur)
}

// inLiteral reports whether cur stands in a function literal.
func inLiteral(cur inspector.Cursor) bool {
	for range cur.Enclosing((*ast.FuncLit)(nil)) {
		return true
	}
	return false
}

// deferred reports whether the call at cur runs when its function returns: what
// it cleans up must be cleaned up even if the context is cancelled.
func deferred(cur inspector.Cursor) bool {
	for c := range cur.Enclosing((*ast.CallExpr)(nil), (*ast.FuncDecl)(nil)) {
		if c.ParentEdgeKind() == edge.DeferStmt_Call {
			return true
		}
	}
	return false
}

// cleansUp reports whether cur stands in a function that, by its name, cleans up.
func cleansUp(cur inspector.Cursor) bool {
	for c := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		name := strings.ToLower(c.Node().(*ast.FuncDecl).Name.Name)
		for _, p := range [...]string{"close", "closing", "shutdown", "rollback", "cleanup", "release", "unlock", "stop"} {
			if strings.HasPrefix(name, p) {
				return true
			}
		}
	}
	return false
}
