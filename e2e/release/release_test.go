package release

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goreleaser/goreleaser/v2/pkg/config"
)

var root = filepath.Join("..", "..")

// TestConfig: goreleaser takes the configuration, knows each field of it, and finds what
// it names.
func TestConfig(t *testing.T) {
	name := filepath.Join(root, ".goreleaser.yaml")
	project, err := config.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	if project.Version != 2 || len(project.Builds) != 1 || len(project.Archives) != 1 {
		t.Errorf("version %d, builds %d, archives %d", project.Version, len(project.Builds), len(project.Archives))
	}
	for _, b := range project.Builds {
		if _, err := os.Stat(filepath.Join(root, b.Main, "main.go")); err != nil {
			t.Error(err)
		}
	}
	for _, a := range project.Archives {
		for _, f := range a.Files {
			found, err := filepath.Glob(filepath.Join(root, strings.ReplaceAll(f.Source, "**", ".")))
			if err != nil || len(found) == 0 {
				t.Errorf("%s: %d files, %v", f.Source, len(found), err)
			}
		}
	}
}

// TestUnknownField: it would say so if it did not.
func TestUnknownField(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.LoadReader(strings.NewReader(strings.ReplaceAll(string(text), "goarch:", "goarchs:"))); err == nil {
		t.Error("no error")
	}
}
