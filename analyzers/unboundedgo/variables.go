package unboundedgo

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A variable is what the package does to one variable or field.
type variable struct {
	values  []value
	stores  []ast.Node // element stores, deletions, and addresses taken
	ranged  []ast.Expr // what it iterates over, as the value of a range
	address bool
}

// A value is an expression assigned to a variable: the index-th result of a
// call, or the expression itself if index is negative.
type value struct {
	expr  ast.Expr
	index int
	at    ast.Node // the assignment
}

func (c *checker) variable(obj types.Object) *variable {
	if v, ok := obj.(*types.Var); ok {
		obj = v.Origin()
	}
	v := c.vars[obj]
	if v == nil {
		v = &variable{}
		c.vars[obj] = v
	}
	return v
}

// object returns the variable or field that e denotes: of a path, the last one.
func (c *checker) object(e ast.Expr) types.Object {
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
		return c.object(e.X)
	case *ast.StarExpr:
		return c.object(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return c.object(e.X)
		}
	}
	return nil
}

// learn records what n does to variables.
func (c *checker) learn(n ast.Node) {
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
				if v, ok := c.object(kv.Key).(*types.Var); ok && v.IsField() {
					c.addValue(v, value{kv.Value, -1, n})
				}
			}
		}
	case *ast.RangeStmt:
		if n.Value != nil {
			if obj := c.object(n.Value); obj != nil {
				c.variable(obj).ranged = append(c.variable(obj).ranged, n.X)
			}
		}
		if n.Key != nil {
			if obj := c.object(n.Key); obj != nil && c.iterates(n.X) {
				c.variable(obj).ranged = append(c.variable(obj).ranged, n.X)
			}
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			if obj := c.object(n.X); obj != nil {
				c.variable(obj).address = true
			}
		}
	case *ast.CallExpr:
		if len(n.Args) > 0 && (isBuiltin(c.info, n, "delete") || isBuiltin(c.info, n, "clear")) {
			if obj := c.object(n.Args[0]); obj != nil {
				c.variable(obj).stores = append(c.variable(obj).stores, n)
			}
		}
	}
}

// iterates reports whether a range over e yields elements as its key.
func (c *checker) iterates(e ast.Expr) bool {
	switch c.typeOf(e).(type) {
	case *types.Chan, *types.Signature:
		return true
	}
	return false
}

func (c *checker) learnAssign(at ast.Node, lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		obj := c.object(l)
		if obj == nil {
			continue
		}
		if _, ok := ast.Unparen(l).(*ast.IndexExpr); ok {
			c.variable(obj).stores = append(c.variable(obj).stores, at)
			continue
		}
		switch {
		case len(rhs) == len(lhs):
			c.addValue(obj, value{rhs[i], -1, at})
		case len(rhs) == 1:
			c.addValue(obj, value{rhs[0], i, at})
		}
	}
}

func (c *checker) addValue(obj types.Object, v value) {
	c.variable(obj).values = append(c.variable(obj).values, v)
}
