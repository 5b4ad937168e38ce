package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/concurrencylint/concurrencylint/internal/explain"
	"github.com/concurrencylint/concurrencylint/internal/load"
)

// explainLine says why there is, or is not, a finding on the line that the first
// argument names. Without packages all of the module of its file are read.
func explainLine(o *options, stdout, stderr io.Writer) int {
	wd, err := os.Getwd()
	if err != nil {
		return fail(stderr, err)
	}
	if o.fix || o.diff {
		return fail(stderr, errors.New("explain changes nothing: -fix and -diff do not go with it"))
	}
	cfg := o.loading(wd)
	place, err := placeOf(o.patterns[0], cfg.Dir)
	if err != nil {
		return fail(stderr, err)
	}
	if cfg.Patterns = cfg.Patterns[1:]; len(cfg.Patterns) == 0 {
		cfg.Dir, cfg.Patterns = moduleOf(place.File), []string{"./..."}
	}
	prog, err := load.Load(cfg)
	if err != nil {
		return fail(stderr, err)
	}
	err = explain.Answer(stdout, prog, explain.Question{
		Place: place,
		Rules: slices.Concat(o.registry, o.also.Rules()),
		On:    o.rules,
		Dir:   wd,
	})
	if err != nil {
		return fail(stderr, err)
	}
	return exitClean
}

var filePlace = regexp.MustCompile(`^(.+?\.go):([1-9][0-9]*)(:[0-9]+)?$`)

// placeOf reads FILE:LINE, relative to dir.
func placeOf(arg, dir string) (explain.Place, error) {
	m := filePlace.FindStringSubmatch(arg)
	if m == nil {
		return explain.Place{}, fmt.Errorf("%q names no line: want file.go:line", arg)
	}
	file := m[1]
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	line, err := strconv.Atoi(m[2])
	if err != nil {
		return explain.Place{}, fmt.Errorf("%q names no line: %w", arg, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return explain.Place{}, err
	}
	if n := lines(text); line > n {
		return explain.Place{}, fmt.Errorf("%s has %d lines: want one of them, not %d", m[1], n, line)
	}
	return explain.Place{File: file, Line: line}, nil
}

func lines(text []byte) int {
	n := 0
	for _, c := range text {
		if c == '\n' {
			n++
		}
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}

// moduleOf returns the nearest directory above a file that has a go.mod, or else
// that of the file.
func moduleOf(file string) string {
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return filepath.Dir(file)
		}
	}
}
