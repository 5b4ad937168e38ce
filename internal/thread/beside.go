package thread

import (
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"
)

// wordsBeside returns the words of the Go files beside those of the pass: tests,
// and what is for other systems. They may use a function of the package as well.
func wordsBeside(pass *analysis.Pass) (map[string]bool, error) {
	if len(pass.Files) == 0 {
		return nil, nil
	}
	in := map[string]bool{}
	for _, f := range pass.Files {
		in[pass.Fset.File(f.FileStart).Name()] = true
	}
	dir := filepath.Dir(pass.Fset.File(pass.Files[0].FileStart).Name())
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	words := map[string]bool{}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if filepath.Ext(name) != ".go" || in[name] {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for _, word := range strings.FieldsFunc(string(text), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			words[word] = true
		}
	}
	return words, nil
}
