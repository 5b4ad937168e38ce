package project

import (
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// Funcs is a list of functions, as [Name] names them.
type Funcs []string

// Set adds those of a comma-separated list.
func (fs *Funcs) Set(list string) error {
	for name := range entries(list, ",") {
		if err := checkName(name); err != nil {
			return err
		}
		*fs = append(*fs, name)
	}
	return nil
}

func (fs *Funcs) String() string { return strings.Join(*fs, ",") }

// Has reports whether fn, which may be nil, is one of the functions.
func (fs *Funcs) Has(fn *types.Func) bool {
	return len(*fs) > 0 && fn != nil && slices.Contains(*fs, Name(fn))
}

// Name names a function or method, also a generic one and that of an interface:
// path/pkg.Func, path/pkg.Type.Method.
func Name(fn *types.Func) string {
	name := fn.Name()
	if recv := fn.Signature().Recv(); recv != nil {
		if n, ok := pointee(recv.Type()).(*types.Named); ok {
			name = n.Obj().Name() + "." + name
		}
	}
	if fn.Pkg() == nil {
		return name
	}
	return fn.Pkg().Path() + "." + name
}

func pointee(t types.Type) types.Type {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	return t
}

// Types is a list of types: path/pkg.Type, or a pointer to one.
type Types []string

// Set adds those of a comma-separated list.
func (ts *Types) Set(list string) error {
	for name := range entries(list, ",") {
		if err := checkName(strings.TrimPrefix(name, "*")); err != nil {
			return err
		}
		*ts = append(*ts, name)
	}
	return nil
}

func (ts *Types) String() string { return strings.Join(*ts, ",") }

// Has reports whether t, or what it is an instance of, is one of the types.
func (ts *Types) Has(t types.Type) bool {
	if len(*ts) == 0 {
		return false
	}
	n, ok := pointee(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	name := n.Obj().Pkg().Path() + "." + n.Obj().Name()
	if _, ok := types.Unalias(t).(*types.Pointer); ok {
		name = "*" + name
	}
	return slices.Contains(*ts, name)
}

// Replacements tells of functions, by name, what to write in their place.
type Replacements []Replacement

// A Replacement is a function and what to write in its place, in the imperative;
// {ctx} stands for the context.
type Replacement struct{ Call, Instead string }

func (r Replacement) String() string { return r.Call + "=" + r.Instead }

// Set adds those of a list that is separated by semicolons.
func (rs *Replacements) Set(list string) error {
	for entry := range entries(list, ";") {
		name, instead, ok := strings.Cut(entry, "=")
		if !ok || strings.TrimSpace(instead) == "" {
			return fmt.Errorf("%q says nothing to write instead; want NAME=use OTHER({ctx}, ...)", entry)
		}
		if err := checkName(name); err != nil {
			return err
		}
		*rs = append(*rs, Replacement{name, strings.TrimSpace(instead)})
	}
	return nil
}

func (rs *Replacements) String() string {
	var all []string
	for _, r := range *rs {
		all = append(all, r.String())
	}
	return strings.Join(all, ";")
}

// Of returns what to write in place of fn, or "".
func (rs *Replacements) Of(fn *types.Func) string {
	if len(*rs) == 0 {
		return ""
	}
	name := Name(fn)
	i := slices.IndexFunc(*rs, func(r Replacement) bool { return r.Call == name })
	if i < 0 {
		return ""
	}
	return (*rs)[i].Instead
}

// entries yields what stands between separators.
func entries(list, separator string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for e := range strings.SplitSeq(list, separator) {
			if e = strings.TrimSpace(e); e != "" && !yield(e) {
				return
			}
		}
	}
}

// qualified is a package path, a dot and one name, or two with a dot.
var qualified = regexp.MustCompile(`^([^\s/.()\[\]*,;=]+(\.[^\s/.()\[\]*,;=]+)*/)*[^\s/.()\[\]*,;=]+(\.[\pL_][\pL\pN_]*)+$`)

func checkName(name string) error {
	if !qualified.MatchString(name) {
		return fmt.Errorf("%q is no name; want path/pkg.Func or path/pkg.Type.Method, without parentheses and type parameters", name)
	}
	return nil
}
