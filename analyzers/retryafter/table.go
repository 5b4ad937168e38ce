package retryafter

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/ssaof"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// contexts holds the types whose methods write responses: what they get as an
// int is the status. The value says that headers can be set afterwards.
var contexts = map[string]bool{
	"github.com/gin-gonic/gin.Context":                  false,
	"github.com/labstack/echo/v4.Context":               false,
	"github.com/labstack/echo/v5.Context":               false,
	"github.com/gofiber/fiber/v2.Ctx":                   true,
	"github.com/gofiber/fiber/v3.Ctx":                   true,
	"github.com/valyala/fasthttp.RequestCtx":            true,
	"github.com/valyala/fasthttp.Response":              true,
	"github.com/cloudwego/hertz/pkg/app.RequestContext": true,
	"github.com/emicklei/go-restful.Response":           false,
	"github.com/emicklei/go-restful/v3.Response":        false,
}

// functions holds the other functions that get a status as an int.
var functions = map[string]write{
	"net/http.Error":                           {},
	"github.com/go-chi/render.Status":          {lazy: true},
	"github.com/labstack/echo/v4.NewHTTPError": {lazy: true, isError: true},
	"github.com/labstack/echo/v5.NewHTTPError": {lazy: true, isError: true},
	"github.com/gofiber/fiber/v2.NewError":     {lazy: true, isError: true},
	"github.com/gofiber/fiber/v3.NewError":     {lazy: true, isError: true},
}

// statusKeys holds the keys under which a context has the status of the response that
// will be written with it.
var statusKeys = map[string]bool{
	"github.com/go-chi/render.StatusCtxKey": true,
}

// answers holds the functions, and the errors that a handler may return, that
// make a framework answer 429.
var answers = map[string]bool{
	"github.com/labstack/echo/v4.ErrTooManyRequests":           true,
	"github.com/labstack/echo/v5.ErrTooManyRequests":           true,
	"github.com/gofiber/fiber/v2.ErrTooManyRequests":           true,
	"github.com/gofiber/fiber/v3.ErrTooManyRequests":           true,
	"github.com/danielgtaylor/huma/v2.Error429TooManyRequests": true,
}

// readers holds the names of functions that only look at a header.
var readers = map[string]bool{
	"Get": true, "GetHeader": true, "Values": true, "Peek": true, "PeekAll": true, "Del": true, "DelBytes": true,
	"Has": true, "EqualFold": true, "CanonicalHeaderKey": true, "Sprintf": true, "Printf": true, "Errorf": true,
}

// limiters holds what is handed handlers that it calls after it has set
// Retry-After: fields, and functions.
var limiters = map[string]bool{
	"github.com/gofiber/fiber/v2/middleware/limiter.LimitReached": true,
	"github.com/gofiber/fiber/v3/middleware/limiter.LimitReached": true,
	"github.com/go-chi/httprate.WithLimitHandler":                 true,
}

// statuses returns the values that call writes as the status of a response.
func (c *checker) statuses(call *ssa.Call) []ssa.Value {
	args := call.Call.Args
	if call.Call.IsInvoke() {
		args = append([]ssa.Value{call.Call.Value}, args...)
	}
	if v := keptStatus(&call.Call); v != nil {
		return []ssa.Value{v}
	}
	var out []ssa.Value
	if isWriter(&call.Call) {
		for _, a := range args {
			if b, ok := a.Type().Underlying().(*types.Basic); ok && b.Kind() == types.Int {
				out = append(out, a)
			}
		}
		return out
	}
	status := c.known(&call.Call).Status
	for i, a := range args {
		if i < 64 && status>>i&1 != 0 {
			out = append(out, a)
		}
	}
	return out
}

