//go:build race

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestRace(t *testing.T) {
	out, err := serve(20)
	end := "it reports nothing"
	switch {
	case strings.Contains(out, "WARNING: DATA RACE"):
		end = "it reports a data race"
	case err != nil:
		end = fmt.Sprintf("%v\n%s", err, out)
	}
	measure.Report(t, fmt.Sprint(clients, " clients do so under the race detector"), end)
}
