package run

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// An entry is what outlives the analysis of a package: the facts for packages that
// import it, its summary among them, and what the rules found.
type entry struct {
	Facts    []fact
	Compiled map[string]rule.Compiled // by rule
}

// A fact is a fact about an object, or about the package if Object is empty.
type fact struct {
	Object objectpath.Path
	Fact   analysis.Fact
}

// An exported fact is one as its analyzer sees it; obj is nil for the package.
type exported struct {
	obj  types.Object
	fact analysis.Fact
}

// newEntry makes an entry; it is nil if other packages may see an object that has
// a fact but no path.
func newEntry(exports []exported, kept map[*analysis.Analyzer]any) *entry {
	e := &entry{Compiled: map[string]rule.Compiled{}}
	var paths objectpath.Encoder
	for _, x := range exports {
		f := fact{Fact: x.fact}
		if x.obj != nil {
			path, err := paths.For(x.obj)
			if fn, ok := x.obj.(*types.Func); err != nil && ok && fn.Signature().Recv() == nil {
				continue // init or _
			} else if err != nil {
				return nil
			}
			f.Object = path
		}
		e.Facts = append(e.Facts, f)
	}
	for a, v := range kept {
		if c, ok := v.(*rule.Compiled); ok {
			e.Compiled[a.Name] = *c
		}
	}
	return e
}

// summary returns the summary of the package; nil if it has no files.
func (e *entry) summary() *summary.Package {
	for _, f := range e.Facts {
		if s, ok := f.Fact.(*summary.Package); ok {
			return s
		}
	}
	return nil
}

// export gives the facts to the pass.
func (e *entry) export(pass *analysis.Pass) error {
	for _, f := range e.Facts {
		if f.Object == "" {
			pass.ExportPackageFact(f.Fact)
			continue
		}
		obj, err := objectpath.Object(pass.Pkg, f.Object)
		if err != nil {
			return fmt.Errorf("the cache: %w", err)
		}
		pass.ExportObjectFact(obj, f.Fact)
	}
	return nil
}

// registerFacts makes the facts of the analyzers known to gob.
func registerFacts(all []*analysis.Analyzer) {
	for _, a := range all {
		for _, f := range a.FactTypes {
			gob.Register(f)
		}
	}
}

func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(v)
	return buf.Bytes(), err
}

func decode(data []byte, v any) error {
	return gob.NewDecoder(bytes.NewReader(data)).Decode(v)
}
