package directive

import (
	"reflect"
	"testing"
)

func TestParse(t *testing.T) {
	const want = ": want //lint:ignore rule[,rule] reason"
	for comment, want := range map[string]*Directive{
		"//lint:ignore a why":         {Line, []string{"a"}, ""},
		"//lint:ignore a,b\twhy so":   {Line, []string{"a", "b"}, ""},
		"//lint:ignore  a why":        {Line, []string{"a"}, ""},
		"//lint:file-ignore a why":    {File, []string{"a"}, ""},
		"//lint:ignore":               {Line, nil, "the directive names no rule" + want},
		"//lint:ignore a":             {Line, []string{"a"}, "the directive gives no reason" + want},
		"//lint:ignore a ":            {Line, []string{"a"}, "the directive gives no reason" + want},
		"//lint:ignore SA1019":        {Line, []string{"SA1019"}, ""},
		"//lint:ignore SA1019,a":      {Line, []string{"SA1019", "a"}, "the directive gives no reason" + want},
		"//lint:ignore a, b":          {Line, []string{"a", ""}, "the directive has an empty name; names are separated by a comma, without a space" + want},
		"//lint:ignored a why":        nil,
		"// lint:ignore a why":        nil,
		"/*lint:ignore a why*/":       nil,
		"/*nolint*/":                  nil,
		"//nolint":                    {Nolint, []string{Suite}, ""},
		"// nolint // why":            {Nolint, []string{Suite}, ""},
		"//nolint:all":                {Nolint, []string{Suite}, ""},
		"//nolint:errcheck, A // why": {Nolint, []string{"errcheck", "a"}, ""},
		"//nolinter":                  nil,
		"//":                          nil,
	} {
		got, ok := Parse(comment)
		if ok != (want != nil) || ok && !reflect.DeepEqual(got, *want) {
			t.Errorf("Parse(%q) = %+v, %t, want %+v", comment, got, ok, want)
		}
	}
}

func TestSilences(t *testing.T) {
	for _, tt := range []struct {
		comment, rule string
		want          bool
	}{
		{"//lint:ignore a,b why", "b", true},
		{"//lint:ignore a why", "b", false},
		{"//lint:ignore A why", "a", false},
		{"//lint:ignore a", "a", false}, // without a reason
		{"//lint:ignore SA2* why", "SA2001", true},
		{"//lint:ignore SA2* why", "SA1012", false},
		{"//lint:ignore * why", "contextless", false}, // a pattern is for staticcheck
		{"//lint:ignore [ why", "SA2001", false},
		{"//nolint", "a", true},
		{"//nolint:concurrencylint", "a", true},
		{"//nolint:errcheck", "a", false},
		{"//nolint:sa2001", "SA2001", true},
	} {
		d, ok := Parse(tt.comment)
		if got := d.Silences(tt.rule); !ok || got != tt.want {
			t.Errorf("%s: silences %s: %t, want %t", tt.comment, tt.rule, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("//lint:ignore a,b why")
	f.Add("//nolint:a,b // why")
	f.Fuzz(func(t *testing.T, comment string) {
		d, ok := Parse(comment)
		if ok && d.Fault == "" && len(d.Names) == 0 {
			t.Errorf("%q: no names and no fault", comment)
		}
		d.Silences("a")
		d.Foreign()
	})
}
