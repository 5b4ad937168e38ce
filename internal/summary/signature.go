package summary

import (
	"fmt"
	"go/types"
	"hash/fnv"
	"strings"
)

// signatureHash is equal for identical types of functions, and tells others apart.
// It is 0 if t is no such type, or is not known in full: it mentions type parameters,
// or structs and interfaces without a name.
func signatureHash(t types.Type) uint64 {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return 0
	}
	w := typeWriter{plain: true}
	w.add(sig)
	if !w.plain {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(w.text.String()))
	return h.Sum64()
}

// A typeWriter writes types down, identical ones in the same words.
type typeWriter struct {
	text  strings.Builder
	plain bool // as yet
}

func (w *typeWriter) add(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		fmt.Fprintf(&w.text, "#%d", t.Kind()) // byte is uint8
		w.plain = w.plain && t.Kind() != types.Invalid
	case *types.Named:
		w.text.WriteString(objectKey(t.Origin().Obj()))
		for a := range t.TypeArgs().Types() {
			w.composed("[", a)
		}
	case *types.Pointer:
		w.composed("*", t.Elem())
	case *types.Slice:
		w.composed("[]", t.Elem())
	case *types.Array:
		w.composed(fmt.Sprintf("[%d]", t.Len()), t.Elem())
	case *types.Map:
		w.composed("map", t.Key())
		w.composed("to", t.Elem())
	case *types.Chan:
		w.composed(fmt.Sprintf("chan%d", t.Dir()), t.Elem())
	case *types.Signature:
		w.composed(fmt.Sprintf("func%t", t.Variadic()), t.Params())
		w.composed("result", t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			w.composed(",", v.Type())
		}
	case *types.Interface:
		w.text.WriteString("any")
		w.plain = w.plain && t.Empty()
	default:
		w.plain = false
	}
}

// composed adds a part of a type, in parentheses.
func (w *typeWriter) composed(word string, part types.Type) {
	w.text.WriteString(word + "(")
	w.add(part)
	w.text.WriteByte(')')
}
