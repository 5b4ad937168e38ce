package ctxless

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A state says what is known about the context that a session carries.
type state uint8

const (
	bare     state = iota // it carries none
	attached              // it carries one, or is reported where it is made
	unseen                // it is the caller's, or comes from code not seen
)

// familyOf returns the family of which fn, called by call, is a blocking method.
func familyOf(fn *types.Func, call *ast.CallExpr) *family {
	if _, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); !ok || fn.Signature().Recv() == nil {
		return nil
	}
	for _, fam := range families {
		if fam.owns(fn.Pkg()) && fam.finishes(fn) && !takesContext(fn.Signature()) {
			return fam
		}
	}
	return nil
}

// owns reports whether pkg belongs to the library.
func (fam *family) owns(pkg *types.Package) bool {
	if pkg == nil {
		return false
	}
	for _, p := range fam.pkgs {
		if root, ok := strings.CutSuffix(p, "/..."); ok && within(pkg.Path(), root) || p == pkg.Path() {
			return true
		}
	}
	return false
}

// finishes reports whether the method fn blocks.
func (fam *family) finishes(fn *types.Func) bool {
	if slices.Contains(fam.finish, fn.Name()) {
		n := shape.Named(fn.Signature().Recv().Type())
		return fam.carries(n) || fam.starts(n)
	}
	if !slices.Contains(fam.finish, "*Cmd") || fn.Signature().Results().Len() != 1 || !fn.Exported() {
		return false
	}
	result := shape.Named(fn.Signature().Results().At(0).Type())
	return result != nil && result.Obj().Pkg() == fn.Pkg() && strings.HasSuffix(result.Obj().Name(), "Cmd")
}

// carries reports whether values of type n carry a context.
func (fam *family) carries(n *types.Named) bool {
	return n != nil && fam.owns(n.Obj().Pkg()) && matches(fam.carriers, n.Obj().Name())
}

// starts reports whether values of type n start a chain without a context.
func (fam *family) starts(n *types.Named) bool {
	return n != nil && fam.owns(n.Obj().Pkg()) && matches(fam.sources, n.Obj().Name())
}

// matches reports whether one of the patterns is name, or "*" and a suffix of it.
func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		suffix, ok := strings.CutPrefix(p, "*")
		return p == name || ok && strings.HasSuffix(name, suffix)
	})
}

// attachable reports whether what a blocking method is called on can be given a
// context, and whether the method does block: a pipeline only collects.
func (f *Finder) attachable(fam *family, sel *ast.SelectorExpr) bool {
	if _, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok {
		return true
	}
	t := f.typeOf(sel.X)
	if n := shape.Named(t); n != nil && slices.Contains(fam.finish, "*Cmd") && strings.HasPrefix(n.Obj().Name(), "Pipeline") {
		return sel.Sel.Name == "Exec"
	}
	return slices.ContainsFunc(fam.attach, func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, f.pass.Pkg, name)
		return obj != nil
	})
}

// session traces e, what a blocking method is called on, back to where it comes
// from. The callbacks that it is handed to are noted, and left to the caller.
func (f *Finder) session(cur inspector.Cursor, fam *family, e ast.Expr) (*tracer, state) {
	tr := &tracer{Finder: f, fam: fam}
	for c := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		tr.outer = c.Node() // the last one is the outermost
		tr.around = append(tr.around, c.Node())
	}
	return tr, tr.state(e)
}

// A tracer traces one session within the outermost function around it.
type tracer struct {
	*Finder
	fam    *family
	outer  ast.Node
	around []ast.Node // the functions around the call, innermost first
	root   *types.Var // the local that the session goes through, if any

	callbacks []callback // that the session is handed to
}

