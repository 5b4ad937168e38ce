package report

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema is that of SARIF 2.1.0 by OASIS, as a module has it that tests with it too.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	out, err := exec.Command("go", "mod", "download", "-json", "github.com/securego/gosec/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	module, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	dir := module.(map[string]any)["Dir"].(string)
	s, err := jsonschema.NewCompiler().Compile(filepath.Join(dir, "report", "sarif", "testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSARIF(t *testing.T) {
	s := schema(t)
	for _, dir := range []string{shop, hostile(t)} {
		out := lint(t, dir, "-format", "sarif")
		if err := s.Validate(value(t, out)); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// TestSARIFWhole: the log of the demonstration has all that the schema should judge, and
// the schema judges.
func TestSARIFWhole(t *testing.T) {
	out := string(lint(t, shop, "-format", "sarif"))
	for _, want := range []string{`"codeFlows"`, `"fixes"`, `"relatedLocations"`, `"partialFingerprints"`, `"helpUri"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s", want)
		}
	}
	wrong := strings.ReplaceAll(out, `"startLine"`, `"line"`)
	if err := schema(t).Validate(value(t, []byte(wrong))); err == nil {
		t.Error("the schema takes anything")
	}
}

func value(t *testing.T, data []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
