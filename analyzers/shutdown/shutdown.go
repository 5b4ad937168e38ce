package shutdown

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

//go:embed doc.go
var doc string

// Rule is the rule shutdown.
var Rule = rule.New(&rule.Rule{
	Name:      "shutdown",
	Doc:       rule.MustExtractDoc(doc, "shutdown"),
	Collect:   collect,
	Complete:  serving,
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	FactTypes: []analysis.Fact{new(forwarders)},
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

// checker looks at one package.
type checker struct {
	*rule.Pass
	info  *types.Info
	root  inspector.Cursor
	flows *servers.Flows

	downs    []down             // calls of Shutdown
	serves   []serve            // calls that serve
	forwards map[string]int     // functions that hand a parameter on to Shutdown
	calls    []inspector.Cursor // all calls, outside of tests
	reported map[token.Pos]bool
}

// A down is a call that shuts a server down.
type down struct {
	cur    inspector.Cursor
	call   *ast.CallExpr
	server ast.Expr // nil if a function of the linted code shuts it down
	ctx    ast.Expr // may be nil
	direct bool
}

// A serve is a call that serves.
type serve struct {
	cur    inspector.Cursor
	call   *ast.CallExpr
	server ast.Expr
}

func collect(p *rule.Pass) error {
	c := &checker{
		Pass:     p,
		info:     p.TypesInfo,
		root:     p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root(),
		forwards: map[string]int{},
		reported: map[token.Pos]bool{},
	}
	c.index()
	c.checkSignals()
	if len(c.downs) == 0 && len(c.serves) == 0 {
		return nil
	}
	c.flows = servers.FindFlows(c.info, c.root, isServer)
	for _, d := range c.downs {
		c.checkContext(d)
	}
	c.checkDrains()
	c.checkExits()
	c.checkHooks()
	return nil
}

// isServer reports whether t is one of the servers that can be shut down.
func isServer(t types.Type) bool {
	n := servers.Named(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
	case "net/http.Server", "github.com/labstack/echo/v4.Echo", "github.com/gofiber/fiber/v2.App",
		"github.com/gofiber/fiber/v3.App", "github.com/valyala/fasthttp.Server":
		return true
	}
	return false
}

// index finds the calls that the rule is about, and exports which functions hand
// a context on to Shutdown.
func (c *checker) index() {
	for cur := range c.root.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if linted.Test(c.Fset, call.Pos()) || c.Summary.TestAt(call.Pos()) {
			continue
		}
		c.calls = append(c.calls, cur)
		if server, ctx, ok := servers.ShutsDown(c.info, call); ok {
			c.downs = append(c.downs, down{cur, call, server, ctx, true})
		}
		if server, ok := servers.Serves(c.info, call); ok {
			c.serves = append(c.serves, serve{cur, call, server})
		}
	}
	c.findForwarders()
}

// forwarders is the fact of a package: the functions, by key, that hand a
// parameter on to Shutdown as the context, and its index.
type forwarders struct{ Params summary.Table[int] }

// AFact marks forwarders as a fact.
func (*forwarders) AFact() {}

func (f *forwarders) String() string { return "forwards contexts to Shutdown" }

// findForwarders adds the calls of functions that hand their context on.
func (c *checker) findForwarders() {
	for i := 0; i < len(c.downs); i++ {
		d := c.downs[i]
		fn, index := c.forwarder(d)
		if fn == nil {
			continue
		}
		key := summary.FuncKey(fn)
		if _, ok := c.forwards[key]; ok {
			continue
		}
		c.forwards[key] = index
		for _, cur := range c.calls {
			call := cur.Node().(*ast.CallExpr)
			if c.callee(call) == fn && index < len(call.Args) {
				c.downs = append(c.downs, down{cur, call, nil, call.Args[index], false})
			}
		}
	}
	c.importForwarders()
	if len(c.forwards) > 0 {
		c.ExportPackageFact(&forwarders{summary.NewTable(c.forwards)})
	}
}

func (c *checker) importForwarders() {
	known := map[*types.Package]*forwarders{}
	for _, cur := range c.calls {
		call := cur.Node().(*ast.CallExpr)
		fn, ok := typeutil.Callee(c.info, call).(*types.Func)
		if !ok || fn.Pkg() == nil || fn.Pkg() == c.Pkg {
			continue
		}
		fact, ok := known[fn.Pkg()]
		if !ok {
			fact = new(forwarders)
			c.ImportPackageFact(fn.Pkg(), fact)
			known[fn.Pkg()] = fact
		}
		if len(fact.Params) == 0 {
			continue
		}
		if i, ok := fact.Params.Get(summary.FuncKey(fn)); ok && i < len(call.Args) {
			c.downs = append(c.downs, down{cur, call, nil, call.Args[i], false})
		}
	}
}

// forwarder returns the declared function around d and the index of its parameter
// that is the context of d.
func (c *checker) forwarder(d down) (*types.Func, int) {
	decl := outermost(d.cur)
	if decl == nil || c.limited(d) || c.lasts(d) || c.ended(d.ctx, d.cur, decl, 0) != nil {
		return nil, 0
	}
	return c.paramOf(d.ctx, decl)
}

// callee returns the declared function that is called, or nil.
func (c *checker) callee(call *ast.CallExpr) *types.Func {
	fn, ok := typeutil.Callee(c.info, call).(*types.Func)
	if !ok {
		return nil
	}
	return fn.Origin()
}

func unparen(e ast.Expr) ast.Expr {
	if e == nil {
		return nil
	}
	return ast.Unparen(e)
}

// outermost returns the declaration around cur, or nil.
func outermost(cur inspector.Cursor) *ast.FuncDecl {
	for c := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		return c.Node().(*ast.FuncDecl)
	}
	return nil
}

// report reports a finding, unless there is one at pos.
func (c *checker) report(pos, end token.Pos, message string, related ...analysis.RelatedInformation) {
	c.diagnose(analysis.Diagnostic{Pos: pos, End: end, Message: message, Related: related})
}

func (c *checker) diagnose(d analysis.Diagnostic) {
	if !c.reported[d.Pos] {
		c.reported[d.Pos] = true
		c.Report(d)
	}
}

func related(n ast.Node, message string) analysis.RelatedInformation {
	return analysis.RelatedInformation{Pos: n.Pos(), End: n.End(), Message: message}
}
