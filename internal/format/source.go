package format

import (
	"go/scanner"
	"go/token"
	"os"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A source is the text of a file.
type source struct {
	lines []string
	kinds [][]kind // of each byte, by line
}

// A kind is what a byte of source belongs to.
type kind byte

const (
	plain kind = iota
	keyword
	literal
	remark
)

// source returns the text of a file. It is empty if the file cannot be read, as may be
// so where a //line directive names it.
func (r *Report) source(file string) *source {
	if r.sources == nil {
		r.sources = map[string]*source{}
	}
	s := r.sources[file]
	if s == nil {
		s = new(source)
		if data, err := os.ReadFile(file); err == nil {
			s.lines = strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
		}
		r.sources[file] = s
	}
	return s
}

// line returns the text of the line with that number, if the file has it.
func (s *source) line(number int) (string, bool) {
	if number < 1 || number > len(s.lines) {
		return "", false
	}
	return s.lines[number-1], true
}

// within returns which bytes of line n, whose text it is given, are in a range; of a
// line in the middle all but the indentation.
func within(text string, n int, at summary.Range) (from, to int) {
	if n < at.Line || n > at.EndLine || at.Col == 0 {
		return 0, 0
	}
	from, to = indentation(text), len(text)
	if n == at.Line {
		from = min(at.Col-1, len(text))
	}
	if n == at.EndLine {
		to = min(max(at.EndCol-1, from), len(text))
	}
	return from, to
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, "\t ")) }

// scan fills in the kinds. What is no Go is plain.
func (s *source) scan() {
	if s.kinds != nil {
		return
	}
	text := []byte(strings.Join(s.lines, "\n"))
	kinds := make([]kind, len(text))
	file := token.NewFileSet().AddFile("", -1, len(text))
	var scan scanner.Scanner
	scan.Init(file, text, func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := scan.Scan()
		if tok == token.EOF {
			break
		}
		start := file.Offset(pos)
		for i := start; i < min(start+len(lit), len(kinds)); i++ {
			kinds[i] = kindOf(tok)
		}
	}
	for _, l := range s.lines {
		s.kinds = append(s.kinds, kinds[:len(l)])
		kinds = kinds[min(len(l)+1, len(kinds)):]
	}
}

func kindOf(tok token.Token) kind {
	switch {
	case tok == token.COMMENT:
		return remark
	case tok.IsKeyword():
		return keyword
	case tok == token.STRING, tok == token.CHAR, tok == token.INT, tok == token.FLOAT, tok == token.IMAG:
		return literal
	}
	return plain
}
