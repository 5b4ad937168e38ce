// Package linted tells which code is being linted: the packages of the main
// module and of workspace modules, as opposed to the standard library and to
// dependencies, which are known by tables.
package linted

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Package reports whether the package of pass is linted code.
func Package(pass *analysis.Pass) bool {
	if pass.Module == nil {
		return Module("", "", pass.Pkg.Path()) || mainRepository(pass)
	}
	return Module(pass.Module.Path, pass.Module.Version, pass.Pkg.Path())
}

// Module reports whether the package pkg of the module with the given path and
// version is linted code. A module without a version is the main module or one
// of the workspace; a dependency, vendored or not, has one. What has no
// module is linted if it is not of the standard library: files named on the command
// line, and directories outside of all modules, which are packages "_/dir" to gopls.
func Module(path, version, pkg string) bool {
	if path == "" {
		return strings.HasPrefix(pkg, "command-line-arguments") || strings.HasPrefix(pkg, "_/")
	}
	return version == ""
}

// mainRepository reports whether Bazel builds the package of pass from files of
// the main repository. Its driver, nogo, knows no modules. It names files relative
// to the root of the build, where other repositories are below external; the go
// command names those of packages without a module, the standard library,
// absolutely.
func mainRepository(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return false
	}
	name := filepath.ToSlash(pass.Fset.File(pass.Files[0].FileStart).Name())
	if filepath.IsAbs(name) {
		return false
	}
	dirs := strings.Split(name, "/")
	if dirs[0] == "bazel-out" && len(dirs) > 3 {
		dirs = dirs[3:] // generated: bazel-out/CONFIGURATION/bin/...
	}
	return dirs[0] != "external" && !slices.Contains(dirs, "vendor")
}

// Beside lists the Go files beside those of pass: tests, unless the pass has them,
// and what its build leaves out. [analysis.Pass.IgnoredFiles] has that as well, but not
// every driver fills it in. The error says why the directory cannot be read.
func Beside(pass *analysis.Pass) ([]string, error) {
	if len(pass.Files) == 0 {
		return nil, nil
	}
	in := map[string]bool{}
	for _, f := range pass.Files {
		in[pass.Fset.Position(f.Package).Filename] = true
	}
	all, err := goFiles(filepath.Dir(pass.Fset.Position(pass.Files[0].Package).Filename))
	return slices.DeleteFunc(all, func(name string) bool { return in[name] }), err
}

// LeftOut lists the Go files beside those of pass, but for tests, that its build
// leaves out.
func LeftOut(pass *analysis.Pass) []string {
	beside, _ := Beside(pass) // cannot be read: nothing there
	return slices.DeleteFunc(beside, isTest)
}

// GoFiles lists the Go files in a directory, but for tests.
func GoFiles(dir string) []string {
	all, _ := goFiles(dir) // cannot be read: nothing there
	return slices.DeleteFunc(all, isTest)
}

func goFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var out []string
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".go" {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out, err
}

func isTest(file string) bool { return strings.HasSuffix(file, "_test.go") }

// Generated reports whether f is generated, by the usual mark. What cgo makes of
// a file written by hand bears that mark too, but its line directives lead to
// the original.
func Generated(fset *token.FileSet, f *ast.File) bool {
	return ast.IsGenerated(f) && fset.Position(f.Package).Filename == fset.File(f.Package).Name()
}

// Test reports whether pos stands in a _test.go file.
func Test(fset *token.FileSet, pos token.Pos) bool {
	f := fset.File(pos)
	return f != nil && isTest(f.Name())
}

// Harness reports whether f is part of a test harness: not a _test.go file
// itself, but it imports what only tests use. A file with test functions that is
// no _test.go file helps no tests: something else than go test runs it.
func Harness(f *ast.File) bool {
	imports := slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool {
		path, _ := strconv.Unquote(i.Path.Value)
		return harnesses[path] || strings.HasPrefix(path, "github.com/stretchr/testify/")
	})
	return imports && !slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test")
	})
}

// harnesses holds the packages that only tests use.
var harnesses = map[string]bool{
	"testing":                       true,
	"github.com/onsi/ginkgo":        true,
	"github.com/onsi/ginkgo/v2":     true,
	"github.com/onsi/gomega":        true,
	"github.com/frankban/quicktest": true,
	"gopkg.in/check.v1":             true,
}

// Double reports whether the package with the given path holds test doubles or
// helpers of tests, by the usual names.
func Double(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	for _, name := range []string{"mock", "mocks", "fake", "fakes", "stub", "stubs"} {
		if last == name || strings.HasPrefix(last, name+"_") || strings.HasSuffix(last, "_"+name) {
			return true
		}
	}
	return strings.HasPrefix(last, "mock") || strings.HasPrefix(last, "test") || strings.HasSuffix(last, "test") || strings.HasSuffix(last, "testing")
}

// DoubleType reports whether a type with the given name is a test double, by the
// usual names.
func DoubleType(name string) bool {
	for _, prefix := range []string{"mock", "fake", "stub", "Mock", "Fake", "Stub"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && (rest == "" || rest[0] >= 'A' && rest[0] <= 'Z') {
			return true
		}
	}
	return false
}

// Demo reports whether the package of pass belongs to a demonstration, a
// benchmark or a load generator, by the names of its directories below the root
// of the repository.
func Demo(pass *analysis.Pass) bool {
	dirs := strings.Split(pass.Pkg.Path(), "/")
	root := 1
	switch {
	case strings.Contains(dirs[0], "."):
		root = 3 // host, owner, repository
	case pass.Module != nil:
		root = strings.Count(pass.Module.Path, "/") + 1
	}
	if root > len(dirs) {
		return false
	}
	for _, dir := range dirs[root:] {
		for _, word := range strings.FieldsFunc(dir, func(r rune) bool { return r == '-' || r == '_' }) {
			if demos[word] || strings.HasPrefix(word, "bench") {
				return true
			}
		}
		if joined := strings.NewReplacer("-", "", "_", "").Replace(dir); strings.HasPrefix(joined, "loadgen") || strings.HasPrefix(joined, "loadtest") {
			return true
		}
	}
	return false
}

var demos = map[string]bool{"example": true, "examples": true, "demo": true, "demos": true}

// File returns the file of the pass that holds pos, or nil.
func File(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return f
		}
	}
	return nil
}
