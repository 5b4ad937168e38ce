package load

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/types"
	"maps"
	"os"
	"slices"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// fetchExports asks the go command for the export data of what the packages to
// check from source import, and returns these packages in order. A dependency
// that has none, because it does not compile or could not be downloaded, joins
// them.
func (l *loader) fetchExports(roots []*node) ([]*node, error) {
	for _, n := range l.order(roots) {
		if n.linted && l.usesCgo(n) {
			maps.Copy(n.imports, l.cgoImports())
		}
	}
	for {
		order := l.order(roots)
		wanted := map[string]*node{}
		for _, n := range order {
			for _, imp := range n.imports {
				l.want(wanted, l.nodes[imp], !n.linted)
			}
		}
		if len(wanted) == 0 {
			return order, nil
		}
		if err := l.export(wanted); err != nil {
			return nil, err
		}
		for _, n := range wanted {
			n.source = n.pkg.ExportFile == ""
		}
	}
}

// usesCgo reports whether n imports C, or looks like it.
func (l *loader) usesCgo(n *node) bool {
	return slices.ContainsFunc(n.pkg.GoFiles, func(name string) bool {
		src, err := l.cfg.ReadFile(name)
		return err == nil && bytes.Contains(src, []byte(`"C"`))
	})
}

// cgoImports returns what cgo makes files import. The go command names it among
// the imports of a package only where it has run cgo.
func (l *loader) cgoImports() map[string]*packages.Package {
	if l.byCgo == nil {
		l.byCgo = map[string]*packages.Package{}
		listed := map[string]*packages.Package{}
		for p := range l.nodes {
			listed[p.ID] = p
		}
		found, _ := packages.Load(l.config(listMode), "runtime/cgo", "syscall") // if it fails, so does cgo
		for _, p := range found {
			if p.ID == p.PkgPath && !isTestMain(p) {
				p = cmp.Or(listed[p.ID], p)
				l.visit(p)
				l.byCgo[p.PkgPath] = p
			}
		}
	}
	return l.byCgo
}

// want adds n to the packages whose export data is wanted; with deep also what
// it imports: where one package fails to compile, those it imports may, too.
func (l *loader) want(wanted map[string]*node, n *node, deep bool) {
	if n.tried || n.source || n.pkg.PkgPath == "unsafe" {
		return
	}
	n.tried = true
	if len(n.pkg.GoFiles) > 0 {
		wanted[n.pkg.ID] = n
	}
	if deep {
		for _, imp := range n.imports {
			l.want(wanted, l.nodes[imp], true)
		}
	}
}

// export has the go command compile the wanted packages, or find them compiled
// in its cache.
func (l *loader) export(wanted map[string]*node) error {
	patterns := make([]string, 0, len(wanted))
	for _, id := range sortedKeys(wanted) {
		patterns = append(patterns, "pattern="+wanted[id].pkg.PkgPath)
	}
	cfg := l.config(packages.NeedName | packages.NeedExportFile)
	cfg.Tests = false
	found, err := packages.Load(cfg, patterns...)
	if err != nil {
		return err
	}
	for _, p := range found {
		if n := wanted[p.ID]; n != nil {
			n.pkg.ExportFile = p.ExportFile
		}
	}
	return nil
}

// missing says why there is nothing of p.
func missing(p *packages.Package) error {
	if len(p.Errors) > 0 {
		return errors.New(oneLine(p.Errors[0].Msg))
	}
	return fmt.Errorf("no Go files in %s", p.PkgPath)
}

// importAll reads the export data of all that the packages import. That of one
// package mentions others, which are incomplete until their own is read: that
// must not happen while passes look at them.
func (l *loader) importAll(order []*node) {
	for _, n := range order {
		for _, path := range sortedKeys(n.imports) {
			if p := n.imports[path]; p.PkgPath != "unsafe" && !l.nodes[p].source {
				_, _ = l.imported(p) // the error comes again where path is imported
			}
		}
	}
}

// imported returns the types of a package that is not linted, from its export data.
func (l *loader) imported(p *packages.Package) (*types.Package, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.imports[p.PkgPath]; t != nil && t.Complete() {
		return t, nil
	}
	if p.ExportFile == "" {
		return nil, missing(p)
	}
	f, err := os.Open(p.ExportFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("export data of %s: %w", p.PkgPath, err)
	}
	return gcexportdata.Read(r, l.fset, l.imports, p.PkgPath)
}
