// Package lintdirective has the analyzer that checks directives, for drivers that
// name each analyzer by its package, as nogo does.
package lintdirective

import "github.com/concurrencylint/concurrencylint/analyzers"

// Analyzer reports directives that are to silence rules and cannot.
var Analyzer = analyzers.Directives
