package hijackleak

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// lateWrites returns the calls after a successful hijack that write to the
// ResponseWriter at the given place.
func (h *hijack) lateWrites(place string) []*ssa.Call {
	var late []*ssa.Call
	seen := map[*ssa.Call]bool{}
	h.walk(func(in ssa.Instruction) bool {
		if call, ok := in.(*ssa.Call); ok && !seen[call] {
			seen[call] = true
			if h.c.writesTo(call, func(v ssa.Value) bool { return placeOf(v) == place }) {
				late = append(late, call)
			}
		}
		return true
	})
	return late
}

// placeOf names the ResponseWriter, or the context of a framework that v comes
// from, so that two values can be compared.
func placeOf(v ssa.Value) string {
	for range 30 {
		next := below(v)
		if next == nil {
			break
		}
		v = next
	}
	if f, ok := v.(*ssa.FieldAddr); ok {
		return fmt.Sprintf("%s.%d", placeOf(f.X), f.Field)
	}
	return fmt.Sprintf("%p", v)
}

// below returns the value that v is another form of, or a part of.
func below(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.ChangeType:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.MakeInterface:
		return v.X
	case *ssa.TypeAssert:
		return v.X
	case *ssa.Extract:
		if _, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return v.Tuple
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return nil
		}
		if cell, ok := v.X.(*ssa.Alloc); ok {
			return onlyStored(cell)
		}
		return v.X
	case *ssa.FieldAddr:
		if isContext(v.X.Type()) {
			return v.X // c.Writer of gin
		}
	case *ssa.Call:
		if fn := calleeOf(&v.Call); fn != nil {
			return writerFrom(fn, &v.Call)
		}
	}
	return nil
}

// writerFrom returns what the call gets a ResponseWriter from, or wraps as one.
func writerFrom(fn *types.Func, call *ssa.CallCommon) ssa.Value {
	switch {
	case nameOf(fn) == funcName{"net/http", "", "NewResponseController"} && len(call.Args) > 0:
		return call.Args[0]
	case fn.Name() != "Response" && fn.Name() != "Writer":
	case call.IsInvoke() && isContext(call.Value.Type()):
		return call.Value
	case len(call.Args) > 0 && isContext(call.Args[0].Type()):
		return call.Args[0]
	}
	return nil
}

// onlyStored returns the one value that the variable holds, or nil.
func onlyStored(cell *ssa.Alloc) ssa.Value {
	var val ssa.Value
	for _, ref := range *cell.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == cell {
			if val != nil {
				return nil
			}
			val = s.Val
		}
	}
	return val
}

// writesTo reports whether the call writes to a ResponseWriter for which is
// holds.
func (c *checker) writesTo(call *ssa.Call, is func(ssa.Value) bool) bool {
	common := &call.Call
	if common.IsInvoke() {
		if is(common.Value) && writeMethod(common.Method, common.Value.Type()) {
			return true
		}
	} else if lit := literal(common.Value); lit != nil {
		for i, b := range lit.Bindings {
			fv := lit.Fn.(*ssa.Function).FreeVars[i]
			if is(held(b)) && c.writes(fv) {
				return true
			}
		}
	}
	fn := calleeOf(common)
	for i, arg := range common.Args {
		if !isWriter(arg.Type()) && !isStreamOf(arg) || !is(arg) {
			continue
		}
		if c.writesArg(fn, common, i) {
			return true
		}
	}
	return false
}

// writesArg reports whether the function called writes to argument i.
func (c *checker) writesArg(fn *types.Func, call *ssa.CallCommon, i int) bool {
	if static := call.StaticCallee(); static != nil && static.Blocks != nil {
		return i < len(static.Params) && c.writes(static.Params[i])
	}
	if fn == nil {
		return false
	}
	if fn.Signature().Recv() != nil && !call.IsInvoke() && i == 0 {
		return writeMethod(fn, call.Args[0].Type())
	}
	return writers[nameOf(fn)] || c.factOf(fn, i).Writes
}

// writes reports whether the function that v, a parameter or a free variable,
// belongs to writes to it.
func (c *checker) writes(v ssa.Value) bool {
	if w, ok := c.writing[v]; ok {
		return w
	}
	c.writing[v] = false
	place := placeOf(v)
	is := func(x ssa.Value) bool { return placeOf(x) == place }
	for _, b := range v.Parent().Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok && c.writesTo(call, is) {
				c.writing[v] = true
				return true
			}
		}
	}
	return false
}

