package contextless

import (
	"cmp"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/edit"
)

// calling matches the advice to have a callback attach the context: "have its callback
// call SetContext(ctx) on the request", "give it a callback to call ...".
var calling = regexp.MustCompile(`^(have its callback|give it a callback to) call (\w+)\(ctx\) on the \w+$`)

// callback has the function that prepares the request attach the context:
//
//	c.get(url, func(req *resty.Request) {
//		++++++++++++++++++
//		req.SetContext(ctx)
//		req.SetBody(body)
//	})
//	c.get(url, nil)
//	           ---
//	c.get(url, func(req *resty.Request) { req.SetContext(ctx) })
func (f *fixer) callback(instead string) (string, []analysis.TextEdit) {
	m := calling.FindStringSubmatch(instead)
	if m == nil {
		return "", nil
	}
	var edits []analysis.TextEdit
	switch cb := f.found.Callback.(type) {
	case *ast.FuncLit:
		if req := f.preparing(cb, m[2]); req != "" && f.inScope(cb.Body) {
			edits = f.file.Into(cb, cb.Body, req+"."+m[2]+"("+f.ctx+")")
		}
	case *ast.Ident:
		if f.TypesInfo.Types[cb].IsNil() {
			edits = f.prepared(cb, m[2])
		}
	}
	return "Attach the context in the callback", edits
}

// preparing returns the parameter of a literal that has the method, or "".
func (f *fixer) preparing(lit *ast.FuncLit, method string) string {
	for _, field := range lit.Type.Params.List {
		for _, id := range field.Names {
			if id.Name != "_" && f.takesContext(f.TypesInfo.TypeOf(id), method) {
				return id.Name
			}
		}
	}
	return ""
}

// takesContext reports whether t has the method, of one parameter.
func (f *fixer) takesContext(t types.Type, method string) bool {
	if t == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, f.Pkg, method)
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 1
}

// inScope reports whether the context is what its expression says in the body as well.
func (f *fixer) inScope(body *ast.BlockStmt) bool {
	name, _, _ := strings.Cut(f.ctx, ".")
	return f.file.Free(name, body.Lbrace+1) || f.file.Means(name, f.obj, body.Lbrace+1)
}

// prepared puts a callback in the place of none, the argument nil.
func (f *fixer) prepared(none ast.Expr, method string) []analysis.TextEdit {
	sig, ok := f.TypesInfo.TypeOf(f.call.Fun).(*types.Signature)
	i := slices.Index(f.call.Args, none)
	if !ok || i < 0 || i >= sig.Params().Len() {
		return nil
	}
	fn, ok := sig.Params().At(i).Type().Underlying().(*types.Signature)
	if !ok || fn.Params().Len() != 1 || fn.Results().Len() > 0 || fn.Variadic() || !f.takesContext(fn.Params().At(0).Type(), method) {
		return nil
	}
	req := fn.Params().At(0)
	ptr, ok := types.Unalias(req.Type()).(*types.Pointer)
	if !ok {
		return nil
	}
	of, ok := types.Unalias(ptr.Elem()).(*types.Named)
	name := cmp.Or(req.Name(), "req")
	if !ok || of.Obj().Pkg() == nil || of.TypeArgs().Len() > 0 || name == "_" || strings.HasPrefix(f.ctx+".", name+".") {
		return nil
	}
	pkg, imports, ok := f.file.Import(of.Obj().Pkg().Path(), none.Pos())
	if !ok || len(imports) > 0 {
		return nil
	}
	return []analysis.TextEdit{edit.Replace(none, "func("+name+" *"+pkg+"."+of.Obj().Name()+") { "+name+"."+method+"("+f.ctx+") }")}
}
