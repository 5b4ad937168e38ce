package load

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// A Key tells packages apart by all that their analysis can depend on: their
// files, what the go command says of them, and the keys of what they import. It
// holds for one build context, see [Program.Context].
type Key [sha256.Size]byte

// Key returns the key of the package.
func (p *Package) Key() Key { return p.l.key(p.n) }

// Context describes all that the analysis of any package can depend on: the go
// command, its build context, and how packages are loaded.
func (p *Program) Context() string {
	env := maps.Clone(p.l.env)
	delete(env, "GOGCCFLAGS") // names a fresh temporary directory
	return fmt.Sprintf("%q %q %v", env, p.l.cfg.BuildFlags, p.l.cfg.Objects)
}

// Query describes what the program is of all that could be loaded: what was
// asked for, and what is missing.
func (p *Program) Query() string {
	cfg := p.l.cfg
	return fmt.Sprintf("%q %v %q %q", cfg.Dir, cfg.Tests, cfg.Patterns, p.Errors)
}

func (l *loader) key(n *node) Key {
	if n.key != (Key{}) {
		return n.key
	}
	n.key = Key{1} // for an import cycle
	h := sha256.New()
	p := n.pkg
	fmt.Fprintf(h, "%q %q %q %q %t\n%q\n", p.ID, p.Name, p.ForTest, p.Dir, n.linted, p.Errors)
	if m := p.Module; m != nil {
		fmt.Fprintf(h, "%q %q %q %q\n", m.Path, m.Version, m.Dir, m.GoVersion)
	}
	std := l.below(n, "GOROOT")
	if !std && !l.below(n, "GOMODCACHE") {
		l.hashFiles(h, n)
	}
	for _, path := range sortedKeys(n.imports) {
		if std {
			break // the version of Go says it all
		}
		imp := l.key(l.nodes[n.imports[path]])
		fmt.Fprintf(h, "%q %x\n", path, imp)
	}
	h.Sum(n.key[:0])
	return n.key
}

// below reports whether n is known by export data and stands in a directory of the
// build context in which files never change.
func (l *loader) below(n *node, variable string) bool {
	return !n.source && strings.HasPrefix(n.pkg.Dir, filepath.Join(l.env[variable])+string(filepath.Separator))
}

// files are the files of n, and those that its build leaves out, see
// [linted.LeftOut].
func (n *node) files() []string {
	names := slices.Concat(n.pkg.GoFiles, n.pkg.OtherFiles, linted.GoFiles(n.pkg.Dir))
	slices.Sort(names)
	return slices.Compact(names)
}

// hashFiles hashes the files of n.
func (l *loader) hashFiles(h hash.Hash, n *node) {
	for _, name := range n.files() {
		k, ok := l.hashed[name]
		if !ok {
			k = l.hashFile(name)
			l.hashed[name] = k
		}
		fmt.Fprintf(h, "%q %x\n", name, k)
	}
	n.hashed = true
}

// hashFile returns the hash of the text of a file, or of why there is none.
func (l *loader) hashFile(name string) Key {
	text, err := l.cfg.ReadFile(name)
	if err != nil {
		text = []byte(err.Error())
	}
	return sha256.Sum256(text)
}

// changed reports whether the files of n are others than those that its key was
// made from: somebody edits them while we run.
func (l *loader) changed(n *node) bool {
	return n.hashed && slices.ContainsFunc(n.files(), func(name string) bool { return l.hashFile(name) != l.hashed[name] })
}
