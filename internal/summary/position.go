package summary

import (
	"fmt"
	"go/token"
	"path/filepath"
)

// A Range is a stretch of source text in a form that outlives its FileSet, so
// that it can stand in a fact. Lines and columns count from 1, as //line
// directives adjust them; Offset and EndOffset are byte offsets into the file
// that was parsed, which is named by Raw where it is not File.
type Range struct {
	File              string
	Line, Col         int
	EndLine, EndCol   int
	Raw               string
	Offset, EndOffset int
}

// NewRange returns the range from pos to end; an invalid end means pos.
func NewRange(fset *token.FileSet, pos, end token.Pos) Range {
	if !pos.IsValid() {
		return Range{}
	}
	if !end.IsValid() {
		end = pos
	}
	p, q := fset.Position(pos), fset.Position(end)
	r := Range{
		File: p.Filename, Line: p.Line, Col: p.Column,
		EndLine: q.Line, EndCol: q.Column,
	}
	f := fset.File(pos)
	r.Offset = f.Offset(pos)
	r.EndOffset = r.Offset + int(end-pos)
	if f.Name() != r.File {
		r.Raw = f.Name()
	}
	return r
}

// Parsed names the file whose text Offset counts in.
func (r Range) Parsed() string {
	if r.Raw != "" {
		return r.Raw
	}
	return r.File
}

// IsValid reports whether r is a place at all.
func (r Range) IsValid() bool { return r.Line > 0 }

// Overlaps reports whether r and s share text, or touch.
func (r Range) Overlaps(s Range) bool {
	return r.Parsed() == s.Parsed() && r.Offset <= s.EndOffset && s.Offset <= r.EndOffset
}

// Short is the form in which messages name a place: "file.go:12".
func (r Range) Short() string {
	return fmt.Sprintf("%s:%d", filepath.Base(r.File), r.Line)
}

// Compare orders ranges by file, line and column.
func (r Range) Compare(s Range) int {
	switch {
	case r.File != s.File:
		return compare(r.File < s.File)
	case r.Line != s.Line:
		return compare(r.Line < s.Line)
	case r.Col != s.Col:
		return compare(r.Col < s.Col)
	}
	return 0
}

func compare(less bool) int {
	if less {
		return -1
	}
	return 1
}
