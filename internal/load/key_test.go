package load

import (
	"os"
	"path/filepath"
	"testing"
)

// A package whose files change after its key is known is no longer what the key says.
func TestEditedWhileRunning(t *testing.T) {
	for _, test := range []struct {
		name   string
		before bool // before the package is checked
		file   string
		sound  bool
	}{
		{"nothing", true, "", true},
		{"its own file", true, "m.go", false},
		{"its own file, later", false, "m.go", false},
		{"another file", false, "more.go", false},
		{"a package that it imports", true, "a/a.go", false},
		{"a dependency", true, "dep/dep.go", false},
		{"what is no part of it", true, "a/README", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{
				"go.mod":     "module example.com/m\n\ngo 1.26\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ./dep\n",
				"m.go":       "package m\n\nimport (\n\t_ \"example.com/dep\"\n\t_ \"example.com/m/a\"\n)\n",
				"a/a.go":     "package a\n",
				"dep/go.mod": "module example.com/dep\n",
				"dep/dep.go": "package dep\n",
			} {
				write(t, filepath.Join(dir, name), text)
			}
			prog, err := List(Config{Dir: dir, Patterns: []string{"."}})
			if err != nil {
				t.Fatal(err)
			}
			p := prog.Packages[len(prog.Packages)-1]
			p.Key()
			edit := func(now bool) {
				if now && test.file != "" {
					name := filepath.Join(dir, test.file)
					text, _ := os.ReadFile(name) // if there is one
					write(t, name, string(text)+"// edited\n")
				}
			}
			edit(test.before)
			if err := prog.Prepare(prog.Packages); err != nil {
				t.Fatal(err)
			}
			p.Check()
			edit(!test.before)
			if p.Sound() != test.sound {
				t.Errorf("sound: %t, want %t", p.Sound(), test.sound)
			}
		})
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o777)
	if err == nil {
		err = os.WriteFile(name, []byte(text), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}
