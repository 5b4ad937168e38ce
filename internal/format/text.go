package format

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text prints a finding a line, as file:line:col: message (rule); on a terminal with
// the line of source below it.
func text(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	p := palette{on: r.Terminal && r.Colour}
	for _, f := range r.Findings {
		place := fmt.Sprintf("%s:%d:%d:", Relative(r.Dir, f.Range.File), f.Range.Line, f.Range.Col)
		if !r.Terminal {
			fmt.Fprintf(b, "%s %s (%s)\n", place, f.Message, f.Rule)
			continue
		}
		fmt.Fprintf(b, "%s %s %s\n", p.paint(bold, visible(place)), visible(f.Message), p.paint(cyan, "("+f.Rule+")"))
		if line, ok := r.source(f.Range.File).line(f.Range.Line); ok {
			before, in, after := marked(line, f.Range)
			before, in, after = visible(before), visible(in), visible(after)
			number := fmt.Sprintf("%5d | ", f.Range.Line)
			fmt.Fprintf(b, "%s%s%s%s\n", p.paint(faint, number), before, in, after)
			indent := strings.Repeat(" ", len(number)+utf8.RuneCountInString(before))
			fmt.Fprintf(b, "%s%s\n", indent, p.paint(red, strings.Repeat("^", max(1, utf8.RuneCountInString(in)))))
		}
	}
	if n := len(r.Findings); r.Terminal && n > 0 {
		fmt.Fprintf(b, "\n%s\n", p.paint(bold, fmt.Sprintf("%d %s", n, plural(n, "finding", "findings"))))
	}
	return b.Flush()
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// visible makes source harmless to a terminal: what would move the cursor, or change
// colours, is replaced.
func visible(s string) string {
	s = strings.ReplaceAll(s, "\t", "    ")
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return '·'
	}, s)
}

// The ways to paint text on a terminal (ECMA-48, select graphic rendition).
const (
	bold  = "1"
	faint = "2"
	red   = "31"
	cyan  = "36"
)

// A palette paints, if it is on.
type palette struct{ on bool }

func (p palette) paint(how, s string) string {
	if !p.on {
		return s
	}
	return "\x1b[" + how + "m" + s + "\x1b[0m"
}
