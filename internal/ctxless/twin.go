package ctxless

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// suffixes make the name of a function's twin that takes a context.
var suffixes = []string{"Context", "WithContext", "Ctx", "WithCtx"}

// noTwins lists packages (and what lies below them) whose functions with a twin
// do not block although they could, or not for the sake of a request.
var noTwins = []string{
	"github.com/getsentry/sentry-go",         // reports in the background
	"github.com/rabbitmq/amqp091-go",         // its twins ignore the context
	"github.com/shirou/gopsutil",             // reads local files
	"github.com/sirupsen/logrus",             // logs
	"github.com/spf13/cobra",                 // runs the program
	"github.com/traefik/yaegi",               // computes
	"github.com/streadway/amqp",              // its twins ignore the context
	"github.com/urfave/cli",                  // runs the program
	"github.com/zeromicro/go-zero/core/logx", // logs
	"go.uber.org/zap",                        // logs
	"google.golang.org/grpc",                 // Dial does not block, DialContext is deprecated
}

// lasting holds how the names of functions begin that make something to stay: it
// would end with the context that their twin is given.
var lasting = []string{"Connect", "Listen", "New", "Open", "Start", "Subscribe", "Watch"}

// outside lists the packages through which a program waits for something
// outside it. A function that cannot reach them only computes.
var outside = map[string]bool{
	"database/sql": true,
	"net":          true,
	"os/exec":      true,
}

// reachesOutside reports whether pkg imports one of the packages in outside, at
// whatever distance.
func (f *Finder) reachesOutside(pkg *types.Package) bool {
	got, ok := f.reaches[pkg]
	if ok {
		return got
	}
	if f.reaches == nil {
		f.reaches = map[*types.Package]bool{}
	}
	f.reaches[pkg] = false
	for _, imp := range pkg.Imports() {
		if outside[imp.Path()] || f.reachesOutside(imp) {
			f.reaches[pkg] = true
			break
		}
	}
	return f.reaches[pkg]
}

// twin finds, for a function of a dependency that can fail, the function or
// method beside it that does the same with a context: its name has one of the
// suffixes, its first parameter is a context.Context, and the rest is the same
// but for further options.
func (f *Finder) twin(call *ast.CallExpr, fn *types.Func) (string, bool) {
	path := fn.Pkg().Path()
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") || !fn.Exported() {
		return "", false
	}
	if f.linted(fn.Pkg()) {
		return "", false
	}
	for _, p := range noTwins {
		if within(path, p) {
			return "", false
		}
	}
	sig := fn.Signature()
	if slices.ContainsFunc(lasting, func(prefix string) bool { return strings.HasPrefix(fn.Name(), prefix) }) {
		return "", false
	}
	if !shape.ReturnsError(sig) || takesContext(sig) || !f.reachesOutside(fn.Pkg()) {
		return "", false
	}
	for _, suffix := range suffixes {
		name := fn.Name() + suffix
		if other := f.sibling(call, fn, name); other != nil && isTwin(sig, other.Signature()) {
			if sig.Recv() == nil {
				name = fn.Pkg().Name() + "." + name
			}
			return name, true
		}
	}
	return "", false
}

// sibling finds the function of that name beside fn: in its package, or among
// the methods of the value that fn is called on.
func (f *Finder) sibling(call *ast.CallExpr, fn *types.Func, name string) *types.Func {
	var obj types.Object
	if fn.Signature().Recv() == nil {
		obj = fn.Pkg().Scope().Lookup(name)
	} else if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		obj, _, _ = types.LookupFieldOrMethod(f.typeOf(sel.X), true, fn.Pkg(), name)
	}
	other, _ := obj.(*types.Func)
	return other
}

// within reports whether the package path is p or below it.
func within(path, p string) bool {
	rest, ok := strings.CutPrefix(path, p)
	return ok && (rest == "" || rest[0] == '/')
}

func takesContext(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if shape.IsContext(p.Type()) {
			return true
		}
	}
	return false
}

// isTwin reports whether b is a with a context in front, and perhaps options
// behind.
func isTwin(a, b *types.Signature) bool {
	pa, pb := a.Params(), b.Params()
	extra := pb.Len() - pa.Len() - 1
	if extra != 0 && (extra != 1 || a.Variadic() || !b.Variadic()) || a.Results().Len() != b.Results().Len() {
		return false
	}
	if !shape.IsContext(pb.At(0).Type()) {
		return false
	}
	for i := range pa.Len() {
		if !types.Identical(pa.At(i).Type(), pb.At(i+1).Type()) {
			return false
		}
	}
	for i := range a.Results().Len() {
		if !types.Identical(a.Results().At(i).Type(), b.Results().At(i).Type()) {
			return false
		}
	}
	return true
}
