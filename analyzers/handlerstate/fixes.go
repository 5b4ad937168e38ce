package handlerstate

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// atomics holds, by the type of a counter, the type of an atomic one, and the type
// that its methods take and return.
var atomics = map[types.BasicKind]struct{ atomic, value string }{
	types.Int:    {"Int64", "int64"},
	types.Int32:  {"Int32", "int32"},
	types.Int64:  {"Int64", "int64"},
	types.Uint:   {"Uint64", "uint64"},
	types.Uint32: {"Uint32", "uint32"},
	types.Uint64: {"Uint64", "uint64"},
}

// offer offers to make atomic the fields and package variables that are nothing
// but counters:
//
//	hits int64             hits atomic.Int64
//	s.hits++           =>  s.hits.Add(1)
//	return s.hits          return s.hits.Load()
func offer(p *rule.Pass) error {
	root := p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	var counters []*types.Var
	for cur := range root.Preorder((*ast.IncDecStmt)(nil), (*ast.AssignStmt)(nil)) {
		var e ast.Expr
		switch n := cur.Node().(type) {
		case *ast.IncDecStmt:
			e = n.X
		case *ast.AssignStmt:
			if n.Tok == token.ADD_ASSIGN {
				e = n.Lhs[0]
			}
		}
		if v := variable(p, e); v != nil && !slices.Contains(counters, v) {
			counters = append(counters, v)
		}
	}
	if len(counters) == 0 {
		return nil
	}
	uses := findUses(p, root, counters)
	for _, v := range counters {
		c := &counter{Pass: p, v: v, root: root, uses: uses, adds: map[ast.Node]bool{}, loads: map[ast.Node]bool{}}
		edits, key := c.edits()
		if key == "" {
			continue
		}
		p.Offer(key, analysis.SuggestedFix{Message: "Make the counter atomic", TextEdits: edits})
	}
	return nil
}

// variable returns the unexported field, or package variable, of this package that
// e denotes, if it is of the type of a counter.
func variable(p *rule.Pass, e ast.Expr) *types.Var {
	var id *ast.Ident
	switch e := e.(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return nil
	}
	v, ok := p.TypesInfo.Uses[id].(*types.Var)
	if !ok || v.Exported() || v.Pkg() != p.Pkg || !v.IsField() && v.Parent() != p.Pkg.Scope() {
		return nil
	}
	if basic, ok := v.Type().(*types.Basic); !ok || atomics[basic.Kind()].atomic == "" {
		return nil
	}
	return v
}

// A counter is a variable that may be one.
type counter struct {
	*rule.Pass
	v           *types.Var
	root        inspector.Cursor
	uses        *uses
	file        *edit.File
	adds, loads map[ast.Node]bool // the functions that count, and that read
	changes     []analysis.TextEdit
}

// edits returns the edits that make the counter atomic, none if something else is
// done with it, and the key of its place.
func (c *counter) edits() (edits []analysis.TextEdit, key string) {
	decl, ok := c.root.FindByPos(c.v.Pos(), c.v.Pos()+1)
	if !ok {
		return nil, ""
	}
	key, owner := c.owner(decl)
	c.file = edit.New(c.Pass.Pass, c.v.Pos())
	if c.file == nil || version.Compare(c.file.Version(), "go1.19") < 0 || !c.declaration(decl) || owner != nil && c.copied(owner) {
		return nil, key
	}
	for _, cur := range c.uses.of[c.v] {
		if !c.use(cur) {
			return nil, key
		}
	}
	for fn := range c.adds {
		if c.loads[fn] || locks(fn) {
			return nil, key // what it does between the two is no longer one step, if it ever was
		}
	}
	for fn := range c.loads {
		if locks(fn) {
			return nil, key
		}
	}
	return c.changes, key
}

// locks reports whether a function holds a lock somewhere: perhaps for the counter.
func locks(fn ast.Node) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		found = found || ok && (sel.Sel.Name == "Lock" || sel.Sel.Name == "RLock")
		return !found
	})
	return found
}

