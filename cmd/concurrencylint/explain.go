package main

import (
	"bytes"
	"cmp"
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
	"github.com/concurrencylint/concurrencylint/internal/project"
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
		dir := filepath.Dir(place.File)
		cfg.Dir, cfg.Patterns = cmp.Or(project.Above(dir, "go.mod"), dir), []string{"./..."}
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
	return warn(prog, wd, stderr)
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
	if n := bytes.Count(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) + 1; line > n {
		return explain.Place{}, fmt.Errorf("%s has %d lines: want one of them, not %d", m[1], n, line)
	}
	return explain.Place{File: file, Line: line}, nil
}