func (tr *tracer) state(e ast.Expr) state {
	e = ast.Unparen(e)
	if tr.fam.starts(shape.Named(tr.typeOf(e))) {
		return bare
	}
	switch e := e.(type) {
	case *ast.StarExpr:
		return tr.state(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return tr.state(e.X)
		}
	case *ast.CallExpr:
		return tr.ofCall(e)
	case *ast.Ident:
		if v, ok := tr.info.Uses[e].(*types.Var); ok {
			return tr.ofVar(v)
		}
	case *ast.SelectorExpr:
		return tr.ofField(e)
	case *ast.IndexExpr:
		return bare
	}
	return unseen
}

// ofCall is the state of what a call returns: the next link of a chain, or a
// session that some other function hands out.
func (tr *tracer) ofCall(call *ast.CallExpr) state {
	if tv, ok := tr.info.Types[call.Fun]; ok && tv.IsType() && len(call.Args) == 1 {
		return tr.state(call.Args[0])
	}
	fn := callee(tr.info, call)
	if fn == nil {
		return unseen
	}
	sel, method := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if recv := fn.Signature().Recv(); method && recv != nil && tr.fam.owns(fn.Pkg()) {
		switch {
		case slices.Contains(tr.fam.attach, fn.Name()), setsContext(call), tr.fam.finishes(fn):
			return attached
		}
		return tr.state(sel.X)
	}
	if tr.handsContext(call) {
		return attached
	}
	for _, arg := range call.Args {
		if tr.fam.carries(shape.Named(tr.typeOf(arg))) {
			return tr.state(arg) // it hands on what it is handed: paginate(db)
		}
	}
	return tr.ofResult(fn)
}

// handsContext reports whether a context is among the arguments of call, or
// something that has one: what it returns can be taken to carry it.
func (tr *tracer) handsContext(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		if athand.Carries(tr.pass, tr.typeOf(arg)) {
			return true
		}
	}
	return false
}

// ofResult is the state of what a function of this package returns; one of
// another package that is handed no context is taken to know none.
func (tr *tracer) ofResult(fn *types.Func) state {
	decl := tr.decl(fn)
	if decl == nil || decl.Body == nil || tr.busy[fn] {
		return bare
	}
	tr.busy[fn] = true
	defer delete(tr.busy, fn)
	inner := &tracer{Finder: tr.Finder, fam: tr.fam, outer: decl}
	st := bare
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			for _, r := range n.Results {
				if s := inner.state(r); tr.fam.carries(shape.Named(tr.typeOf(r))) && s != bare {
					st = s
				}
			}
		}
		return true
	})
	tr.callbacks = append(tr.callbacks, inner.callbacks...)
	return st
}

// ofVar is the state of a variable: of all that it is assigned, the best.
func (tr *tracer) ofVar(v *types.Var) state {
	if v.Parent() == nil || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() {
		return bare // a package variable
	}
	if tr.busy[v] {
		return bare // tx = tx.Where(...)
	}
	tr.busy[v] = true
	defer delete(tr.busy, v)
	if tr.outer == nil {
		return unseen
	}
	if tr.fam.inPlace && tr.attachedInPlace(v) {
		return attached
	}
	st, assigned := bare, false
	for _, value := range assignedTo(tr.info, tr.outer, v) {
		assigned = true
		switch tr.state(value) {
		case attached:
			return attached
		case unseen:
			st = unseen
		}
	}
	if tr.handedContext(v) {
		return attached
	}
	if !assigned {
		// A parameter, or a struct that embeds the session and is one.
		if tr.fam.carries(shape.Named(v.Type())) && !tr.perProcess(v) {
			return tr.ofArgument(v)
		}
		return bare
	}
	if tr.root == nil && tr.fam.carries(shape.Named(v.Type())) {
		tr.root = v
	}
	return st
}

// attachedInPlace reports whether a method that attaches a context is called on
// v, or a function that may do so is handed v.
func (tr *tracer) attachedInPlace(v *types.Var) bool {
	found := tr.attachesTo(tr.outer, v)
	ast.Inspect(tr.outer, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		for _, arg := range call.Args {
			if isVar(tr.info, arg, v) && callee(tr.info, call) == nil && !tr.info.Types[call.Fun].IsType() {
				found = found || tr.valueAttaches(call.Fun)
			}
		}
		return !found
	})
	return found
}

