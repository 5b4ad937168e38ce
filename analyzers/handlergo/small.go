package handlergo

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/observe"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// small reports whether the goroutine only stores, under a lock perhaps, or
// signals, or hands its work to a queue that it does not wait for.
func (c *checker) small(s spawns.Spawn) bool {
	if stmt, ok := s.Node.(*ast.GoStmt); ok {
		return c.light(stmt.Call, 0)
	}
	for _, e := range s.Run {
		f := c.Target(e).Frame
		if f == nil || !c.lightBody(f.Body, 0) {
			return false
		}
	}
	return len(s.Run) > 0
}

func (c *checker) lightBody(b *ast.BlockStmt, depth int) bool {
	light := true
	ast.Inspect(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			light = false
		case *ast.FuncLit:
			return c.Inlined(n)
		case *ast.ForStmt:
			light = light && n.Cond != nil
		case *ast.SendStmt:
			light = light && (c.signal(n.Chan) || nameOf(c.info.TypeOf(n.Value)) == typeName{"syscall", "Signal"} || c.inSelect(n))
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				_, stmt := c.Parent(n).(*ast.ExprStmt)
				light = light && stmt && c.signal(n.X)
			}
		case *ast.SelectStmt:
			light = light && leavesAtOnce(n)
		case *ast.RangeStmt:
			if t := c.info.TypeOf(n.X); t != nil {
				_, ch := t.Underlying().(*types.Chan)
				light = light && !ch
			}
		case *ast.CallExpr:
			light = light && c.light(n, depth)
		}
		return light
	})
	return light
}

// inSelect reports whether a select chooses n.
func (c *checker) inSelect(n ast.Node) bool {
	_, ok := c.Parent(n).(*ast.CommClause)
	return ok
}

// signal reports whether a channel carries nothing but signals.
func (c *checker) signal(e ast.Expr) bool {
	t := c.info.TypeOf(e)
	if t == nil {
		return false
	}
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	if nameOf(ch.Elem()) == (typeName{"os", "Signal"}) {
		return true
	}
	st, ok := ch.Elem().Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

// leavesAtOnce reports whether the select has a default, and so never waits.
func leavesAtOnce(s *ast.SelectStmt) bool {
	for _, clause := range s.Body.List {
		if c, ok := clause.(*ast.CommClause); ok && c.Comm == nil {
			return true
		}
	}
	return false
}

// lightPackages are packages whose functions never wait for anything outside.
var lightPackages = map[string]bool{
	"sync": true, "sync/atomic": true, "strings": true, "strconv": true, "fmt": true, "errors": true, "maps": true, "slices": true,
	"math": true, "bytes": true, "container/list": true, "runtime/debug": true, "context": true, "sort": true, "unicode": true,
}

// light reports whether a call is done in no time.
func (c *checker) light(call *ast.CallExpr, depth int) bool {
	if tv := c.info.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		return true
	}
	t := c.Target(call.Fun)
	switch {
	case t.Frame != nil:
		return depth < 3 && c.lightBody(t.Frame.Body, depth+1)
	case t.Fn == nil:
		named := c.info.TypeOf(call.Fun)
		return nameOf(named) == typeName{"context", "CancelFunc"}
	case t.Fn.Pkg() == nil || observe.Only(t.Fn):
		return true
	case t.Fn.Pkg().Path() == "time":
		return t.Fn.Name() != "Sleep"
	case t.Fn.FullName() == "(*sync.WaitGroup).Wait" || t.Fn.FullName() == "(*sync.Cond).Wait":
		return false
	}
	return lightPackages[t.Fn.Pkg().Path()] || t.Fn.Pkg() != c.Pkg && c.ImportObjectFact(t.Fn, new(quick))
}

// quick is the fact that a function only stores, signals or computes.
type quick struct{}

// AFact marks quick as a fact.
func (*quick) AFact() {}

func (*quick) String() string { return "only stores or signals" }

func (c *checker) exportFacts() {
	for _, f := range c.Frames {
		if f.Fn == nil || !f.Fn.Exported() {
			continue
		}
		if c.lightBody(f.Body, 0) {
			c.ExportObjectFact(f.Fn, new(quick))
		}
		if c.marksItsWork(f.Body) {
			c.ExportObjectFact(f.Fn, &exclusive{Answers: c.answersTrue(f.Body)})
		}
	}
}

// serverLife reports whether the goroutine starts or stops a server, or ends
// the process.
func (c *checker) serverLife(s spawns.Spawn) bool {
	if c.handlesServer(s.Node) {
		return true
	}
	for _, e := range s.Run {
		if f := c.Target(e).Frame; f != nil && c.runsServer(f.Body, 0) {
			return true
		}
	}
	return c.runsServer(s.Node, 0)
}

// handlesServer reports whether a server or listener is used in n.
func (c *checker) handlesServer(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := c.info.Uses[id].(*types.Var); ok {
				found = found || servers[nameOf(v.Type())]
			}
		}
		return !found
	})
	return found
}

var servers = map[typeName]bool{
	{"net/http", "Server"}:                           true,
	{"net", "Listener"}:                              true,
	{"google.golang.org/grpc", "Server"}:             true,
	{"github.com/labstack/echo/v4", "Echo"}:          true,
	{"github.com/gofiber/fiber/v2", "App"}:           true,
	{"github.com/gofiber/fiber/v3", "App"}:           true,
	{"golang.org/x/crypto/acme/autocert", "Manager"}: true,
}

// endNames are the names of functions, and of methods of linted code, that stop
// or restart the server or the process.
var endNames = map[string]bool{
	"Shutdown": true, "GracefulStop": true, "GracefulClose": true, "Exit": true, "Kill": true, "Signal": true, "Restart": true,
	"RestartSelf": true, "Reboot": true, "Quit": true, "Terminate": true,
}

// libraryEnds are those of methods of libraries. A Quit is what their clients say
// to other servers.
var libraryEnds = map[string]bool{
	"Shutdown": true, "GracefulStop": true, "Restart": true, "Reboot": true, "Terminate": true,
}

// ends reports whether fn serves, or ends the server or the process.
func (c *checker) ends(fn *types.Func) bool {
	switch {
	case strings.HasPrefix(fn.Name(), "ListenAndServe") || fn.Name() == "Serve":
		return true
	case fn.Pkg() == nil:
		return false
	case fn.Signature().Recv() == nil || fn.Pkg().Path() == "os" || c.Summary.Linted(fn.Pkg()):
		return endNames[exported(fn.Name())]
	}
	return libraryEnds[fn.Name()]
}

func (c *checker) runsServer(n ast.Node, depth int) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if send, ok := n.(*ast.SendStmt); ok && c.asksProcess(send) {
			found = true
		}
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		t := c.Target(call.Fun)
		switch {
		case t.Fn != nil && c.ends(t.Fn):
			found = true
		case t.Frame != nil && depth < 2:
			found = c.runsServer(t.Frame.Body, depth+1)
		}
		return !found
	})
	return found
}

// asksProcess reports whether a signal, as the process gets them, is sent.
func (c *checker) asksProcess(send *ast.SendStmt) bool {
	t := c.info.TypeOf(send.Chan)
	if t == nil {
		return false
	}
	ch, ok := t.Underlying().(*types.Chan)
	return ok && nameOf(ch.Elem()) == typeName{"os", "Signal"}
}

// exported is a name with a capital letter.
func exported(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
