package report

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// exe is the command.
var exe string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	exe = filepath.Join(dir, "concurrencylint")
	build := exec.Command("go", "build", "-C", filepath.Join("..", ".."), "-o", exe, "./cmd/concurrencylint")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// shop is the demonstration, with a finding of each rule.
var shop = filepath.Join("..", "..", "examples", "shop")

// lint runs the command in dir, where it finds something, and returns what it prints.
func lint(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(exe, append(args, "./...")...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 || stderr.Len() > 0 {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	return out
}

// hostile is a module whose text a page must not take for its own.
func hostile(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/hostile\n\ngo 1.26\n",
		"hostile.go": `package hostile

import "net/http"

// </script><script>window.pwned = 1</script> {{.}} <!-- <script> -->

var seen = map[string]int{}

func Serve(w http.ResponseWriter, r *http.Request) {
	seen["</script><script>window.pwned = 1</script><img src=x onerror='window.pwned=1'>𝄞"]++ // </div>
}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
