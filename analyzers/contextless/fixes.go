package contextless

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/ctxless"
	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/thread"
)

// fixes returns the fix of the call at cur that hands it ctx, if there is a plain
// one. Only what is said to be done is done: call.Instead is parsed.
func (c *checker) fixes(cur inspector.Cursor, call ctxless.Call, ctx athand.Context) []analysis.SuggestedFix {
	file := edit.New(c.Pass.Pass, cur.Node().Pos())
	if file == nil || !ctx.Certain() {
		return nil
	}
	f := &fixer{checker: c, file: file, cur: cur, call: cur.Node().(*ast.CallExpr), ctx: ctx.Expr, obj: ctx.Obj, found: call}
	name, edits := f.nameContext(ctx)
	if !name {
		return nil
	}
	instead := call.Instead("ctx")
	for _, cure := range []func(string) (string, []analysis.TextEdit){f.twin, f.chained, f.dialer, f.request, f.callback} {
		if message, more := cure(instead); more != nil {
			return []analysis.SuggestedFix{{Message: message, TextEdits: append(edits, more...)}}
		}
	}
	return nil
}

// mustHappen reports whether the call at cur may have to be made when ctx is cancelled, too.
func (c *checker) mustHappen(cur inspector.Cursor, call ctxless.Call, ctx athand.Context) bool {
	may, _ := c.outlives(cur, ctx)
	return may || call.Kind == ctxless.Query && keepsRecord(cur)
}

// recording matches the names of functions that write down what has happened, also if
// who asked for it has left.
var recording = regexp.MustCompile(`^([Rr]ecord|[Ll]og|[Aa]udit)($|[A-Z])`)

// keepsRecord reports whether cur stands in a function of such a name.
func keepsRecord(cur inspector.Cursor) bool {
	for at := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		return recording.MatchString(at.Node().(*ast.FuncDecl).Name.Name)
	}
	return false
}

// threaded returns the fix that hands a context down to the call at cur, if the
// user has asked for that.
func (c *checker) threaded(cur inspector.Cursor, call ctxless.Call) []analysis.SuggestedFix {
	if c.thread == nil {
		return nil
	}
	there := c.fixes(cur, call, athand.Context{Expr: thread.Name})
	if len(there) == 0 {
		return nil
	}
	path, ok := c.thread().To(cur, nil)
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{path.Fix(there[0].TextEdits)}
}

// A fixer makes the fix of one call.
type fixer struct {
	*checker
	file  *edit.File
	cur   inspector.Cursor
	call  *ast.CallExpr
	ctx   string       // expression for the context
	obj   types.Object // where it starts; nil for a variable that the fix declares
	found ctxless.Call
}

// nameContext gives the context parameter a name if it has none to be used by;
// it reports whether there is one then.
func (f *fixer) nameContext(ctx athand.Context) (bool, []analysis.TextEdit) {
	if !ctx.Unnamed {
		return true, nil
	}
	name, ok := f.file.NameParam(f.cur, ctx.Obj, ctx.Expr)
	if !ok {
		return false, nil
	}
	return true, []analysis.TextEdit{name}
}

// another matches the advice to call another function instead:
// "use pkg.FContext(ctx, ...)", "use BeginTx(ctx, nil)".
var another = regexp.MustCompile(`^use ([\w.]+)\(ctx(, nil|, \.\.\.)?\)$`)

// twin calls another function or method in place of the one at hand:
//
//	db.Query(   "select 1")
//	   -----    ++++
//	db.QueryContext(ctx, "select 1")
func (f *fixer) twin(instead string) (string, []analysis.TextEdit) {
	m := another.FindStringSubmatch(instead)
	sel, ok := ast.Unparen(f.call.Fun).(*ast.SelectorExpr)
	if m == nil || !ok || f.spreads() {
		return "", nil
	}
	name := m[1]
	var other types.Object
	if pkg := f.packageOf(sel); pkg != nil {
		if name, ok = strings.CutPrefix(name, pkg.Name()+"."); !ok {
			return "", nil
		}
		first, method, found := strings.Cut(name, ".")
		if other = pkg.Scope().Lookup(first); found && other != nil { // net.DefaultResolver.LookupHost
			other, _, _ = types.LookupFieldOrMethod(other.Type(), true, f.Pkg, method)
		}
	} else {
		other, _, _ = types.LookupFieldOrMethod(f.TypesInfo.TypeOf(sel.X), true, f.Pkg, name)
	}
	if !f.returnsSame(other) {
		return "", nil
	}
	arg := f.ctx
	switch {
	case m[2] == ", nil":
		arg += ", nil"
	case len(f.call.Args) > 0 && f.line(f.call.Args[0]) > f.line(f.call.Fun):
		arg += ","
	case len(f.call.Args) > 0:
		arg += ", "
	}
	return "Use " + name, []analysis.TextEdit{edit.Replace(sel.Sel, name), edit.Insert(f.call.Lparen+1, arg)}
}

