package summary

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

// Analyzer computes the summary of each linted package; its result is a *[Result].
var Analyzer = &analysis.Analyzer{
	Name:             "concurrencysummary",
	Doc:              "summarise what functions do for their callers",
	Requires:         []*analysis.Analyzer{ssaof.Analyzer, handlers.Analyzer, project.Analyzer},
	FactTypes:        []analysis.Fact{new(Package)},
	ResultType:       reflect.TypeFor[*Result](),
	RunDespiteErrors: true,
	Run:              run,
}

// A Result is the summary of the package of a pass.
type Result struct {
	Package *Package
	pass    *analysis.Pass
	spans   spans
	funcs   map[string]*Func // of Package, by key
}

// KeyAt returns the key of the innermost function around pos; that of the
// package initialiser outside of all functions.
func (r *Result) KeyAt(pos token.Pos) string {
	if key, ok := r.spans.at(pos); ok {
		return key
	}
	return r.pass.Pkg.Path() + ".init"
}

// FuncAt returns the summary of the innermost function around pos, or nil.
func (r *Result) FuncAt(pos token.Pos) *Func { return r.funcs[r.KeyAt(pos)] }

// TestAt reports whether only tests run the code at pos.
func (r *Result) TestAt(pos token.Pos) bool {
	f := r.FuncAt(pos)
	return f != nil && f.Test
}

// Linted reports whether pkg, that of the pass or one imported, is linted code.
func (r *Result) Linted(pkg *types.Package) bool {
	return pkg == r.pass.Pkg || r.pass.ImportPackageFact(pkg, new(Package))
}

// Imported returns the summaries of the packages imported, also indirectly.
func (r *Result) Imported() []*Package {
	var all []*Package
	for _, f := range r.pass.AllPackageFacts() {
		if p, ok := f.Fact.(*Package); ok && f.Package != r.pass.Pkg {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *Package) int { return strings.Compare(a.Path, b.Path) })
	return all
}

func run(pass *analysis.Pass) (any, error) {
	res := &Result{Package: &Package{Path: pass.Pkg.Path()}, pass: pass}
	// golangci-lint also brings the package of a directory that has only tests, and
	// panics on facts of packages without files.
	if !linted.Package(pass) || len(pass.Files) == 0 {
		return res, nil
	}
	p := &packageBuilder{
		pass:      pass,
		out:       res.Package,
		handlers:  pass.ResultOf[handlers.Analyzer].(*handlers.Set),
		builders:  map[*ssa.Function]*funcBuilder{},
		linted:    map[*types.Package]*Package{},
		slots:     map[string][]Target{},
		generated: map[*ast.File]bool{},
	}
	src := pass.ResultOf[ssaof.Analyzer].(func() *ssaof.Package)()
	fns := src.Funcs
	if src.Init != nil {
		fns = append(fns[:len(fns):len(fns)], src.Init)
	}
	for _, fn := range fns {
		p.declare(fn)
		if n := fn.Syntax(); n != nil {
			res.spans = append(res.spans, span{pos: n.Pos(), end: n.End(), key: ssaKey(fn)})
		}
	}
	res.spans.nest()
	for _, fn := range fns {
		p.builders[fn].index()
	}
	p.indexed = true
	for _, fn := range fns {
		p.builders[fn].fill()
	}
	p.declarations()
	p.boxes()
	p.finishSlots()
	res.Package.Ignores = ignores(pass, pass.Files)
	res.funcs = make(map[string]*Func, len(res.Package.Funcs))
	for _, f := range slices.Backward(res.Package.Funcs) {
		res.funcs[f.Key] = f // the first one, should there be two
	}
	pass.ExportPackageFact(res.Package)
	return res, nil
}

// A packageBuilder makes the summary of one package.
type packageBuilder struct {
	pass      *analysis.Pass
	out       *Package
	handlers  *handlers.Set
	builders  map[*ssa.Function]*funcBuilder
	linted    map[*types.Package]*Package // nil values: not linted
	slots     map[string][]Target
	generated map[*ast.File]bool
	imported  map[string]*Func // functions of imported packages, on demand
	chanSizes map[string]int64 // capacities of channels, by slot, on demand
	indexed   bool             // the calls are known, so that origins can be asked for
}

