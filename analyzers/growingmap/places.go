package growingmap

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// places knows what happens to the maps of a package. A map goes by the variable
// or field that holds it or, if it is of a map type that the package declares, by
// that type.
type places struct {
	info    *types.Info
	pkg     *types.Package
	aliases map[types.Object]types.Object   // local variables, and what they were loaded from
	shrunk  map[types.Object]bool           // something is deleted, or may be
	held    map[types.Object][]types.Object // by type: the maps of which it is the element
}

func findPlaces(info *types.Info, pkg *types.Package, root inspector.Cursor) *places {
	ps := &places{info, pkg, map[types.Object]types.Object{}, map[types.Object]bool{}, map[types.Object][]types.Object{}}
	for cur := range root.Preorder((*ast.AssignStmt)(nil)) {
		ps.alias(cur.Node().(*ast.AssignStmt))
	}
	for cur := range root.Preorder((*ast.AssignStmt)(nil), (*ast.CallExpr)(nil), (*ast.ReturnStmt)(nil), (*ast.UnaryExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			ps.assigned(cur, n)
		case *ast.CallExpr:
			ps.called(n)
		case *ast.ReturnStmt:
			for _, e := range n.Results {
				ps.escapes(e)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				ps.escapes(n.X)
			}
		}
	}
	return ps
}

// of returns the place of the map that e denotes, or nil.
func (ps *places) of(e ast.Expr) types.Object {
	if t := ps.info.TypeOf(e); t != nil {
		if n := servers.Named(t); n != nil && n.Obj().Pkg() == ps.pkg {
			if _, ok := n.Underlying().(*types.Map); ok {
				return n.Obj()
			}
		}
	}
	obj := servers.Holder(ps.info, e)
	for range 3 {
		to, ok := ps.aliases[obj]
		if !ok {
			break
		}
		obj = to
	}
	return obj
}

// receiver returns the place of the map whose method call calls, which may be an
// embedded one.
func (ps *places) receiver(call *ast.CallExpr) types.Object {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if s := ps.info.Selections[sel]; s != nil && len(s.Index()) > 1 {
		t := s.Recv()
		var field *types.Var
		for _, i := range s.Index()[:len(s.Index())-1] {
			n, ok := deref(t).Underlying().(*types.Struct)
			if !ok {
				return nil
			}
			field = n.Field(i)
			t = field.Type()
		}
		return field.Origin()
	}
	return ps.of(sel.X)
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// isMap reports whether t is a map, or a type of a library that is one.
func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	if _, ok := deref(t).Underlying().(*types.Map); ok {
		return true
	}
	return summary.IsMap(t)
}

// alias notes local variables that a map was assigned to.
func (ps *places) alias(n *ast.AssignStmt) {
	if len(n.Lhs) != len(n.Rhs) {
		return
	}
	for i, l := range n.Lhs {
		id, ok := ast.Unparen(l).(*ast.Ident)
		if !ok || n.Tok != token.DEFINE || !isMap(ps.info.TypeOf(n.Rhs[i])) {
			continue
		}
		from, to := ps.info.Defs[id], servers.Holder(ps.info, n.Rhs[i])
		if from != nil && to != nil && from != to {
			ps.aliases[from] = to
		}
	}
}

// assigned notes maps that are replaced, as a whole, by others.
func (ps *places) assigned(cur inspector.Cursor, n *ast.AssignStmt) {
	for i, l := range n.Lhs {
		l = ast.Unparen(l)
		t := ps.info.TypeOf(l)
		if isMap(t) {
			obj := ps.of(l)
			if x, ok := l.(*ast.IndexExpr); ok {
				ps.holds(obj, ps.info.TypeOf(x))
				continue
			}
			if obj != nil && n.Tok == token.ASSIGN && !initial(ps.info, cur, l) {
				ps.shrunk[obj] = true
			}
		} else if x, ok := l.(*ast.IndexExpr); ok && t != nil {
			ps.holds(ps.of(x.X), t)
		}
		if i < len(n.Rhs) && n.Tok == token.ASSIGN && len(n.Lhs) == len(n.Rhs) && isMap(ps.info.TypeOf(n.Rhs[i])) {
			ps.escapes(n.Rhs[i]) // kept elsewhere as well
		}
	}
}

