//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// cacheServer starts a remote cache on this machine and returns its URL.
func cacheServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close() // for the server
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, cacheprog(t, "go-cacher-server"), "-listen", addr, "-cache-dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		cmd.Wait() // it was killed
	})
	url := "http://" + addr
	for range 100 {
		if res, err := http.Get(url); err == nil {
			res.Body.Close()
			return url
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the cache server does not answer")
	return ""
}

// cacheprog is a program of the remote cache.
func cacheprog(t *testing.T, name string) string {
	t.Helper()
	return goBuild(t, filepath.Join(root(), "e2e", "cacheprog"), "github.com/bradfitz/go-tool-cache/cmd/"+name)
}

// machine returns the environment of a machine that has never built anything. It
// shares with others only what its go command asks the server for, and the
// sources of modules.
func machine(t *testing.T, server string) []string {
	t.Helper()
	modules, _, _ := execute(t, root(), nil, "go", "env", "GOMODCACHE")
	home := t.TempDir()
	return []string{
		"HOME=" + home,
		"XDG_CACHE_HOME=",
		"GOPATH=" + filepath.Join(home, "go"),
		"GOCACHE=" + filepath.Join(home, "gocache"),
		"GOMODCACHE=" + strings.TrimSpace(modules),
		fmt.Sprintf("GOCACHEPROG=%s -cache-server=%s -cache-dir=%s",
			cacheprog(t, "go-cacher"), server, filepath.Join(home, "cacher")),
	}
}

// TestCacheprog: what the rules made of a package on one machine, facts and
// findings, another gets from the go command's remote cache.
func TestCacheprog(t *testing.T) {
	dir, server := corpora()[0].dir, cacheServer(t)
	exe, runs := counting(t)
	vet := func(env []string) ([]finding, int) {
		stdout, stderr, code := execute(t, dir, env, "go", "vet", "-vettool="+exe, "-json", "./...")
		if code != 0 {
			t.Fatalf("go vet: exit %d\n%s", code, stderr)
		}
		return vetFindings(t, dir, stdout), runs()
	}
	first, n := vet(machine(t, server))
	if len(first) == 0 || n == 0 {
		t.Fatalf("the first machine: %d findings, %d runs of the tool", len(first), n)
	}
	second, m := vet(machine(t, server))
	if m != 0 {
		t.Errorf("the second machine ran the tool %d times, the first %d times", m, n)
	}
	if d := difference(second, first); d != "" {
		t.Errorf("the second machine has other findings:\n%s", d)
	}
}