// summaryOf returns the summary of an imported package; nil if it is not linted.
func (p *packageBuilder) summaryOf(pkg *types.Package) *Package {
	s, ok := p.linted[pkg]
	if !ok {
		fact := new(Package)
		if pkg != p.pass.Pkg && p.pass.ImportPackageFact(pkg, fact) {
			s = fact
		}
		p.linted[pkg] = s
	}
	return s
}

// generatedAt reports whether pos stands in a generated file.
func (p *packageBuilder) generatedAt(pos token.Pos) bool {
	f := linted.File(p.pass, pos)
	if f == nil {
		return false
	}
	g, ok := p.generated[f]
	if !ok {
		g = linted.Generated(p.pass.Fset, f)
		p.generated[f] = g
	}
	return g
}

// isLinted reports whether pkg is linted code.
func (p *packageBuilder) isLinted(pkg *types.Package) bool {
	return pkg == p.pass.Pkg || pkg != nil && p.summaryOf(pkg) != nil
}

// A funcBuilder makes the summary of one function.
type funcBuilder struct {
	p         *packageBuilder
	ssa       *ssa.Function
	fn        *Func
	callIndex map[ssa.CallInstruction]int
	calls     []ssa.CallInstruction // in the order of fn.Calls
	origins   *origins
	derived   derivations
	locks     *LockEffects
	spawns    map[token.Pos]ast.Node
	loops     []*ast.BlockStmt // nil until asked
}

// declare creates the summary of fn.
func (p *packageBuilder) declare(fn *ssa.Function) {
	b := &funcBuilder{
		p:         p,
		ssa:       fn,
		callIndex: map[ssa.CallInstruction]int{},
		fn: &Func{
			Key:    ssaKey(fn),
			Name:   displayName(fn),
			Range:  nameRange(p.pass, fn),
			Test:   p.isTest(fn),
			Params: len(fn.Params),
			Free:   len(fn.FreeVars),
		},
	}
	b.origins = newOrigins(b)
	b.derived = derivations{b, map[ssa.Value]uint64{}}
	p.builders[fn] = b
	p.out.Funcs = append(p.out.Funcs, b.fn)
	if fn.Parent() != nil {
		b.fn.Parent = ssaKey(fn.Parent())
	}
	if recv := fn.Signature.Recv(); recv != nil {
		b.fn.Recv = TypeKey(recv.Type())
	}
	if !b.fn.Test {
		b.fn.Handler = p.handlerKind(fn)
		b.fn.Command = isCommand(fn.Signature)
	}
}

// isTest reports whether only tests are served by fn: it stands in a file of tests,
// is a method of a test double, or starts a server for tests.
func (p *packageBuilder) isTest(fn *ssa.Function) bool {
	if b := p.builders[fn.Parent()]; b != nil && b.fn.Test {
		return true
	}
	if linted.Test(p.pass.Fset, fn.Pos()) || linted.Double(p.pass.Pkg.Path()) {
		return true
	}
	if f := linted.File(p.pass, fn.Pos()); f != nil && linted.Harness(f) {
		return true
	}
	if recv := fn.Signature.Recv(); recv != nil {
		key := TypeKey(recv.Type())
		return linted.DoubleType(key[strings.LastIndexByte(key, '.')+1:])
	}
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if obj := calleeObject(&call.Call); obj != nil && testServers[externalName(obj)] {
					return true
				}
			}
		}
	}
	return false
}

// testServers holds the functions that start a server for a test.
var testServers = map[string]bool{
	"net/http/httptest.NewServer":          true,
	"net/http/httptest.NewTLSServer":       true,
	"net/http/httptest.NewUnstartedServer": true,
}

// index lists the calls that may lead to linted code; origins refer to them by
// their index. What a call returns is called further down.
func (b *funcBuilder) index() {
	for _, block := range downwards(b.ssa) {
		for _, instr := range block.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				b.indexCall(call)
			}
		}
	}
}

// downwards returns the blocks of fn such that each stands behind those that lead
// to it, but for loops: in reverse postorder.
func downwards(fn *ssa.Function) []*ssa.BasicBlock {
	var order []*ssa.BasicBlock
	seen := make([]bool, len(fn.Blocks))
	var visit func(*ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		seen[b.Index] = true
		for _, s := range b.Succs {
			if !seen[s.Index] {
				visit(s)
			}
		}
		order = append(order, b)
	}
	for _, b := range fn.Blocks { // the first one, and the one for recover
		if !seen[b.Index] {
			visit(b)
		}
	}
	slices.Reverse(order)
	return order
}

