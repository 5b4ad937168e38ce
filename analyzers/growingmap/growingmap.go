package growingmap

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

//go:embed doc.go
var doc string

// Rule is the rule growingmap.
var Rule = rule.New(&rule.Rule{
	Name:     "growingmap",
	Doc:      rule.MustExtractDoc(doc, "growingmap"),
	Collect:  collect,
	Confirm:  func(prog *link.Program, f rule.Finding) bool { return prog.Grows(f.Func, f.Range) },
	NewFact:  func() rule.Fact { return new(conditional) },
	Requires: []*analysis.Analyzer{inspect.Analyzer},
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

type conditional struct{ rule.Conditional }

// An insert is an expression that stores an entry in a map.
type insert struct {
	node       ast.Expr
	name       string       // of the map, for messages
	place      types.Object // see places
	key, value types.Type
}

func collect(p *rule.Pass) error {
	if !hasInserts(p.Summary.Package) {
		return nil
	}
	root := p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	places := findPlaces(p.TypesInfo, p.Pkg, root)
	var found []insert
	for cur := range root.Preorder((*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.CallExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				found = places.appendStore(found, l)
			}
		case *ast.IncDecStmt:
			found = places.appendStore(found, n.X)
		case *ast.CallExpr:
			found = places.appendCall(found, n)
		}
	}
	for _, in := range found {
		kind := kindOf(in.value, in.place)
		if kind == "" || !freeKey(in.key) || places.shrinks(in.place) {
			continue
		}
		report(p, in, kind)
	}
	return nil
}

// hasInserts reports whether the package stores entries in maps under keys that
// its callers choose.
func hasInserts(pkg *summary.Package) bool {
	for _, f := range pkg.Funcs {
		if len(f.Inserts) > 0 {
			return true
		}
	}
	return false
}

func report(p *rule.Pass, in insert, kind string) {
	p.ReportOnPath(analysis.Diagnostic{Pos: in.node.Pos(), End: in.node.End(), Message: fmt.Sprintf(
		"%q only ever grows: {handler} adds %s for each key that a client thinks of, and nothing in the package deletes one; "+
			"delete entries that are not used, or bound their number", in.name, kind)})
}

// name names the map that e denotes: a field with its type, as in "Store.locks".
func (ps *places) name(e ast.Expr, place types.Object) string {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.IndexExpr:
			e = x.X
			continue
		case *ast.SelectorExpr:
			if n := servers.Named(ps.info.TypeOf(x.X)); n != nil && servers.Holder(ps.info, x) == place {
				return n.Obj().Name() + "." + place.Name()
			}
		}
		return place.Name()
	}
}

// appendStore appends the store to a map that the assignment to l is, if any.
func (ps *places) appendStore(found []insert, l ast.Expr) []insert {
	x, ok := ast.Unparen(l).(*ast.IndexExpr)
	if !ok {
		return found
	}
	t := ps.info.TypeOf(x.X)
	if t == nil {
		return found
	}
	m, ok := t.Underlying().(*types.Map)
	if !ok {
		return found
	}
	if place := ps.of(x.X); place != nil {
		found = append(found, insert{x, ps.name(x.X, place), place, m.Key(), m.Elem()})
	}
	return found
}

// appendCall appends the call of a method such as sync.Map.Store, if call is one.
func (ps *places) appendCall(found []insert, call *ast.CallExpr) []insert {
	fn, ok := typeutil.Callee(ps.info, call).(*types.Func)
	if _, isSel := call.Fun.(*ast.SelectorExpr); !isSel || !ok || !summary.InsertsEntry(fn) || len(call.Args) < 2 {
		return found
	}
	key, value := ps.info.TypeOf(call.Args[0]), ps.info.TypeOf(call.Args[1])
	if sig, ok := value.(*types.Signature); ok && sig.Results().Len() > 0 {
		value = sig.Results().At(0).Type() // LoadOrCompute(key, func() V)
	}
	if place := ps.receiver(call); place != nil && key != nil && value != nil {
		found = append(found, insert{call, ps.name(call.Fun.(*ast.SelectorExpr).X, place), place, key, value})
	}
	return found
}

// freeKey reports whether a key of the type can take any number of values that a
// client can make up: a text, an address, an array or struct with one.
func freeKey(t types.Type) bool {
	switch n := types.Unalias(t).(type) {
	case *types.Named:
		if obj := n.Obj(); obj.Pkg() != nil && obj.Pkg().Path() == "net/netip" {
			return true
		}
	case *types.TypeParam:
		return true // some instance has texts for keys, as a rule
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0
	case *types.Array:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Byte
	case *types.Struct:
		for f := range u.Fields() {
			if freeKey(f.Type()) {
				return true
			}
		}
	case *types.Interface:
		return u.Empty()
	}
	return false
}
