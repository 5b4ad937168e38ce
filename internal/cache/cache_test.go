package cache

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What has not been used for days goes, and nothing else.
func TestTrim(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	t.Setenv(Variable, dir)
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	old, fresh := Key(sha256.Sum256([]byte("old"))), Key(sha256.Sum256([]byte("fresh")))
	c.Put(old, []byte("a"))
	files, err := filepath.Glob(filepath.Join(dir, "*", "*-[ad]"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files %q (%v), want index and data", files, err)
	}
	long := time.Now().Add(-6 * 24 * time.Hour)
	for _, name := range files {
		if err := os.Chtimes(name, long, long); err != nil {
			t.Fatal(err)
		}
	}
	c.Put(fresh, []byte("b"))
	c.Trim()
	if data, ok := c.Get(old); ok {
		t.Errorf("the old result is still there: %q", data)
	}
	if data, ok := c.Get(fresh); !ok || string(data) != "b" {
		t.Errorf("the fresh result is %q, %t", data, ok)
	}
}

// No cache keeps nothing, and does not mind.
func TestOff(t *testing.T) {
	t.Setenv(Variable, Off)
	c, err := Open()
	if c != nil || err != nil {
		t.Fatalf("cache %v, error %v", c, err)
	}
	c.Put(Key{}, []byte("a"))
	if _, ok := c.Get(Key{}); ok {
		t.Error("it has something")
	}
	c.Trim()
	if err := Clean(); err != nil {
		t.Error(err)
	}
}

// A full or vanished disk makes later runs slow, not wrong.
func TestVanished(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(Variable, dir)
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := Clean(); err != nil {
		t.Fatal(err)
	}
	c.Put(Key{}, []byte("a"))
	if _, ok := c.Get(Key{}); ok {
		t.Error("kept in a directory that is not there")
	}
	c.Trim()
}
