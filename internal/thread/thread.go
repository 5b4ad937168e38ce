// Package thread hands a context down: it gives the functions of a package that
// lack one a parameter for it, and has everybody who calls them pass one.
//
// What changes so many functions is for a person to choose. Rules offer it as a
// fix only if their option says so, which is off: see [Flag].
package thread

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/edit"
)

// Name is what the parameters are called.
const Name = "ctx"

const option = "thread"

// Flag declares the option of a rule that has it offer to hand a context down.
func Flag(fs *flag.FlagSet) {
	fs.Bool(option, false, "where no context is at hand, offer a fix that hands one down through the unexported functions of the package; the build of gopls has it on")
}

// On reports whether the option is set among the flags of a rule.
func On(fs *flag.FlagSet) bool {
	f := fs.Lookup(option)
	return f != nil && f.Value.String() == "true"
}

// A Threader knows the functions of a package, and who uses them.
type Threader struct {
	pass     *analysis.Pass
	decls    map[*types.Func]inspector.Cursor
	uses     map[*types.Func][]inspector.Cursor // their names
	required map[string]bool                    // names of methods that interfaces ask for
	unseen   map[string]bool                    // words of the files beside those of the pass
	blind    bool                               // there may be such files that cannot be read
}

// New returns the Threader of the package with the given syntax.
func New(pass *analysis.Pass, root inspector.Cursor) *Threader {
	unseen, err := wordsBeside(pass)
	t := &Threader{
		pass:     pass,
		decls:    map[*types.Func]inspector.Cursor{},
		uses:     map[*types.Func][]inspector.Cursor{},
		required: map[string]bool{},
		unseen:   unseen,
		blind:    err != nil,
	}
	for cur := range root.Preorder((*ast.FuncDecl)(nil), (*ast.Ident)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.FuncDecl:
			if fn, ok := pass.TypesInfo.Defs[n.Name].(*types.Func); ok {
				t.decls[fn] = cur
			}
		case *ast.Ident:
			t.note(n, cur)
		}
	}
	return t
}

// note notes the use of a function of the package, and the method of an interface.
func (t *Threader) note(id *ast.Ident, cur inspector.Cursor) {
	if fn, ok := t.pass.TypesInfo.Uses[id].(*types.Func); ok && fn.Pkg() == t.pass.Pkg {
		t.uses[fn.Origin()] = append(t.uses[fn.Origin()], cur)
	}
	if fn, ok := t.pass.TypesInfo.Defs[id].(*types.Func); ok {
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			t.required[fn.Name()] = true
		}
	}
}

// A Path is what has to change for the context to get to some place.
type Path struct {
	Functions []string // that get a parameter, from the place up
	Edits     []analysis.TextEdit
}

// Fix is the fix that has the context get to the place and does there what the edits do.
func (p Path) Fix(edits []analysis.TextEdit) analysis.SuggestedFix {
	through := strconv.Quote(p.Functions[0])
	if more := len(p.Functions) - 1; more > 0 {
		through += fmt.Sprintf(" and %d of its callers", more)
	}
	return analysis.SuggestedFix{Message: "Hand a context down through " + through, TextEdits: slices.Concat(p.Edits, edits)}
}

// To returns the way on which a context gets to the code at cur. There is none
// unless all who call the functions on it have a context at hand, or are on it. The
// variable in place, which may be nil, is one that the parameter takes the place of.
func (t *Threader) To(cur inspector.Cursor, inPlace types.Object) (Path, bool) {
	w := &way{Threader: t, inPlace: inPlace, on: map[*types.Func]bool{}, files: map[*ast.File]*edit.File{}}
	if t.blind || runsLater(cur) || !w.through(cur) {
		return Path{}, false
	}
	for i := 0; i < len(w.order); i++ { // grows
		if !w.function(w.order[i]) {
			return Path{}, false
		}
	}
	path := Path{Edits: w.edits}
	for _, fn := range w.order {
		path.Functions = append(path.Functions, fn.Name())
	}
	return path, true
}

// A way is a Path in the making.
type way struct {
	*Threader
	inPlace types.Object
	on      map[*types.Func]bool
	order   []*types.Func
	files   map[*ast.File]*edit.File
	edits   []analysis.TextEdit
}

// through puts the function around cur on the way.
func (w *way) through(cur inspector.Cursor) bool {
	decl, ok := athand.Function(w.pass, cur)
	if !ok {
		return false
	}
	fn, ok := w.pass.TypesInfo.Defs[decl.Node().(*ast.FuncDecl).Name].(*types.Func)
	if ok && !w.on[fn] {
		w.on[fn] = true
		w.order = append(w.order, fn)
	}
	return ok
}

