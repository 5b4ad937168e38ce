package load

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/packages"
)

// prepare gives the package of n what a driver wants to see before it is checked.
func (l *loader) prepare(n *node) {
	n.pkg.Fset = l.fset
	n.pkg.TypesSizes = types.SizesFor("gc", l.env["GOARCH"])
	n.pkg.Types = types.NewPackage(n.pkg.PkgPath, n.pkg.Name)
}

// check parses and type-checks n, once.
func (l *loader) check(n *node) {
	n.once.Do(func() {
		if n.whole {
			l.checkWhole(n)
		} else {
			l.checkDeclarations(n)
		}
		l.judge(n)
		n.pkg.Types.MarkComplete() // as far as it goes
	})
}

// judge notes whether n, or what it imports, has type errors, and whether its types
// hang on more than its key says: on why the go command cannot compile a
// dependency, or on files that somebody edits while we run.
func (l *loader) judge(n *node) {
	n.pkg.IllTyped = len(n.pkg.TypeErrors) > 0
	n.unsure = n.unsure || n.tried || l.unsettled
	for _, p := range n.imports {
		if imp := l.nodes[p]; imp.source {
			l.check(imp)
			n.pkg.IllTyped = n.pkg.IllTyped || imp.pkg.IllTyped
			n.unsure = n.unsure || imp.unsure
		}
	}
}

func (l *loader) checkWhole(n *node) {
	mode := parser.ParseComments
	if !l.cfg.Objects {
		mode |= parser.SkipObjectResolution
	}
	listErrors := n.pkg.Errors
	n.pkg.Syntax = l.parse(n, n.pkg.GoFiles, mode)
	if c := importC(n.pkg.Syntax); c.IsValid() {
		if files := l.cgoFiles(n.pkg); files != nil {
			n.cgo = true
			n.pkg.Errors, n.pkg.TypeErrors = listErrors, nil
			n.pkg.Syntax = l.parse(n, files, mode)
		} else {
			n.note(types.Error{Fset: l.fset, Pos: c, Msg: "cgo fails; what it would declare is unknown"})
		}
	}
	n.pkg.TypesInfo = newInfo()
	l.checkTypes(n)
}

