// Package observe knows the functions that only log, trace or measure: a
// context that reaches nothing else is there for its values, not to be
// cancelled, and a call of them is no work of the program.
package observe

import (
	"go/types"
	"strings"
)

// Only reports whether fn belongs to a package for logs, traces or metrics, or
// to a type that is named after one.
func Only(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	if observing(fn.Pkg().Path()) {
		return !sending[fn.Name()]
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return false
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok {
		return false
	}
	if n.Obj().Pkg() != nil && observing(n.Obj().Pkg().Path()) {
		return !sending[fn.Name()]
	}
	for _, suffix := range typeSuffixes {
		if strings.HasSuffix(strings.ToLower(n.Obj().Name()), suffix) {
			return levels[strings.ToLower(fn.Name())]
		}
	}
	return false
}

// observing reports whether the package path is one of packages, below one of
// them, or ends in a name that such packages bear.
func observing(path string) bool {
	if packages[path] {
		return true
	}
	elems := strings.Split(path, "/")
	for i := len(elems) - 1; i > 0; i-- {
		if packages[strings.Join(elems[:i], "/")] {
			return true
		}
	}
	last := elems[len(elems)-1]
	if len(elems) > 1 && strings.HasPrefix(last, "v") && strings.Trim(last[1:], "0123456789") == "" {
		last = elems[len(elems)-2]
	}
	return names[last]
}

// packages are for logs, traces or metrics, with all packages below them.
var packages = map[string]bool{
	"log":                                            true,
	"log/slog":                                       true,
	"expvar":                                         true,
	"runtime/trace":                                  true,
	"runtime/pprof":                                  true,
	"go.uber.org/zap":                                true,
	"github.com/sirupsen/logrus":                     true,
	"github.com/rs/zerolog":                          true,
	"github.com/go-logr/logr":                        true,
	"github.com/go-kit/log":                          true,
	"github.com/go-kit/kit/log":                      true,
	"github.com/go-kit/kit/metrics":                  true,
	"github.com/hashicorp/go-hclog":                  true,
	"github.com/hashicorp/go-metrics":                true,
	"github.com/armon/go-metrics":                    true,
	"github.com/apex/log":                            true,
	"github.com/golang/glog":                         true,
	"github.com/charmbracelet/log":                   true,
	"github.com/phuslu/log":                          true,
	"github.com/inconshreveable/log15":               true,
	"github.com/gookit/slog":                         true,
	"github.com/labstack/gommon/log":                 true,
	"k8s.io/klog":                                    true,
	"k8s.io/klog/v2":                                 true,
	"go.opentelemetry.io/otel":                       true,
	"go.opentelemetry.io/contrib/bridges":            true,
	"go.opencensus.io":                               true,
	"github.com/opentracing/opentracing-go":          true,
	"github.com/prometheus/client_golang/prometheus": true,
	"github.com/VictoriaMetrics/metrics":             true,
	"github.com/DataDog/datadog-go":                  true,
	"github.com/getsentry/sentry-go":                 true,
	"github.com/newrelic/go-agent":                   true,
	"gopkg.in/DataDog/dd-trace-go.v1":                true,
	"github.com/DataDog/dd-trace-go":                 true,
	"github.com/openzipkin/zipkin-go":                true,
	"github.com/uber-go/tally":                       true,
	"github.com/rcrowley/go-metrics":                 true,
	"github.com/cactus/go-statsd-client":             true,
	"github.com/zeromicro/go-zero/core/logx":         true,
	"google.golang.org/grpc/grpclog":                 true,
}

// names are last elements of the paths of such packages.
var names = map[string]bool{
	"log": true, "logs": true, "logger": true, "logging": true, "logx": true, "zlog": true, "xlog": true,
	"slog": true, "klog": true, "hlog": true, "clog": true, "glog": true, "mlog": true, "logutil": true,
	"trace": true, "tracing": true, "metrics": true, "metric": true, "telemetry": true, "observability": true,
}

// typeSuffixes end the names of types whose methods named in levels log or measure.
var typeSuffixes = []string{"logger", "metrics", "tracer"}

// levels are methods of such types, in lower case, without what says that they
// format or take a context.
var levels = map[string]bool{
	"trace": true, "debug": true, "info": true, "print": true, "warn": true, "warning": true, "error": true,
	"notice": true, "log": true, "with": true, "start": true, "add": true, "record": true, "observe": true, "inc": true,
	"incr": true, "set": true, "count": true, "withfields": true, "withfield": true, "withcontext": true, "named": true,
	"printf": true, "println": true, "debugf": true, "infof": true, "warnf": true, "errorf": true, "debugw": true,
	"infow": true, "warnw": true, "errorw": true, "debugcontext": true, "infocontext": true, "warncontext": true,
	"errorcontext": true, "logattrs": true, "logf": true, "infoctx": true, "errorctx": true, "warnctx": true, "debugctx": true,
}

// sending are functions of these packages that wait for a network.
var sending = map[string]bool{
	"Push": true, "PushContext": true, "AddContext": true, "Export": true, "Query": true, "QueryRange": true,
	"ExportSpans": true, "Gather": true,
}
