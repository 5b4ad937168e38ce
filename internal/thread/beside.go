package thread

import (
	"os"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// wordsBeside returns the words of the Go files beside those of the pass: tests,
// and what is for other systems. They may use a function of the package as well.
func wordsBeside(pass *analysis.Pass) (map[string]bool, error) {
	beside, err := linted.Beside(pass)
	if err != nil {
		return nil, err
	}
	words := map[string]bool{}
	for _, name := range beside {
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
