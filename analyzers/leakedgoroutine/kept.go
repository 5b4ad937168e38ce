package leakedgoroutine

import (
	"bytes"
	"fmt"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/kept"
	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// keptChannels reports the operations on channels kept in fields and package
// variables that wait for an operation which nobody in the package ever makes.
func (c *checker) keptChannels() {
	if len(c.pass.TypeErrors) > 0 {
		return // not all of the package is seen
	}
	fns := c.ssa.Funcs
	if c.ssa.Init != nil {
		fns = append(fns[:len(fns):len(fns)], c.ssa.Init)
	}
	for _, ch := range kept.Channels(c.pass.Pkg, fns) {
		if len(ch.Made) == 0 || c.elsewhere(ch.Var) {
			continue
		}
		room, known := ch.Room()
		switch {
		case !ch.Fed():
			c.starvedOn(ch, ch.Recvs, "this waits for ever: nobody sends on %q or closes it, and the goroutine that gets here stays with all it holds; close it when the wait is to end, or wait for the end of a context as well")
		case ch.Heard():
		case !known:
			c.starvedOn(ch, ch.Sends, "this send blocks for ever as soon as the buffer is full: nobody receives from %q, and the goroutine that gets here stays with all it holds; receive from it, or do not send")
		case room == 0:
			c.starvedOn(ch, ch.Sends, "this send blocks for ever: nobody receives from %q, and the goroutine that gets here stays with all it holds; receive from it, or do not send")
		}
	}
}

// starvedOn reports those of the operations that wait, and remembers all as such
// that never proceed.
func (c *checker) starvedOn(ch *kept.Channel, ops []*chans.Op, format string) {
	for _, op := range ops {
		if !ch.Sure(op) {
			continue
		}
		c.stuck[opKey{op.Instr, op.Case}] = true
		if !op.Blocks() || c.once(op.Instr.Parent()) || c.test(op.Instr.Parent()) || c.double(op.Instr.Parent()) {
			continue
		}
		pos, end := c.rangeOf(op)
		if !pos.IsValid() {
			continue
		}
		c.told[op.Instr.Parent()] = true
		made := ch.Made[0].Pos()
		c.pass.Report(analysis.Diagnostic{
			Pos: pos, End: end, Message: fmt.Sprintf(format, ch.Var.Name()),
			Related: []analysis.RelatedInformation{{Pos: made, End: made + 1, Message: "made here"}},
		})
	}
}

// elsewhere reports whether a file that is left out of this build mentions the
// name of v: what is missing here may be there.
func (c *checker) elsewhere(v *types.Var) bool {
	texts, err := c.leftOut()
	return err != nil || slices.ContainsFunc(texts, func(text []byte) bool { return bytes.Contains(text, []byte(v.Name())) })
}

// readLeftOut reads the files that the build leaves out.
func (c *checker) readLeftOut() (texts [][]byte, err error) {
	for _, name := range linted.LeftOut(c.pass.Pass) {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// double reports whether fn belongs to a test double: tests have its other ends.
func (c *checker) double(fn *ssa.Function) bool {
	typ, _, _ := strings.Cut(displayName(outermost(fn)), ".")
	return linted.Double(c.pass.Pkg.Path()) || linted.DoubleType(typ)
}
