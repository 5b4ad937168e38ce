package ctxless

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A callback is a parameter that a function of this package calls with a
// session, before it makes the call that blocks: its callers decide whether the
// session gets a context.
//
//	func (c *client) send(url string, prepare func(*resty.Request)) {
//		req := c.http.R()
//		prepare(req)
//		req.Get(url)
//	}
type callback struct {
	fn    *types.Func
	index int
}

// A choice is what a call hands in for a callback.
type choice uint8

const (
	lacks   choice = iota // it attaches no context
	gives                 // it attaches one, or is not seen
	forward               // it is, or calls, a callback of the function around
)

// callbackOf returns the callback that fun, the function of a call or an
// argument, denotes: a parameter, or an element of a variadic one.
func (f *Finder) callbackOf(fun ast.Expr) (callback, bool) {
	id, ok := ast.Unparen(fun).(*ast.Ident)
	if !ok {
		return callback{}, false
	}
	v, ok := f.info.Uses[id].(*types.Var)
	if !ok {
		return callback{}, false
	}
	decl, ok := f.functionAt(id.Pos()).(*ast.FuncDecl)
	if !ok {
		return callback{}, false
	}
	fn, ok := f.info.Defs[decl.Name].(*types.Func)
	if !ok {
		return callback{}, false
	}
	if over := rangedOver(f.info, decl, v); over != nil {
		if v, ok = f.info.Uses[over].(*types.Var); !ok {
			return callback{}, false
		}
	}
	for i := range fn.Signature().Params().Len() {
		if fn.Signature().Params().At(i) == v && len(assignedTo(f.info, decl, v)) == 0 {
			return callback{fn.Origin(), i}, true
		}
	}
	return callback{}, false
}

// rangedOver returns the variable whose elements v takes in a range loop.
func rangedOver(info *types.Info, decl *ast.FuncDecl, v *types.Var) *ast.Ident {
	var over *ast.Ident
	ast.Inspect(decl, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		if !ok || r.Value == nil || !isVar(info, r.Value, v) {
			return over == nil
		}
		over, _ = ast.Unparen(r.X).(*ast.Ident)
		return false
	})
	return over
}

// A lack is a call that hands in a callback, or nil, which attaches no context to its
// session of the family.
type lack struct {
	fam      *family
	call     *ast.CallExpr
	callback ast.Expr // nil: none of the variadic ones
}

// follow looks at what all calls hand in for the callbacks of one session. It
// returns the calls that attach no context, and whether others do, or may.
func (f *Finder) follow(fam *family, callbacks []callback) (lacking []lack, given bool) {
	queue := slices.Clone(callbacks)
	for i := 0; i < len(queue); i++ {
		cb := queue[i]
		calls := f.callsOf(cb.fn)
		if len(calls) == 0 {
			given = given || cb.fn.Exported() || f.values[cb.fn]
		}
		for _, call := range calls {
			ch, next := f.choose(fam, call, cb)
			switch ch {
			case lacks:
				l := lack{fam: fam, call: call}
				if cb.index < len(call.Args) {
					l.callback = ast.Unparen(call.Args[cb.index])
				}
				lacking = append(lacking, l)
			case gives:
				given = true
			case forward:
				for _, n := range next {
					if !slices.Contains(queue, n) {
						queue = append(queue, n)
					}
				}
			}
		}
	}
	return lacking, given || len(lacking) == 0
}

// choose tells what call hands in for cb.
func (f *Finder) choose(fam *family, call *ast.CallExpr, cb callback) (choice, []callback) {
	sig := cb.fn.Signature()
	if cb.index >= len(call.Args) {
		if sig.Variadic() && cb.index == sig.Params().Len()-1 {
			return lacks, nil
		}
		return gives, nil // the results of another call
	}
	args := call.Args[cb.index : cb.index+1]
	if sig.Variadic() && cb.index == sig.Params().Len()-1 {
		args = call.Args[cb.index:]
	}
	all := lacks
	var next []callback
	for _, arg := range args {
		ch, n := f.ofFunction(fam, arg)
		next = append(next, n...)
		switch {
		case ch == gives:
			return gives, nil
		case ch == forward:
			all = forward
		}
	}
	return all, next
}

// ofFunction tells what the function value e does with the session it gets.
func (f *Finder) ofFunction(fam *family, e ast.Expr) (choice, []callback) {
	e = ast.Unparen(e)
	if f.info.Types[e].IsNil() {
		return lacks, nil
	}
	if cb, ok := f.callbackOf(e); ok {
		return forward, []callback{cb}
	}
	switch e := e.(type) {
	case *ast.FuncLit:
		return f.ofBody(fam, e, e.Type)
	case *ast.Ident:
		return f.ofNamed(fam, e)
	case *ast.SelectorExpr:
		if fn, ok := f.info.Uses[e.Sel].(*types.Func); ok {
			return f.ofDecl(fam, fn)
		}
	case *ast.CallExpr:
		return f.ofMade(fam, e)
	}
	return gives, nil
}

