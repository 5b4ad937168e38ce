package summary

import (
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// declarations records the named types of the package: what methods concrete
// types have, and what interfaces ask for, so that the linker can tell which
// types implement which interface.
func (p *packageBuilder) declarations() {
	for _, name := range p.pass.Pkg.Scope().Names() {
		tn, ok := p.pass.Pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		named, ok := tn.Type().(*types.Named)
		if !ok {
			continue
		}
		if iface, ok := named.Underlying().(*types.Interface); ok {
			p.addIface(named, iface)
			continue
		}
		p.addType(named)
	}
}

// boxes records the types that become values of interfaces.
func (p *packageBuilder) boxes() {
	boxed := map[string]bool{}
	for fn, b := range p.builders {
		if b.fn.Test {
			continue
		}
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				if m, ok := instr.(*ssa.MakeInterface); ok {
					boxed[TypeKey(m.X.Type())] = true
				}
			}
		}
	}
	for id, inst := range p.pass.TypesInfo.Instances {
		if linted.Test(p.pass.Fset, id.Pos()) {
			continue
		}
		for t := range inst.TypeArgs.Types() {
			boxed[TypeKey(t)] = true
		}
	}
	delete(boxed, "")
	p.out.Boxed = slices.Sorted(maps.Keys(boxed))
}

func (p *packageBuilder) addIface(named *types.Named, iface *types.Interface) {
	out := Iface{Key: TypeKey(named)}
	for m := range iface.Methods() {
		out.Methods = append(out.Methods, method(m, m.Type()))
	}
	if len(out.Methods) > 0 {
		sortMethods(out.Methods)
		p.out.Ifaces = append(p.out.Ifaces, out)
	}
}

func (p *packageBuilder) addType(named *types.Named) {
	set := types.NewMethodSet(types.NewPointer(named))
	if set.Len() == 0 {
		return
	}
	out := Type{Key: TypeKey(named), Decoded: isDecoded(named)}
	for sel := range set.Methods() {
		fn := sel.Obj().(*types.Func)
		m := method(fn, sel.Type())
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			m.Key = TypeKey(recv.Type()) + "\x00" + methodName(fn)
		} else if p.isLinted(fn.Pkg()) {
			m.Key = FuncKey(fn)
		}
		out.Methods = append(out.Methods, m)
	}
	sortMethods(out.Methods)
	p.out.Types = append(p.out.Types, out)
}

// decoderTags holds the keys of field tags by which libraries fill a struct from
// a request or its body.
var decoderTags = []string{"json", "form", "uri", "query", "param", "xml", "schema", "binding"}

func isDecoded(named *types.Named) bool {
	s, ok := named.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range s.NumFields() {
		tag := reflect.StructTag(s.Tag(i))
		for _, key := range decoderTags {
			if _, ok := tag.Lookup(key); ok {
				return true
			}
		}
	}
	return false
}

func sortMethods(ms []Method) {
	slices.SortFunc(ms, func(a, b Method) int { return strings.Compare(a.Name, b.Name) })
}

// method describes a method by its name and signature t.
func method(fn *types.Func, t types.Type) Method {
	sig := t.(*types.Signature)
	bare := nameless(types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic()))
	text := types.TypeString(bare, func(p *types.Package) string { return p.Path() })
	return Method{
		Name:    methodName(fn),
		Sig:     strings.ReplaceAll(text, "interface{}", "any"),
		Generic: mentionsTypeParam(sig),
	}
}

func mentionsTypeParam(sig *types.Signature) bool {
	found := false
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range tuple.Variables() {
			found = found || hasTypeParam(v.Type(), 0)
		}
	}
	return found
}

func hasTypeParam(t types.Type, depth int) bool {
	if depth > 6 {
		return false
	}
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return true
	case *types.Named:
		for a := range t.TypeArgs().Types() {
			if hasTypeParam(a, depth+1) {
				return true
			}
		}
	case interface{ Elem() types.Type }:
		return hasTypeParam(t.Elem(), depth+1)
	case *types.Signature:
		return mentionsTypeParam(t)
	}
	return false
}

// nameless drops the names of parameters, also in the types of parameters, and
// aliases: they are no part of what a method is.
func nameless(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, namelessTuple(t.Params()), namelessTuple(t.Results()), t.Variadic())
	case *types.Pointer:
		return types.NewPointer(nameless(t.Elem()))
	case *types.Slice:
		return types.NewSlice(nameless(t.Elem()))
	case *types.Array:
		return types.NewArray(nameless(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(nameless(t.Key()), nameless(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), nameless(t.Elem()))
	default:
		return t
	}
}

func namelessTuple(tuple *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range tuple.Variables() {
		vars = append(vars, types.NewParam(v.Pos(), nil, "", nameless(v.Type())))
	}
	return types.NewTuple(vars...)
}
