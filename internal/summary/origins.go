package summary

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
)

// origins finds out where memory comes from, within one function: by walking
// the SSA form backwards from a value. It is flow-insensitive and knows the
// first field of structs made here. No origin means: made by this call, or not
// seen.
type origins struct {
	b        *funcBuilder
	memo     map[ssa.Value][]Origin
	contents map[contentKey][]Origin
}

type contentKey struct {
	v     ssa.Value
	field int
}

func newOrigins(b *funcBuilder) *origins {
	return &origins{b, map[ssa.Value][]Origin{}, map[contentKey][]Origin{}}
}

// of returns the origins of the memory that v points to or, if v is a slice,
// map or the like, refers to.
func (o *origins) of(v ssa.Value) []Origin {
	if got, ok := o.memo[v]; ok {
		return got // nil while under way: a cycle adds nothing
	}
	if v.Type() != nil && !holdsMemory(v.Type()) {
		return nil
	}
	o.memo[v] = nil
	got := o.compute(v)
	o.memo[v] = got
	return got
}

func (o *origins) compute(v ssa.Value) []Origin {
	switch v := v.(type) {
	case *ssa.Parameter:
		return []Origin{{Kind: Param, Index: o.b.paramIndex(v)}}
	case *ssa.FreeVar:
		return []Origin{{Kind: Param, Index: o.b.freeVarIndex(v)}}
	case *ssa.Global:
		return []Origin{{Kind: Global, Name: globalKey(v)}}
	case *ssa.FieldAddr:
		return o.of(v.X)
	case *ssa.IndexAddr:
		return o.of(v.X)
	case *ssa.Field:
		return o.ofField(v.X, v.Field)
	case *ssa.Index:
		return o.of(v.X)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return o.load(v.X)
		}
	case *ssa.Lookup:
		return o.element(v.X)
	case *ssa.Phi:
		var all []Origin
		for _, e := range v.Edges {
			all = union(all, o.of(e))
		}
		return all
	case *ssa.Extract:
		return o.extract(v)
	case *ssa.Call:
		return o.call(v, 0)
	}
	if x := operand(v); x != nil {
		return o.of(x)
	}
	return nil
}

// operand returns the value that v converts, or slices, or nil.
func operand(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.ChangeType:
		return v.X
	case *ssa.Convert:
		return v.X
	case *ssa.MakeInterface:
		return v.X
	case *ssa.MultiConvert:
		return v.X
	case *ssa.Slice:
		return v.X
	case *ssa.SliceToArrayPointer:
		return v.X
	case *ssa.TypeAssert:
		return v.X
	}
	return nil
}

func (o *origins) extract(v *ssa.Extract) []Origin {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		return o.call(t, v.Index)
	case *ssa.Lookup:
		return o.element(t.X)
	case *ssa.TypeAssert:
		return o.of(t.X)
	case *ssa.Next:
		if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 {
			return o.element(r.X)
		}
	}
	return nil
}

// call returns the origins of result i of a call.
func (o *origins) call(c *ssa.Call, i int) []Origin {
	if b, ok := c.Call.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			return o.of(c.Call.Args[0])
		}
		return nil
	}
	if at, ok := o.b.callIndex[c]; ok {
		if call := &o.b.fn.Calls[at]; call.External == "" {
			return []Origin{{Kind: FromCall, Index: at, Sub: i}}
		}
	}
	if key := o.b.carriedKey(c); key != "" {
		return []Origin{{Kind: Carried, Name: key}}
	}
	if recv := lenderOf(c); recv != nil {
		return o.of(recv)
	}
	return nil
}

// load returns the origins of the value kept at addr.
func (o *origins) load(addr ssa.Value) []Origin {
	switch a := addr.(type) {
	case *ssa.Alloc:
		return o.content(a, -1)
	case *ssa.FreeVar:
		return []Origin{{Kind: Param, Index: o.b.freeVarIndex(a) + 1}}
	case *ssa.FieldAddr:
		switch x := a.X.(type) {
		case *ssa.Alloc:
			if renewed(x, a) {
				return o.fieldStores(x, a.Field)
			}
			return o.content(x, a.Field)
		case *ssa.FreeVar:
			return []Origin{{Kind: Param, Index: o.b.freeVarIndex(x) + 1}}
		}
	case *ssa.IndexAddr:
		return o.element(a.X)
	}
	return o.of(addr)
}

// element returns the origins of the elements of a container.
func (o *origins) element(c ssa.Value) []Origin {
	switch c := c.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
		return o.content(c, -1)
	case *ssa.Slice:
		return o.element(c.X)
	case *ssa.Phi:
		// The elements of a slice that grows in a loop: what is appended.
		key := contentKey{c, -2}
		if got, ok := o.contents[key]; ok {
			return got
		}
		o.contents[key] = nil
		var all []Origin
		for _, e := range c.Edges {
			all = union(all, o.element(e))
		}
		o.contents[key] = all
		return all
	case *ssa.Call:
		if b, ok := c.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			var all []Origin
			for _, a := range c.Call.Args {
				all = union(all, o.element(a))
			}
			return all
		}
	}
	return o.of(c)
}

