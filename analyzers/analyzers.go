// Package analyzers is the registry of the rules.
package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/analyzers/acceptloop"
	"github.com/concurrencylint/concurrencylint/analyzers/blockedhandler"
	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/analyzers/errgroupcontext"
	"github.com/concurrencylint/concurrencylint/analyzers/growingmap"
	"github.com/concurrencylint/concurrencylint/analyzers/handlercontext"
	"github.com/concurrencylint/concurrencylint/analyzers/handlergo"
	"github.com/concurrencylint/concurrencylint/analyzers/handlerstate"
	"github.com/concurrencylint/concurrencylint/analyzers/hijackleak"
	"github.com/concurrencylint/concurrencylint/analyzers/leakedgoroutine"
	"github.com/concurrencylint/concurrencylint/analyzers/leakedsend"
	"github.com/concurrencylint/concurrencylint/analyzers/retryafter"
	"github.com/concurrencylint/concurrencylint/analyzers/servertimeout"
	"github.com/concurrencylint/concurrencylint/analyzers/shutdown"
	"github.com/concurrencylint/concurrencylint/analyzers/sleepsync"
	"github.com/concurrencylint/concurrencylint/analyzers/unboundedgo"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// rules lists the rules in the order of the documentation.
var rules = []*rule.Rule{
	unboundedgo.Rule,
	handlercontext.Rule,
	contextless.Rule,
	leakedsend.Rule,
	sleepsync.Rule,
	handlerstate.Rule,
	handlergo.Rule,
	blockedhandler.Rule,
	leakedgoroutine.Rule,
	servertimeout.Rule,
	shutdown.Rule,
	errgroupcontext.Rule,
	hijackleak.Rule,
	growingmap.Rule,
	acceptloop.Rule,
	retryafter.Rule,
}

// All returns the analyzers of all rules, in a fixed order.
func All() []*analysis.Analyzer {
	var all []*analysis.Analyzer
	for _, r := range rules {
		all = append(all, r.Analyzer())
	}
	return all
}

// Rules returns the rules themselves, for the command, which links whole modules.
func Rules() []*rule.Rule { return rules }
