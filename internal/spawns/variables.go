package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A Variable is what the package does to one variable or field.
type Variable struct {
	Values  []Value
	stores  []ast.Node // element stores, deletions, and addresses taken
	ranged  []ast.Expr // what it iterates over, as the value of a range
	address bool
	lowered bool // something counts it down
}

// A Value is an expression assigned to a variable: the index-th result of a
// call, or the expression itself if index is negative.
type Value struct {
	Expr  ast.Expr
	Index int
	At    ast.Node // the assignment
}

func (c *Checker) variable(obj types.Object) *Variable {
	if v, ok := obj.(*types.Var); ok {
		obj = v.Origin()
	}
	v := c.Vars[obj]
	if v == nil {
		v = &Variable{}
		c.Vars[obj] = v
	}
	return v
}

// Object returns the variable or field that e denotes: of a path, the last one.
func (c *Checker) Object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := c.info.ObjectOf(e).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.SelectorExpr:
		if v, ok := c.info.ObjectOf(e.Sel).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.IndexExpr:
		return c.Object(e.X)
	case *ast.StarExpr:
		return c.Object(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return c.Object(e.X)
		}
	}
	return nil
}

// learn records what n does to variables.
func (c *Checker) learn(n ast.Node) {
	if e := lowers(n); e != nil {
		if obj := c.Object(e); obj != nil {
			c.variable(obj).lowered = true
		}
	}
	switch n := n.(type) {
	case *ast.AssignStmt:
		c.learnAssign(n, n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i, id := range n.Names {
			lhs[i] = id
		}
		c.learnAssign(n, lhs, n.Values)
	case *ast.CompositeLit:
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if v, ok := c.Object(kv.Key).(*types.Var); ok && v.IsField() {
					c.addValue(v, Value{kv.Value, -1, n})
				}
			}
		}
	case *ast.RangeStmt:
		if n.Value != nil {
			if obj := c.Object(n.Value); obj != nil {
				c.variable(obj).ranged = append(c.variable(obj).ranged, n.X)
			}
		}
		if n.Key != nil {
			if obj := c.Object(n.Key); obj != nil && c.iterates(n.X) {
				c.variable(obj).ranged = append(c.variable(obj).ranged, n.X)
			}
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			if obj := c.Object(n.X); obj != nil {
				c.variable(obj).address = true
			}
		}
	case *ast.CallExpr:
		if len(n.Args) > 0 && (isBuiltin(c.info, n, "delete") || isBuiltin(c.info, n, "clear")) {
			if obj := c.Object(n.Args[0]); obj != nil {
				c.variable(obj).stores = append(c.variable(obj).stores, n)
			}
		}
	}
}

// iterates reports whether a range over e yields elements as its key.
func (c *Checker) iterates(e ast.Expr) bool {
	switch c.typeOf(e).(type) {
	case *types.Chan, *types.Signature:
		return true
	}
	return false
}

func (c *Checker) learnAssign(at ast.Node, lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		obj := c.Object(l)
		if obj == nil {
			continue
		}
		if _, ok := ast.Unparen(l).(*ast.IndexExpr); ok {
			c.variable(obj).stores = append(c.variable(obj).stores, at)
			continue
		}
		switch {
		case len(rhs) == len(lhs):
			c.addValue(obj, Value{rhs[i], -1, at})
		case len(rhs) == 1:
			c.addValue(obj, Value{rhs[0], i, at})
		}
	}
}

func (c *Checker) addValue(obj types.Object, v Value) {
	c.variable(obj).Values = append(c.variable(obj).Values, v)
}

// Values returns what is assigned to a variable, results of calls included.
func (c *Checker) Values(v *types.Var) []ast.Expr {
	var all []ast.Expr
	if known := c.Vars[v.Origin()]; known != nil {
		for _, val := range known.Values {
			if val.Index <= 0 {
				all = append(all, val.Expr)
			} else {
				all = append(all, &ast.BadExpr{From: val.Expr.Pos(), To: val.Expr.End()})
			}
		}
	}
	return all
}

// IsParam reports whether v is a parameter of a function of the package.
func (c *Checker) IsParam(v *types.Var) bool { return v.Kind() == types.ParamVar }

// Decl returns the frame of a declared function of the package, or nil.
func (c *Checker) Decl(fn *types.Func) *Frame { return c.decls[fn.Origin()] }
