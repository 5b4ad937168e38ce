package growingmap

import (
	"go/types"
	"strings"
	"unicode"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// kinds holds types of which servers keep one a key.
var kinds = map[string]string{
	"sync.Mutex":                            "a mutex",
	"sync.RWMutex":                          "a mutex",
	"sync.Locker":                           "a mutex",
	"sync.Once":                             "a sync.Once",
	"golang.org/x/time/rate.Limiter":        "a limiter",
	"go.uber.org/ratelimit.Limiter":         "a limiter",
	"github.com/juju/ratelimit.Bucket":      "a limiter",
	"golang.org/x/sync/semaphore.Weighted":  "a semaphore",
	"github.com/sethvargo/go-limiter.Store": "a limiter",
	"github.com/gorilla/sessions.Session":   "a session",
}

// words holds the words in the names of types, variables and fields that say the
// same.
var words = map[string]string{
	"limiter": "a limiter", "limiters": "a limiter", "ratelimit": "a limiter", "ratelimits": "a limiter", "throttle": "a limiter", "throttles": "a limiter",
	"throttler": "a limiter", "bucket": "a limiter", "buckets": "a limiter", "visitor": "a limiter", "visitors": "a limiter",
	"attempt": "a counter", "attempts": "a counter",
	"session": "a session", "sessions": "a session",
	"mutex": "a mutex", "mutexes": "a mutex", "lock": "a mutex", "locks": "a mutex", "locker": "a mutex", "lockers": "a mutex",
	"semaphore": "a semaphore", "semaphores": "a semaphore",
}

// kindOf says what the map at place has one of for each key: "a mutex", say; ""
// if it is something else.
func kindOf(value types.Type, place types.Object) string {
	if kind := kindOfType(value, 0); kind != "" {
		return kind
	}
	// The name tells what plain values are there for.
	switch v := types.Unalias(value).Underlying().(type) {
	case *types.Slice, *types.Basic, *types.Struct:
		if b, ok := v.(*types.Basic); ok && b.Kind() == types.Bool {
			return ""
		}
		return kindOfName(place.Name(), false)
	}
	return ""
}

func kindOfType(t types.Type, depth int) string {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if kind := kinds[summary.TypeKey(t)]; kind != "" {
		return kind
	}
	if n, ok := t.(*types.Named); ok {
		if kind := kindOfName(n.Obj().Name(), true); kind != "" {
			return kind
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		if s, ok := u.Elem().Underlying().(*types.Struct); ok && s.NumFields() == 0 {
			return "a semaphore"
		}
	case *types.Struct:
		if depth > 0 {
			return ""
		}
		for f := range u.Fields() {
			kind := kindOfType(f.Type(), depth+1)
			// A lock is what a struct is there for if it has little else.
			if kind == "a limiter" || kind != "" && u.NumFields() <= 3 {
				return kind
			}
		}
	}
	return ""
}

// kindOfName looks for the words in a name: the last one, for a type, as a
// SessionStore is no session.
func kindOfName(name string, last bool) string {
	parts := split(name)
	for i := len(parts) - 1; i >= 0; i-- {
		if kind := words[parts[i]]; kind != "" {
			return kind
		}
		if i > 0 && parts[i-1] == "rate" && strings.HasPrefix(parts[i], "limit") {
			return "a limiter"
		}
		if last && parts[i] != "state" && parts[i] != "entry" && parts[i] != "info" && parts[i] != "data" {
			break
		}
	}
	return ""
}

// split cuts a name in camel case into words in lower case.
func split(name string) []string {
	var parts []string
	start := 0
	rs := []rune(name)
	for i := 1; i <= len(rs); i++ {
		if i == len(rs) || rs[i] == '_' || unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) {
			if part := strings.Trim(strings.ToLower(string(rs[start:i])), "_"); part != "" {
				parts = append(parts, part)
			}
			start = i
		}
	}
	return parts
}