// valueAttaches reports whether the function value fun, which is handed the
// session, attaches a context. Of callbacks that is for the callers to say.
func (tr *tracer) valueAttaches(fun ast.Expr) bool {
	ch, next := tr.ofFunction(tr.fam, fun)
	if ch == forward {
		tr.callbacks = append(tr.callbacks, next...)
	}
	return ch == gives && tr.packageAttaches()
}

// packageAttaches reports whether a function of the package attaches a context
// to a session that it is handed.
func (tr *tracer) packageAttaches() bool {
	if known, ok := tr.attaches[tr.fam]; ok {
		return known
	}
	found := false
	for _, file := range tr.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			var ftype *ast.FuncType
			switch n := n.(type) {
			case *ast.FuncLit:
				ftype = n.Type
			case *ast.FuncDecl:
				ftype = n.Type
			default:
				return !found
			}
			for _, field := range ftype.Params.List {
				for _, id := range field.Names {
					v, ok := tr.info.Defs[id].(*types.Var)
					found = found || ok && tr.fam.carries(shape.Named(v.Type())) && tr.attachesTo(n, v)
				}
			}
			return !found
		})
	}
	tr.attaches[tr.fam] = found
	return found
}

// attachesTo reports whether a method that attaches a context is called on v in n.
func (tr *tracer) attachesTo(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && isVar(tr.info, chainStart(sel.X), v) {
			fn := callee(tr.info, call)
			found = fn != nil && slices.Contains(tr.fam.attach, fn.Name())
		}
		return !found
	})
	return found
}

// handedContext reports whether v is handed, together with a context, to a
// function that returns nothing of the kind: it attaches the one to the other.
func (tr *tracer) handedContext(v *types.Var) bool {
	if !tr.fam.inPlace {
		return false
	}
	found := false
	ast.Inspect(tr.outer, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && tr.handsContext(call) {
			found = found || slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return isVar(tr.info, a, v) })
		}
		return !found
	})
	return found
}

// ofField is the state of a session kept in a field, or in a variable of
// another package: bare, unless this package puts one there that is not.
func (tr *tracer) ofField(e *ast.SelectorExpr) state {
	v, ok := tr.info.Uses[e.Sel].(*types.Var)
	if !ok {
		return unseen
	}
	if !v.IsField() {
		return bare
	}
	if tr.busy[v] {
		return bare
	}
	tr.busy[v] = true
	defer delete(tr.busy, v)
	for _, value := range tr.assignedToField(v) {
		inner := &tracer{Finder: tr.Finder, fam: tr.fam, outer: tr.functionAt(value.Pos())}
		if inner.state(value) == attached {
			return attached
		}
		tr.callbacks = append(tr.callbacks, inner.callbacks...)
	}
	return bare
}

// attachesInCallback reports whether call hands its session to a literal that
// attaches a context there, or has others do so.
func (f *Finder) attachesInCallback(fam *family, call *ast.CallExpr) bool {
	fn := callee(f.info, call)
	if !fam.inPlace || fn == nil || !slices.Contains(fam.closing, fn.Name()) {
		return false
	}
	for _, arg := range call.Args {
		lit, ok := ast.Unparen(arg).(*ast.FuncLit)
		if !ok {
			return true // not seen
		}
		for _, field := range lit.Type.Params.List {
			for _, id := range field.Names {
				v, ok := f.info.Defs[id].(*types.Var)
				tr := &tracer{Finder: f, fam: fam, outer: lit}
				if ok && (tr.attachedInPlace(v) || tr.handedContext(v) || len(tr.callbacks) > 0) {
					return true
				}
			}
		}
	}
	return false
}
