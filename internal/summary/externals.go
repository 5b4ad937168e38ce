package summary

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
)

// A callback says when code that is not seen runs the functions it is handed.
// Without an entry it runs them before it returns.
type callback uint8

const (
	runsNow callback = iota
	runsOnce
	runsConcurrently
	runsLater
)

var callbacks = map[string]callback{
	"sync.Once.Do":                                runsOnce,
	"sync.OnceFunc":                               runsOnce,
	"sync.OnceValue":                              runsOnce,
	"sync.OnceValues":                             runsOnce,
	"sync.WaitGroup.Go":                           runsConcurrently,
	"golang.org/x/sync/errgroup.Group.Go":         runsConcurrently,
	"golang.org/x/sync/errgroup.Group.TryGo":      runsConcurrently,
	"golang.org/x/sync/singleflight.Group.Do":     runsOnce, // for all who wait
	"golang.org/x/sync/singleflight.Group.DoChan": runsConcurrently,
	"github.com/sourcegraph/conc.WaitGroup.Go":    runsConcurrently,
	"github.com/panjf2000/ants/v2.Submit":         runsConcurrently,
	"github.com/panjf2000/ants/v2.Pool.Submit":    runsConcurrently,
	"time.AfterFunc":                              runsLater,
	"context.AfterFunc":                           runsLater,
	"runtime.SetFinalizer":                        runsLater,
	"runtime.AddCleanup":                          runsLater,
	"net/http.HandleFunc":                         runsLater,
	"net/http.Handle":                             runsLater,
	"net/http.ServeMux.Handle":                    runsLater,
	"net/http.ServeMux.HandleFunc":                runsLater,
	"net/http.Server.RegisterOnShutdown":          runsLater,
	"sync.Pool.Get":                               runsNow,
	"testing.T.Cleanup":                           runsLater,
	"github.com/robfig/cron/v3.Cron.AddFunc":      runsLater,
	"github.com/robfig/cron.Cron.AddFunc":         runsLater,

	// Asked as the request is sent.
	"github.com/go-resty/resty/v2.Request.AddRetryCondition": runsNow,
}

// laterPrefixes holds how the names of functions begin that keep what they are
// handed, for a later time: constructors, options and registrations.
var laterPrefixes = []string{"New", "With", "On", "Add", "Register", "Subscribe", "Schedule", "Handle", "Use", "Set"}

// callbackOf says when the external function with the given name runs the
// functions that it is handed.
func callbackOf(name string) callback {
	if c, ok := callbacks[name]; ok {
		return c
	}
	short := name[strings.LastIndexByte(name, '.')+1:]
	for _, p := range laterPrefixes {
		if rest, ok := strings.CutPrefix(short, p); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return runsLater
		}
	}
	return runsNow
}

// listeners holds the functions with which a server begins to listen or serve.
var listeners = map[string]bool{
	"net.Listen":                                    true,
	"net.ListenTCP":                                 true,
	"net.ListenUnix":                                true,
	"net.ListenPacket":                              true,
	"net.ListenConfig.Listen":                       true,
	"crypto/tls.Listen":                             true,
	"crypto/tls.NewListener":                        true,
	"net/http.ListenAndServe":                       true,
	"net/http.ListenAndServeTLS":                    true,
	"net/http.Serve":                                true,
	"net/http.ServeTLS":                             true,
	"net/http.Server.ListenAndServe":                true,
	"net/http.Server.ListenAndServeTLS":             true,
	"net/http.Server.Serve":                         true,
	"net/http.Server.ServeTLS":                      true,
	"google.golang.org/grpc.Server.Serve":           true,
	"google.golang.org/grpc.Server.RegisterService": true,
}

// routes holds the names of the methods and functions with which routers are
// handed handlers.
var routes = map[string]bool{
	"Add": true, "All": true, "Any": true, "CONNECT": true, "DELETE": true, "Delete": true,
	"GET": true, "Get": true, "HEAD": true, "Handle": true, "HandleFunc": true, "Handler": true,
	"HandlerFunc": true, "Head": true, "Match": true, "Method": true, "MethodFunc": true,
	"NoRoute": true, "NotFound": true, "OPTIONS": true, "Options": true, "PATCH": true,
	"POST": true, "PUT": true, "Patch": true, "Post": true, "Put": true, "TRACE": true, "Use": true,
}

// setsUp reports whether a call of code that is not seen registers a route,
// listens or serves.
func setsUp(obj *types.Func, c *ssa.CallCommon) bool {
	if listeners[externalName(obj)] {
		return true
	}
	if !routes[obj.Name()] {
		return false
	}
	for _, a := range c.Args {
		if isHandlerValue(a) {
			return true
		}
	}
	return false
}

// isHandlerValue reports whether v is a handler, an http.Handler, or a list of
// handlers.
func isHandlerValue(v ssa.Value) bool {
	t := types.Unalias(v.Type())
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	if TypeKey(t) == "net/http.Handler" {
		return true
	}
	sig, ok := t.Underlying().(*types.Signature)
	return ok && handlers.Framework(sig) != ""
}
