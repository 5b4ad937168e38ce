// Package ssaof builds SSA form on demand: a pass that requires it pays only
// for the packages whose function it calls.
package ssaof

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// Analyzer's result is a func() *Package, which builds the SSA form once.
var Analyzer = &analysis.Analyzer{
	Name:             "concurrencyssa",
	Doc:              "build SSA form on demand",
	RunDespiteErrors: true,
	ResultType:       reflect.TypeFor[func() *Package](),
	Run: func(pass *analysis.Pass) (any, error) {
		return sync.OnceValue(func() *Package { return build(pass) }), nil
	},
}

// A Package is the SSA form of the package of a pass.
type Package struct {
	SSA *ssa.Package
	// Funcs are the functions with a body, in source order, literals after the
	// function around them; init is the synthetic package initialiser.
	Funcs []*ssa.Function
	Init  *ssa.Function

	bySyntax map[ast.Node]*ssa.Function
}

// FuncOf returns the function of a declaration or literal, or nil.
func (p *Package) FuncOf(n ast.Node) *ssa.Function { return p.bySyntax[n] }

func build(pass *analysis.Pass) *Package {
	if len(pass.TypeErrors) == 0 {
		if p := try(pass, pass.Files, pass.TypesInfo); p != nil {
			return p
		}
	}
	files, info := soundFiles(pass)
	if p := try(pass, files, info); p != nil {
		return p
	}
	return &Package{bySyntax: map[ast.Node]*ssa.Function{}}
}

// try builds the SSA form of the files; nil if go/ssa panics, as it promises
// nothing for what does not parse and type-check.
func try(pass *analysis.Pass, files []*ast.File, info *types.Info) (p *Package) {
	defer func() {
		if recover() != nil {
			p = nil
		}
	}()
	prog := ssa.NewProgram(pass.Fset, 0)
	for _, imp := range pass.Pkg.Imports() {
		prog.CreatePackage(imp, nil, nil, true)
	}
	p = &Package{
		SSA:      prog.CreatePackage(pass.Pkg, files, info, false),
		bySyntax: map[ast.Node]*ssa.Function{},
	}
	p.SSA.Build()
	p.Init = p.SSA.Func("init")
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok {
				if obj, ok := pass.TypesInfo.Defs[d.Name].(*types.Func); ok {
					p.add(prog.FuncValue(obj))
				}
			}
		}
	}
	if p.Init != nil {
		for _, lit := range p.Init.AnonFuncs {
			p.add(lit)
		}
	}
	return p
}

func (p *Package) add(fn *ssa.Function) {
	if fn == nil || fn.Blocks == nil {
		return
	}
	p.Funcs = append(p.Funcs, fn)
	p.bySyntax[fn.Syntax()] = fn
	for _, lit := range fn.AnonFuncs {
		p.add(lit)
	}
}

// soundFiles returns the files of the pass, and what is known of them, without
// the bodies and initial values that do not type-check: go/ssa takes only what
// does.
func soundFiles(pass *analysis.Pass) ([]*ast.File, *types.Info) {
	info := *pass.TypesInfo
	info.InitOrder = slices.Clone(info.InitOrder)
	files := make([]*ast.File, len(pass.Files))
	for i, f := range pass.Files {
		c := *f
		c.Decls = nil
		for _, d := range f.Decls {
			if !sound(pass, d) {
				info.InitOrder = slices.DeleteFunc(info.InitOrder, func(init *types.Initializer) bool {
					return d.Pos() <= init.Rhs.Pos() && init.Rhs.Pos() < d.End()
				})
				d = withoutValues(d)
			}
			if d = declared(pass, d); d != nil {
				c.Decls = append(c.Decls, d)
			}
		}
		files[i] = &c
	}
	return files, &info
}

// withoutValues returns a copy of d that only declares.
func withoutValues(d ast.Decl) ast.Decl {
	switch d := d.(type) {
	case *ast.FuncDecl:
		c := *d
		c.Body = nil
		return &c
	case *ast.GenDecl:
		c := *d
		c.Specs = nil
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				bare := *v
				bare.Values = nil
				spec = &bare
			}
			c.Specs = append(c.Specs, spec)
		}
		return &c
	}
	return d
}

// declared returns d without the names that declare nothing, because another
// declaration was first; nil if none remains.
func declared(pass *analysis.Pass, d ast.Decl) ast.Decl {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if pass.TypesInfo.Defs[d.Name] == nil {
			return nil
		}
	case *ast.GenDecl:
		c := *d
		c.Specs = slices.DeleteFunc(slices.Clone(d.Specs), func(spec ast.Spec) bool {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				return pass.TypesInfo.Defs[s.Name] == nil
			case *ast.ValueSpec:
				return slices.ContainsFunc(s.Names, func(id *ast.Ident) bool { return pass.TypesInfo.Defs[id] == nil })
			}
			return false
		})
		return &c
	}
	return d
}

// sound reports whether every expression of d has a type, and no type error
// stands in it.
func sound(pass *analysis.Pass, d ast.Decl) bool {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok != token.VAR {
		return true
	}
	for _, e := range pass.TypeErrors {
		if d.Pos() <= e.Pos && e.Pos <= d.End() {
			return false
		}
	}
	ok := true
	ast.Inspect(d, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.BadDecl, *ast.BadExpr, *ast.BadStmt:
			ok = false
		}
		if e, is := n.(ast.Expr); is {
			if tv, known := pass.TypesInfo.Types[e]; known && tv.Type != nil && invalid(tv.Type) {
				ok = false
			}
			if id, is := n.(*ast.Ident); is && redeclared(pass, id) {
				ok = false
			} else if is && id.Name != "_" && pass.TypesInfo.ObjectOf(id) == nil && !known(pass, id) {
				ok = ok && isLabelOrPackage(id)
			}
		}
		return ok
	})
	return ok
}

// redeclared reports whether id uses a package-level object other than the one
// that the package keeps under the name.
func redeclared(pass *analysis.Pass, id *ast.Ident) bool {
	obj := pass.TypesInfo.Uses[id]
	return obj != nil && obj.Parent() == pass.Pkg.Scope() && pass.Pkg.Scope().Lookup(obj.Name()) != obj
}

func known(pass *analysis.Pass, id *ast.Ident) bool {
	_, ok := pass.TypesInfo.Types[id]
	return ok
}

// isLabelOrPackage allows for the identifiers that never denote an object: the
// symbolic variable of a type switch.
func isLabelOrPackage(id *ast.Ident) bool { return id.Obj == nil || id.Obj.Kind != ast.Bad }

func invalid(t types.Type) bool {
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Kind() == types.Invalid
}
