package unboundedgo

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// rate says how many goroutines the loop starts.
func rate(l *spawns.Loop) string {
	switch l.Kind {
	case spawns.Received:
		return fmt.Sprintf("one goroutine per value received from %q, however many still run: they pile up as soon as they are slower than the sender", short(l.Over))
	case spawns.Counted:
		return fmt.Sprintf("%s goroutines, all at once: each takes memory and whatever it opens", short(l.Over))
	}
	return fmt.Sprintf("one goroutine per element of %q, all at once: a large %[1]q exhausts memory, connections or what they call", short(l.Over))
}

// callRate is rate for a loop that calls what starts the goroutine.
func callRate(l *spawns.Loop) string {
	switch l.Kind {
	case spawns.Received:
		return fmt.Sprintf(" for every value received from %q: the goroutines pile up as soon as they are slower than the sender", short(l.Over))
	case spawns.Counted:
		return fmt.Sprintf(" %s times: all those goroutines run at once", short(l.Over))
	}
	return fmt.Sprintf(" once per element of %q: all those goroutines run at once, and a large %[1]q exhausts memory, connections or what they call", short(l.Over))
}

// short is the source of an expression, if it is short enough to be quoted.
func short(e ast.Expr) string {
	text := types.ExprString(e)
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) > 0 {
		text = types.ExprString(call.Fun) + "(…)"
	}
	if runes := []rune(text); len(runes) > maxQuoted {
		text = string(runes[:maxQuoted]) + "…"
	}
	return text
}

const maxQuoted = 48