// literal returns the literal that v is, or that the local v is loaded from holds.
func literal(v ssa.Value) *ssa.MakeClosure {
	if u, ok := v.(*ssa.UnOp); ok && u.Op == token.MUL {
		if cell, ok := u.X.(*ssa.Alloc); ok {
			v = onlyStored(cell)
		}
	}
	m, _ := v.(*ssa.MakeClosure)
	return m
}

// held returns the value in the variable v, if it is one that is set once.
func held(v ssa.Value) ssa.Value {
	if cell, ok := v.(*ssa.Alloc); ok {
		if val := onlyStored(cell); val != nil {
			return val
		}
	}
	return v
}

// isStreamOf reports whether v is a ResponseWriter in the guise of an io.Writer.
func isStreamOf(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.ChangeInterface:
		return isWriter(v.X.Type())
	case *ssa.MakeInterface:
		return isWriter(v.X.Type())
	}
	return false
}

// isWriter reports whether t is a ResponseWriter, or a context that has one.
func isWriter(t types.Type) bool {
	if isContext(t) {
		return true
	}
	n := shape.Named(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	return responseWriters[funcName{n.Obj().Pkg().Path(), "", n.Obj().Name()}]
}

var responseWriters = map[funcName]bool{
	{"net/http", "", "ResponseWriter"}:                 true,
	{"github.com/gin-gonic/gin", "", "ResponseWriter"}: true,
	{"github.com/labstack/echo/v4", "", "Response"}:    true,
	{"github.com/labstack/echo/v5", "", "Response"}:    true,
}

// contexts are the types of frameworks that stand for request and response.
var contexts = map[funcName]bool{
	{"github.com/gin-gonic/gin", "", "Context"}:    true,
	{"github.com/labstack/echo/v4", "", "Context"}: true,
	{"github.com/labstack/echo/v5", "", "Context"}: true,
}

func isContext(t types.Type) bool {
	n := shape.Named(t)
	return n != nil && n.Obj().Pkg() != nil && contexts[funcName{n.Obj().Pkg().Path(), "", n.Obj().Name()}]
}

// writeMethod reports whether the method writes a response.
func writeMethod(fn *types.Func, recv types.Type) bool {
	if !isContext(recv) {
		return fn.Name() == "Write" || fn.Name() == "WriteHeader" || fn.Name() == "WriteString" || fn.Name() == "ReadFrom"
	}
	name := fn.Name()
	return contextWrites[name] || strings.HasPrefix(name, "AbortWith") && name != "AbortWithError"
}

// contextWrites are methods of such contexts that write.
var contextWrites = map[string]bool{
	"JSON": true, "IndentedJSON": true, "SecureJSON": true, "PureJSON": true, "AsciiJSON": true, "JSONP": true,
	"JSONPretty": true, "JSONBlob": true, "XML": true, "XMLPretty": true, "YAML": true, "TOML": true, "ProtoBuf": true,
	"String": true, "HTML": true, "HTMLBlob": true, "Data": true, "DataFromReader": true, "Blob": true, "Render": true,
	"Redirect": true, "File": true, "FileAttachment": true, "Attachment": true, "Inline": true, "NoContent": true, "SSEvent": true,
}

// writers are functions that write to a ResponseWriter, or any writer, they are
// handed.
var writers = map[funcName]bool{
	{"net/http", "", "Error"}:                        true,
	{"net/http", "", "NotFound"}:                     true,
	{"net/http", "", "Redirect"}:                     true,
	{"net/http", "", "ServeFile"}:                    true,
	{"net/http", "", "ServeFileFS"}:                  true,
	{"net/http", "", "ServeContent"}:                 true,
	{"fmt", "", "Fprint"}:                            true,
	{"fmt", "", "Fprintf"}:                           true,
	{"fmt", "", "Fprintln"}:                          true,
	{"io", "", "WriteString"}:                        true,
	{"io", "", "Copy"}:                               true,
	{"io", "", "CopyN"}:                              true,
	{"io", "", "CopyBuffer"}:                         true,
	{"encoding/json", "", "NewEncoder"}:              true,
	{"html/template", "Template", "Execute"}:         true,
	{"html/template", "Template", "ExecuteTemplate"}: true,
	{"text/template", "Template", "Execute"}:         true,
	{"github.com/go-chi/render", "", "JSON"}:         true,
}
