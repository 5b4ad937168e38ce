// Package edit builds the text edits of fixes. The edits of one fix leave a file
// that compiles: what they need is imported, and what they were the last to use
// is no longer.
package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// A File is a file that may be edited.
type File struct {
	pass *analysis.Pass
	ast  *ast.File
	tok  *token.File
	src  []byte
}

// New returns the file of the pass around pos; nil if it is not to be edited, as
// it is generated, or not what was parsed (cgo).
func New(pass *analysis.Pass, pos token.Pos) *File {
	file := linted.File(pass, pos)
	if file == nil || ast.IsGenerated(file) {
		return nil
	}
	tok := pass.Fset.File(file.FileStart)
	if pass.Fset.Position(file.Package).Filename != tok.Name() {
		return nil
	}
	src, err := pass.ReadFile(tok.Name())
	if err != nil || len(src) != tok.Size() {
		return nil
	}
	return &File{pass, file, tok, src}
}

// Text is the source text of n.
func (f *File) Text(n ast.Node) string { return f.between(n.Pos(), n.End()) }

func (f *File) between(pos, end token.Pos) string {
	return string(f.src[f.tok.Offset(pos):f.tok.Offset(end)])
}

// Replace is the edit that puts text in the place of n.
func Replace(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}

// Insert is the edit that puts text before pos.
func Insert(pos token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
}

// Indent is the white space at the beginning of the line of pos.
func (f *File) Indent(pos token.Pos) string {
	line := f.between(f.tok.LineStart(f.tok.Line(pos)), pos)
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// HasComment reports whether there is a comment between pos and end, which an
// edit of that text would lose.
func (f *File) HasComment(pos, end token.Pos) bool {
	return slices.ContainsFunc(f.ast.Comments, func(c *ast.CommentGroup) bool { return c.Pos() < end && pos < c.End() })
}

// Behind returns the comment behind n on the line where n ends; nil if there is none.
func (f *File) Behind(n ast.Node) *ast.CommentGroup {
	for _, c := range f.ast.Comments {
		if c.Pos() >= n.End() && f.tok.Line(c.Pos()) == f.tok.Line(n.End()) && strings.TrimSpace(f.between(n.End(), c.Pos())) == "" {
			return c
		}
	}
	return nil
}

// Above returns the comment on the lines right above n; nil if there is none.
func (f *File) Above(n ast.Node) *ast.CommentGroup {
	for _, c := range f.ast.Comments {
		alone := strings.TrimSpace(f.between(f.tok.LineStart(f.tok.Line(c.Pos())), c.Pos())) == ""
		if alone && f.tok.Line(c.End())+1 == f.tok.Line(n.Pos()) {
			return c
		}
	}
	return nil
}

// Version is the Go version of the file, such as "go1.21"; "" if it is not known.
func (f *File) Version() string {
	if v := f.pass.TypesInfo.FileVersions[f.ast]; v != "" {
		return v
	}
	return f.pass.Pkg.GoVersion()
}

// Free reports whether name means nothing at pos, so that it can be declared
// there, and nothing declared further out that is used behind pos would be hidden.
func (f *File) Free(name string, pos token.Pos) bool {
	scope := f.innermost(pos)
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(name, token.NoPos)
	return obj == nil
}

// Means reports whether name stands for obj at pos.
func (f *File) Means(name string, obj types.Object, pos token.Pos) bool {
	scope := f.innermost(pos)
	if scope == nil {
		return false
	}
	_, got := scope.LookupParent(name, pos)
	return got == obj
}

func (f *File) innermost(pos token.Pos) *types.Scope {
	scope := f.pass.TypesInfo.Scopes[f.ast]
	if scope == nil {
		return nil
	}
	return scope.Innermost(pos)
}

// Import returns the name by which the code at pos refers to the package with
// the given path, and the edits that import it if the file does not. It reports
// false where the name is taken.
func (f *File) Import(importPath string, pos token.Pos) (string, []analysis.TextEdit, bool) {
	for _, spec := range f.ast.Imports {
		got, _ := strconv.Unquote(spec.Path.Value)
		pkg := f.pass.TypesInfo.PkgNameOf(spec)
		if got != importPath || pkg == nil || pkg.Name() == "_" || pkg.Name() == "." {
			continue
		}
		return pkg.Name(), nil, f.Means(pkg.Name(), pkg, pos)
	}
	name := path.Base(importPath)
	if !f.Free(name, pos) || f.declared(name) {
		return "", nil, false
	}
	return name, []analysis.TextEdit{f.importEdit(importPath)}, true
}

// declared reports whether the package or the file declares name.
func (f *File) declared(name string) bool {
	scope := f.pass.TypesInfo.Scopes[f.ast]
	return f.pass.Pkg.Scope().Lookup(name) != nil || scope == nil || scope.Lookup(name) != nil
}

// importEdit adds an import where goimports would: among those of the standard
// library, in order.
func (f *File) importEdit(importPath string) analysis.TextEdit {
	line := strconv.Quote(importPath)
	for _, d := range f.ast.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			continue
		}
		first := decl.Specs[0].(*ast.ImportSpec)
		if got, _ := strconv.Unquote(first.Path.Value); got == "C" {
			continue
		}
		if !decl.Lparen.IsValid() {
			return Insert(decl.Pos(), "import "+line+"\n")
		}
		return f.amongSpecs(decl, importPath)
	}
	return Insert(f.ast.Name.End(), "\n\nimport "+line)
}

