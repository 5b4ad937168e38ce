package join

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// learnPipe records the ends of the pipe that a call makes, be it io.Pipe or another:
// of its results, one reads, one writes, and both can be closed with what the other
// end is to be told. (Without that the two may be those of a file, of which one does
// not end with the other.)
func (f *function) learnPipe(lhs []ast.Expr) {
	var reader, writer key
	for _, l := range lhs {
		end := &reader
		switch t := f.info.TypeOf(l); {
		case t == nil || !shape.HasMethod(t, "CloseWithError") || shape.HasMethod(t, "Read") == shape.HasMethod(t, "Write"):
			continue
		case shape.HasMethod(t, "Write"):
			end = &writer
		}
		if end.valid() {
			return // two of a kind
		}
		*end = keyOf(f.info, l)
	}
	if reader.valid() && writer.valid() {
		f.readers[writer] = reader
	}
}

// otherEnds returns the places of the other ends of the pipes of which one is at k.
func (f *function) otherEnds(k key) []key {
	var ends []key
	for w, r := range f.readers {
		switch f.find(k) {
		case f.find(w):
			ends = append(ends, r)
		case f.find(r):
			ends = append(ends, w)
		}
	}
	return ends
}

// learnWrapper records what a constructor makes of the end of a pipe alone, numbers
// aside: a scanner, a compressor. Who uses that uses the pipe.
func (f *function) learnWrapper(l ast.Expr, call *ast.CallExpr) {
	fn := typeutil.StaticCallee(f.info, call)
	if fn == nil || fn.Signature().Recv() != nil || len(call.Args) == 0 || basic(f.info.TypeOf(l)) {
		return
	}
	for _, arg := range call.Args[1:] {
		if !basic(f.info.TypeOf(arg)) {
			return
		}
	}
	if k := keyOf(f.info, l); k.valid() && !f.piped(l) && f.piped(call.Args[0]) {
		f.wrapped[k] = call.Args[0]
	}
}

// piped reports whether e is an end of a pipe, or wraps one.
func (f *function) piped(e ast.Expr) bool {
	k := keyOf(f.info, e)
	return f.wrapped[k] != nil || len(f.otherEnds(k)) > 0 || strings.HasSuffix(f.find(k).path, processPipes)
}

// unwrap adds to the signals the ends of pipes inside what they wrap.
func (f *function) unwrap(signals map[key]types.Type) {
	for _, k := range slices.Collect(maps.Keys(signals)) {
		for e := f.wrapped[k]; e != nil; e = f.wrapped[k] {
			if k = keyOf(f.info, e); signals[k] != nil {
				break
			}
			signals[k] = f.info.TypeOf(e)
		}
	}
}
