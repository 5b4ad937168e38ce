// Package handlers tells which functions a server calls once per request,
// concurrently with themselves.
package handlers

import (
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// Analyzer finds the handlers of a package; its result is a *[Set].
var Analyzer = &analysis.Analyzer{
	Name:             "concurrencyhandlers",
	Doc:              "find the functions that a server calls once per request",
	RunDespiteErrors: true,
	ResultType:       reflect.TypeFor[*Set](),
	Run: func(pass *analysis.Pass) (any, error) {
		return &Set{services: sync.OnceValue(func() []service { return services(pass.Pkg) })}, nil
	},
}

// A Set knows the handlers of one package.
type Set struct {
	services func() []service
}

// A paramType is a parameter or result that makes a function a handler of a framework.
type paramType struct {
	framework, pkg, name string
	pointer              bool
}

// paramTypes holds the frameworks whose handlers are known by one parameter.
var paramTypes = []paramType{
	{"gin", "github.com/gin-gonic/gin", "Context", true},
	{"echo", "github.com/labstack/echo/v4", "Context", false},
	{"echo", "github.com/labstack/echo/v5", "Context", true},
	{"fiber", "github.com/gofiber/fiber/v2", "Ctx", true},
	{"fiber", "github.com/gofiber/fiber/v3", "Ctx", false},
	{"fasthttp", "github.com/valyala/fasthttp", "RequestCtx", true},
	{"hertz", "github.com/cloudwego/hertz/pkg/app", "RequestContext", true},
	{"go-restful", "github.com/emicklei/go-restful/v3", "Request", true},
	{"go-restful", "github.com/emicklei/go-restful", "Request", true},
}

// resultTypes holds the frameworks whose handlers return what writes the
// response, and find the request in the struct of their parameters.
var resultTypes = []paramType{
	{"go-swagger", "github.com/go-openapi/runtime/middleware", "Responder", false},
}

// controllers holds the frameworks whose handlers are exported methods of what
// embeds one type, without parameters. For each request the server makes the receiver.
var controllers = []paramType{
	{"beego", "github.com/beego/beego/v2/server/web", "Controller", false},
	{"beego", "github.com/beego/beego/server/web", "Controller", false},
	{"beego", "github.com/astaxie/beego", "Controller", false},
	{"revel", "github.com/revel/revel", "Controller", true},
}

// MakesReceivers reports whether servers of the framework make the receiver of a
// handler for each request.
func MakesReceivers(framework string) bool {
	return slices.ContainsFunc(controllers, func(t paramType) bool { return t.framework == framework })
}

// Framework returns the framework whose handlers have the signature sig, or "".
func Framework(sig *types.Signature) string {
	writer, request := false, false
	for p := range sig.Params().Variables() {
		switch {
		case isNamed(p.Type(), false, "net/http", "ResponseWriter"):
			writer = true
		case isNamed(p.Type(), true, "net/http", "Request"):
			request = true
		}
		if project.Handlers.Has(p.Type()) {
			return "project"
		}
		for _, t := range paramTypes {
			if isNamed(p.Type(), t.pointer, t.pkg, t.name) {
				return t.framework
			}
		}
		if w, r := carries(p.Type(), 0); w && r {
			return "net/http"
		}
	}
	if request && (writer || makesHandler(sig)) {
		return "net/http"
	}
	return responding(sig)
}

// makesHandler reports whether functions with the signature sig return a handler.
// With a request at hand, that is one for this request: a server calls both.
func makesHandler(sig *types.Signature) bool {
	for r := range sig.Results().Variables() {
		if isNamed(r.Type(), false, "net/http", "Handler") {
			return true
		}
		h, ok := r.Type().Underlying().(*types.Signature)
		if ok && h.Params().Len() == 2 &&
			isNamed(h.Params().At(0).Type(), false, "net/http", "ResponseWriter") &&
			isNamed(h.Params().At(1).Type(), true, "net/http", "Request") {
			return true
		}
	}
	return false
}

// responding is Framework for handlers that are known by their result.
func responding(sig *types.Signature) string {
	if sig.Results().Len() != 1 {
		return ""
	}
	for _, t := range resultTypes {
		if !isNamed(sig.Results().At(0).Type(), t.pointer, t.pkg, t.name) {
			continue
		}
		for p := range sig.Params().Variables() {
			if _, request := carries(p.Type(), 1); request {
				return t.framework
			}
		}
	}
	return ""
}

// carries reports whether t is the context type of a framework: a pointer to a
// struct that holds a response writer and a request, itself or in an embedded
// struct, or an interface that hands out both.
func carries(t types.Type, depth int) (writer, request bool) {
	if depth == 0 {
		if i, ok := t.Underlying().(*types.Interface); ok {
			return handsOut(i)
		}
		p, ok := types.Unalias(t).(*types.Pointer)
		if !ok {
			return false, false
		}
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 2 {
		return false, false
	}
	for f := range s.Fields() {
		switch {
		case isWriter(f.Type()):
			writer = true
		case isRequest(f.Type()):
			request = true
		case f.Embedded():
			w, r := carries(shape.Deref(f.Type()), depth+1)
			writer, request = writer || w, request || r
		}
	}
	return writer, request
}

// handsOut reports whether i has a method that returns a response writer, and
// one that returns a request.
func handsOut(i *types.Interface) (writer, request bool) {
	for m := range i.Methods() {
		sig := m.Signature()
		if sig.Params().Len() != 0 || sig.Results().Len() != 1 {
			continue
		}
		result := sig.Results().At(0).Type()
		writer = writer || isWriter(result)
		request = request || isRequest(result)
	}
	return writer, request
}

// isWriter reports whether t is a response writer, or an interface or a struct
// of a framework that embeds it.
func isWriter(t types.Type) bool {
	if isNamed(t, false, "net/http", "ResponseWriter") {
		return true
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		return slices.ContainsFunc(slices.Collect(i.EmbeddedTypes()), func(e types.Type) bool {
			return isNamed(e, false, "net/http", "ResponseWriter")
		})
	}
	return embeds(t, false, "ResponseWriter")
}

// isRequest reports whether t is a request, or a struct of a framework that
// embeds it.
func isRequest(t types.Type) bool {
	return isNamed(t, true, "net/http", "Request") || embeds(t, true, "Request")
}

// embeds reports whether t is a struct, or a pointer to one, that embeds the
// type name of net/http, or a pointer to it.
func embeds(t types.Type, pointer bool, name string) bool {
	s, ok := shape.Deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() && isNamed(f.Type(), pointer, "net/http", name) {
			return true
		}
	}
	return false
}

// Of returns the framework or RPC system that calls fn, or "".
func (s *Set) Of(fn *types.Func) string {
	sig := fn.Signature()
	if f := Framework(sig); f != "" {
		return f
	}
	if sig.Recv() == nil || !fn.Exported() {
		return ""
	}
	if sig.Params().Len() == 0 {
		return controller(sig.Recv().Type(), 0)
	}
	recv := sig.Recv().Type()
	for _, svc := range s.services() {
		if m, _, _ := types.LookupFieldOrMethod(svc.iface, false, nil, fn.Name()); m == nil {
			continue
		}
		if types.Implements(recv, svc.iface) || implementedByPointer(recv, svc.iface) {
			return svc.system
		}
	}
	return ""
}

// controller returns the framework whose controller the struct t, or the one that it
// points to, embeds, or "".
func controller(t types.Type, depth int) string {
	s, ok := shape.Deref(t).Underlying().(*types.Struct)
	if !ok || depth > 3 {
		return ""
	}
	for f := range s.Fields() {
		if !f.Embedded() {
			continue
		}
		for _, c := range controllers {
			if isNamed(f.Type(), c.pointer, c.pkg, c.name) {
				return c.framework
			}
		}
		if framework := controller(f.Type(), depth+1); framework != "" {
			return framework
		}
	}
	return ""
}

func implementedByPointer(t types.Type, iface *types.Interface) bool {
	_, isPointer := t.(*types.Pointer)
	return !isPointer && types.Implements(types.NewPointer(t), iface)
}

// A service is the server's interface of a generated RPC package.
type service struct {
	system string
	iface  *types.Interface
}

// A registrar is a function that generated RPC code offers to register the
// implementation of a service, which is its parameter number service.
type registrar struct {
	system, prefix, suffix string
	service                int
	marker                 string // package that a parameter or result is from
}

var registrars = []registrar{
	{"gRPC", "Register", "Server", 1, "google.golang.org/grpc"},
	{"DRPC", "DRPCRegister", "", 1, "storj.io/drpc"},
	{"Connect", "New", "Handler", 0, "connectrpc.com/connect"},
	{"Connect", "New", "Handler", 0, "github.com/bufbuild/connect-go"},
	{"Twirp", "New", "Server", 0, ""},
}

// services finds the RPC services that pkg and its direct imports declare.
func services(pkg *types.Package) []service {
	var found []service
	for _, p := range append([]*types.Package{pkg}, pkg.Imports()...) {
		for _, r := range registrars {
			if r.marker != "" && !imports(p, r.marker) || r.system == "Twirp" && !imports(p, "github.com/twitchtv/twirp") {
				continue
			}
			for _, name := range p.Scope().Names() {
				if !strings.HasPrefix(name, r.prefix) || !strings.HasSuffix(name, r.suffix) {
					continue
				}
				if iface := r.serviceOf(p.Scope().Lookup(name), p); iface != nil {
					found = append(found, service{r.system, iface})
				}
			}
		}
	}
	return found
}

// serviceOf returns the interface that the registrar function obj takes, if it
// is one that obj's own package declares.
func (r registrar) serviceOf(obj types.Object, pkg *types.Package) *types.Interface {
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Params().Len() <= r.service {
		return nil
	}
	named, ok := types.Unalias(fn.Signature().Params().At(r.service).Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != pkg {
		return nil
	}
	iface, _ := named.Underlying().(*types.Interface)
	if iface == nil || iface.NumMethods() == 0 {
		return nil
	}
	return iface
}

func imports(pkg *types.Package, path string) bool {
	for _, imp := range pkg.Imports() {
		if imp.Path() == path {
			return true
		}
	}
	return false
}

// isNamed reports whether t is the named type, or a pointer to it.
func isNamed(t types.Type, pointer bool, pkg, name string) bool {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok != pointer {
		return false
	} else if ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg
}