// holds notes that elements of the type stand in the map at place.
func (ps *places) holds(place types.Object, elem types.Type) {
	if n := servers.Named(elem); n != nil && place != nil {
		ps.held[n.Obj()] = append(ps.held[n.Obj()], place)
	}
}

// initial reports whether the assignment at cur makes the first map that l holds:
// in a constructor, where there was none, or once.
func initial(info *types.Info, cur inspector.Cursor, l ast.Expr) bool {
	obj := servers.Holder(info, l)
	for up := range cur.Enclosing() {
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			if cond, ok := ast.Unparen(n.Cond).(*ast.BinaryExpr); ok && cond.Op == token.EQL &&
				(servers.Holder(info, cond.X) == obj || servers.Holder(info, cond.Y) == obj) {
				return true
			}
		case *ast.FuncLit:
			if call, ok := up.Parent().Node().(*ast.CallExpr); ok {
				if f := servers.FuncOf(info, call); f.Pkg == "sync" && (f.Recv == "Once" || strings.HasPrefix(f.Name, "Once")) {
					return true
				}
			}
		case *ast.FuncDecl:
			name := strings.ToLower(n.Name.Name)
			for _, prefix := range []string{"new", "init", "make", "create", "setup", "open", "start", "main", "provision", "build"} {
				if strings.HasPrefix(name, prefix) {
					return true
				}
			}
			return false
		}
	}
	return true
}

// shrinkers are how the names of methods begin that take something out of a map.
var shrinkers = []string{"Delete", "LoadAndDelete", "CompareAndDelete", "Clear", "Remove", "Pop", "Evict", "Purge", "Reset"}

// called notes what a call does to maps: takes something out, asks for their
// size, or gets one to do with it as it likes.
func (ps *places) called(call *ast.CallExpr) {
	fn := typeutil.Callee(ps.info, call)
	if b, ok := fn.(*types.Builtin); ok {
		switch b.Name() {
		case "delete", "clear", "len":
			ps.shrink(ps.of(call.Args[0]))
		}
		return
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn != nil && isMap(ps.receiverType(sel)) {
		for _, s := range shrinkers {
			if strings.HasPrefix(fn.Name(), s) && ps.ofLibrary(fn) {
				ps.shrink(ps.receiver(call))
			}
		}
	}
	for _, a := range call.Args {
		ps.escapes(a)
	}
}

// receiverType is the type that declares the method which sel selects.
func (ps *places) receiverType(sel *ast.SelectorExpr) types.Type {
	if fn, ok := ps.info.Uses[sel.Sel].(*types.Func); ok && fn.Signature().Recv() != nil {
		return fn.Signature().Recv().Type()
	}
	return nil
}

// ofLibrary reports whether fn is not declared in this package, whose methods are
// looked into.
func (ps *places) ofLibrary(fn types.Object) bool { return fn.Pkg() != ps.pkg }

// escapes notes that the map e gets to code that may do anything with it.
func (ps *places) escapes(e ast.Expr) {
	e = ast.Unparen(e)
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	switch e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		if isMap(ps.info.TypeOf(e)) {
			ps.shrink(ps.of(e))
		}
	}
}

func (ps *places) shrink(place types.Object) {
	if place != nil {
		ps.shrunk[place] = true
	}
}

// shrinks reports whether something may be taken out of the map at place, or
// what holds the map be thrown away.
func (ps *places) shrinks(place types.Object) bool {
	if ps.shrunk[place] {
		return true
	}
	for elem, maps := range ps.held {
		if !hasField(elem, place) {
			continue
		}
		for _, m := range maps {
			if ps.shrunk[m] {
				return true
			}
		}
	}
	return false
}

func hasField(typ, field types.Object) bool {
	s, ok := typ.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Origin() == field {
			return true
		}
	}
	return false
}
