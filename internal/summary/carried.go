package summary

import (
	"go/constant"

	"golang.org/x/tools/go/ssa"
)

// A carrier is a function or method that puts a value in the context of a
// request, or gets it from there: the indices of key and value among its
// arguments, receiver included. A getter has no value; what has a variadic one
// is a getter where it is handed none.
type carrier struct{ key, value int }

var carriers = map[string]carrier{
	"context.WithValue":     {1, 2},
	"context.Context.Value": {1, 0},
	"github.com/beego/beego/v2/server/web/context.BeegoInput.GetData": {1, 0},
	"github.com/beego/beego/v2/server/web/context.BeegoInput.SetData": {1, 2},
	"github.com/cloudwego/hertz/pkg/app.RequestContext.Get":           {1, 0},
	"github.com/cloudwego/hertz/pkg/app.RequestContext.MustGet":       {1, 0},
	"github.com/cloudwego/hertz/pkg/app.RequestContext.Set":           {1, 2},
	"github.com/emicklei/go-restful/v3.Request.Attribute":             {1, 0},
	"github.com/emicklei/go-restful/v3.Request.SetAttribute":          {1, 2},
	"github.com/gin-gonic/gin.Context.Set":                            {1, 2},
	"github.com/gin-gonic/gin.Context.Get":                            {1, 0},
	"github.com/gin-gonic/gin.Context.MustGet":                        {1, 0},
	"github.com/gofiber/fiber/v2.Ctx.Locals":                          {1, 2},
	"github.com/gofiber/fiber/v3.Ctx.Locals":                          {1, 2},
	"github.com/gorilla/context.Set":                                  {1, 2},
	"github.com/gorilla/context.Get":                                  {1, 0},
	"github.com/gorilla/context.GetOk":                                {1, 0},
	"github.com/labstack/echo/v4.Context.Set":                         {1, 2},
	"github.com/labstack/echo/v4.Context.Get":                         {1, 0},
	"github.com/labstack/echo/v5.Context.Set":                         {1, 2},
	"github.com/labstack/echo/v5.Context.Get":                         {1, 0},
	"github.com/valyala/fasthttp.RequestCtx.SetUserValue":             {1, 2},
	"github.com/valyala/fasthttp.RequestCtx.UserValue":                {1, 0},
}

// carriedBy returns the key of what c puts in a context, and the value, which is
// nil where c gets it from there.
func carriedBy(c *ssa.CallCommon) (key, value ssa.Value) {
	obj := calleeObject(c)
	if obj == nil {
		return nil, nil
	}
	k, ok := carriers[externalName(obj)]
	if !ok {
		return nil, nil
	}
	args := spread(callArgs(c))
	if max(k.key, k.value) >= len(args) {
		return nil, nil
	}
	if none, ok := args[k.value].(*ssa.Const); k.value > 0 && !(ok && none.IsNil()) {
		value = args[k.value]
	}
	return args[k.key], value
}

// carriedKey returns the key of the value that c gets from a context, or "".
func (b *funcBuilder) carriedKey(c *ssa.Call) string {
	if key, value := carriedBy(&c.Call); key != nil && value == nil {
		return keyName(key)
	}
	return ""
}

// addCarry records what c puts in a context, if the memory has an origin.
func (b *funcBuilder) addCarry(c *ssa.Call) {
	k, value := carriedBy(&c.Call)
	if value == nil {
		return
	}
	if key, from := keyName(k), b.origins.of(value); key != "" && len(from) > 0 {
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