// owner returns the key of the counter's place, and the type whose field it is; nil
// for a variable.
func (c *counter) owner(decl inspector.Cursor) (string, *types.TypeName) {
	if !c.v.IsField() {
		return c.Pkg.Path() + "." + c.v.Name(), nil
	}
	for spec := range decl.Enclosing((*ast.TypeSpec)(nil)) {
		spec := spec.Node().(*ast.TypeSpec)
		name, ok := c.TypesInfo.Defs[spec.Name].(*types.TypeName)
		if s, isStruct := spec.Type.(*ast.StructType); ok && isStruct && spec.TypeParams == nil && decl.Parent().Parent().Node() == s.Fields {
			return summary.TypeKey(name.Type()) + "." + c.v.Name(), name
		}
	}
	return "", nil
}

// declaration changes the type of the counter where it is declared, on its own and
// without a value.
func (c *counter) declaration(decl inspector.Cursor) bool {
	var typ ast.Expr
	switch n := decl.Parent().Node().(type) {
	case *ast.Field:
		if len(n.Names) == 1 && n.Tag == nil {
			typ = n.Type
		}
	case *ast.ValueSpec:
		if len(n.Names) == 1 && len(n.Values) == 0 {
			typ = n.Type
		}
	}
	name, imports, ok := c.file.Import("sync/atomic", c.v.Pos())
	if typ == nil || !ok {
		return false
	}
	c.changes = append(imports, edit.Replace(typ, name+"."+c.kind().atomic))
	return true
}

func (c *counter) kind() struct{ atomic, value string } {
	return atomics[c.v.Type().(*types.Basic).Kind()]
}

// use changes one use of the counter; it reports false if it is neither counting
// nor reading in a function of the same file.
func (c *counter) use(cur inspector.Cursor) bool {
	if cur.ParentEdgeKind() == edge.SelectorExpr_Sel {
		cur = cur.Parent()
	}
	e := cur.Node().(ast.Expr)
	var fn ast.Node
	for f := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		fn = f.Node()
	}
	if fn == nil || c.Fset.File(e.Pos()) != c.Fset.File(c.v.Pos()) {
		return false
	}
	text := c.file.Text(e)
	switch parent := cur.Parent().Node().(type) {
	case *ast.IncDecStmt:
		c.adds[fn] = true
		by := "1"
		if parent.Tok == token.DEC {
			by = "-1"
		}
		c.changes = append(c.changes, edit.Replace(parent, text+".Add("+by+")"))
		return parent.Tok == token.INC || !c.unsigned()
	case *ast.AssignStmt:
		if cur.ParentEdgeKind() == edge.AssignStmt_Lhs {
			c.adds[fn] = true
			return c.add(parent, text)
		}
	}
	switch cur.ParentEdgeKind() {
	case edge.UnaryExpr_X:
		if cur.Parent().Node().(*ast.UnaryExpr).Op == token.AND {
			return false
		}
	case edge.KeyValueExpr_Key, edge.RangeStmt_Key, edge.RangeStmt_Value, edge.SelectorExpr_X:
		return false
	}
	c.loads[fn] = true
	load := text + ".Load()"
	if basic := c.v.Type().(*types.Basic); basic.Name() != c.kind().value && !c.compared(cur) {
		load = basic.Name() + "(" + load + ")"
	}
	c.changes = append(c.changes, edit.Replace(e, load))
	return true
}

// compared reports whether the expression at cur is compared with a constant.
func (c *counter) compared(cur inspector.Cursor) bool {
	b, ok := cur.Parent().Node().(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch b.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		other := b.X
		if cur.ParentEdgeKind() == edge.BinaryExpr_X {
			other = b.Y
		}
		lit, ok := ast.Unparen(other).(*ast.BasicLit)
		return ok && lit.Kind == token.INT
	}
	return false
}

// add changes c += n.
func (c *counter) add(n *ast.AssignStmt, text string) bool {
	if n.Tok != token.ADD_ASSIGN {
		return false
	}
	by := c.file.Text(n.Rhs[0])
	if basic := c.v.Type().(*types.Basic); basic.Name() != c.kind().value && c.TypesInfo.Types[n.Rhs[0]].Value == nil {
		by = c.kind().value + "(" + by + ")"
	}
	c.changes = append(c.changes, edit.Replace(n, text+".Add("+by+")"))
	return !c.file.HasComment(n.Pos(), n.End())
}

func (c *counter) unsigned() bool { return c.v.Type().(*types.Basic).Info()&types.IsUnsigned != 0 }

