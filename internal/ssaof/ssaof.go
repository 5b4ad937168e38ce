// Package ssaof builds SSA form on demand: a pass that requires it pays only
// for the packages whose function it calls.
package ssaof

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"reflect"
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
		// What it imports may be broken, though: go/types is silent about uses of
		// what has no valid type there.
		if p := try(pass, pass.Files, pass.TypesInfo); p != nil {
			return p
		}
	}
	return buildSound(pass)
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
	createImports(prog, pass.Pkg, info.Uses)
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

// createImports creates what pkg imports, with the functions and variables alone
// that its code uses: from types alone go/ssa would make a member of each
// declaration, of which there are many more.
func createImports(prog *ssa.Program, pkg *types.Package, uses map[*ast.Ident]types.Object) {
	used := map[*types.Package][]*ast.Ident{}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	seen := map[types.Object]bool{}
	for id, obj := range uses {
		obj = member(obj)
		if obj == nil || obj.Pkg() == nil || obj.Pkg() == pkg || seen[obj] {
			continue
		}
		seen[obj] = true
		used[obj.Pkg()] = append(used[obj.Pkg()], id)
		info.Defs[id] = obj
	}
	for _, imp := range pkg.Imports() {
		// In a declaration of constants, nothing is taken to have syntax.
		decl := &ast.GenDecl{Tok: token.CONST, Specs: []ast.Spec{&ast.ValueSpec{Names: used[imp]}}}
		prog.CreatePackage(imp, []*ast.File{{Decls: []ast.Decl{decl}}}, info, true)
	}
}

// member returns the function, method or package-level variable that obj is, or is
// an instance of; nil if it is none.
func member(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Var:
		if obj.Pkg() != nil && obj.Parent() == obj.Pkg().Scope() {
			return obj
		}
	case *types.Func:
		if recv := obj.Signature().Recv(); recv == nil || !types.IsInterface(recv.Type()) {
			return obj.Origin()
		}
	}
	return nil
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

// Conditions yields the conditions that decide that control gets to the block, which
// may be nil, with how they must have come out, the nearest first.
func Conditions(block *ssa.BasicBlock) iter.Seq2[ssa.Value, bool] {
	return func(yield func(ssa.Value, bool) bool) {
		for b := block; b != nil && b.Idom() != nil; b = b.Idom() {
			above := b.Idom()
			test, ok := above.Instrs[len(above.Instrs)-1].(*ssa.If)
			if ok && len(b.Preds) == 1 && !yield(test.Cond, b == above.Succs[0]) {
				return
			}
		}
	}
}

// CalleeName returns the name of the function or method called; "" if it is not known.
func CalleeName(c *ssa.CallCommon) string {
	if c.IsInvoke() {
		return c.Method.Name()
	}
	if fn := c.StaticCallee(); fn != nil {
		return fn.Name()
	}
	return ""
}
