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
		pkg := f.pass.TypesInfo.PkgNameOf(spec)
		if pathOf(spec) != importPath || pkg == nil || pkg.Name() == "_" || pkg.Name() == "." {
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

// importEdit adds an import where goimports would.
func (f *File) importEdit(importPath string) analysis.TextEdit {
	line := strconv.Quote(importPath)
	for _, d := range f.ast.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			continue
		}
		first := decl.Specs[0].(*ast.ImportSpec)
		if pathOf(first) == "C" {
			continue
		}
		if !decl.Lparen.IsValid() {
			return Insert(decl.Pos(), "import "+line+"\n")
		}
		return f.amongSpecs(decl, importPath)
	}
	return Insert(f.ast.Name.End(), "\n\nimport "+line)
}

// amongSpecs adds an import to the first block of the declaration with one of its
// kind, of the standard library or not, before the first one that is greater.
func (f *File) amongSpecs(decl *ast.GenDecl, importPath string) analysis.TextEdit {
	line := strconv.Quote(importPath)
	var block []*ast.ImportSpec
	ofKind := func(spec *ast.ImportSpec) bool { return foreign(pathOf(spec)) == foreign(importPath) }
	for _, b := range f.blocks(decl) {
		if slices.ContainsFunc(b, ofKind) {
			block = b
			break
		}
	}
	for _, spec := range block {
		if pathOf(spec) > importPath {
			return Insert(startOf(spec), line+"\n\t")
		}
	}
	switch {
	case block != nil:
		return Insert(endOf(block[len(block)-1]), "\n\t"+line)
	case foreign(importPath):
		return Insert(endOf(decl.Specs[len(decl.Specs)-1].(*ast.ImportSpec)), "\n\n\t"+line)
	}
	return Insert(startOf(decl.Specs[0].(*ast.ImportSpec)), line+"\n\n\t")
}

// blocks returns the imports of a declaration in blocks, parted by blank lines.
func (f *File) blocks(decl *ast.GenDecl) [][]*ast.ImportSpec {
	var all [][]*ast.ImportSpec
	last := token.NoPos
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		if !last.IsValid() || f.tok.Line(startOf(spec)) > f.tok.Line(last)+1 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], spec)
		last = endOf(spec)
	}
	return all
}

// foreign reports whether a package is not of the standard library.
func foreign(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return strings.Contains(first, ".")
}

func pathOf(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

func endOf(spec *ast.ImportSpec) token.Pos {
	if spec.Comment != nil {
		return spec.Comment.End()
	}
	return spec.End()
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
			if pathOf(spec) != importPath || pkg == nil || !f.onlyIn(pkg, removed) {
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

// Fold has imports that edits add at the line of one that they remove take its place,
// since edits must not overlap.
func Fold(edits []analysis.TextEdit) []analysis.TextEdit {
	var folded, added []analysis.TextEdit
	for _, e := range edits {
		if e.Pos == e.End && slices.ContainsFunc(edits, func(line analysis.TextEdit) bool { return removes(line, e.Pos) }) {
			added = append(added, e)
		} else {
			folded = append(folded, e)
		}
	}
	for i := range folded {
		for _, e := range added {
			if removes(folded[i], e.Pos) {
				blank, spec := "", strings.TrimSpace(string(e.NewText))
				if strings.HasPrefix(string(e.NewText), "\n\n") {
					blank = "\n" // it begins a block
				}
				folded[i].NewText = append(folded[i].NewText, blank+"\t"+spec+"\n"...)
			}
		}
	}
	return folded
}

// removes reports whether an edit removes the text around pos.
func removes(e analysis.TextEdit, pos token.Pos) bool { return e.Pos <= pos && pos < e.End }

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

// Remove is the edit that removes a statement with the lines that it takes up. It
// reports false if there is something else on them, or a comment above that speaks
// of the statement.
func (f *File) Remove(stmt ast.Stmt) (analysis.TextEdit, bool) {
	e := f.lines(stmt)
	if strings.TrimSpace(f.between(e.Pos, e.End)) != f.Text(stmt) || f.Above(stmt) != nil {
		return e, false
	}
	above := strings.TrimRight(f.between(f.ast.FileStart, e.Pos), " \t")
	below := f.between(e.End, f.ast.FileEnd)
	if blank := len(below) - len(strings.TrimLeft(below, "\n")); strings.HasSuffix(above, "{\n") || strings.HasSuffix(above, "\n\n") {
		e.End += token.Pos(blank) // it parted the statement from others
	}
	return e, true
}

// lines removes n with the lines that it takes up.
func (f *File) lines(n ast.Node) analysis.TextEdit {
	end := f.tok.Size()
	if line := f.tok.Line(n.End()); line < f.tok.LineCount() {
		end = f.tok.Offset(f.tok.LineStart(line + 1))
	}
	return analysis.TextEdit{Pos: f.tok.LineStart(f.tok.Line(n.Pos())), End: f.tok.Pos(end)}
}