// amongSpecs adds an import to the first block of the declaration, before the
// first one that is greater.
func (f *File) amongSpecs(decl *ast.GenDecl, importPath string) analysis.TextEdit {
	line := strconv.Quote(importPath)
	last := decl.Specs[0]
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		got, _ := strconv.Unquote(spec.Path.Value)
		newBlock := f.tok.Line(spec.Pos()) > f.tok.Line(last.End())+1
		if foreign := strings.Contains(strings.Split(got, "/")[0], "."); newBlock || foreign && last == s {
			if last == s { // the first block holds no standard library
				return Insert(startOf(spec), line+"\n\n\t")
			}
			break
		}
		if got > importPath {
			return Insert(startOf(spec), line+"\n\t")
		}
		last = s
	}
	return Insert(last.End(), "\n\t"+line)
}

func startOf(spec *ast.ImportSpec) token.Pos {
	if spec.Doc != nil {
		return spec.Doc.Pos()
	}
	return spec.Pos()
}

// Unimport returns the edits that remove the import of the given path, if all of
// the file's uses of it stand within the nodes that a fix removes.
func (f *File) Unimport(importPath string, removed ...ast.Node) []analysis.TextEdit {
	for _, d := range f.ast.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			continue
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.ImportSpec)
			pkg := f.pass.TypesInfo.PkgNameOf(spec)
			if got, _ := strconv.Unquote(spec.Path.Value); got != importPath || pkg == nil || !f.onlyIn(pkg, removed) {
				continue
			}
			if len(decl.Specs) == 1 {
				return []analysis.TextEdit{f.lines(decl)}
			}
			return []analysis.TextEdit{f.lines(spec)}
		}
	}
	return nil
}

// onlyIn reports whether all uses of an imported package in the file stand
// within the nodes.
func (f *File) onlyIn(pkg *types.PkgName, nodes []ast.Node) bool {
	if pkg.Name() == "_" || pkg.Name() == "." {
		return false
	}
	for id, obj := range f.pass.TypesInfo.Uses {
		if obj == pkg && !slices.ContainsFunc(nodes, func(n ast.Node) bool { return n.Pos() <= id.Pos() && id.End() <= n.End() }) {
			return false
		}
	}
	return true
}

// lines removes n with the lines that it takes up.
func (f *File) lines(n ast.Node) analysis.TextEdit {
	end := f.tok.Size()
	if line := f.tok.Line(n.End()); line < f.tok.LineCount() {
		end = f.tok.Offset(f.tok.LineStart(line + 1))
	}
	return analysis.TextEdit{Pos: f.tok.LineStart(f.tok.Line(n.Pos())), End: f.tok.Pos(end)}
}
