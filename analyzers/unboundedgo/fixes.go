package unboundedgo

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// A cure makes the fixes of a package.
type cure struct {
	*rule.Pass
	spawns *spawns.Checker
	named  map[*spawns.Frame][]string // what semaphores and groups of a function are called
}

// fixes returns the fix that limits the goroutines of a loop, if the function
// waits for them anyway and none of them waits for another.
func (c *cure) fixes(u *spawns.Unbounded) []analysis.SuggestedFix {
	at := u.Loops[0]
	if len(u.Loops) > 1 || at.Spawn.Left != nil || at.Spawn.Via != nil || at.Loop.Kind == spawns.Received || c.spawns.LongLived(at.Spawn) {
		return nil
	}
	file := edit.New(c.Pass.Pass, u.Pos)
	start, ok := c.root().FindNode(at.Spawn.Node)
	if file == nil || !ok {
		return nil
	}
	f := &fixer{c, file, at.Loop, at.Spawn, start}
	runtime, imports, ok := file.Import("runtime", start.Node().Pos())
	if !ok || !f.alone() {
		return nil
	}
	limit := runtime + ".GOMAXPROCS(0)"
	for _, limited := range []func(ast.Node, string) (string, []analysis.TextEdit){f.setLimit, f.errgroup, f.semaphore} {
		if message, edits := limited(at.Loop.Node, limit); edits != nil {
			return []analysis.SuggestedFix{{Message: message, TextEdits: edit.Fold(append(imports, edits...))}}
		}
	}
	return nil
}

func (c *cure) root() inspector.Cursor {
	return c.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
}

// A fixer makes the fix for one statement that starts goroutines.
type fixer struct {
	*cure
	file  *edit.File
	loop  *spawns.Loop
	spawn spawns.Spawn
	start inspector.Cursor // the statement or call
}

// alone reports whether what a goroutine runs does not wait for others, such as
// those that a limit would keep from starting: it is a literal that uses no
// channel but one with room for all, no function that another one has made, and calls
// none that lasts; or a method.
func (f *fixer) alone() bool {
	start, alone := f.start.Node(), f.runsMethod()
	for range f.start.Preorder((*ast.FuncLit)(nil)) {
		alone = true
	}
	for id := range f.start.Preorder((*ast.Ident)(nil)) {
		switch o := f.TypesInfo.Uses[id.Node().(*ast.Ident)].(type) {
		case *types.Var:
			switch o.Type().Underlying().(type) {
			case *types.Chan:
				alone = alone && f.holdsAll(o, id)
			case *types.Signature:
				alone = alone && (o.IsField() || start.Pos() <= o.Pos() && o.Pos() < start.End())
			}
		case *types.Func:
			alone = alone && !lasts(o.Name())
		}
	}
	for n := range f.start.Preorder((*ast.UnaryExpr)(nil)) {
		alone = alone && n.Node().(*ast.UnaryExpr).Op != token.ARROW
	}
	return alone
}

// runsMethod reports whether a method is run, and not a literal: g.Go(x.Close).
func (f *fixer) runsMethod() bool {
	if len(f.spawn.Call.Args) != 1 {
		return false
	}
	sel, ok := f.spawn.Call.Args[0].(*ast.SelectorExpr)
	return ok && f.TypesInfo.Selections[sel] != nil && f.TypesInfo.Selections[sel].Kind() == types.MethodVal
}

// holdsAll reports whether all goroutines of the loop can send to the channel at use, once
// each, though nobody receives: ch := make(chan T, len(xs)).
func (f *fixer) holdsAll(ch *types.Var, use inspector.Cursor) bool {
	_, body, ok := f.statement()
	if !ok || use.ParentEdgeKind() != edge.SendStmt_Chan || f.loop.Over == nil {
		return false
	}
	for at := range use.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil)) {
		if lit, ok := at.Node().(*ast.FuncLit); !ok || lit.Body != body {
			return false // perhaps more than once
		}
		break
	}
	for id := range f.start.Preorder((*ast.Ident)(nil)) {
		if id != use && f.TypesInfo.Uses[id.Node().(*ast.Ident)] == ch {
			return false
		}
	}
	decl, ok := f.declaration(ch)
	if !ok || !slices.ContainsFunc(shape.Statements(decl.Parent().Node()), func(s ast.Stmt) bool { return s == f.loop.Node }) {
		return false
	}
	stmt, ok := decl.Node().(*ast.AssignStmt)
	if !ok || len(stmt.Rhs) != 1 {
		return false
	}
	made, ok := stmt.Rhs[0].(*ast.CallExpr)
	return ok && len(made.Args) == 2 && types.ExprString(made.Args[1]) == "len("+types.ExprString(f.loop.Over)+")"
}

