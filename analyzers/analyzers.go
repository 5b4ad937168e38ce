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
	"github.com/concurrencylint/concurrencylint/internal/lintdirective"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// rules lists the rules in the order of the documentation. A rule is on by default
// if at least 85 % of its findings on real servers are right; all are. The figures
// are the findings on 31 servers that have a label, or a verdict by hand on a server
// without labels; those on which reviewers may differ are left out.
var rules = []*rule.Rule{
	unboundedgo.Rule,     // on: 46 right, 1 wrong
	handlercontext.Rule,  // on: 98 right, 11 wrong
	contextless.Rule,     // on: 622 right, 6 wrong
	leakedsend.Rule,      // on: 9 right, 1 wrong
	sleepsync.Rule,       // on: 50 right, 1 wrong
	handlerstate.Rule,    // on: 115 right, 7 wrong
	handlergo.Rule,       // on: 51 right, 2 wrong
	blockedhandler.Rule,  // on: 15 right, 0 wrong
	leakedgoroutine.Rule, // on: 4 right, 0 wrong
	servertimeout.Rule,   // on: 37 right, 1 wrong
	shutdown.Rule,        // on: 12 right, 0 wrong
	errgroupcontext.Rule, // on: no finding there; the documentation of errgroup leaves no doubt
	hijackleak.Rule,      // on: 3 right, 0 wrong
	growingmap.Rule,      // on: 2 right, 0 wrong
	acceptloop.Rule,      // on: 3 right, 0 wrong
	retryafter.Rule,      // on: 5 right, 0 wrong
}

// Directives reports comments that are to silence rules and cannot. It is no rule.
var Directives = lintdirective.New(rules)

// All returns the analyzers of all rules, in a fixed order, and the one that
// checks the directives which silence them.
func All() []*analysis.Analyzer {
	var all []*analysis.Analyzer
	for _, r := range rules {
		all = append(all, r.Analyzer())
	}
	return append(all, Directives)
}

// Rules returns the rules themselves, for the command, which links whole modules.
func Rules() []*rule.Rule { return rules }