func (l *loader) checkDeclarations(n *node) {
	n.pkg.Syntax = l.parse(n, n.pkg.GoFiles, parser.SkipObjectResolution)
	n.pkg.TypesInfo = new(types.Info)
	l.checkTypes(n)
	n.pkg.Syntax, n.pkg.TypesInfo = nil, nil
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Instances:    map[*ast.Ident]types.Instance{},
		Scopes:       map[ast.Node]*types.Scope{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
}

// parse parses the files, keeping what could be parsed of a broken one.
func (l *loader) parse(n *node, names []string, mode parser.Mode) []*ast.File {
	var files []*ast.File
	for _, name := range names {
		text, err := l.cfg.ReadFile(name)
		if err != nil {
			n.noteSyntax(nil, err)
			continue
		}
		if k, ok := l.hashed[name]; ok && k != sha256.Sum256(text) {
			n.unsure = true
		}
		f, err := parser.ParseFile(l.fset, name, text, mode)
		n.noteSyntax(f, err)
		// The package clause may be what is broken; the type checker needs one.
		if f != nil && f.Name != nil && f.Name.Name != "" && f.FileStart.IsValid() {
			files = append(files, f)
		}
	}
	return files
}

// noteSyntax keeps what the parser said of f. For those who ask whether code can
// be relied on, a syntax error is a type error, too.
func (n *node) noteSyntax(f *ast.File, err error) {
	if err == nil {
		return
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) { // the file cannot be read
		n.note(types.Error{Fset: n.pkg.Fset, Msg: err.Error()})
		return
	}
	for _, e := range list {
		te := types.Error{Fset: n.pkg.Fset, Msg: e.Msg}
		if f != nil && f.FileStart.IsValid() {
			te.Pos = f.FileStart + token.Pos(e.Pos.Offset)
		}
		n.pkg.TypeErrors = append(n.pkg.TypeErrors, te)
		n.pkg.Errors = append(n.pkg.Errors, packages.Error{Pos: e.Pos.String(), Msg: e.Msg, Kind: packages.ParseError})
	}
}

// checkTypes runs the type checker over n.pkg.Syntax.
func (l *loader) checkTypes(n *node) {
	p := n.pkg
	defer func() {
		if r := recover(); r != nil {
			n.note(types.Error{Fset: l.fset, Msg: fmt.Sprintf("the type checker panics: %v", r)})
		}
	}()
	conf := types.Config{
		Importer:         importer{l, n},
		Sizes:            p.TypesSizes,
		FakeImportC:      !n.cgo,
		IgnoreFuncBodies: !n.whole,
		Error:            func(err error) { n.note(err) },
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	types.NewChecker(&conf, l.fset, p.Types, p.TypesInfo).Files(p.Syntax) // errors are in n
}

// note keeps a type error of n.
func (n *node) note(err error) {
	var te types.Error
	if !errors.As(err, &te) {
		te = types.Error{Fset: n.pkg.Fset, Msg: err.Error()}
	}
	n.pkg.TypeErrors = append(n.pkg.TypeErrors, te)
	if te.Soft || strings.HasPrefix(te.Msg, "\t") { // a continuation of the error before
		return
	}
	e := packages.Error{Msg: te.Msg, Kind: packages.TypeError}
	if te.Pos.IsValid() {
		e.Pos = te.Fset.Position(te.Pos).String()
	}
	n.pkg.Errors = append(n.pkg.Errors, e)
}

// An importer finds what one package imports.
type importer struct {
	l *loader
	n *node
}

// Import implements [types.Importer].
func (im importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	p := im.n.imports[path]
	if p == nil {
		return nil, fmt.Errorf("the go command does not find it")
	}
	if imp := im.l.nodes[p]; imp.source {
		im.l.check(imp)
		return p.Types, nil
	}
	return im.l.imported(p)
}

// importC returns the place of an import of cgo in the files, if there is one.
func importC(files []*ast.File) token.Pos {
	for _, f := range files {
		for _, imp := range f.Imports {
			if imp.Path.Value == `"C"` {
				return imp.Pos()
			}
		}
	}
	return token.NoPos
}

// cgoFiles returns the files of p as cgo makes them, nil if it fails, for lack
// of a C compiler, say.
func (l *loader) cgoFiles(p *packages.Package) []string {
	pattern := p.PkgPath
	if p.ForTest != "" {
		pattern = p.ForTest
	}
	found, err := packages.Load(l.config(packages.NeedName|packages.NeedFiles|packages.NeedCompiledGoFiles), "pattern="+pattern)
	if err != nil {
		return nil
	}
	for _, f := range found {
		if f.ID == p.ID && len(f.CompiledGoFiles) > len(f.GoFiles) {
			return f.CompiledGoFiles
		}
	}
	return nil
}

// warning says in one line what is wrong with n; it is empty if nothing is.
func (n *node) warning() string {
	if len(n.pkg.Errors) == 0 {
		return ""
	}
	first := n.pkg.Errors[0]
	msg := oneLine(first.Msg)
	if first.Pos != "" && first.Pos != "-" {
		msg = first.Pos + ": " + msg
	}
	if k := len(n.pkg.Errors) - 1; k > 0 {
		msg += fmt.Sprintf(" (and %d more)", k)
	}
	return fmt.Sprintf("%s: analysed only as far as it loads: %s", n.pkg.PkgPath, msg)
}

// oneLine returns the first line of msg without the advice that would follow.
func oneLine(msg string) string {
	msg, _, _ = strings.Cut(strings.TrimSpace(msg), "\n")
	return strings.TrimSuffix(msg, "; to add it:")
}