// lasts reports whether a function of that name waits for others, or runs until it
// is told to end.
func lasts(name string) bool {
	name = strings.ToLower(name)
	return name == "run" || slices.ContainsFunc(lasting, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

var lasting = []string{"wait", "stop", "shutdown", "serve", "listen", "consume", "subscribe", "watch"}

// setLimit limits an errgroup behind its declaration:
//
//	g, ctx := errgroup.WithContext(ctx)
//	+++++++++++++++++++++++++++++++++++
//	g.SetLimit(runtime.GOMAXPROCS(0))
func (f *fixer) setLimit(_ ast.Node, limit string) (string, []analysis.TextEdit) {
	sel, ok := ast.Unparen(f.spawn.Call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", nil
	}
	id, ok := sel.X.(*ast.Ident)
	group, isVar := f.TypesInfo.Uses[id].(*types.Var)
	if !ok || !isVar || !shape.IsNamed(group.Type(), errgroupPath, "Group") || sel.Sel.Name != "Go" {
		return "", nil
	}
	if method, _, _ := types.LookupFieldOrMethod(group.Type(), true, f.Pkg, "SetLimit"); method == nil {
		return "", nil
	}
	decl, ok := f.declaration(group)
	if !ok || !f.onlyHere(decl, group) {
		return "", nil
	}
	end := decl.Node().End()
	if behind := f.file.Behind(decl.Node()); behind != nil {
		end = behind.End()
	}
	text := "\n" + f.file.Indent(decl.Node().Pos()) + id.Name + ".SetLimit(" + limit + ")"
	return "Limit the group", []analysis.TextEdit{edit.Insert(end, text)}
}

// declaration returns the statement that declares v, one of a list in the function
// that starts the goroutine.
func (f *fixer) declaration(v *types.Var) (inspector.Cursor, bool) {
	frame := f.spawns.FrameOf(f.start.Node())
	for fn := range f.start.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		id, ok := fn.FindByPos(v.Pos(), v.Pos()+1)
		if !ok || f.spawns.FrameOf(id.Node()) != frame {
			continue
		}
		for stmt := range id.Enclosing((*ast.AssignStmt)(nil), (*ast.DeclStmt)(nil)) {
			return stmt, edit.InList(stmt)
		}
	}
	return inspector.Cursor{}, false
}

// onlyHere reports whether nothing else is done with a group but to wait for it.
func (f *fixer) onlyHere(decl inspector.Cursor, group *types.Var) bool {
	only := true
	for id := range decl.Parent().Preorder((*ast.Ident)(nil)) {
		if f.TypesInfo.Uses[id.Node().(*ast.Ident)] != group {
			continue
		}
		method := id.Parent().Parent().Node()
		sel, ok := id.Parent().Node().(*ast.SelectorExpr)
		call, called := method.(*ast.CallExpr)
		only = only && ok && called && call.Fun == sel && (sel.Sel.Name == "Wait" || call == f.spawn.Call)
	}
	return only
}

// semaphore takes a slot of a semaphore before each goroutine starts:
//
//	sem := make(chan struct{}, runtime.GOMAXPROCS(0))
//	for _, x := range xs {
//		wg.Add(1)
//		sem <- struct{}{}
//		go func() {
//			defer func() { <-sem }()
//			defer wg.Done()
//			work(x)
//		}()
//	}
//	wg.Wait()
func (f *fixer) semaphore(node ast.Node, limit string) (string, []analysis.TextEdit) {
	if !f.mayWait(node) {
		return "", nil
	}
	start, body, ok := f.statement()
	if !ok {
		return "", nil
	}
	sem := f.name(node, body, "sem", "slots", "limit")
	if sem == "" {
		return "", nil
	}
	return "Limit the goroutines by a semaphore", append(f.file.Into(start, body, "defer func() { <-"+sem+" }()"),
		f.file.OnTop(node, sem+" := make(chan struct{}, "+limit+")"),
		f.file.OnTop(start, sem+" <- struct{}{}"))
}

func (f *fixer) line(pos token.Pos) int { return f.Fset.Position(pos).Line }

// name returns the first of the names that nothing has at the loop and in the body of the
// goroutine, nor gets by another fix of the function; "" if there is none.
func (f *fixer) name(loop ast.Node, body *ast.BlockStmt, names ...string) string {
	frame := f.spawns.FrameOf(loop)
	for _, name := range names {
		if !slices.Contains(f.named[frame], name) && f.file.Free(name, loop.Pos()) && f.file.Free(name, body.Lbrace+1) {
			f.named[frame] = append(f.named[frame], name)
			return name
		}
	}
	return ""
}

// mayWait reports whether the loop, too, may wait for goroutines: what stands behind it does.
func (f *fixer) mayWait(node ast.Node) bool {
	loop, ok := f.root().FindNode(node)
	return ok && edit.InList(loop) && f.waits(loop) && !f.unlocks(node)
}

// waits reports whether a statement behind the loop waits for a WaitGroup that
// the goroutine uses.
func (f *fixer) waits(loop inspector.Cursor) bool {
	for next, ok := loop.NextSibling(); ok; next, ok = next.NextSibling() {
		if stmt, ok := next.Node().(*ast.ExprStmt); ok && f.uses(f.groupOf(stmt.X, "Wait")) {
			return true
		}
	}
	return false
}

// groupOf returns the WaitGroup whose method of the given name e calls, or nil.
func (f *fixer) groupOf(e ast.Expr, method string) types.Object {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != method || !shape.IsNamed(f.TypesInfo.TypeOf(sel.X), "sync", "WaitGroup") {
		return nil
	}
	return f.spawns.Object(sel.X)
}

// uses reports whether the goroutine tells the group that it is done.
func (f *fixer) uses(group types.Object) bool {
	if group == nil {
		return false
	}
	if f.groupOf(f.spawn.Call, "Go") == group {
		return true
	}
	for call := range f.start.Preorder((*ast.CallExpr)(nil)) {
		if f.groupOf(call.Node().(*ast.CallExpr), "Done") == group {
			return true
		}
	}
	return false
}

// unlocks reports whether a lock that may be held while the loop waits for a slot
// is given back behind its start: a goroutine may want it.
func (f *fixer) unlocks(loop ast.Node) bool {
	for fn := range f.start.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		if fn.Node() == f.start.Node() {
			continue
		}
		found := false
		ast.Inspect(shape.Body(fn.Node()), func(n ast.Node) bool {
			if n == f.start.Node() {
				return false
			}
			if _, ok := n.(*ast.DeferStmt); ok {
				return false
			}
			sel, ok := n.(*ast.SelectorExpr)
			found = found || ok && sel.Pos() > loop.Pos() && (sel.Sel.Name == "Unlock" || sel.Sel.Name == "RUnlock")
			return !found
		})
		return found
	}
	return false
}

// statement returns the statement that starts the goroutine, one of a list, and
// the body of the literal that it runs.
func (f *fixer) statement() (ast.Stmt, *ast.BlockStmt, bool) {
	at, fun := f.start, f.spawn.Call.Fun
	if _, ok := at.Node().(*ast.GoStmt); !ok {
		at, fun = at.Parent(), f.spawn.Call.Args[0]
	}
	stmt, ok := at.Node().(ast.Stmt)
	lit, isLit := ast.Unparen(fun).(*ast.FuncLit)
	if !ok || !isLit || !edit.InList(at) || len(lit.Body.List) == 0 {
		return nil, nil, false
	}
	return stmt, lit.Body, true
}
