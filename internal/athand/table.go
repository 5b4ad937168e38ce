package athand

// requests maps a type, by package path and name, to the expression for the
// context of the request that a variable of it (%s) stands for. An empty
// expression means that there is none, although the type may look like a
// context or have a method Context.
var requests = map[typeName]string{
	{"net/http", "Request"}:                                     "%s.Context()",
	{"github.com/gin-gonic/gin", "Context"}:                     "%s.Request.Context()",
	{"github.com/labstack/echo", "Context"}:                     "%s.Request().Context()",
	{"github.com/labstack/echo/v4", "Context"}:                  "%s.Request().Context()",
	{"github.com/labstack/echo/v5", "Context"}:                  "%s.Request().Context()",
	{"github.com/gofiber/fiber/v2", "Ctx"}:                      "%s.UserContext()",
	{"github.com/gofiber/fiber/v3", "Ctx"}:                      "%s.Context()",
	{"github.com/emicklei/go-restful", "Request"}:               "%s.Request.Context()",
	{"github.com/emicklei/go-restful/v3", "Request"}:            "%s.Request.Context()",
	{"github.com/kataras/iris/v12/context", "Context"}:          "%s.Request().Context()",
	{"github.com/beego/beego/v2/server/web/context", "Context"}: "%s.Request.Context()",
	{"github.com/astaxie/beego/context", "Context"}:             "%s.Request.Context()",
	{"goa.design/goa", "RequestData"}:                           "%s.Request.Context()",
	{"gopkg.in/macaron.v1", "Context"}:                          "%s.Req.Context()",
	{"github.com/go-martini/martini", "Context"}:                "",
	{"github.com/valyala/fasthttp", "RequestCtx"}:               "", // ends with the server
	{"github.com/gofiber/fiber", "Ctx"}:                         "", // v1 has none
	{"github.com/cloudwego/hertz/pkg/app", "RequestContext"}:    "", // comes with a context
	{"testing", "T"}:  "%s.Context()", // from Go 1.24
	{"testing", "B"}:  "%s.Context()", // from Go 1.24
	{"testing", "F"}:  "%s.Context()", // from Go 1.24
	{"testing", "TB"}: "%s.Context()", // from Go 1.24

	// Values that carry the context they will be sent with, if any: it is for
	// the code that makes them to say, not for the code that has them.
	{"net/http", "Response"}:                             "",
	{"os/exec", "Cmd"}:                                   "",
	{"github.com/go-resty/resty/v2", "Request"}:          "",
	{"github.com/go-resty/resty/v2", "Client"}:           "",
	{"gopkg.in/resty.v1", "Request"}:                     "",
	{"resty.dev/v3", "Request"}:                          "",
	{"resty.dev/v3", "Client"}:                           "",
	{"github.com/imroc/req/v3", "Request"}:               "",
	{"github.com/go-redis/redis", "Client"}:              "",
	{"github.com/go-redis/redis", "ClusterClient"}:       "",
	{"github.com/go-redis/redis/v7", "Client"}:           "",
	{"github.com/go-redis/redis/v7", "ClusterClient"}:    "",
	{"github.com/go-redis/redis/v8", "Client"}:           "",
	{"github.com/go-redis/redis/v8", "ClusterClient"}:    "",
	{"github.com/gocql/gocql", "Query"}:                  "",
	{"github.com/gocql/gocql", "Batch"}:                  "",
	{"github.com/sirupsen/logrus", "Entry"}:              "", // for hooks only
	{"github.com/aws/aws-sdk-go/aws/request", "Request"}: "",
	{"github.com/gocolly/colly/v2", "Collector"}:         "",
}

// storing lists functions and methods, by name alone, that keep the function
// they are handed and have it run later, as do those whose name starts with
// one of storingPrefixes.
var storing = map[string]bool{
	"AfterFunc":    true,
	"Cleanup":      true,
	"Defer":        true,
	"GET":          true,
	"POST":         true,
	"PUT":          true,
	"PATCH":        true,
	"DELETE":       true,
	"HEAD":         true,
	"OPTIONS":      true,
	"ANY":          true,
	"Any":          true,
	"Get":          true,
	"Post":         true,
	"Put":          true,
	"Patch":        true,
	"Delete":       true,
	"Match":        true,
	"Use":          true,
	"Route":        true,
	"Hook":         true,
	"Subscribe":    true,
	"Provide":      true,
	"Invoke":       true,
	"Schedule":     true,
	"Every":        true,
	"NewFunc":      true,
	"OnceFunc":     true,
	"OnceValue":    true,
	"OnceValues":   true,
	"SetFinalizer": true,
}

var storingPrefixes = []string{"Handle", "Register", "On", "Add", "Set", "With", "New"}

// spawning lists functions and methods, by name alone, that run the function
// they are handed in a goroutine.
var spawning = map[string]bool{
	"Go":      true,
	"TryGo":   true,
	"GoCtx":   true,
	"Submit":  true,
	"Spawn":   true,
	"Enqueue": true,
}