// ofNamed is ofFunction for a declared function, or a local that holds literals.
func (f *Finder) ofNamed(fam *family, id *ast.Ident) (choice, []callback) {
	switch obj := f.info.Uses[id].(type) {
	case *types.Func:
		return f.ofDecl(fam, obj)
	case *types.Var:
		outer := f.functionAt(id.Pos())
		if outer == nil || f.busy[obj] || obj.IsField() || obj.Parent() == f.pass.Pkg.Scope() {
			break
		}
		f.busy[obj] = true
		defer delete(f.busy, obj)
		all := lacks
		var next []callback
		values := assignedTo(f.info, outer, obj)
		for _, value := range values {
			ch, n := f.ofFunction(fam, value)
			next = append(next, n...)
			all = max(all, ch)
			if ch == gives {
				return gives, nil
			}
		}
		if len(values) > 0 {
			return all, next
		}
	}
	return gives, nil
}

func (f *Finder) ofDecl(fam *family, fn *types.Func) (choice, []callback) {
	if decl := f.decl(fn); decl != nil && decl.Body != nil {
		return f.ofBody(fam, decl, decl.Type)
	}
	return gives, nil
}

// ofMade is ofFunction for a literal that a function of this package returns.
func (f *Finder) ofMade(fam *family, call *ast.CallExpr) (choice, []callback) {
	if tv := f.info.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		return f.ofFunction(fam, call.Args[0])
	}
	fn := callee(f.info, call)
	if fn == nil {
		return gives, nil
	}
	decl := f.decl(fn)
	if decl == nil || decl.Body == nil || f.busy[fn] {
		return gives, nil
	}
	f.busy[fn] = true
	defer delete(f.busy, fn)
	found := gives
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) != 1 {
				return true
			}
			lit, ok := ast.Unparen(n.Results[0]).(*ast.FuncLit)
			if !ok {
				found = gives
				return false
			}
			found, _ = f.ofBody(fam, lit, lit.Type)
		}
		return true
	})
	if found == forward {
		return gives, nil // not worth the trouble
	}
	return found, nil
}

// ofBody tells what the function fn does with its parameters that are sessions.
func (f *Finder) ofBody(fam *family, fn ast.Node, ftype *ast.FuncType) (choice, []callback) {
	var next []callback
	for _, field := range ftype.Params.List {
		for _, id := range field.Names {
			v, ok := f.info.Defs[id].(*types.Var)
			if !ok || !fam.carries(shape.Named(v.Type())) {
				continue
			}
			tr := &tracer{Finder: f, fam: fam, outer: fn}
			if tr.attachedInPlace(v) || tr.handedContext(v) {
				return gives, nil
			}
			next = append(next, tr.callbacks...)
		}
	}
	if len(next) > 0 {
		return forward, next
	}
	return lacks, nil
}

// lacking tells what call, of a function of this package, lacks if it hands in a
// callback that attaches no context, where other calls do. Where none does, what is
// wrong is the blocking call itself.
func (f *Finder) lacking(cur inspector.Cursor, call *ast.CallExpr) (lack, bool) {
	if f.lacks == nil {
		f.lacks = map[*ast.CallExpr]lack{}
		if slices.ContainsFunc(f.pass.Pkg.Imports(), hasCallbacks) {
			for c := range cur.Inspector().Root().Preorder((*ast.CallExpr)(nil)) {
				f.addLacking(c)
			}
		}
	}
	l, ok := f.lacks[call]
	return l, ok
}

func hasCallbacks(pkg *types.Package) bool {
	return slices.ContainsFunc(families, func(fam *family) bool { return fam.inPlace && fam.owns(pkg) })
}

// addLacking notes the calls that leave the session of the blocking call at cur
// without a context, if others attach one.
func (f *Finder) addLacking(cur inspector.Cursor) {
	call := cur.Node().(*ast.CallExpr)
	fn := callee(f.info, call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == f.pass.Pkg {
		return
	}
	fam := familyOf(fn, call)
	if fam == nil || !fam.inPlace {
		return
	}
	sel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if tr, st := f.session(cur, fam, sel.X); st == bare && len(tr.callbacks) > 0 && f.attachable(fam, sel) {
		if sites, given := f.follow(fam, tr.callbacks); given {
			for _, l := range sites {
				f.lacks[l.call] = l
			}
		}
	}
}
