// Package project has the analyzer that owns the flags about the code of the project,
// for drivers that name each analyzer by its package, as nogo does.
package project

import "github.com/concurrencylint/concurrencylint/internal/project"

// Analyzer finds nothing; its flags are for the rules.
var Analyzer = project.Analyzer
