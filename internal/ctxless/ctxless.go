// Package ctxless knows the calls that block and cannot be cancelled, although
// a form that takes a context exists, and what to write instead.
//
// Four sources tell: what the project says of its own code (package project), a table
// of functions and methods (table.go), also for interfaces that they stand behind
// (iface.go), families of types whose values carry a context from call to call
// (chaintable.go), and for other libraries the twin of a function, FContext or
// FWithContext (twin.go).
package ctxless

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A Kind tells what a call does while it blocks.
type Kind uint8

const (
	// Other: waits for something outside.
	Other Kind = iota
	// Send: sends an HTTP request and waits for the response.
	Send
	// Query: runs a statement in a database.
	Query
	// Dial: opens a connection.
	Dial
	// Lookup: asks a name server.
	Lookup
	// Command: prepares a process; running it blocks.
	Command
	// Request: prepares an HTTP request; sending it blocks.
	Request
)

// A Call is a call that cannot be cancelled.
type Call struct {
	Name     string // for messages: "http.Get", "gorm.DB.Find"
	Kind     Kind
	Pos, End token.Pos // of what names it
	// Root is the local variable, if any, that the call gets its session from:
	// a context attached there serves all its calls.
	Root *types.Var
	// Callback is the function, or nil, that the call is handed to prepare its session,
	// if that is what lacks the context.
	Callback ast.Expr
	instead  string
}

// Instead says what to do about the call, in the imperative ("use ..."), given
// an expression for the context.
func (c Call) Instead(ctx string) string { return strings.ReplaceAll(c.instead, "{ctx}", ctx) }

// A Finder finds the calls of one package.
type Finder struct {
	pass    *analysis.Pass
	linted  func(*types.Package) bool
	info    *types.Info
	decls   map[*types.Func]*ast.FuncDecl // of the package
	fields  map[*types.Var][]ast.Expr     // what the package assigns to fields
	busy    map[types.Object]bool         // being traced
	calls   map[*types.Func][]*ast.CallExpr
	values  map[*types.Func]bool    // functions used as values
	reaches map[*types.Package]bool // something outside the program

	attaches map[*family]bool       // functions of this package attach to what they are handed
	lacks    map[*ast.CallExpr]lack // calls that, unlike others, hand in nothing that attaches
}

// New returns a finder for the package of pass; linted tells which packages are
// linted code, and so have no twins.
func New(pass *analysis.Pass, linted func(*types.Package) bool) *Finder {
	return &Finder{pass: pass, linted: linted, info: pass.TypesInfo, busy: map[types.Object]bool{}, attaches: map[*family]bool{}}
}

// Find tells whether the call expression at cur cannot be cancelled.
func (f *Finder) Find(cur inspector.Cursor) (Call, bool) {
	call := cur.Node().(*ast.CallExpr)
	fn, _ := typeutil.Callee(f.info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return Call{}, false
	}
	c, ok := f.find(cur, fn)
	if ok {
		c.Name = f.name(call, fn)
	}
	return c, ok
}

// find is Find for a call of fn. It leaves the name out.
func (f *Finder) find(cur inspector.Cursor, fn *types.Func) (Call, bool) {
	call := cur.Node().(*ast.CallExpr)
	k := keyOf(fn)
	c := Call{Pos: call.Fun.Pos(), End: call.Fun.End()}
	if instead := project.Contextless.Of(fn); instead != "" {
		c.instead = instead
		return c, true
	}
	if e, ok := table[k]; ok {
		c.Kind, c.instead = e.kind, e.instead
		return c, !harmless(f.info, k, cur)
	}
	if e, ok := f.standsFor(fn); ok {
		c.Kind, c.instead = e.kind, e.instead
		return c, true
	}
	if fam := familyOf(fn, call); fam != nil {
		return f.ofFamily(cur, fam, fn, c)
	}
	if fn.Pkg() == f.pass.Pkg {
		if l, ok := f.lacking(cur, call); ok {
			c.Kind, c.Callback, c.instead = l.fam.kind, l.callback, "have its callback "+l.fam.instead
			if l.callback == nil || f.info.Types[l.callback].IsNil() {
				c.instead = "give it a callback to " + l.fam.instead
			}
			return c, true
		}
	}
	if name, ok := f.twin(call, fn); ok {
		c.Kind, c.instead = Other, "use "+name+"({ctx}, ...)"
		return c, true
	}
	return Call{}, false
}

// ofFamily completes c, the call of fn at cur, if its session has no context.
func (f *Finder) ofFamily(cur inspector.Cursor, fam *family, fn *types.Func, c Call) (Call, bool) {
	call := cur.Node().(*ast.CallExpr)
	sel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !f.attachable(fam, sel) {
		return Call{}, false
	}
	tr, st := f.session(cur, fam, sel.X)
	if st != bare || f.attachesInCallback(fam, call) {
		return Call{}, false
	}
	if len(tr.callbacks) > 0 {
		if _, given := f.follow(fam, tr.callbacks); given {
			return Call{}, false
		}
	}
	c.Kind, c.instead, c.Root = fam.kind, fam.instead, tr.root
	c.Pos, c.End = sel.Sel.Pos(), sel.Sel.End()
	if fam.inPlace && slices.Contains(fam.closing, fn.Name()) && len(call.Args) == 1 {
		c.Callback, c.instead = call.Args[0], "have its callback call "+fam.attach[0]+"({ctx}) on the session"
	}
	return c, true
}

// A key names a function, or a method with the type that declares it.
type key struct{ pkg, recv, name string }

func keyOf(fn *types.Func) key {
	k := key{pkg: fn.Pkg().Path(), name: fn.Name()}
	if recv := fn.Signature().Recv(); recv != nil {
		if n := shape.Named(recv.Type()); n != nil {
			k.recv = n.Obj().Name()
		} else {
			k.recv = "?"
		}
	}
	return k
}

// name is how messages name the callee: package and function, or package, type
// and method. The type is the one that the caller names, if it is exported.
func (f *Finder) name(call *ast.CallExpr, fn *types.Func) string {
	k := keyOf(fn)
	if k.recv == "" {
		return fn.Pkg().Name() + "." + k.name
	}
	pkg, typ := fn.Pkg().Name(), k.recv
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if n := shape.Named(f.typeOf(sel.X)); n != nil && n.Obj().Pkg() == fn.Pkg() {
			typ = n.Obj().Name()
		}
	}
	return fmt.Sprintf("%s.%s.%s", pkg, typ, k.name)
}

// typeOf is TypeOf that never returns nil.
func (f *Finder) typeOf(e ast.Expr) types.Type {
	if t := f.info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// Made describes a call of fn, a function of linted code that returns an HTTP
// request or a command without a context.
func Made(fn *types.Func, call *ast.CallExpr) Call {
	c := Call{Name: fn.Pkg().Name() + "." + fn.Name(), Kind: Request, Pos: call.Fun.Pos(), End: call.Fun.End()}
	c.instead = "call WithContext({ctx}) on what it returns"
	if n := shape.Named(fn.Signature().Results().At(0).Type()); n != nil && n.Obj().Name() == "Cmd" {
		c.Kind, c.instead = Command, "have {ctx} handed to it"
	}
	return c
}
