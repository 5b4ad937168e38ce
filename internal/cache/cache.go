// Package cache keeps the results of earlier runs in a directory, in the way of the
// go command: by a hash of all that they depend on. Several processes may use it at
// once; one that dies spoils nothing.
package cache

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/cache"
)

// Variable is the environment variable that names the directory, or is "off".
const Variable = "CONCURRENCYLINT_CACHE"

// Off is the name of no cache at all.
const Off = "off"

// A Key says what a result depends on.
type Key = cache.ActionID

// A Cache is a directory of results. A nil Cache has none and keeps none.
type Cache struct{ files *cache.Cache }

// Dir returns the directory of the user's cache, or [Off].
func Dir() (string, error) {
	if dir := os.Getenv(Variable); dir != "" {
		if dir != Off && !filepath.IsAbs(dir) {
			return "", fmt.Errorf("%s is neither %q nor an absolute path: %q", Variable, Off, dir)
		}
		return dir, nil
	}
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("%w (set %s)", err, Variable)
	}
	return filepath.Join(base, "concurrencylint"), nil
}

// Open opens the user's cache and makes it if need be; nil if it is off.
func Open() (*Cache, error) {
	dir, err := Dir()
	if err != nil || dir == Off {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("the cache: %w", err)
	}
	files, err := cache.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("the cache: %w", err)
	}
	return &Cache{files}, nil
}

// Clean deletes the results in the user's cache, and nothing else that somebody may
// keep in that directory.
func Clean() error {
	dir, err := Dir()
	if err != nil || dir == Off {
		return err
	}
	for i := range 256 {
		if err := os.RemoveAll(filepath.Join(dir, fmt.Sprintf("%02x", i))); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(filepath.Join(dir, "trim.txt")); err != nil {
		return err
	}
	_ = os.Remove(dir) // unless there is more in it
	return nil
}

// Get returns what is kept under k.
func (c *Cache) Get(k Key) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	data, _, err := c.files.GetBytes(k)
	return data, err == nil
}

// Put keeps data under k, if it can: a full disk makes later runs slow, not wrong.
func (c *Cache) Put(k Key, data []byte) {
	if c != nil {
		_, _, _ = c.files.PutNoVerify(k, bytes.NewReader(data))
	}
}

// Trim deletes what has not been used for days, if that has not been done of late.
func (c *Cache) Trim() {
	if c != nil {
		_ = c.files.Trim()
	}
}

// Program returns a hash of the running program.
func Program() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}
