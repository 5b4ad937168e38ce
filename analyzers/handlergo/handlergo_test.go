package handlergo_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/handlergo"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) { fixture.Run(t, handlergo.Analyzer, "handlergo/...") }

func TestFixes(t *testing.T) { fixture.RunFixes(t, handlergo.Analyzer, "handlergo/fixes") }