// function gives fn the parameter, and has its callers pass it.
func (w *way) function(fn *types.Func) bool {
	decl := w.decls[fn].Node().(*ast.FuncDecl)
	if fn.Exported() || len(w.uses[fn]) == 0 || w.required[fn.Name()] || w.unseen[fn.Name()] || directed(decl) || w.taken(w.decls[fn]) {
		return false
	}
	file := w.file(w.decls[fn])
	if file == nil || !w.parameter(file, decl) {
		return false
	}
	for _, use := range w.uses[fn] {
		if !w.call(use) {
			return false
		}
	}
	return true
}

// directed reports whether a comment tells the compiler that code which is not Go
// uses the function.
func directed(decl *ast.FuncDecl) bool {
	return decl.Body == nil || decl.Doc != nil && slices.ContainsFunc(decl.Doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:linkname ") || strings.HasPrefix(c.Text, "//export ")
	})
}

// taken reports whether the name of the parameter means something in a function.
func (w *way) taken(decl inspector.Cursor) bool {
	for cur := range decl.Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		if id.Name != Name {
			continue
		}
		obj := w.pass.TypesInfo.ObjectOf(id)
		if v, ok := obj.(*types.Var); ok && v.IsField() || obj == w.inPlace && obj != nil {
			continue
		}
		return true
	}
	return false
}

// parameter inserts the parameter.
func (w *way) parameter(file *edit.File, decl *ast.FuncDecl) bool {
	params := decl.Type.Params
	context, imports, ok := file.Import("context", decl.Body.Lbrace+1)
	if !ok {
		return false
	}
	w.add(imports...)
	text := Name + " " + context + ".Context"
	switch {
	case len(params.List) == 0:
		w.add(edit.Insert(params.Opening+1, text))
	case len(params.List[0].Names) == 0:
		return false // one with a name does not go with others without
	default:
		w.first(file, params.Opening, params.List[0], text)
	}
	return true
}

// call has the call of the function named at use pass the context.
func (w *way) call(use inspector.Cursor) bool {
	cur, ok := w.called(use)
	file := w.file(use)
	if !ok || file == nil {
		return false
	}
	text := Name
	if ctx, ok := athand.At(w.pass, cur); ok {
		if text = ctx.Expr; ctx.Unnamed || !ctx.Certain() {
			return false
		}
	} else if !w.through(cur) {
		return false
	}
	if call := cur.Node().(*ast.CallExpr); len(call.Args) > 0 {
		w.first(file, call.Lparen, call.Args[0], text)
	} else {
		w.add(edit.Insert(call.Lparen+1, text))
	}
	return true
}

// first inserts text before the first item of a list that opens at open.
func (w *way) first(file *edit.File, open token.Pos, item ast.Node, text string) {
	between := ", "
	if w.line(item.Pos()) > w.line(open) {
		between = ",\n" + file.Indent(item.Pos())
	}
	w.add(edit.Insert(item.Pos(), text+between))
}

// called returns the call whose function is named at use, if it is a plain one: the
// caller waits for it, and hands it its arguments one by one.
func (w *way) called(use inspector.Cursor) (inspector.Cursor, bool) {
	cur := use
	if cur.ParentEdgeKind() == edge.SelectorExpr_Sel {
		cur = cur.Parent()
		if sel := w.pass.TypesInfo.Selections[cur.Node().(*ast.SelectorExpr)]; sel != nil && sel.Kind() != types.MethodVal {
			return cur, false
		}
	}
	for {
		switch cur.ParentEdgeKind() {
		case edge.ParenExpr_X, edge.IndexExpr_X, edge.IndexListExpr_X: // with type arguments
			cur = cur.Parent()
			continue
		case edge.CallExpr_Fun:
		default:
			return cur, false
		}
		break
	}
	cur = cur.Parent()
	call := cur.Node().(*ast.CallExpr)
	if len(call.Args) != 1 {
		return cur, !runsLater(cur)
	}
	_, spreads := w.pass.TypesInfo.TypeOf(call.Args[0]).(*types.Tuple)
	return cur, !runsLater(cur) && !spreads
}

// runsLater reports whether a go or defer statement makes the call at cur.
func runsLater(cur inspector.Cursor) bool {
	kind := cur.ParentEdgeKind()
	return kind == edge.GoStmt_Call || kind == edge.DeferStmt_Call
}

// file returns the file around cur; nil if it is not to be edited.
func (w *way) file(cur inspector.Cursor) *edit.File {
	for at := range cur.Enclosing((*ast.File)(nil)) {
		f := at.Node().(*ast.File)
		if _, ok := w.files[f]; !ok {
			w.files[f] = edit.New(w.pass, f.Package)
		}
		return w.files[f]
	}
	return nil
}

// add adds edits, those of several functions that import the same once.
func (w *way) add(edits ...analysis.TextEdit) {
	for _, e := range edits {
		if !slices.ContainsFunc(w.edits, func(o analysis.TextEdit) bool { return o.Pos == e.Pos && string(o.NewText) == string(e.NewText) }) {
			w.edits = append(w.edits, e)
		}
	}
}

func (w *way) line(pos token.Pos) int { return w.pass.Fset.Position(pos).Line }