func (p *packageBuilder) handlerKind(fn *ssa.Function) string {
	if obj, ok := fn.Object().(*types.Func); ok {
		return p.handlers.Of(obj)
	}
	return handlers.Framework(fn.Signature)
}

// nameRange is the range of a function's name, or of the word func of a literal.
func nameRange(pass *analysis.Pass, fn *ssa.Function) Range {
	switch n := fn.Syntax().(type) {
	case *ast.FuncDecl:
		return NewRange(pass.Fset, n.Name.Pos(), n.Name.End())
	case *ast.FuncLit:
		return NewRange(pass.Fset, n.Pos(), n.Pos()+token.Pos(len("func")))
	}
	return Range{}
}

// paramIndex is the index of a parameter, receiver included.
func (b *funcBuilder) paramIndex(v *ssa.Parameter) int {
	return slices.Index(b.ssa.Params, v)
}

// freeVarIndex is the index of the place where a free variable lives; what it
// refers to has the next index.
func (b *funcBuilder) freeVarIndex(v *ssa.FreeVar) int {
	return len(b.ssa.Params) + 2*slices.Index(b.ssa.FreeVars, v)
}

// scratch returns the builder of a literal of this package.
func (p *packageBuilder) scratch(fn *ssa.Function) *funcBuilder { return p.builders[fn] }

// fill completes the summary: what origins and locks say of calls, results and
// accesses.
func (b *funcBuilder) fill() {
	held := b.lockSets()
	for i, call := range b.calls {
		b.fillCall(&b.fn.Calls[i], call, held)
	}
	made := typeSet{}
	for _, block := range b.ssa.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				b.addResults(instr)
			case *ssa.Alloc:
				if !isCopy(instr) {
					made.add(instr.Type().Underlying().(*types.Pointer).Elem())
				}
			case *ssa.Call:
				b.addCarry(instr)
			case *ssa.MakeMap:
				made.add(instr.Type())
			case *ssa.MakeSlice:
				made.add(instr.Type())
			case *ssa.ChangeType:
				made.add(instr.Type())
			}
			b.addAccess(instr, held)
			b.addInsert(instr)
			b.addCaptures(instr)
			b.addSlots(instr)
		}
	}
	if b.ssa == b.ssa.Pkg.Func("init") {
		made.addGlobals(b.ssa.Pkg.Pkg.Scope())
	}
	if b.fn.Handler != "" {
		b.fn.Refuses = b.refusals()
	}
	b.fn.Affirms, b.fn.Denies = returnsOnly(b.ssa, true), returnsOnly(b.ssa, false)
	b.addHolds()
	b.fn.Allocs = slices.Sorted(maps.Keys(made))
	b.fn.Locks = *b.effects()
}

// addResults merges what one return statement returns into the summary.
func (b *funcBuilder) addResults(ret *ssa.Return) {
	if b.fn.Results == nil {
		b.fn.Results = make([][]Origin, b.ssa.Signature.Results().Len())
		b.fn.Returned = make([][]Target, len(b.fn.Results))
	}
	copied := deepCopies(b.ssa)
	for i, v := range ret.Results[:min(len(ret.Results), len(b.fn.Results))] { // fewer in broken code
		if !copied {
			b.fn.Results[i] = sortOrigins(union(b.fn.Results[i], b.origins.of(v)))
		}
		if isFunc(v.Type()) {
			b.fn.Returned[i] = append(b.fn.Returned[i], b.values(v)...)
		}
	}
}

// returnsOnly reports whether the bool is the one result of fn, wherever it returns.
func returnsOnly(fn *ssa.Function, is bool) bool {
	found := false
	for _, block := range fn.Blocks {
		ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		if len(ret.Results) != 1 {
			return false
		}
		c, ok := ret.Results[0].(*ssa.Const)
		if !ok || c.Value == nil || c.Value.Kind() != constant.Bool || constant.BoolVal(c.Value) != is {
			return false
		}
		found = true
	}
	return found
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// isCopy reports whether alloc holds a copy of another value, such as a value
// receiver, and not a new one.
func isCopy(alloc *ssa.Alloc) bool {
	return slices.ContainsFunc(*alloc.Referrers(), func(ref ssa.Instruction) bool {
		s, ok := ref.(*ssa.Store)
		return ok && s.Addr == ssa.Value(alloc)
	})
}
