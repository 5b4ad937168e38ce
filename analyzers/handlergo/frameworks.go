package handlergo

import "go/types"

// A typeName names a type by package path and name.
type typeName struct{ pkg, name string }

// A lender is a framework's context, which it gives to other requests later.
type lender struct{ framework, cure string }

// lenders are the frameworks' contexts.
var lenders = map[typeName]lender{
	{"github.com/gin-gonic/gin", "Context"}:                     {"gin", "hand the goroutine a copy made by Copy()"},
	{"github.com/labstack/echo/v4", "Context"}:                  {"echo", "read what it needs before the goroutine starts"},
	{"github.com/labstack/echo/v5", "Context"}:                  {"echo", "read what it needs before the goroutine starts"},
	{"github.com/gofiber/fiber/v2", "Ctx"}:                      {"fiber", "copy what it needs before the goroutine starts"},
	{"github.com/gofiber/fiber/v3", "Ctx"}:                      {"fiber", "copy what it needs before the goroutine starts"},
	{"github.com/valyala/fasthttp", "RequestCtx"}:               {"fasthttp", "copy what it needs before the goroutine starts"},
	{"github.com/cloudwego/hertz/pkg/app", "RequestContext"}:    {"hertz", "hand the goroutine a copy made by Copy()"},
	{"github.com/beego/beego/v2/server/web/context", "Context"}: {"beego", "read what it needs before the goroutine starts"},
	{"github.com/astaxie/beego/context", "Context"}:             {"beego", "read what it needs before the goroutine starts"},
}

// writers are the types of response writers.
var writers = map[typeName]bool{
	{"net/http", "ResponseWriter"}:                 true,
	{"net/http", "Flusher"}:                        true,
	{"net/http", "ResponseController"}:             true,
	{"github.com/gin-gonic/gin", "ResponseWriter"}: true,
	{"github.com/labstack/echo/v4", "Response"}:    true,
	{"github.com/labstack/echo/v5", "Response"}:    true,
}

// lending are the packages whose methods return strings and bytes that they
// lend, if their context is asked, and the names of those that do.
var lending = map[string]map[string]bool{
	"fiber": {
		"Params": true, "Query": true, "Get": true, "Cookies": true, "FormValue": true, "Body": true, "BodyRaw": true,
		"OriginalURL": true, "Path": true, "Hostname": true, "Host": true, "Protocol": true, "BaseURL": true, "Subdomains": true,
		"GetReqHeaders": true, "Queries": true, "AllParams": true, "IP": false,
	},
	"fasthttp": {
		"Path": true, "PostBody": true, "Peek": true, "Host": true, "RequestURI": true, "Method": true, "UserAgent": true,
		"Referer": true, "FormValue": true, "QueryString": true, "Body": true, "Cookie": true, "PeekBytes": true,
	},
}

// bodyMethods are the methods of a request that read its body.
var bodyMethods = map[string]bool{
	"FormFile": true, "FormValue": true, "MultipartReader": true, "ParseForm": true, "ParseMultipartForm": true,
	"PostFormValue": true, "Write": true, "WriteProxy": true,
}

func nameOf(t types.Type) typeName {
	if t == nil {
		return typeName{}
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return typeName{}
	}
	return typeName{n.Obj().Pkg().Path(), n.Obj().Name()}
}

func isRequest(t types.Type) bool { return nameOf(t) == typeName{"net/http", "Request"} }
