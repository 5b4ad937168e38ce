package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/concurrencylint/concurrencylint/internal/cache"
)

// A cacheMode is the value of -cache.
type cacheMode bool // whether it is off

func (m *cacheMode) String() string {
	if m != nil && bool(*m) {
		return cache.Off
	}
	return "on"
}

func (m *cacheMode) Set(s string) error {
	switch s {
	case "on", cache.Off:
		*m = s == cache.Off
		return nil
	}
	return errors.New("want on or off")
}

// open opens the cache; nil if it is off, or cannot be had.
func (m cacheMode) open(stderr io.Writer) *cache.Cache {
	if m {
		return nil
	}
	store, err := cache.Open()
	if err != nil {
		fmt.Fprintf(stderr, "concurrencylint: warning: nothing is kept for the next run: %v\n", err)
	}
	return store
}

// clean deletes what earlier runs have kept.
func clean(args []string, stderr io.Writer) int {
	if len(args) > 0 {
		return fail(stderr, errors.New("usage: concurrencylint clean"))
	}
	if err := cache.Clean(); err != nil {
		return fail(stderr, err)
	}
	return exitClean
}
