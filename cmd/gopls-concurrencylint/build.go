package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

const (
	goplsPath = "golang.org/x/tools/gopls"
	toolsPath = "golang.org/x/tools"
	rulesPath = "github.com/concurrencylint/concurrencylint"
)

// addition is the file that gopls gets.
//
//go:embed addition.go.txt
var addition []byte

// build builds gopls in a temporary directory. What the go command says goes to
// stderr.
func (o *options) build(ctx context.Context, stderr io.Writer) (err error) {
	rules, err := source()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gopls")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	gopls, err := download(ctx, dir, o.gopls)
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, os.DirFS(gopls.Dir)); err != nil {
		return err
	}
	if err := amend(dir, rules); err != nil {
		return fmt.Errorf("gopls %s: %w", gopls.Version, err)
	}
	cmd := goCommand(ctx, dir, "build", "-mod=mod", "-trimpath",
		"-ldflags=-X=main.version="+gopls.Version+"+concurrencylint", "-o", o.output, ".")
	cmd.Stderr = stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build of gopls %s: %w", gopls.Version, err)
	}
	return nil
}

// source is the module with the rules that this program came with, as the new side
// of a replacement: a version or a directory.
func source() (module.Version, error) {
	// Only a program that the go command has built from its module cache knows
	// a checksum of its own module.
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Sum != "" {
		return module.Version{Path: rulesPath, Version: info.Main.Version}, nil
	}
	_, file, _, _ := runtime.Caller(0)
	if !filepath.IsAbs(file) {
		return module.Version{}, errors.New("this program does not know where its source is: it was built with -trimpath")
	}
	return module.Version{Path: filepath.Dir(filepath.Dir(filepath.Dir(file)))}, nil
}

// A downloaded is what go mod download -json prints of one module.
type downloaded struct{ Version, Dir, Error string }

// download has the go command put gopls into the module cache.
func download(ctx context.Context, dir, version string) (downloaded, error) {
	cmd := goCommand(ctx, dir, "mod", "download", "-json", goplsPath+"@"+version)
	out, err := cmd.Output()
	var d downloaded
	if jsonErr := json.Unmarshal(out, &d); jsonErr == nil && d.Error != "" {
		return d, errors.New(d.Error)
	}
	if err != nil {
		return d, fmt.Errorf("go mod download: %w", err)
	}
	return d, nil
}

// goCommand prepares a run of the go command in dir, which is no part of a workspace.
func goCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	return cmd
}

// amend adds the rules to the copy of gopls in dir.
func amend(dir string, rules module.Version) error {
	settings := filepath.Join(dir, "internal", "settings")
	if _, err := os.Stat(filepath.Join(settings, "analysis.go")); err != nil {
		return errors.New("its analyzers are not in internal/settings/analysis.go: choose a later version")
	}
	if err := os.WriteFile(filepath.Join(settings, "concurrencylint.go"), addition, 0o666); err != nil {
		return err
	}
	name := filepath.Join(dir, "go.mod")
	old, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	amended, err := amendMod(old, rules)
	if err != nil {
		return err
	}
	return os.WriteFile(name, amended, 0o666)
}

// amendMod adds the rules to the requirements in gopls' go.mod. The rules may ask
// for a later version of x/tools; but gopls uses packages internal to x/tools, so
// it gets along with no version but its own.
func amendMod(data []byte, rules module.Version) ([]byte, error) {
	mod, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		return nil, err
	}
	for _, r := range mod.Require {
		if r.Mod.Path == toolsPath {
			if err := mod.AddReplace(toolsPath, "", toolsPath, r.Mod.Version); err != nil {
				return nil, err
			}
		}
	}
	if err := mod.AddRequire(rulesPath, "v0.0.0"); err != nil {
		return nil, err
	}
	if err := mod.AddReplace(rulesPath, "", rules.Path, rules.Version); err != nil {
		return nil, err
	}
	mod.Cleanup()
	return mod.Format()
}