// content returns the origins of what is stored in memory made here: in the
// given field, or anywhere if field is negative.
func (o *origins) content(made ssa.Value, field int) []Origin {
	key := contentKey{made, field}
	if got, ok := o.contents[key]; ok {
		return got
	}
	o.contents[key] = nil
	var all []Origin
	for _, ref := range *made.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == made {
			if copied := wholeCopy(s.Val); copied != nil {
				all = union(all, o.content(copied, field))
				continue
			}
			all = union(all, o.ofField(s.Val, field))
			continue
		}
		for _, v := range storedBy(ref, made, field) {
			all = union(all, o.of(v))
		}
	}
	if alloc, ok := made.(*ssa.Alloc); ok {
		all = union(all, o.storedByLiterals(alloc))
	}
	o.contents[key] = all
	return all
}

// renewed reports whether the field at addr of a struct made here has been given
// another value, on every way there, since the struct was last copied as a
// whole: *k = *c; k.list = make(...).
func renewed(made *ssa.Alloc, addr *ssa.FieldAddr) bool {
	var whole []ssa.Instruction
	for _, ref := range *made.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == ssa.Value(made) {
			whole = append(whole, s)
		}
	}
	for _, ref := range *made.Referrers() {
		field, ok := ref.(*ssa.FieldAddr)
		if !ok || field.Field != addr.Field {
			continue
		}
		for _, r := range *field.Referrers() {
			s, ok := r.(*ssa.Store)
			if ok && s.Addr == ssa.Value(field) && precedes(s, addr) &&
				!slices.ContainsFunc(whole, func(w ssa.Instruction) bool { return !precedes(w, s) }) {
				return true
			}
		}
	}
	return false
}

// precedes reports whether control comes by a before it gets to b.
func precedes(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	return slices.Index(a.Block().Instrs, a) < slices.Index(b.Block().Instrs, b)
}

// fieldStores returns the origins of what is stored in a field of a struct made
// here, by that field alone.
func (o *origins) fieldStores(made *ssa.Alloc, field int) []Origin {
	var all []Origin
	for _, ref := range *made.Referrers() {
		if f, ok := ref.(*ssa.FieldAddr); ok && f.Field == field {
			for _, v := range storesTo(f, -1) {
				all = union(all, o.of(v))
			}
		}
	}
	return all
}

// wholeCopy returns the variable made here that v is the whole content of, or
// nil. A composite literal is built in a variable of its own and then copied.
func wholeCopy(v ssa.Value) *ssa.Alloc {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if made, ok := load.X.(*ssa.Alloc); ok && structOf(load.Type()) != nil {
			return made
		}
	}
	return nil
}

// storesTo returns the values stored in memory made by an instruction, by the
// same function.
func storesTo(made ssa.Value, field int) []ssa.Value {
	var vals []ssa.Value
	for _, ref := range *made.Referrers() {
		vals = append(vals, storedBy(ref, made, field)...)
	}
	return vals
}

// storedBy returns the values that an instruction which refers to made, or those
// that use what it makes of it, store there.
func storedBy(ref ssa.Instruction, made ssa.Value, field int) []ssa.Value {
	switch ref := ref.(type) {
	case *ssa.Store:
		if ref.Addr == made {
			return []ssa.Value{ref.Val}
		}
	case *ssa.MapUpdate:
		if ref.Map == made {
			return []ssa.Value{ref.Value}
		}
	case *ssa.FieldAddr:
		if field < 0 || ref.Field == field {
			return storesTo(ref, -1)
		}
	case *ssa.IndexAddr:
		return storesTo(ref, -1)
	case *ssa.Slice:
		return storesTo(ref, -1)
	}
	return nil
}

// storedByLiterals returns the origins of what function literals store in the
// captured variable alloc. What a literal got as an argument comes, for all we
// can tell here, from what the literal was handed to.
func (o *origins) storedByLiterals(alloc *ssa.Alloc) []Origin {
	var all []Origin
	for _, ref := range *alloc.Referrers() {
		lit, ok := ref.(*ssa.MakeClosure)
		if !ok {
			continue
		}
		fn := lit.Fn.(*ssa.Function)
		i := slices.Index(lit.Bindings, ssa.Value(alloc))
		if i < 0 || i >= len(fn.FreeVars) {
			continue
		}
		inner := o.b.p.scratch(fn)
		for _, s := range storesTo(fn.FreeVars[i], -1) {
			from := inner.origins.of(s)
			if !holdsCopies(s.Type()) {
				from = union(from, inner.origins.element(s))
			}
			for _, from := range from {
				all = union(all, o.outside(lit, inner, from))
			}
		}
	}
	return all
}