// returnsSame reports whether other, which may be nil, is a function that returns
// what the call does. An interface may lack the method with a context.
func (f *fixer) returnsSame(other types.Object) bool {
	fn, ok := other.(*types.Func)
	sig, isSig := types.Unalias(f.TypesInfo.TypeOf(f.call.Fun)).(*types.Signature)
	if !ok || !isSig || fn.Signature().Results().Len() != sig.Results().Len() {
		return false
	}
	for i := range sig.Results().Len() {
		if !types.Identical(sig.Results().At(i).Type(), fn.Signature().Results().At(i).Type()) {
			return false
		}
	}
	return true
}

// packageOf returns the package whose function sel names, or nil.
func (f *fixer) packageOf(sel *ast.SelectorExpr) *types.Package {
	if id, ok := sel.X.(*ast.Ident); ok {
		if pkg, ok := f.TypesInfo.Uses[id].(*types.PkgName); ok {
			return pkg.Imported()
		}
	}
	return nil
}

// spreads reports whether the results of another call are the arguments: f(g()).
func (f *fixer) spreads() bool {
	if len(f.call.Args) != 1 {
		return false
	}
	_, ok := f.TypesInfo.TypeOf(f.call.Args[0]).(*types.Tuple)
	return ok
}

func (f *fixer) line(n ast.Node) int { return f.Fset.Position(n.Pos()).Line }

// attaching matches the advice to attach the context to what the call is made on:
// "put WithContext(ctx) in front", "call SetContext(ctx) on the request".
var attaching = regexp.MustCompile(`^(put|call) (\w+)\(ctx\) (in front|on the request|on the query)$`)

// chained attaches the context to the value that a chain of calls starts with, or
// to the request that is sent:
//
//	db.                Where("x").First(&u)
//	   ++++++++++++++++
//	db.WithContext(ctx).Where("x").First(&u)
func (f *fixer) chained(instead string) (string, []analysis.TextEdit) {
	m := attaching.FindStringSubmatch(instead)
	sel, ok := ast.Unparen(f.call.Fun).(*ast.SelectorExpr)
	if m == nil || !ok {
		return "", nil
	}
	on, next := sel.X, sel.Sel
	for m[3] == "in front" {
		inner, ok := ast.Unparen(on).(*ast.CallExpr)
		if !ok {
			break
		}
		s, ok := ast.Unparen(inner.Fun).(*ast.SelectorExpr)
		if !ok || f.packageOf(s) != nil || !f.attachable(s.X, m[2], on) {
			break
		}
		on, next = s.X, s.Sel
	}
	if !f.attachable(on, m[2], on) {
		return "", nil
	}
	dot := "."
	if f.Fset.Position(on.End()).Line < f.line(next) {
		dot += "\n" + f.file.Indent(next.Pos())
	}
	return "Attach the context", []analysis.TextEdit{edit.Insert(on.End(), dot+m[2]+"("+f.ctx+")")}
}

// attachable reports whether e has the method of that name, which takes a context
// and returns something that has the methods of the value like.
func (f *fixer) attachable(e ast.Expr, method string, like ast.Expr) bool {
	t := f.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, f.Pkg, method)
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Params().Len() != 1 || fn.Signature().Results().Len() != 1 {
		return false
	}
	return types.Identical(fn.Signature().Results().At(0).Type(), f.TypesInfo.TypeOf(like)) ||
		types.Identical(fn.Signature().Results().At(0).Type(), t)
}

// dialer replaces net.Dial and net.DialTimeout:
//
//	net.Dial("tcp", addr)
//	(&net.Dialer{}).DialContext(ctx, "tcp", addr)
func (f *fixer) dialer(instead string) (string, []analysis.TextEdit) {
	sel, ok := ast.Unparen(f.call.Fun).(*ast.SelectorExpr)
	if !ok || !strings.HasPrefix(instead, "use (&net.Dialer{") || f.spreads() || f.file.HasComment(f.call.Pos(), f.call.End()) {
		return "", nil
	}
	pkg := f.packageOf(sel)
	if pkg == nil || pkg.Path() != "net" {
		return "", nil
	}
	fields := ""
	args := f.call.Args
	switch {
	case sel.Sel.Name == "Dial" && len(args) == 2:
	case sel.Sel.Name == "DialTimeout" && len(args) == 3:
		fields = "Timeout: " + f.file.Text(args[2])
	default:
		return "", nil
	}
	text := "(&" + f.file.Text(sel.X) + ".Dialer{" + fields + "}).DialContext(" + f.ctx + ", " + f.file.Text(args[0]) + ", " + f.file.Text(args[1]) + ")"
	if f.cur.ParentEdgeKind() == edge.ExprStmt_X {
		return "", nil // a statement cannot begin with "(&": it can, but who throws a connection away
	}
	return "Use DialContext", []analysis.TextEdit{edit.Replace(f.call, text)}
}
