package leakedsend

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

// closed are the errors by which a server says that it has been closed.
var closed = map[string]bool{
	"net.ErrClosed":                           true,
	"net/http.ErrServerClosed":                true,
	"google.golang.org/grpc.ErrServerStopped": true,
}

// serverFailed reports whether in runs only where a server has ended by itself: who
// no longer waits for its error closes the server, and then nothing is sent.
func serverFailed(in ssa.Instruction) bool {
	for cond, holds := range ssaof.Conditions(in.Block()) {
		if whenClosed, ok := serverTest(cond); ok && holds != whenClosed {
			return true
		}
	}
	return false
}

// serverTest reports whether cond asks for such an error, and its value if it is
// that one.
func serverTest(cond ssa.Value) (whenClosed, ok bool) {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			whenClosed, ok = serverTest(cond.X)
			return !whenClosed, ok
		}
	case *ssa.BinOp:
		if cond.Op == token.EQL || cond.Op == token.NEQ {
			return cond.Op == token.EQL, isClosed(cond.X) || isClosed(cond.Y)
		}
	case *ssa.Call:
		if fn := cond.Call.StaticCallee(); fn != nil && fn.String() == "errors.Is" {
			return true, isClosed(cond.Call.Args[1])
		}
	}
	return false, false
}

func isClosed(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	g, ok := load.X.(*ssa.Global)
	return ok && g.Pkg != nil && closed[g.Pkg.Pkg.Path()+"."+g.Name()]
}
