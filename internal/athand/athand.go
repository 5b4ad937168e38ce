// Package athand tells which context.Context the code at a position could use:
// a parameter or local in scope, the context of a request or stream that is in
// scope, or a field of one of them.
//
// Not at hand is what cannot be cancelled (a local made from
// context.Background) or has been, and what belongs to a function that may have
// returned by then: the variables around a literal that is stored, deferred, or
// run by a goroutine which nobody joins. The context of an object that has the
// cancel function as well is for its goroutines, too.
package athand

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A Context is a context.Context that is at hand.
type Context struct {
	Expr string       // a Go expression for it: "ctx", "r.Context()"
	Obj  types.Object // the variable that Expr starts from
	// Unnamed says that Obj is a parameter without a usable name ("_"), which
	// must be given one (Expr) first.
	Unnamed bool
}

// Certain reports whether the context is sure to be there, so that code can be made to
// use it: it is not kept in a field of options, which a caller may leave out.
func (c Context) Certain() bool {
	if c.Obj == nil || c.Expr == c.Obj.Name() || c.Expr == c.Obj.Name()+".Context()" {
		return true
	}
	_, options := c.Obj.Type().Underlying().(*types.Struct)
	return !options
}

// Lasts reports whether the context belongs to an object that ends it itself, as the
// cancel function is kept beside it: it does not end with the request at hand.
func (c Context) Lasts() bool {
	return c.Expr != c.Obj.Name() && !strings.HasSuffix(c.Expr, "Context()") && cancels(c.Obj.Type())
}

// At returns the context at hand at cur, the best one if there are several:
// those of the innermost function come first, among them a variable of type
// context.Context before what must be derived from another variable.
func At(pass *analysis.Pass, cur inspector.Cursor) (Context, bool) {
	s := &search{pass: pass, info: pass.TypesInfo, pos: cur.Node().Pos()}
	if f := enclosingFile(cur); f != nil {
		s.version = fileVersion(pass, f)
	}
	var scopes []*types.Scope // of the function at hand, innermost first
	for c := range cur.Enclosing() {
		fn := c.Node()
		ftype, body := function(fn)
		if ftype == nil {
			if scope := s.info.Scopes[fn]; scope != nil {
				scopes = append(scopes, scope)
			}
			continue
		}
		if body == nil || s.pos < body.Pos() || s.pos > body.End() {
			scopes = nil // not in the body: its variables do not exist yet
			continue
		}
		if ctx, ok := s.inFunction(c, ftype, body, scopes); ok {
			return ctx, true
		}
		lit, ok := fn.(*ast.FuncLit)
		if !ok {
			return Context{}, false
		}
		if !s.runsInline(c) {
			s.beyond, s.started = lit, isStarted(c)
		}
		scopes = nil
	}
	return Context{}, false
}

// Function returns the declared function around cur whose parameters would be at
// hand there. There is none if a literal between the two may run when that function
// has returned.
func Function(pass *analysis.Pass, cur inspector.Cursor) (inspector.Cursor, bool) {
	s := &search{pass: pass, info: pass.TypesInfo, pos: cur.Node().Pos()}
	for fn := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		_, body := function(fn.Node())
		if body == nil || s.pos < body.Pos() || s.pos > body.End() {
			return fn, false
		}
		if _, ok := fn.Node().(*ast.FuncDecl); ok {
			return fn, true
		}
		if !s.runsInline(fn) {
			return fn, false
		}
	}
	return cur, false
}

// search is one call of At.
type search struct {
	pass    *analysis.Pass
	info    *types.Info
	pos     token.Pos
	version string       // Go version of the file
	inner   *types.Scope // innermost scope at pos
	// beyond is the outermost literal passed that may run when the function
	// around it has returned. Of that function's variables, only a context
	// that the literal uses itself is at hand: it is meant to govern it.
	beyond  *ast.FuncLit
	started bool // whether a go statement runs it
}

// A candidate is a variable from which a context might be had.
type candidate struct {
	v    *types.Var
	kind varKind
}

type varKind uint8

const (
	param varKind = iota
	local
	receiver
)