// keptStatus returns the status that c, if it is a context.WithValue, keeps for the
// response; else nil.
func keptStatus(c *ssa.CallCommon) ssa.Value {
	fn := c.StaticCallee()
	if fn == nil || nameOfFunc(fn) != "context.WithValue" || len(c.Args) != 3 {
		return nil
	}
	key, ok := unboxed(c.Args[1]).(*ssa.UnOp)
	if !ok {
		return nil
	}
	if g, ok := key.X.(*ssa.Global); !ok || !statusKeys[objectName(g.Object())] {
		return nil
	}
	return unboxed(c.Args[2])
}

// unboxed returns the value that was made the interface value v, or v.
func unboxed(v ssa.Value) ssa.Value {
	if box, ok := v.(*ssa.MakeInterface); ok {
		return box.X
	}
	return v
}

// isWriter reports whether c calls code that is not linted and writes responses.
func isWriter(c *ssa.CallCommon) bool {
	if ssaof.CalleeName(c) == "WriteHeader" && c.Signature().Results().Len() == 0 {
		return true
	}
	recv := receiver(c)
	if _, ok := contexts[recv]; ok {
		return true
	}
	fn := c.StaticCallee()
	if fn == nil {
		return false
	}
	_, ok := functions[nameOfFunc(fn)]
	return ok
}

// kind says how c, which answers with a status, does it.
func kind(c *ssa.CallCommon) write {
	if keptStatus(c) != nil {
		return write{lazy: true}
	}
	recv := receiver(c)
	if recv != "" {
		return write{lazy: contexts[recv] || recv == "github.com/gin-gonic/gin.Context" && ssaof.CalleeName(c) == "Status"}
	}
	if fn := c.StaticCallee(); fn != nil {
		return functions[nameOfFunc(fn)]
	}
	return write{}
}

// receiver is the key of the type whose method c calls, or "".
func receiver(c *ssa.CallCommon) string {
	if c.IsInvoke() {
		return summary.TypeKey(c.Value.Type())
	}
	if fn := c.StaticCallee(); fn != nil && fn.Signature.Recv() != nil {
		return summary.TypeKey(fn.Signature.Recv().Type())
	}
	return ""
}

func nameOfFunc(fn *ssa.Function) string {
	if fn.Pkg == nil {
		if obj := fn.Object(); obj != nil && obj.Pkg() != nil {
			return obj.Pkg().Path() + "." + obj.Name()
		}
		return ""
	}
	return fn.Pkg.Pkg.Path() + "." + fn.Name()
}

// exemptHandlers returns the functions that are handed to one of limiters.
func exemptHandlers(info *types.Info, root inspector.Cursor) map[ast.Node]bool {
	named := map[types.Object]bool{}
	all := map[ast.Node]bool{}
	add := func(e ast.Expr) {
		e = ast.Unparen(e)
		if conv, ok := e.(*ast.CallExpr); ok && len(conv.Args) == 1 && info.Types[conv.Fun].IsType() {
			e = ast.Unparen(conv.Args[0])
		}
		switch e := e.(type) {
		case *ast.FuncLit:
			all[e] = true
		case *ast.Ident:
			named[info.Uses[e]] = true
		case *ast.SelectorExpr:
			named[info.Uses[e.Sel]] = true
		}
	}
	for cur := range root.Preorder((*ast.KeyValueExpr)(nil), (*ast.CallExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok && limiters[objectName(info.Uses[id])] {
				add(n.Value)
			}
		case *ast.CallExpr:
			if fn, ok := typeutil.Callee(info, n).(*types.Func); ok && limiters[objectName(fn)] {
				for _, a := range n.Args {
					add(a)
				}
			}
		}
	}
	for cur := range root.Preorder((*ast.FuncDecl)(nil)) {
		d := cur.Node().(*ast.FuncDecl)
		if obj := info.Defs[d.Name]; obj != nil && named[obj] {
			all[d] = true
		}
	}
	return all
}

func objectName(obj types.Object) string {
	if obj == nil || obj.Pkg() == nil {
		return ""
	}
	return strings.TrimSuffix(obj.Pkg().Path(), "/") + "." + obj.Name()
}
