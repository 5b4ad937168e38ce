// Package servers knows the HTTP servers of the standard library and of the
// frameworks: what makes them serve and what shuts them down.
package servers

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// A Func names a function, or a method of the type Recv.
type Func struct{ Pkg, Recv, Name string }

// FuncOf names the declared function or method that call calls.
func FuncOf(info *types.Info, call *ast.CallExpr) Func {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok {
		return Func{}
	}
	return nameOf(fn)
}

func nameOf(fn *types.Func) Func {
	f := Func{Name: fn.Name()}
	if fn.Pkg() != nil {
		f.Pkg = fn.Pkg().Path()
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if n := Named(recv.Type()); n != nil {
			f.Recv = n.Obj().Name()
		}
	}
	return f
}

// Named returns the named type that t is or points to, or nil.
func Named(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

const (
	echo4   = "github.com/labstack/echo/v4"
	echo5   = "github.com/labstack/echo/v5"
	fiber2  = "github.com/gofiber/fiber/v2"
	fiber3  = "github.com/gofiber/fiber/v3"
	gin     = "github.com/gin-gonic/gin"
	fast    = "github.com/valyala/fasthttp"
	nethttp = "net/http"
)

// serving holds what serves until the server is shut down.
var serving = map[Func]bool{
	{nethttp, "", "ListenAndServe"}:          true,
	{nethttp, "", "ListenAndServeTLS"}:       true,
	{nethttp, "", "Serve"}:                   true,
	{nethttp, "", "ServeTLS"}:                true,
	{nethttp, "Server", "ListenAndServe"}:    true,
	{nethttp, "Server", "ListenAndServeTLS"}: true,
	{nethttp, "Server", "Serve"}:             true,
	{nethttp, "Server", "ServeTLS"}:          true,
	{echo4, "Echo", "Start"}:                 true,
	{echo4, "Echo", "StartTLS"}:              true,
	{echo4, "Echo", "StartAutoTLS"}:          true,
	{echo4, "Echo", "StartH2CServer"}:        true,
	{echo4, "Echo", "StartServer"}:           true,
	{echo5, "Echo", "Start"}:                 true,
	{gin, "Engine", "Run"}:                   true,
	{gin, "Engine", "RunTLS"}:                true,
	{gin, "Engine", "RunListener"}:           true,
	{gin, "Engine", "RunUnix"}:               true,
	{gin, "Engine", "RunFd"}:                 true,
	{fiber2, "App", "Listen"}:                true,
	{fiber2, "App", "ListenTLS"}:             true,
	{fiber2, "App", "Listener"}:              true,
	{fiber3, "App", "Listen"}:                true,
	{fiber3, "App", "Listener"}:              true,
	{fast, "", "ListenAndServe"}:             true,
	{fast, "Server", "ListenAndServe"}:       true,
	{fast, "Server", "ListenAndServeTLS"}:    true,
	{fast, "Server", "Serve"}:                true,
}

// IsServing reports whether fn serves until the server is shut down.
func IsServing(fn *types.Func) bool { return serving[nameOf(fn)] }

// Serves reports whether call serves until the server is shut down, and returns
// the expression for the server, which is nil if the call makes one itself.
func Serves(info *types.Info, call *ast.CallExpr) (server ast.Expr, ok bool) {
	f := FuncOf(info, call)
	if !serving[f] {
		return nil, false
	}
	return receiver(f, call), true
}

// shuttingDown holds what lets a server finish its requests; the value is the
// index of the argument that says how long it may take.
var shuttingDown = map[Func]int{
	{nethttp, "Server", "Shutdown"}:         0,
	{echo4, "Echo", "Shutdown"}:             0,
	{fiber2, "App", "ShutdownWithContext"}:  0,
	{fiber3, "App", "ShutdownWithContext"}:  0,
	{fast, "Server", "ShutdownWithContext"}: 0,
	{fiber2, "App", "Shutdown"}:             -1,
	{fiber2, "App", "ShutdownWithTimeout"}:  -1,
	{fiber3, "App", "Shutdown"}:             -1,
	{fiber3, "App", "ShutdownWithTimeout"}:  -1,
	{fast, "Server", "Shutdown"}:            -1,
}

// IsShuttingDown reports whether fn shuts a server down gracefully.
func IsShuttingDown(fn *types.Func) bool {
	_, ok := shuttingDown[nameOf(fn)]
	return ok
}

// ShutsDown reports whether call shuts a server down gracefully, and returns the
// expressions for the server and for the context; the latter may be nil.
func ShutsDown(info *types.Info, call *ast.CallExpr) (server, ctx ast.Expr, ok bool) {
	f := FuncOf(info, call)
	arg, ok := shuttingDown[f]
	if !ok {
		return nil, nil, false
	}
	if arg >= 0 && arg < len(call.Args) {
		ctx = call.Args[arg]
	}
	return receiver(f, call), ctx, true
}

// Closes reports whether call closes a server at once.
func Closes(info *types.Info, call *ast.CallExpr) (server ast.Expr, ok bool) {
	switch f := FuncOf(info, call); f {
	case Func{nethttp, "Server", "Close"}, Func{echo4, "Echo", "Close"}:
		return receiver(f, call), true
	}
	return nil, false
}

func receiver(f Func, call *ast.CallExpr) ast.Expr {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && f.Recv != "" {
		return sel.X
	}
	return nil
}

// Holder returns the variable or field that e denotes, also behind pointers and
// as an element of it; nil if there is none.
func Holder(info *types.Info, e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			if v, ok := info.ObjectOf(x).(*types.Var); ok {
				return v.Origin()
			}
			return nil
		case *ast.SelectorExpr:
			if v, ok := info.ObjectOf(x.Sel).(*types.Var); ok {
				return v.Origin()
			}
			return nil
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return nil
		}
	}
}
