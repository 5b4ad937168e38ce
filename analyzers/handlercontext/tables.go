package handlercontext

import (
	"go/types"
	"strings"
	"unicode"
)

// fullName names a function for the tables: "pkg/path.F", "pkg/path.T.M".
func fullName(fn *types.Func) string {
	name := fn.Name()
	if recv := fn.Signature().Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		if n, ok := t.(*types.Named); ok {
			name = n.Obj().Name() + "." + name
		}
	}
	if fn.Pkg() == nil {
		return name
	}
	return fn.Pkg().Path() + "." + name
}

// harmlessFuncs take a context and do no work that it could cut short: they look
// into it, or keep it as the base of what they return.
var harmlessFuncs = map[string]bool{
	"os/signal.NotifyContext":                                    true,
	"google.golang.org/grpc/metadata.FromIncomingContext":        true,
	"google.golang.org/grpc/metadata.FromOutgoingContext":        true,
	"google.golang.org/grpc/peer.FromContext":                    true,
	"net/http/httptrace.WithClientTrace":                         true,
	"net/http/httptrace.ContextClientTrace":                      true,
	"golang.org/x/oauth2.NewClient":                              true,
	"golang.org/x/oauth2.Config.Client":                          true,
	"golang.org/x/oauth2/clientcredentials.Config.Client":        true,
	"golang.org/x/oauth2/jwt.Config.Client":                      true,
	"github.com/coreos/go-oidc/v3/oidc.NewRemoteKeySet":          true,
	"github.com/coreos/go-oidc/v3/oidc.ClientContext":            true,
	"github.com/coreos/go-oidc/v3/oidc.InsecureIssuerURLContext": true,
	"github.com/coreos/go-oidc/v3/oidc.Provider.VerifierContext": true,
}

// sources make, with a context as its base, what renews itself when it is asked.
var sources = map[string]bool{
	"golang.org/x/oauth2.Config.TokenSource":                   true,
	"golang.org/x/oauth2/clientcredentials.Config.TokenSource": true,
	"golang.org/x/oauth2/jwt.Config.TokenSource":               true,
}

// detaching run the function they are handed for more than the request at
// hand, or later.
var detaching = map[string]bool{
	"sync.Once.Do":    true,
	"sync.OnceFunc":   true,
	"sync.OnceValue":  true,
	"sync.OnceValues": true,
	"golang.org/x/sync/singleflight.Group.Do":     true, // other requests wait for it too
	"golang.org/x/sync/singleflight.Group.DoChan": true,
	"context.AfterFunc":                           true,
	"time.AfterFunc":                              true,
	"runtime.SetFinalizer":                        true,
	"runtime.AddCleanup":                          true,
	"net/http.Server.RegisterOnShutdown":          true,
}

// spawning run the function they are handed in a goroutine.
var spawning = map[string]bool{
	"sync.WaitGroup.Go":                        true,
	"golang.org/x/sync/errgroup.Group.Go":      true,
	"golang.org/x/sync/errgroup.Group.TryGo":   true,
	"github.com/panjf2000/ants/v2.Submit":      true,
	"github.com/panjf2000/ants/v2.Pool.Submit": true,
	"github.com/sourcegraph/conc.WaitGroup.Go": true,
}

// serves are methods that serve, or wait for, more than one request.
var serves = map[string]bool{
	"Serve": true, "ServeContext": true, "ListenAndServe": true, "ListenAndServeTLS": true,
}

