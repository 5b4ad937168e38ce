// Package changes knows which lines of a working tree have changed since a revision.
package changes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/golangci/revgrep"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// Changes are the lines of Go files that differ from a revision.
type Changes struct {
	root    string // of the repository
	checker revgrep.Checker
}

// Since returns what has changed, in the repository that dir is in, since the last
// commit that rev and the current one have in common. Files that git does not know
// yet are new as a whole.
func Since(dir, rev string) (*Changes, error) {
	root, err := repository(dir)
	if err != nil {
		return nil, err
	}
	// The hash cannot be taken for an option.
	hash, err := git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("git knows no revision %q (in a shallow clone, fetch it first)", rev)
	}
	base, err := git(root, "merge-base", trim(hash), "HEAD")
	if err != nil {
		return nil, fmt.Errorf("%q and the current commit have none in common (in a shallow clone, fetch more of the history)", rev)
	}
	return since(root, trim(base))
}

// Uncommitted returns what has changed since the last commit, or, if no Go file has,
// what that commit changed.
func Uncommitted(dir string) (*Changes, error) {
	root, err := repository(dir)
	if err != nil {
		return nil, err
	}
	status, err := git(root, "status", "--porcelain", "--", "*.go")
	if err != nil {
		return nil, err
	}
	if len(status) > 0 {
		return sinceParent(root, "HEAD")
	}
	return sinceParent(root, "HEAD~")
}

// sinceParent returns what has changed since a commit, or, if that one is before the
// first, since there was nothing.
func sinceParent(root, rev string) (*Changes, error) {
	if _, err := git(root, "rev-parse", "--verify", "--quiet", rev); err == nil {
		return since(root, rev)
	}
	if shallow, err := git(root, "rev-parse", "--is-shallow-repository"); err != nil || trim(shallow) == "true" {
		return nil, errors.New("the clone is shallow and ends at the last commit: fetch the one before")
	}
	empty, err := git(root, "hash-object", "-t", "tree", "--stdin")
	if err != nil {
		return nil, err
	}
	return since(root, trim(empty))
}

func since(root, rev string) (*Changes, error) {
	patch, err := git(root, "diff", "--no-color", "--no-ext-diff", "--src-prefix=a/", "--dst-prefix=b/", rev, "--", "*.go")
	if err != nil {
		return nil, err
	}
	others, err := git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", "*.go")
	if err != nil {
		return nil, err
	}
	c := &Changes{root: root}
	c.checker.Patch = bytes.NewReader(headers.ReplaceAllFunc(patch, added))
	c.checker.NewFiles = strings.FieldsFunc(string(others), func(r rune) bool { return r == 0 })
	return c, c.checker.Prepare(context.Background())
}

// headers matches the lines of a patch that revgrep takes for names of files.
var headers = regexp.MustCompile(`(?m)^\+\+\+ .*$`)

// added makes a line that was added and only looks like a header look like any other.
func added(line []byte) []byte {
	if bytes.HasPrefix(line, []byte("+++ b/")) || bytes.Equal(line, []byte("+++ /dev/null")) {
		return line
	}
	return []byte("+")
}

// Touch reports whether a line of r has changed.
func (c *Changes) Touch(r summary.Range) bool {
	name, err := filepath.Rel(c.root, r.File)
	if err != nil {
		return false
	}
	for line := r.Line; line <= max(r.Line, r.EndLine); line++ {
		if _, changed := c.checker.IsNew(name, line); changed {
			return true
		}
	}
	return false
}

// repository returns the root of the repository that dir is in. It goes up from dir
// step by step, so that names of files below dir start with it also where a link
// leads to dir.
func repository(dir string) (string, error) {
	up, err := git(dir, "rev-parse", "--show-cdup")
	if errors.Is(err, exec.ErrNotFound) {
		return "", err
	}
	if err != nil {
		return "", fmt.Errorf("%s is in no git repository", dir)
	}
	return filepath.Join(dir, trim(up)), nil
}

// git returns what a git command prints, with names of files as they are.
func git(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("git", append([]string{"-c", "core.quotePath=false"}, args...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		first, _, _ := strings.Cut(trim(exit.Stderr), "\n")
		return nil, fmt.Errorf("git %s: %s", args[0], first)
	}
	return out, err
}

func trim(out []byte) string { return strings.TrimSpace(string(out)) }
