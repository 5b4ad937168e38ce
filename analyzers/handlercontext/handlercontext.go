package handlercontext

import (
	_ "embed"
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/thread"
)

//go:embed doc.go
var doc string

// Rule is the rule handlercontext.
var Rule = rule.New(&rule.Rule{
	Name:      "handlercontext",
	Doc:       rule.MustExtractDoc(doc, "handlercontext"),
	Collect:   collect,
	NewFact:   func() rule.Fact { return new(conditional) },
	FactTypes: []analysis.Fact{new(idle)},
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	Flags:     flags(),
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

type conditional struct{ rule.Conditional }

const ginFlag = "gin"

func flags() flag.FlagSet {
	var fs flag.FlagSet
	fs.Bool(ginFlag, false, "report *gin.Context handed on as a context.Context")
	thread.Flag(&fs)
	return fs
}

// checker looks at one package.
type checker struct {
	*rule.Pass
	root   inspector.Cursor
	uses   map[*types.Var][]inspector.Cursor // of variables that hold a context or a function
	funcs  map[*types.Func]inspector.Cursor  // the declarations of this package
	calls  map[*types.Func][]inspector.Cursor
	linted map[string]bool // packages of linted code
	known  map[*types.Func]*idle
	told   map[token.Pos]bool
	thread func() *thread.Threader // nil unless the option is set
}

func collect(p *rule.Pass) error {
	c := &checker{
		Pass:   p,
		root:   p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root(),
		uses:   map[*types.Var][]inspector.Cursor{},
		funcs:  map[*types.Func]inspector.Cursor{},
		calls:  map[*types.Func][]inspector.Cursor{},
		linted: map[string]bool{p.Pkg.Path(): true},
		known:  map[*types.Func]*idle{},
		told:   map[token.Pos]bool{},
	}
	for _, s := range p.Summary.Imported() {
		c.linted[s.Path] = true
	}
	if thread.On(&p.Analyzer.Flags) {
		c.thread = sync.OnceValue(func() *thread.Threader { return thread.New(p.Pass, c.root) })
	}
	c.index()
	c.exportFacts()
	for cur := range c.root.Preorder((*ast.CallExpr)(nil)) {
		if name := c.background(cur.Node()); name != "" {
			c.checkValue(cur, name)
		}
	}
	if f := p.Analyzer.Flags.Lookup(ginFlag); f != nil && f.Value.String() == "true" {
		c.checkGin()
	}
	return nil
}

// index notes where variables are used, and what is declared.
func (c *checker) index() {
	for cur := range c.root.Preorder((*ast.Ident)(nil), (*ast.FuncDecl)(nil), (*ast.CallExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.Ident:
			if v, ok := c.TypesInfo.Uses[n].(*types.Var); ok && !v.IsField() && (shape.IsContext(v.Type()) || isFunc(v.Type()) || isGin(v.Type())) {
				c.uses[v] = append(c.uses[v], cur)
			}
		case *ast.FuncDecl:
			if fn, ok := c.TypesInfo.Defs[n.Name].(*types.Func); ok {
				c.funcs[fn] = cur
			}
		case *ast.CallExpr:
			if fn, ok := typeutil.Callee(c.TypesInfo, n).(*types.Func); ok && fn.Pkg() == c.Pkg {
				c.calls[fn.Origin()] = append(c.calls[fn.Origin()], cur)
			}
		}
	}
}

// background returns "context.Background()" or "context.TODO()" if n is a call
// of it.
func (c *checker) background(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return ""
	}
	fn, ok := typeutil.Callee(c.TypesInfo, call).(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "context" || fn.Name() != "Background" && fn.Name() != "TODO" {
		return ""
	}
	return "context." + fn.Name() + "()"
}

// checkValue reports the empty context made at cur if it is used for work.
func (c *checker) checkValue(cur inspector.Cursor, name string) {
	if v := c.packageVar(cur); v != nil {
		c.checkPackageVar(v, name)
		return
	}
	if c.excused(cur) {
		return
	}
	f := &flow{checker: c, origin: c.ownerOf(cur), returns: true, seen: map[*types.Var]bool{}}
	f.value(cur)
	if len(f.work) > 0 {
		c.report(cur, name, name, f.work[0])
	}
	for _, use := range f.escaped {
		c.report(use.at, name, types.ExprString(use.at.Node().(ast.Expr)), use)
	}
}

// packageVar returns the package variable that is declared with the value at cur.
func (c *checker) packageVar(cur inspector.Cursor) *types.Var {
	spec, ok := cur.Parent().Node().(*ast.ValueSpec)
	if !ok || len(spec.Names) != len(spec.Values) {
		return nil
	}
	v, _ := c.TypesInfo.Defs[spec.Names[cur.ParentEdgeIndex()]].(*types.Var)
	if v == nil || v.Parent() != c.Pkg.Scope() {
		return nil
	}
	return v
}

// checkPackageVar reports, once per function, the uses of a package variable
// that is never anything but an empty context.
func (c *checker) checkPackageVar(v *types.Var, name string) {
	for _, use := range c.uses[v] {
		if isAssigned(use) {
			return // another context may be kept there
		}
	}
	seen := map[ast.Node]bool{}
	for _, use := range c.uses[v] {
		owner := c.ownerOf(use)
		if seen[owner.Node()] || c.excused(use) {
			continue
		}
		f := &flow{checker: c, origin: owner, returns: true, seen: map[*types.Var]bool{}}
		f.value(use)
		if len(f.work) > 0 {
			seen[owner.Node()] = true
			c.report(use, name, v.Name(), f.work[0])
		}
	}
}

// report reports the context at cur, written text, that is used for work.
func (c *checker) report(cur inspector.Cursor, name, text string, use work) {
	n := cur.Node()
	if c.told[n.Pos()] {
		return
	}
	c.told[n.Pos()] = true
	what := name
	if text != name {
		what = fmt.Sprintf("%q, which is %s,", text, name)
	}
	doing := "what it is for"
	if use.callee != "" {
		doing = fmt.Sprintf("the call of %q", use.callee)
	}
	advice := "hand the request's context down the way"
	var fixes []analysis.SuggestedFix
	switch ctx, ok := athand.At(c.Pass.Pass, cur); {
	case !ok || ctx.Lasts():
		fixes = c.threaded(cur)
	case ctx.Expr != text:
		advice = fmt.Sprintf("use %s", ctx.Expr)
		if ctx.Unnamed {
			advice = "name the context parameter and use it"
		}
		fixes = c.fixes(cur, ctx)
	}
	d := analysis.Diagnostic{
		Pos: n.Pos(),
		End: n.End(),
		Message: fmt.Sprintf("%s cuts %s off from the request: it goes on when the client of {handler} has left; %s",
			what, doing, advice),
		SuggestedFixes: fixes,
	}
	if use.at.Valid() && use.at.Node().Pos() != n.Pos() {
		d.Related = []analysis.RelatedInformation{{Pos: use.at.Node().Pos(), End: use.at.Node().End(), Message: "used for work here"}}
	}
	c.ReportOnPath(d)
}

func isError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

func isNamed(t types.Type, pkg, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg
}

func isFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}
