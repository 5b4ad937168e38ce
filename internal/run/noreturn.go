package run

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
)

// importFact is the ImportObjectFact of analyzer a. There are facts of linted
// packages only; of others a table tells ctrlflow, whose only fact, an empty one,
// says that a function never returns.
func importFact(a *analysis.Analyzer, linted func(types.Object, analysis.Fact) bool) func(types.Object, analysis.Fact) bool {
	if a != ctrlflow.Analyzer {
		return linted
	}
	return func(obj types.Object, fact analysis.Fact) bool {
		fn, ok := obj.(*types.Func)
		return ok && neverReturns(fn) || linted(obj, fact)
	}
}

func neverReturns(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	of := fn.Pkg().Path()
	if recv := fn.Signature().Recv(); recv != nil {
		of = types.TypeString(recv.Type(), nil)
	}
	return slices.Contains(noReturn[of], fn.Name())
}

// noReturn lists functions that never return, by package or receiver.
var noReturn = map[string][]string{
	"os":                                 {"Exit"},
	"runtime":                            {"Goexit"},
	"syscall":                            {"Exit"},
	"log":                                {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	"*log.Logger":                        {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	"*testing.common":                    {"FailNow", "Fatal", "Fatalf", "Skip", "SkipNow", "Skipf"},
	"*go.uber.org/zap.Logger":            {"Fatal", "Panic"},
	"*go.uber.org/zap.SugaredLogger":     {"Fatal", "Fatalf", "Fatalw", "Panic", "Panicf", "Panicw"},
	"github.com/sirupsen/logrus":         {"Exit", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	"*github.com/sirupsen/logrus.Logger": {"Exit", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	"*github.com/sirupsen/logrus.Entry":  {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	"github.com/golang/glog":             {"Exit", "Exitf", "Exitln", "Fatal", "Fatalf", "Fatalln"},
	"k8s.io/klog":                        {"Exit", "Exitf", "Exitln", "Fatal", "Fatalf", "Fatalln"},
	"k8s.io/klog/v2":                     {"Exit", "Exitf", "Exitln", "Fatal", "Fatalf", "Fatalln"},
}
