package format

import (
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// An excerpt is some lines of a file, as the page shows them.
type excerpt []sourceLine

// A sourceLine is a line, in parts of one class each.
type sourceLine struct {
	Number int
	Here   bool // the range starts here
	Parts  []part
}

// A part is some text of a line.
type part struct{ Class, Text string }

// longest is the most lines of a range that are shown.
const longest = 12

// excerpt returns the lines of a range and some around it, without the indentation
// that they share.
func (r *Report) excerpt(at summary.Range, around int) excerpt {
	src := r.source(at.File)
	if _, ok := src.line(at.Line); !ok {
		return nil
	}
	src.scan()
	first := max(1, at.Line-around)
	last := min(len(src.lines), max(at.Line, min(at.EndLine, at.Line+longest))+around)
	for first < at.Line && strings.TrimSpace(src.lines[first-1]) == "" {
		first++
	}
	for last > at.Line && strings.TrimSpace(src.lines[last-1]) == "" {
		last--
	}
	indent := shared(src.lines[first-1 : last])
	var out excerpt
	for n := first; n <= last; n++ {
		text := src.lines[n-1]
		skip := min(indent, len(text))
		from, to := within(text, n, at)
		out = append(out, sourceLine{n, n == at.Line, parts(text[skip:], src.kinds[n-1][skip:], from-skip, to-skip)})
	}
	return out
}

// shared is the indentation of the line that has the least, of those that are not empty.
func shared(lines []string) int {
	least := -1
	for _, l := range lines {
		if n := indentation(l); n < len(l) && (least < 0 || n < least) {
			least = n
		}
	}
	return max(least, 0)
}

// parts cuts a line, of whose bytes it gets the kinds, and those from from to to are in
// the range.
func parts(text string, kinds []kind, from, to int) []part {
	class := func(i int) string {
		c := classes[kinds[i]]
		if from <= i && i < to {
			c += " mark"
		}
		return strings.TrimSpace(c)
	}
	var out []part
	for i := 0; i < len(text); {
		j := i + 1
		for j < len(text) && class(j) == class(i) {
			j++
		}
		out = append(out, part{class(i), text[i:j]})
		i = j
	}
	return out
}

// classes are the names of kinds in page.css.
var classes = [...]string{plain: "", keyword: "k", literal: "s", remark: "c"}