// holdsCopies reports whether t is a slice of structs, or of what may be structs:
// who appends to it puts copies there.
func holdsCopies(t types.Type) bool {
	slice, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	_, isParam := types.Unalias(slice.Elem()).(*types.TypeParam)
	_, isStruct := slice.Elem().Underlying().(*types.Struct)
	return isParam || isStruct
}

// outside translates an origin seen in a literal to the function around it.
func (o *origins) outside(lit *ssa.MakeClosure, inner *funcBuilder, from Origin) []Origin {
	switch {
	case from.Kind == Global:
		return []Origin{from}
	case from.Kind == Param && from.Index < len(inner.ssa.Params):
		return o.givenTo(lit)
	case from.Kind == Param:
		i := from.Index - len(inner.ssa.Params)
		if binding := lit.Bindings[i/2]; i%2 == 0 {
			return o.of(binding)
		} else {
			return o.load(binding)
		}
	}
	return nil
}

// givenTo returns the origins of the other arguments of the calls that lit is
// handed to.
func (o *origins) givenTo(lit *ssa.MakeClosure) []Origin {
	var all []Origin
	for _, ref := range *lit.Referrers() {
		if call, ok := ref.(ssa.CallInstruction); ok {
			for _, op := range callArgs(call.Common()) {
				if op != ssa.Value(lit) {
					all = union(all, o.of(op))
				}
			}
		}
	}
	return all
}

// callArgs returns the arguments of a call, receiver first.
func callArgs(c *ssa.CallCommon) []ssa.Value {
	if c.IsInvoke() {
		return append([]ssa.Value{c.Value}, c.Args...)
	}
	return c.Args
}

func union(a, b []Origin) []Origin {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a[:len(a):len(a)], x)
		}
	}
	return a
}

func sortOrigins(a []Origin) []Origin {
	a = slices.Clone(a)
	slices.SortFunc(a, func(x, y Origin) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Index, y.Index), cmp.Compare(x.Sub, y.Sub), cmp.Compare(x.Name, y.Name))
	})
	return a
}

func globalKey(g *ssa.Global) string {
	if obj := g.Object(); obj != nil {
		return objectKey(obj)
	}
	return g.Pkg.Pkg.Path() + "." + g.Name()
}

// lenders holds the names of methods of containers that hand out what they
// keep, so that what they return is shared like the container itself.
var lenders = map[string]bool{
	"Get":         true,
	"GetOrLoad":   true,
	"Load":        true,
	"LoadOrStore": true,
	"Peek":        true,
	"MustGet":     true,
	"Value":       true,
}

// borrowers holds types with such methods that keep nothing for others: what
// they return belongs to the caller, or to the request.
var borrowers = map[string]bool{
	"sync.Pool":                              true,
	"context.Context":                        true,
	"net/http.Header":                        true,
	"net/url.Values":                         true,
	"net/http.Request":                       true,
	"net/http.Client":                        true,
	"github.com/gin-gonic/gin.Context":       true,
	"github.com/labstack/echo/v4.Context":    true,
	"github.com/labstack/echo/v5.Context":    true,
	"github.com/gofiber/fiber/v2.Ctx":        true,
	"github.com/gofiber/fiber/v3.Ctx":        true,
	"gorm.io/gorm.DB":                        true,
	"xorm.io/xorm.Session":                   true,
	"github.com/go-resty/resty/v2.Request":   true,
	"github.com/valyala/fasthttp.RequestCtx": true,
}

// lenderOf returns the receiver of a call to code that is not seen, if what the
// call returns is kept by that receiver.
func lenderOf(c *ssa.Call) ssa.Value {
	fn := calleeObject(&c.Call)
	if fn == nil {
		return nil
	}
	if fn.Signature().Recv() == nil {
		if externalName(fn) == "sync/atomic.LoadPointer" {
			return c.Call.Args[0]
		}
		return nil
	}
	recv := TypeKey(fn.Signature().Recv().Type())
	if !lenders[fn.Name()] || borrowers[recv] || strings.HasSuffix(recv, "Pool") || forRequest(fn.Signature()) {
		return nil
	}
	return callArgs(&c.Call)[0]
}

// forRequest reports whether a function with the signature is handed a request:
// what it returns is kept for that one, such as a session.
func forRequest(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if TypeKey(p.Type()) == "net/http.Request" {
			return true
		}
	}
	return handlers.Framework(sig) != ""
}

// calleeObject returns the declared function or method that c calls, or nil.
func calleeObject(c *ssa.CallCommon) *types.Func {
	if c.IsInvoke() {
		return c.Method
	}
	if fn, ok := c.Value.(*ssa.Function); ok {
		obj, _ := fn.Object().(*types.Func)
		return obj
	}
	return nil
}
