package also

import (
	"golang.org/x/tools/go/analysis/passes/atomic"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/httpresponse"
	"golang.org/x/tools/go/analysis/passes/loopclosure"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/sigchanyzer"
	"golang.org/x/tools/go/analysis/passes/testinggoroutine"
	"golang.org/x/tools/go/analysis/passes/waitgroup"
	"honnef.co/go/tools/staticcheck/sa1012"
	"honnef.co/go/tools/staticcheck/sa1015"
	"honnef.co/go/tools/staticcheck/sa1017"
	"honnef.co/go/tools/staticcheck/sa2000"
	"honnef.co/go/tools/staticcheck/sa2001"
	"honnef.co/go/tools/staticcheck/sa2002"
	"honnef.co/go/tools/staticcheck/sa2003"
)

// table lists the analyzers, suite by suite. Where both suites find a mistake, go
// vet tells: it names the very call, staticcheck the statement around it.
var table = []entry{
	{"vet", atomic.Analyzer, ""},           // x = atomic.AddInt64(&x, 1) is no atomic operation
	{"vet", copylock.Analyzer, ""},         // a copy of a lock guards nothing
	{"vet", httpresponse.Analyzer, ""},     // a response is nil where there is an error: handlers panic
	{"vet", loopclosure.Analyzer, ""},      // before Go 1.22 goroutines of a loop share its variable
	{"vet", lostcancel.Analyzer, ""},       // a context that nobody cancels keeps its resources
	{"vet", sigchanyzer.Analyzer, ""},      // signals do not wait for an unbuffered channel
	{"vet", testinggoroutine.Analyzer, ""}, // t.Fatal ends its goroutine, which has to be that of the test
	{"vet", waitgroup.Analyzer, ""},        // wg.Add in the goroutine comes too late for wg.Wait

	{"staticcheck", sa1012.Analyzer, ""},                 // a nil context panics where it is used
	{"staticcheck", sa1015.Analyzer, ""},                 // before Go 1.23 nothing ends the ticker of time.Tick
	{"staticcheck", sa1017.Analyzer, "sigchanyzer"},      // the same; sees more ways of making the channel
	{"staticcheck", sa2000.Analyzer, "waitgroup"},        // the same
	{"staticcheck", sa2001.Analyzer, ""},                 // nothing between Lock and Unlock: defer is missing
	{"staticcheck", sa2002.Analyzer, "testinggoroutine"}, // the same; sees t as a field as well
	{"staticcheck", sa2003.Analyzer, ""},                 // defer mu.Lock() after mu.Lock() is a deadlock
}