// inFunction looks among the variables of one function: its parameters and the
// locals of scopes, the innermost first.
func (s *search) inFunction(cur inspector.Cursor, ftype *ast.FuncType, body *ast.BlockStmt, scopes []*types.Scope) (Context, bool) {
	fn := cur.Node()
	fscope := s.info.Scopes[ftype]
	if fscope == nil {
		return Context{}, false
	}
	if s.inner == nil {
		s.inner = fscope
		if len(scopes) > 0 {
			s.inner = scopes[0]
		}
	}
	var params, locals, recvs []candidate
	signature := s.signatureVars(fn, ftype)
	for _, scope := range append(scopes[:len(scopes):len(scopes)], fscope) {
		for _, v := range s.visible(scope) {
			kind, declared := signature[v]
			switch {
			case !declared:
				locals = append(locals, candidate{v, local})
			case kind == param:
				params = append(params, candidate{v, param})
			case kind == receiver:
				recvs = append(recvs, candidate{v, receiver})
			}
		}
	}
	vars := append(params, locals...)
	for _, c := range vars {
		if shape.IsContext(c.v.Type()) && s.governs(c.v) && !s.detached(c, cur, body) && !s.ended(c.v, cur) {
			return Context{Expr: c.v.Name(), Obj: c.v}, true
		}
	}
	if s.beyond != nil {
		return s.ofOwner(recvs)
	}
	for _, c := range vars {
		if expr, ok := s.derived(c, body); ok && !s.endedOwner(c.v, cur) {
			return Context{Expr: expr, Obj: c.v}, true
		}
	}
	if v := s.unnamed(fn); v != nil {
		return Context{Expr: "ctx", Obj: v, Unnamed: true}, true
	}
	for _, c := range recvs {
		if expr, ok := s.derived(c, body); ok && !s.endedOwner(c.v, cur) {
			return Context{Expr: expr, Obj: c.v}, true
		}
	}
	return Context{}, false
}

// governs reports whether v serves in the literal s.beyond, if there is one.
func (s *search) governs(v *types.Var) bool {
	return s.beyond == nil || shape.Uses(s.info, s.beyond.Body, v)
}

// visible returns the variables of scope that their names denote at s.pos, in
// order of declaration.
func (s *search) visible(scope *types.Scope) []*types.Var {
	var vars []*types.Var
	for _, name := range scope.Names() {
		v, ok := scope.Lookup(name).(*types.Var)
		if !ok || name == "_" {
			continue
		}
		if _, seen := s.inner.LookupParent(name, s.pos); seen == v {
			vars = append(vars, v)
		}
	}
	sortByPos(vars)
	return vars
}

// signatureVars tells the parameters and the receiver of a function. Results
// are left out: named results start as nil, like locals without a value.
func (s *search) signatureVars(fn ast.Node, ftype *ast.FuncType) map[*types.Var]varKind {
	vars := map[*types.Var]varKind{}
	add := func(fields *ast.FieldList, kind varKind) {
		if fields == nil {
			return
		}
		for _, f := range fields.List {
			for _, id := range f.Names {
				if v, ok := s.info.Defs[id].(*types.Var); ok {
					vars[v] = kind
				}
			}
		}
	}
	add(ftype.Params, param)
	if decl, ok := fn.(*ast.FuncDecl); ok {
		add(decl.Recv, receiver)
	}
	return vars
}

// unnamed finds a parameter of type context.Context that has no usable name.
func (s *search) unnamed(fn ast.Node) *types.Var {
	var t types.Type
	switch fn := fn.(type) {
	case *ast.FuncLit:
		t = s.info.TypeOf(fn)
	case *ast.FuncDecl:
		if obj := s.info.Defs[fn.Name]; obj != nil {
			t = obj.Type()
		}
	}
	sig, ok := t.(*types.Signature)
	if !ok {
		return nil
	}
	for v := range sig.Params().Variables() {
		if (v.Name() == "_" || v.Name() == "") && shape.IsContext(v.Type()) {
			return v
		}
	}
	return nil
}

func function(n ast.Node) (*ast.FuncType, *ast.BlockStmt) {
	switch n := n.(type) {
	case *ast.FuncLit:
		return n.Type, n.Body
	case *ast.FuncDecl:
		return n.Type, n.Body
	}
	return nil, nil
}

func enclosingFile(cur inspector.Cursor) *ast.File {
	for c := range cur.Enclosing((*ast.File)(nil)) {
		return c.Node().(*ast.File)
	}
	return nil
}

// fileVersion is the Go version that governs f.
func fileVersion(pass *analysis.Pass, f *ast.File) string {
	if v := pass.TypesInfo.FileVersions[f]; v != "" {
		return v
	}
	return pass.Pkg.GoVersion()
}

// atLeast reports whether the file is of the given Go version, or of none.
func (s *search) atLeast(v string) bool {
	return s.version == "" || version.Compare(s.version, v) >= 0
}
