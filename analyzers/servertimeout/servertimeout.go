package servertimeout

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/servers"
)

//go:embed doc.go
var doc string

// Rule is the rule servertimeout.
var Rule = rule.New(&rule.Rule{
	Name:     "servertimeout",
	Doc:      rule.MustExtractDoc(doc, "servertimeout"),
	Collect:  collect,
	Requires: []*analysis.Analyzer{inspect.Analyzer},
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

// A typeName is a named type of a package.
type typeName struct{ pkg, name string }

// timeouts holds the types that configure a server, and the fields of which one
// limits the time that reading a request may take.
var timeouts = map[typeName][]string{
	{"net/http", "Server"}:                    {"ReadHeaderTimeout", "ReadTimeout"},
	{"github.com/valyala/fasthttp", "Server"}: {"ReadTimeout"},
	{"github.com/gofiber/fiber/v2", "Config"}: {"ReadTimeout"},
	{"github.com/gofiber/fiber/v3", "Config"}: {"ReadTimeout"},
}

// A maker is a function that makes a server of its own, and serves.
type maker struct {
	instead string // what to do
	field   string // of the receiver: the server that it makes serve
}

const (
	ownServer = "make an http.Server with ReadHeaderTimeout and have it serve instead"
	echoField = "set the ReadHeaderTimeout of its %s before"
)

// makers holds the functions that serve with a server of their own making.
var makers = map[servers.Func]maker{
	{Pkg: "net/http", Name: "ListenAndServe"}:                                  {instead: ownServer},
	{Pkg: "net/http", Name: "ListenAndServeTLS"}:                               {instead: ownServer},
	{Pkg: "net/http", Name: "Serve"}:                                           {instead: ownServer},
	{Pkg: "net/http", Name: "ServeTLS"}:                                        {instead: ownServer},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "Run"}:             {instead: ownServer},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "RunTLS"}:          {instead: ownServer},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "RunUnix"}:         {instead: ownServer},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "RunFd"}:           {instead: ownServer},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "RunListener"}:     {instead: ownServer},
	{Pkg: "github.com/labstack/echo/v4", Recv: "Echo", Name: "Start"}:          {fmt.Sprintf(echoField, "Server"), "Server"},
	{Pkg: "github.com/labstack/echo/v4", Recv: "Echo", Name: "StartH2CServer"}: {fmt.Sprintf(echoField, "Server"), "Server"},
	{Pkg: "github.com/labstack/echo/v4", Recv: "Echo", Name: "StartTLS"}:       {fmt.Sprintf(echoField, "TLSServer"), "TLSServer"},
	{Pkg: "github.com/labstack/echo/v4", Recv: "Echo", Name: "StartAutoTLS"}:   {fmt.Sprintf(echoField, "TLSServer"), "TLSServer"},
	{Pkg: "github.com/valyala/fasthttp", Name: "ListenAndServe"}:               {instead: "make a fasthttp.Server with ReadTimeout instead"},
	{Pkg: "github.com/valyala/fasthttp", Name: "ListenAndServeTLS"}:            {instead: "make a fasthttp.Server with ReadTimeout instead"},
	{Pkg: "github.com/valyala/fasthttp", Name: "Serve"}:                        {instead: "make a fasthttp.Server with ReadTimeout instead"},
}

// bare holds the constructors that take the defaults if they get no argument.
var bare = map[servers.Func]string{
	{Pkg: "github.com/gofiber/fiber/v2", Name: "New"}: "hand it a fiber.Config with ReadTimeout",
	{Pkg: "github.com/gofiber/fiber/v3", Name: "New"}: "hand it a fiber.Config with ReadTimeout",
}

// checker looks at one package.
type checker struct {
	*rule.Pass
	flows *flows
}

func collect(p *rule.Pass) error {
	root := p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	if !imports(p.Pkg) {
		return nil
	}
	c := &checker{Pass: p, flows: findFlows(p.TypesInfo, root)}
	for cur := range root.Preorder((*ast.CompositeLit)(nil), (*ast.CallExpr)(nil), (*ast.ValueSpec)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.CompositeLit:
			c.literal(cur, n)
		case *ast.ValueSpec:
			c.zeroVar(cur, n)
		case *ast.CallExpr:
			c.call(cur, n)
		}
	}
	return nil
}

// imports reports whether pkg imports a package that the tables name.
func imports(pkg *types.Package) bool {
	return slices.ContainsFunc(pkg.Imports(), func(imp *types.Package) bool {
		for t := range timeouts {
			if t.pkg == imp.Path() {
				return true
			}
		}
		for f := range makers {
			if f.Pkg == imp.Path() {
				return true
			}
		}
		return false
	})
}

// fieldsOf returns the fields of t that limit the time; nil if t is no server.
func fieldsOf(t types.Type) []string {
	n := servers.Named(t)
	if n == nil || n.Obj().Pkg() == nil {
		return nil
	}
	return timeouts[typeName{n.Obj().Pkg().Path(), n.Obj().Name()}]
}

