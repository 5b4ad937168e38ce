package summary

import (
	"cmp"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// FuncKey returns the key of a declared function or method: that of its generic
// origin, if it is an instance.
func FuncKey(fn *types.Func) string {
	fn = fn.Origin()
	if recv := fn.Signature().Recv(); recv != nil {
		if name := TypeKey(recv.Type()); name != "" {
			return "(" + name + ")." + fn.Name()
		}
	}
	return fn.FullName()
}

// TypeKey returns the key of a named type or of a pointer to one, or "".
func TypeKey(t types.Type) string {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok {
		return ""
	}
	return objectKey(n.Origin().Obj())
}

func objectKey(obj types.Object) string {
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// ssaKey returns the key of a function in SSA form; "" for wrappers, which
// stand for another function.
func ssaKey(fn *ssa.Function) string {
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	if parent := fn.Parent(); parent != nil {
		_, suffix, _ := strings.Cut(fn.Name()[len(parent.Name()):], "$")
		return ssaKey(parent) + "$" + suffix
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		if fn.Synthetic != "" && !isSource(fn) {
			return ""
		}
		if obj.Name() != "init" && obj.Name() != "_" {
			return FuncKey(obj)
		}
	}
	if fn.Pkg == nil {
		return ""
	}
	return fn.Pkg.Pkg.Path() + "." + fn.Name()
}

// isSource reports whether fn is declared in source, as opposed to a wrapper
// that go/ssa made for a method value or a promoted method.
func isSource(fn *ssa.Function) bool {
	return !strings.HasPrefix(fn.Synthetic, "bound method wrapper") &&
		!strings.HasPrefix(fn.Synthetic, "thunk") &&
		!strings.HasPrefix(fn.Synthetic, "wrapper") &&
		!strings.HasPrefix(fn.Synthetic, "promotion wrapper")
}

// displayName is the name of a function in messages.
func displayName(fn *ssa.Function) string {
	if fn.Parent() != nil {
		outer := fn
		for outer.Parent() != nil {
			outer = outer.Parent()
		}
		if strings.HasPrefix(outer.Name(), "init") {
			return "function literal"
		}
		return "function literal in " + displayName(outer)
	}
	if recv := fn.Signature.Recv(); recv != nil {
		if key := TypeKey(recv.Type()); key != "" {
			return key[strings.LastIndexByte(key, '.')+1:] + "." + fn.Name()
		}
	}
	return fn.Name()
}

// fieldKey returns the key of field i of the struct that t is or points to.
func fieldKey(t types.Type, i int) string {
	s := structOf(t)
	if s == nil {
		return ""
	}
	owner := TypeKey(t)
	if owner == "" {
		if pkg := s.Field(i).Pkg(); pkg != nil {
			owner = pkg.Path() + ".struct"
		}
	}
	return owner + "." + s.Field(i).Name()
}

func structOf(t types.Type) *types.Struct {
	t = types.Unalias(t)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// holdsMemory reports whether a value of type t can refer to memory that
// somebody else may change.
func holdsMemory(t types.Type) bool {
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		return false // shared by design, and nobody changes what it refers to
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Struct:
		for f := range u.Fields() {
			if holdsMemory(f.Type()) {
				return true
			}
		}
		return false
	case *types.Array:
		return holdsMemory(u.Elem())
	case *types.Tuple:
		return true
	}
	return true
}

// methodName is the name of a method, qualified by its package if unexported.
func methodName(m *types.Func) string {
	if m.Exported() || m.Pkg() == nil {
		return m.Name()
	}
	return m.Pkg().Path() + "." + m.Name()
}

func compareStrings(a, b string) int { return strings.Compare(a, b) }

func compareTargets(a, b Target) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name), strings.Compare(a.Method, b.Method),
		cmp.Compare(a.Index, b.Index), cmp.Compare(a.Sub, b.Sub), cmp.Compare(a.Sig, b.Sig))
}