// copied reports whether values of the type may be copied, which those with an
// atomic in them must not be: whether it is used but by pointer, and to make one.
func (c *counter) copied(owner *types.TypeName) bool {
	not := func(ok func(inspector.Cursor) bool) func(inspector.Cursor) bool {
		return func(cur inspector.Cursor) bool { return !ok(cur) }
	}
	return slices.ContainsFunc(c.uses.of[owner], not(pointedTo)) ||
		slices.ContainsFunc(c.uses.variables[owner], not(referred)) ||
		slices.ContainsFunc(c.uses.values[owner], not(made))
}

// made reports whether a composite literal names the fields, or of what a pointer
// points to only a field or a method is used.
func made(cur inspector.Cursor) bool {
	lit, ok := cur.Node().(*ast.CompositeLit)
	if !ok {
		return cur.ParentEdgeKind() == edge.SelectorExpr_X
	}
	if len(lit.Elts) == 0 {
		return true
	}
	_, keyed := lit.Elts[0].(*ast.KeyValueExpr)
	return keyed
}

// uses is an index of a package: where counters and types are used, and, by type,
// variables, and expressions that make a value or look at what a pointer points to.
type uses struct {
	of                map[types.Object][]inspector.Cursor
	variables, values map[*types.TypeName][]inspector.Cursor
}

func findUses(p *rule.Pass, root inspector.Cursor, counters []*types.Var) *uses {
	u := &uses{
		of:        map[types.Object][]inspector.Cursor{},
		variables: map[*types.TypeName][]inspector.Cursor{},
		values:    map[*types.TypeName][]inspector.Cursor{},
	}
	mentioned := mentions(p, counters)
	for cur := range root.Preorder((*ast.Ident)(nil)) {
		obj := mentioned[cur.Node().(*ast.Ident)]
		if obj == nil {
			continue
		}
		u.of[obj] = append(u.of[obj], cur)
		if v, ok := obj.(*types.Var); ok {
			add(u.variables, p.Pkg, v.Type(), cur)
		}
	}
	for cur := range root.Preorder((*ast.StarExpr)(nil), (*ast.CompositeLit)(nil)) {
		if tv := p.TypesInfo.Types[cur.Node().(ast.Expr)]; tv.IsValue() {
			add(u.values, p.Pkg, tv.Type, cur)
		}
	}
	return u
}

// mentions returns the identifiers that denote counters, types of the package, and
// variables of these. To look each up in this smaller map is what makes it fast.
func mentions(p *rule.Pass, counters []*types.Var) map[*ast.Ident]types.Object {
	found := map[*ast.Ident]types.Object{}
	for id, obj := range p.TypesInfo.Uses {
		if obj.Pkg() != p.Pkg {
			continue
		}
		switch o := obj.(type) {
		case *types.TypeName:
			found[id] = obj
		case *types.Var:
			if named, ok := o.Type().(*types.Named); ok && named.Obj().Pkg() == p.Pkg || slices.Contains(counters, o) {
				found[id] = obj
			}
		}
	}
	return found
}

// add adds cur to the entry of the type, if it is a named one of the package.
func add(index map[*types.TypeName][]inspector.Cursor, pkg *types.Package, t types.Type, cur inspector.Cursor) {
	if named, ok := t.(*types.Named); ok && named.Obj().Pkg() == pkg {
		index[named.Obj()] = append(index[named.Obj()], cur)
	}
}

// pointedTo reports whether a type is used as *T, &T{} or new(T), or as the type of
// a variable: var x T.
func pointedTo(cur inspector.Cursor) bool {
	switch cur.ParentEdgeKind() {
	case edge.StarExpr_X, edge.ValueSpec_Type:
		return true
	case edge.CompositeLit_Type:
		return cur.Parent().ParentEdgeKind() == edge.UnaryExpr_X
	case edge.CallExpr_Args:
		id, ok := cur.Parent().Node().(*ast.CallExpr).Fun.(*ast.Ident)
		return ok && id.Name == "new"
	}
	return false
}

// referred reports whether only a field, a method or the address of a variable is
// used.
func referred(cur inspector.Cursor) bool {
	if cur.ParentEdgeKind() == edge.SelectorExpr_Sel {
		cur = cur.Parent()
	}
	switch cur.ParentEdgeKind() {
	case edge.SelectorExpr_X:
		return true
	case edge.UnaryExpr_X:
		return cur.Parent().Node().(*ast.UnaryExpr).Op == token.AND
	}
	return false
}