// literal checks a composite literal, which may be one of a server.
func (c *checker) literal(cur inspector.Cursor, lit *ast.CompositeLit) {
	t := c.TypesInfo.TypeOf(lit)
	if t == nil {
		return
	}
	fields := fieldsOf(t)
	if fields == nil || handedIn(cur) {
		return
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return // all fields are there
		}
		if id, ok := kv.Key.(*ast.Ident); ok && slices.Contains(fields, id.Name) && !isZero(c.TypesInfo, kv.Value) {
			return
		}
	}
	end := lit.Lbrace
	if lit.Type != nil {
		end = lit.Type.End()
	}
	c.made(cur, t, lit.Pos(), max(end, lit.Pos()+1))
}

// handedIn reports whether the literal only carries settings to something that
// serves one connection that was accepted elsewhere, or a server of a test.
func handedIn(cur inspector.Cursor) bool {
	for cur = cur.Parent(); ; cur = cur.Parent() {
		switch n := cur.Node().(type) {
		case *ast.UnaryExpr, *ast.ParenExpr:
			continue
		case *ast.KeyValueExpr:
			id, ok := n.Key.(*ast.Ident)
			return ok && (id.Name == "BaseConfig" || id.Name == "Config")
		}
		return false
	}
}

// made reports the server that is made at cur, unless a timeout is set later.
func (c *checker) made(cur inspector.Cursor, t types.Type, pos, end token.Pos) {
	for _, to := range c.flows.Destinations(cur) {
		if c.flows.limited(to) {
			return
		}
	}
	c.report(cur, pos, end, t)
}

func (c *checker) report(cur inspector.Cursor, pos, end token.Pos, t types.Type) {
	if c.Summary.TestAt(pos) {
		return
	}
	fields := strings.Join(fieldsOf(t), " or ")
	c.Report(analysis.Diagnostic{Pos: pos, End: end, SuggestedFixes: c.fixServer(cur, t), Message: fmt.Sprintf(
		"a slow client holds a connection of this %s for as long as it likes, and with it a goroutine and a file; set %s",
		typeText(t), fields)})
}

// typeText is the type's name for messages: "http.Server".
func typeText(t types.Type) string {
	obj := servers.Named(t).Obj()
	return obj.Pkg().Name() + "." + obj.Name()
}

// zeroVar checks variables of a server's type that are declared without a value.
func (c *checker) zeroVar(cur inspector.Cursor, spec *ast.ValueSpec) {
	if len(spec.Values) > 0 {
		return
	}
	for _, id := range spec.Names {
		v, ok := c.TypesInfo.Defs[id].(*types.Var)
		if !ok {
			continue
		}
		if n, ok := types.Unalias(v.Type()).(*types.Named); ok && fieldsOf(n) != nil && n.Obj().Name() == "Server" &&
			!c.flows.limited(v) && !c.flows.assigned[v] {
			c.report(cur, id.Pos(), id.End(), n)
		}
	}
}

// call checks calls that make a server: new, and the functions of the tables.
func (c *checker) call(cur inspector.Cursor, call *ast.CallExpr) {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && len(call.Args) == 1 {
		if b, ok := c.TypesInfo.Uses[id].(*types.Builtin); ok && b.Name() == "new" {
			if tv := c.TypesInfo.Types[call.Args[0]]; tv.IsType() && fieldsOf(tv.Type) != nil {
				if _, ok := types.Unalias(tv.Type).(*types.Named); ok {
					c.made(cur, tv.Type, call.Pos(), call.End())
				}
			}
			return
		}
	}
	f := servers.FuncOf(c.TypesInfo, call)
	m, ok := makers[f]
	if instead, isBare := bare[f]; isBare && len(call.Args) == 0 {
		m.instead, ok = instead, true
	}
	if !ok || m.field != "" && c.flows.limitedField(f, m.field) {
		return
	}
	if c.Summary.TestAt(call.Pos()) {
		return
	}
	c.Report(analysis.Diagnostic{Pos: call.Pos(), End: call.Lparen, SuggestedFixes: c.fixCall(cur, f, m), Message: fmt.Sprintf(
		"a slow client holds a connection of the server that %q makes for as long as it likes, and with it a goroutine and a file; %s",
		callText(c.TypesInfo, call, f), m.instead)})
}

func callText(info *types.Info, call *ast.CallExpr, f servers.Func) string {
	owner := f.Recv
	if owner == "" {
		owner = f.Pkg[strings.LastIndexByte(f.Pkg, '/')+1:]
		if strings.HasPrefix(f.Pkg, "github.com/gofiber/") {
			owner = "fiber"
		}
	}
	return owner + "." + f.Name
}

func isZero(info *types.Info, e ast.Expr) bool {
	tv := info.Types[e]
	return tv.Value != nil && tv.Value.Kind() == constant.Int && constant.Sign(tv.Value) == 0
}
