package summary

import (
	"go/constant"

	"golang.org/x/tools/go/ssa"
)

// A carrier is a function or method that puts a value in the context of a
// request, or gets it from there: the indices of key and value among its
// arguments, receiver included. A getter has no value.
type carrier struct{ key, value int }

var carriers = map[string]carrier{
	"context.WithValue":                        {1, 2},
	"context.Context.Value":                    {1, 0},
	"github.com/gin-gonic/gin.Context.Set":     {1, 2},
	"github.com/gin-gonic/gin.Context.Get":     {1, 0},
	"github.com/gin-gonic/gin.Context.MustGet": {1, 0},
	"github.com/labstack/echo/v4.Context.Set":  {1, 2},
	"github.com/labstack/echo/v4.Context.Get":  {1, 0},
	"github.com/labstack/echo/v5.Context.Set":  {1, 2},
	"github.com/labstack/echo/v5.Context.Get":  {1, 0},
}

func carrierOf(c *ssa.CallCommon) (carrier, bool) {
	obj := calleeObject(c)
	if obj == nil {
		return carrier{}, false
	}
	k, ok := carriers[externalName(obj)]
	return k, ok && max(k.key, k.value) < len(callArgs(c))
}

// carriedKey returns the key of the value that c gets from a context, or "".
func (b *funcBuilder) carriedKey(c *ssa.Call) string {
	if k, ok := carrierOf(&c.Call); ok && k.value == 0 {
		return keyName(callArgs(&c.Call)[k.key])
	}
	return ""
}

// addCarry records what c puts in a context, if the memory has an origin.
func (b *funcBuilder) addCarry(c *ssa.Call) {
	k, ok := carrierOf(&c.Call)
	if !ok || k.value == 0 {
		return
	}
	args := callArgs(&c.Call)
	if key, from := keyName(args[k.key]), b.origins.of(args[k.value]); key != "" && len(from) > 0 {
		b.fn.Carries = append(b.fn.Carries, Carry{key, sortOrigins(from)})
	}
}

// keyName names a key: by its type and value if it is a constant, by its type if
// that is an empty struct, by the variable that holds it. A key that is not
// plain has no name.
func keyName(v ssa.Value) string {
	v = unboxed(v)
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			return TypeKey(v.Type())
		}
		if v.Value.Kind() == constant.String || v.Value.Kind() == constant.Int {
			return TypeKey(v.Type()) + " " + v.Value.ExactString()
		}
	case *ssa.Global:
		return globalKey(v)
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.Global:
			return globalKey(x)
		case *ssa.Alloc: // key{}: there is one value of the type
			if s := structOf(x.Type()); s != nil && s.NumFields() == 0 {
				return TypeKey(x.Type())
			}
		}
	}
	return ""
}
