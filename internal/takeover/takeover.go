// Package takeover knows how code takes a connection over from the server: by
// Hijack, or by an upgrade to a WebSocket. From then on the request's context
// no longer ends with the peer, and goroutines end with the connection.
package takeover

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// Before reports whether the function fn, a declaration or literal, is handed a
// connection that was taken over, or takes one over before pos.
func Before(info *types.Info, fn ast.Node, pos token.Pos) bool {
	if sig := signature(info, fn); sig != nil {
		for p := range sig.Params().Variables() {
			if Connection(p.Type()) {
				return true
			}
		}
	}
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found || call.Pos() > pos {
			return !found
		}
		if fn, ok := typeutil.Callee(info, call).(*types.Func); ok && call.End() <= pos {
			found = upgrading[fullName(fn)]
		}
		return !found
	})
	return found
}

func signature(info *types.Info, n ast.Node) *types.Signature {
	switch n := n.(type) {
	case *ast.FuncLit:
		sig, _ := info.TypeOf(n).(*types.Signature)
		return sig
	case *ast.FuncDecl:
		if fn, ok := info.Defs[n.Name].(*types.Func); ok {
			return fn.Signature()
		}
	}
	return nil
}

// upgrading take the connection over from the server.
var upgrading = map[string]bool{
	"net/http.Hijacker.Hijack":                                   true,
	"net/http.ResponseController.Hijack":                         true,
	"github.com/gorilla/websocket.Upgrader.Upgrade":              true,
	"github.com/gorilla/websocket.Upgrade":                       true,
	"github.com/coder/websocket.Accept":                          true,
	"nhooyr.io/websocket.Accept":                                 true,
	"github.com/gobwas/ws.UpgradeHTTP":                           true,
	"github.com/gobwas/ws.Upgrade":                               true,
	"github.com/gobwas/ws.HTTPUpgrader.Upgrade":                  true,
	"github.com/lesismal/nbio/nbhttp/websocket.Upgrader.Upgrade": true,
	"github.com/lxzan/gws.Upgrader.Upgrade":                      true,
	"github.com/fasthttp/websocket.FastHTTPUpgrader.Upgrade":     true,
	"github.com/olahol/melody.Melody.HandleRequest":              true,
}

// connections are the types of connections that were taken over.
var connections = map[string]bool{
	"golang.org/x/net/websocket.Conn":              true,
	"github.com/gorilla/websocket.Conn":            true,
	"github.com/coder/websocket.Conn":              true,
	"nhooyr.io/websocket.Conn":                     true,
	"github.com/fasthttp/websocket.Conn":           true,
	"github.com/gofiber/websocket/v2.Conn":         true,
	"github.com/gofiber/contrib/websocket.Conn":    true,
	"github.com/gofiber/contrib/v3/websocket.Conn": true,
}

// Connection reports whether t is a connection that was taken over.
func Connection(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && n.Obj().Pkg() != nil && connections[n.Obj().Pkg().Path()+"."+n.Obj().Name()]
}

// fullName names a function as the tables do: without pointers.
func fullName(fn *types.Func) string {
	name := fn.Name()
	if recv := fn.Signature().Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		if n, ok := t.(*types.Named); ok {
			name = n.Obj().Name() + "." + name
		}
	}
	if fn.Pkg() != nil {
		name = fn.Pkg().Path() + "." + name
	}
	return name
}