// settingUp make servers, routers and listeners.
var settingUp = map[string]bool{
	"net.Listen":                                 true,
	"net.ListenPacket":                           true,
	"net.ListenTCP":                              true,
	"net.ListenUDP":                              true,
	"net.ListenConfig.Listen":                    true,
	"crypto/tls.Listen":                          true,
	"crypto/tls.NewListener":                     true,
	"net/http.NewServeMux":                       true,
	"net/http.ListenAndServe":                    true,
	"net/http.ListenAndServeTLS":                 true,
	"net/http.Serve":                             true,
	"net/http.ServeTLS":                          true,
	"net/http.Server.ListenAndServe":             true,
	"net/http.Server.ListenAndServeTLS":          true,
	"net/http.Server.Serve":                      true,
	"net/http.Server.ServeTLS":                   true,
	"google.golang.org/grpc.NewServer":           true,
	"google.golang.org/grpc.Server.Serve":        true,
	"github.com/gin-gonic/gin.New":               true,
	"github.com/gin-gonic/gin.Default":           true,
	"github.com/gin-gonic/gin.Engine.Run":        true,
	"github.com/go-chi/chi/v5.NewRouter":         true,
	"github.com/go-chi/chi/v5.NewMux":            true,
	"github.com/gorilla/mux.NewRouter":           true,
	"github.com/julienschmidt/httprouter.New":    true,
	"github.com/labstack/echo/v4.New":            true,
	"github.com/labstack/echo/v5.New":            true,
	"github.com/labstack/echo/v4.Echo.Start":     true,
	"github.com/gofiber/fiber/v2.New":            true,
	"github.com/gofiber/fiber/v3.New":            true,
	"github.com/gofiber/fiber/v2.App.Listen":     true,
	"github.com/gofiber/fiber/v3.App.Listen":     true,
	"github.com/valyala/fasthttp.ListenAndServe": true,
}

// cleanup are words that name clean-up wherever a name starts with them.
var cleanup = map[string]bool{
	"cleanup": true, "shutdown": true, "teardown": true, "rollback": true, "unlock": true, "flush": true,
	"dispose": true, "disconnect": true, "unsubscribe": true, "exit": true, "abort": true,
}

// ending are words that name clean-up on their own, in names that are not
// exported, or before one of released; otherwise they may well be the business
// of the program: CloseTicket, StopContainer.
var ending = map[string]bool{"close": true, "stop": true, "release": true, "force": true, "free": true, "end": true, "clean": true}

var released = map[string]bool{
	"lock": true, "locks": true, "mutex": true, "lease": true, "conn": true, "connection": true, "connections": true, "all": true,
	"client": true, "session": true, "tx": true, "resources": true, "up": true, "flush": true, "down": true, "server": true,
	"idle": true, "pool": true,
}

// cleansUp reports whether a function of that name cleans up.
func cleansUp(name string, exported bool) bool {
	words := splitWords(name)
	switch {
	case len(words) == 0:
		return false
	case cleanup[words[0]]:
		return true
	case !ending[words[0]]:
		return false
	case len(words) == 1:
		return true
	}
	return !exported || released[words[1]]
}

// splitWords splits a name in camel case, in lower case.
func splitWords(name string) []string {
	var words []string
	start := 0
	runes := []rune(name)
	for i := 1; i <= len(runes); i++ {
		if i == len(runes) || unicode.IsUpper(runes[i]) && !unicode.IsUpper(runes[i-1]) || runes[i] == '_' {
			if w := strings.ToLower(strings.Trim(string(runes[start:i]), "_")); w != "" {
				words = append(words, w)
			}
			start = i
		}
	}
	return words
}

// making are words that start the names of functions that make something which
// may live longer than the request.
var making = map[string]bool{"new": true, "connect": true, "dial": true, "open": true, "default": true}

func makes(name string) bool {
	words := splitWords(name)
	return len(words) > 0 && making[words[0]] || name == "LoadDefaultConfig"
}

// setsUpByName reports whether the name of a function says that it sets
// something up.
func setsUpByName(name string) bool {
	words := splitWords(name)
	return len(words) > 0 && (words[0] == "init" || words[0] == "initialize" || words[0] == "setup")
}

// undoing are words that start the names of functions which undo something, if
// they are called after a failure; otherwise they may well be the business of
// the program: CancelOrder, DeleteUser.
var undoing = map[string]bool{
	"cancel": true, "revoke": true, "remove": true, "delete": true, "discard": true, "undo": true, "revert": true, "purge": true,
}

// printing reports whether fn formats its arguments.
func printing(fn *types.Func) bool { return fn.Pkg() != nil && fn.Pkg().Path() == "fmt" }
