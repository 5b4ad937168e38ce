package unboundedgo

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

const errgroupPath = "golang.org/x/sync/errgroup"

// errgroup turns a WaitGroup into an errgroup with a limit, if the package uses
// errgroups and the function does nothing with the WaitGroup but to start these
// goroutines and to wait for them:
//
//	var wg sync.WaitGroup           var g errgroup.Group
//	                                g.SetLimit(runtime.GOMAXPROCS(0))
//	for _, x := range xs {          for _, x := range xs {
//		wg.Add(1)
//		go func() {                 	g.Go(func() error {
//			defer wg.Done()
//			work(x)                 		work(x)
//		}()                         		return nil
//	}                               	})
//	                                }
//	wg.Wait()                       _ = g.Wait()
func (f *fixer) errgroup(loop ast.Node, limit string) (string, []analysis.TextEdit) {
	stmt, body, ok := f.statement()
	if !ok || !slices.ContainsFunc(f.Pkg.Imports(), limits) || !f.mayWait(loop) {
		return "", nil
	}
	wg, doing := f.waitGroup(body)
	if wg == nil || wg.IsField() {
		return "", nil
	}
	decl, ok := f.declaration(wg)
	if !ok || !isVarOf(decl.Node()) || !slices.Contains(shape.Statements(decl.Parent().Node()), loop.(ast.Stmt)) || f.file.HasComment(decl.Node().Pos(), decl.Node().End()) {
		return "", nil
	}
	waits, counts, ok := f.others(wg, stmt, loop, doing)
	if !ok || len(waits) == 0 {
		return "", nil
	}
	pkg, edits, ok := f.file.Import(errgroupPath, decl.Node().Pos())
	g := f.name(loop, body, "g", "group", "eg")
	if !ok || g == "" {
		return "", nil
	}
	for _, s := range append(counts, doing...) {
		remove, ok := f.file.Remove(s)
		if !ok {
			return "", nil
		}
		edits = append(edits, remove)
	}
	for _, s := range waits {
		edits = append(edits, edit.Replace(s, "_ = "+g+".Wait()"))
	}
	indent := "\n" + f.file.Indent(decl.Node().Pos())
	edits = append(edits, edit.Replace(decl.Node(), "var "+g+" "+pkg+".Group"+indent+g+".SetLimit("+limit+")"))
	edits = append(edits, f.file.Unimport("sync", decl.Node())...)
	return "Use an errgroup with a limit", append(edits, f.returning(g, stmt, body)...)
}

// limits reports whether pkg is errgroup, in a version that has limits.
func limits(pkg *types.Package) bool {
	group := pkg.Scope().Lookup("Group")
	if pkg.Path() != errgroupPath || group == nil {
		return false
	}
	method, _, _ := types.LookupFieldOrMethod(group.Type(), true, pkg, "SetLimit")
	return method != nil
}

// waitGroup returns the WaitGroup that starts the goroutine or, first of all, is told at
// its end, with the statement for that.
func (f *fixer) waitGroup(body *ast.BlockStmt) (*types.Var, []ast.Stmt) {
	if wg, ok := f.groupOf(f.spawn.Call, "Go").(*types.Var); ok {
		return wg, nil
	}
	first, ok := body.List[0].(*ast.DeferStmt)
	if _, started := f.start.Node().(*ast.GoStmt); !ok || !started || len(f.spawn.Call.Args) > 0 {
		return nil, nil
	}
	wg, _ := f.groupOf(first.Call, "Done").(*types.Var)
	return wg, []ast.Stmt{first}
}

// isVarOf reports whether a statement is of the form var wg sync.WaitGroup.
func isVarOf(stmt ast.Node) bool {
	decl, ok := stmt.(*ast.DeclStmt)
	if !ok || len(decl.Decl.(*ast.GenDecl).Specs) != 1 {
		return false
	}
	spec, ok := decl.Decl.(*ast.GenDecl).Specs[0].(*ast.ValueSpec)
	if !ok || len(spec.Names) != 1 || len(spec.Values) > 0 {
		return false
	}
	_, named := spec.Type.(*ast.SelectorExpr)
	return named
}

// others returns the statements that wait for the group and the one, if any, that counts
// a goroutine before it starts. It reports false if there is anything else.
func (f *fixer) others(wg *types.Var, start ast.Stmt, loop ast.Node, doing []ast.Stmt) (waits, counts []ast.Stmt, ok bool) {
	for cur := range f.root().Preorder((*ast.Ident)(nil)) {
		if f.TypesInfo.Uses[cur.Node().(*ast.Ident)] != wg {
			continue
		}
		at := cur.Parent().Parent().Parent()
		stmt, _ := at.Node().(ast.Stmt)
		if stmt != nil && (stmt == start || slices.Contains(doing, stmt)) {
			continue
		}
		alone, ok := stmt.(*ast.ExprStmt)
		switch {
		case ok && f.groupOf(alone.X, "Wait") == wg && stmt.Pos() > loop.End() && edit.InList(at):
			waits = append(waits, stmt)
		case ok && f.groupOf(alone.X, "Add") == wg && f.isOne(alone.X) && stmt.End() < start.Pos() && slices.Contains(shape.Statements(at.Parent().Node()), start):
			counts = append(counts, stmt)
		default:
			return nil, nil, false
		}
	}
	return waits, counts, len(counts) == len(doing)
}

// isOne reports whether the argument of a call is 1.
func (f *fixer) isOne(call ast.Expr) bool {
	v := f.TypesInfo.Types[call.(*ast.CallExpr).Args[0]].Value
	return v != nil && constant.Compare(v, token.EQL, constant.MakeInt64(1))
}

// returning has the errgroup g run the literal with the given body, which returns nil
// now. Its statement is start.
func (f *fixer) returning(g string, start ast.Stmt, body *ast.BlockStmt) []analysis.TextEdit {
	edits := []analysis.TextEdit{{Pos: start.Pos(), End: body.Lbrace, NewText: []byte(g + ".Go(func() error ")}}
	if _, ok := start.(*ast.GoStmt); ok {
		edits = append(edits, analysis.TextEdit{Pos: body.Rbrace + 1, End: start.End(), NewText: []byte(")")})
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			edits = append(edits, edit.Replace(ret, "return nil"))
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
	indent := "\n" + f.file.Indent(start.Pos())
	last := body.List[len(body.List)-1]
	if f.line(body.List[0].Pos()) == f.line(body.Lbrace) {
		edits = append(edits, edit.Insert(body.List[0].Pos(), indent+"\t"), edit.Insert(last.End(), indent))
	}
	if _, ok := last.(*ast.ReturnStmt); !ok {
		edits = append(edits, edit.Insert(body.Rbrace, "\treturn nil"+indent))
	}
	return edits
}
