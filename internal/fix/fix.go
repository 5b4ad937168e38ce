// Package fix applies the fixes of findings to the text of files.
package fix

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// A Result is what the fixes of some findings come to.
type Result struct {
	Files   map[string][]byte // new text, by file name
	Applied []rule.Finding
	Skipped []rule.Finding // their fix would change what another one changes
	Failed  []rule.Finding // the file would not parse
}

// Apply applies the first fix of each finding to what read returns, and formats the
// files.
func Apply(findings []rule.Finding, read func(name string) ([]byte, error)) (*Result, error) {
	res := &Result{Files: map[string][]byte{}}
	accepted := map[string][]rule.Edit{}
	for _, f := range findings {
		if len(f.Fixes) == 0 {
			continue
		}
		if fits(f.Fixes[0].Edits, accepted) {
			accept(f.Fixes[0].Edits, accepted)
			res.Applied = append(res.Applied, f)
		} else {
			res.Skipped = append(res.Skipped, f)
		}
	}
	failed := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(accepted)) {
		old, err := read(name)
		if err != nil {
			return nil, err
		}
		text, err := edited(old, accepted[name])
		if err == nil {
			text, err = tidy(name, old, text)
		}
		if err != nil {
			failed[name] = err.Error()
		}
		res.Files[name] = text
	}
	res.fail(failed)
	return res, nil
}

// fail takes back what was to be applied to the files.
func (r *Result) fail(files map[string]string) {
	tie(files, r.Applied)
	r.Applied = slices.DeleteFunc(r.Applied, func(f rule.Finding) bool {
		in := files[f.Fixes[0].Edits[0].Range.Parsed()] != ""
		if in {
			r.Failed = append(r.Failed, f)
		}
		return in
	})
	for name := range files {
		delete(r.Files, name)
	}
}

// tie adds to files, which are named with what is wrong with them, those that a fix
// changes together with them: it is taken back whole.
func tie(files map[string]string, applied []rule.Finding) {
	for grown := true; grown; {
		grown = false
		for _, f := range applied {
			edits := f.Fixes[0].Edits
			i := slices.IndexFunc(edits, func(e rule.Edit) bool { return files[e.Range.Parsed()] != "" })
			for _, e := range edits {
				if name := e.Range.Parsed(); i >= 0 && files[name] == "" {
					files[name], grown = files[edits[i].Range.Parsed()], true
				}
			}
		}
	}
}

// fits reports whether the edits can be made beside those accepted so far: they
// change other text, or are the same insertions.
func fits(edits []rule.Edit, accepted map[string][]rule.Edit) bool {
	for _, e := range edits {
		for _, a := range accepted[e.Range.Parsed()] {
			if same(a, e) {
				continue
			}
			touch := a.Range.Offset < e.Range.EndOffset && e.Range.Offset < a.Range.EndOffset
			if touch || a.Range.Offset == e.Range.Offset {
				return false
			}
		}
	}
	return true
}

// same reports whether two edits insert one text at one place, as an import.
func same(a, b rule.Edit) bool {
	return a.Range.Offset == b.Range.Offset && a.Range.EndOffset == b.Range.EndOffset && a.New == b.New &&
		a.Range.Offset == a.Range.EndOffset && strings.Contains(a.New, `"`)
}

func accept(edits []rule.Edit, accepted map[string][]rule.Edit) {
	for _, e := range edits {
		name := e.Range.Parsed()
		if !slices.ContainsFunc(accepted[name], func(a rule.Edit) bool { return same(a, e) }) {
			accepted[name] = append(accepted[name], e)
		}
	}
}

// edited makes the edits, which do not overlap.
func edited(text []byte, edits []rule.Edit) ([]byte, error) {
	slices.SortStableFunc(edits, func(a, b rule.Edit) int {
		return cmp.Or(cmp.Compare(a.Range.Offset, b.Range.Offset), cmp.Compare(a.Range.EndOffset, b.Range.EndOffset))
	})
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.Range.Offset < at || e.Range.EndOffset > len(text) {
			return nil, fmt.Errorf("edit at offset %d of %d", e.Range.Offset, len(text))
		}
		out.Write(text[at:e.Range.Offset])
		out.WriteString(e.New)
		at = e.Range.EndOffset
	}
	out.Write(text[at:])
	return out.Bytes(), nil
}

// tidy removes the imports of the standard library that the edits together have
// left without a use, and formats the text; not that of a file which was not
// formatted before, unless it has to.
func tidy(name string, old, text []byte) ([]byte, error) {
	fset := token.NewFileSet()
	before, err := parser.ParseFile(fset, name, old, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	after, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	removed := false
	for _, spec := range before.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if ofStd(path) && astutil.UsesImport(before, path) && !astutil.UsesImport(after, path) {
			removed = astutil.DeleteNamedImport(fset, after, importName(spec), path) || removed
		}
	}
	if clean, err := format.Source(old); !removed && (err != nil || !bytes.Equal(clean, old)) {
		return text, nil
	}
	var out bytes.Buffer
	err = format.Node(&out, fset, after)
	return out.Bytes(), err
}

func ofStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func importName(spec *ast.ImportSpec) string {
	if spec.Name == nil {
		return ""
	}
	return spec.Name.Name
}
