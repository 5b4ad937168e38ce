package linted_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/linted"
)

func TestModule(t *testing.T) {
	for _, tt := range []struct {
		path, version, pkg string
		want               bool
	}{
		{"example.com/m", "", "example.com/m/api", true},
		{"example.com/dep", "v1.2.3", "example.com/dep", false},
		{"", "", "net/http", false},
		{"", "", "command-line-arguments", true},
		{"", "", "_/home/me/scratch", true},
	} {
		if got := linted.Module(tt.path, tt.version, tt.pkg); got != tt.want {
			t.Errorf("Module(%q, %q, %q) = %v", tt.path, tt.version, tt.pkg, got)
		}
	}
}
