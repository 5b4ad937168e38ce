package sleepsync

import (
	"go/ast"
	"go/constant"
	"go/types"
	"time"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// briefest is the time from which on a sleep matters to a request.
const briefest = 10 * time.Millisecond

// method names a function, or a method by its receiver's type.
type method struct{ pkg, recv, name string }

// sleep is how all of sleepFuncs are called.
const sleep = "Sleep"

// sleepFuncs are time.Sleep and what stands for it.
var sleepFuncs = map[method]bool{
	{"time", "", sleep}: true,
	{"github.com/benbjohnson/clock", "Clock", sleep}:       true,
	{"github.com/facebookgo/clock", "Clock", sleep}:        true,
	{"github.com/jonboulle/clockwork", "Clock", sleep}:     true,
	{"code.cloudfoundry.org/clock", "Clock", sleep}:        true,
	{"k8s.io/utils/clock", "Clock", sleep}:                 true,
	{"k8s.io/utils/clock", "RealClock", sleep}:             true,
	{"k8s.io/apimachinery/pkg/util/clock", "Clock", sleep}: true,
	{"github.com/andres-erbsen/clock", "Clock", sleep}:     true,
	{"github.com/juju/clock", "Clock", sleep}:              true,
}

// sleeps are the calls of a package that sleep.
type sleeps struct {
	info    *types.Info
	aliases map[*types.Var]bool // variables that hold a sleeping function
	names   []string            // of such functions and variables
	calls   []inspector.Cursor
	set     map[*ast.CallExpr]bool
}

// findSleeps finds the calls of sleeping functions, also through variables.
func findSleeps(info *types.Info, root inspector.Cursor) *sleeps {
	s := &sleeps{info: info, aliases: map[*types.Var]bool{}, names: []string{sleep}, set: map[*ast.CallExpr]bool{}}
	used := false
	for cur := range root.Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		if id.Name != sleep {
			continue
		}
		fn, ok := info.Uses[id].(*types.Func)
		if !ok || !isSleep(fn) {
			continue
		}
		used = true
		if cur.ParentEdgeKind() == edge.SelectorExpr_Sel {
			cur = cur.Parent()
		}
		s.addAlias(cur)
	}
	if !used {
		return s
	}
	for cur := range root.Preorder((*ast.CallExpr)(nil)) {
		if call := cur.Node().(*ast.CallExpr); shape.Calls(call, s.names...) && s.sleeps(call) {
			s.calls = append(s.calls, cur)
			s.set[call] = true
		}
	}
	return s
}

// addAlias notes the variable that the function value at cur is assigned to.
func (s *sleeps) addAlias(cur inspector.Cursor) {
	var id *ast.Ident
	i := cur.ParentEdgeIndex()
	switch n := cur.Parent().Node().(type) {
	case *ast.AssignStmt:
		if cur.ParentEdgeKind() == edge.AssignStmt_Rhs && len(n.Lhs) == len(n.Rhs) {
			id, _ = n.Lhs[i].(*ast.Ident)
		}
	case *ast.ValueSpec:
		if cur.ParentEdgeKind() == edge.ValueSpec_Values && len(n.Names) == len(n.Values) {
			id = n.Names[i]
		}
	}
	if id == nil {
		return
	}
	if v, ok := s.info.ObjectOf(id).(*types.Var); ok {
		s.aliases[v] = true
		s.names = append(s.names, v.Name())
	}
}

// is reports whether call sleeps.
func (s *sleeps) is(call *ast.CallExpr) bool { return s.set[call] }

func (s *sleeps) sleeps(call *ast.CallExpr) bool {
	switch f := typeutil.Callee(s.info, call).(type) {
	case *types.Func:
		return isSleep(f)
	case *types.Var:
		return s.aliases[f]
	}
	return false
}

func isSleep(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	m := method{pkg: fn.Pkg().Path(), name: fn.Name()}
	if recv := fn.Signature().Recv(); recv != nil {
		m.recv = typeName(recv.Type())
	}
	return sleepFuncs[m]
}

// typeName is the name of a named type or of a pointer to one.
func typeName(t types.Type) string {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// constantDuration is the duration of a sleep that is known to the compiler.
func constantDuration(info *types.Info, call *ast.CallExpr) (time.Duration, bool) {
	if len(call.Args) != 1 {
		return 0, false
	}
	v := info.Types[call.Args[0]].Value
	if v == nil {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(v))
	return time.Duration(n), ok
}
