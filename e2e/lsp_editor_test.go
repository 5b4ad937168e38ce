//go:build e2e

package e2e

import (
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// An editor drives gopls: it opens and edits the files of one module, and keeps
// the diagnostics that it is sent. Files are named relative to the module.
type editor struct {
	*connection
	dir      string
	texts    map[string]string // of open files
	versions map[string]int

	mu          sync.Mutex
	settings    map[string]any          // of gopls
	diagnostics map[string][]diagnostic // by file
	news        chan struct{}           // says that diagnostics have come
}

type (
	position struct {
		Line      int `json:"line"`      // from 0
		Character int `json:"character"` // UTF-16 units from 0
	}
	textRange struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	diagnostic struct {
		Range              textRange
		Severity           int
		Code, Source       string
		CodeDescription    struct{ Href string }
		Message            string
		RelatedInformation []related
		sent               json.RawMessage // as it came
	}
	related struct {
		Location struct {
			URI   string
			Range textRange
		}
		Message string
	}
	textEdit struct {
		Range   textRange
		NewText string
	}
)

func (d *diagnostic) UnmarshalJSON(data []byte) error {
	type plain diagnostic
	d.sent = slices.Clone(data)
	return json.Unmarshal(data, (*plain)(d))
}

// newEditor starts gopls on the module in dir.
func newEditor(t *testing.T, gopls *exec.Cmd, dir string) *editor {
	t.Helper()
	e := &editor{
		dir:   dir,
		texts: map[string]string{}, versions: map[string]int{},
		settings: map[string]any{}, diagnostics: map[string][]diagnostic{},
		news: make(chan struct{}, 1),
	}
	gopls.Dir = dir
	e.connection = connect(t, gopls, e.handle)
	e.request("initialize", map[string]any{
		"processId": os.Getpid(),
		"rootUri":   e.uri("."),
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true},
			"textDocument": map[string]any{
				"publishDiagnostics": map[string]any{"relatedInformation": true, "codeDescriptionSupport": true},
				"codeAction": map[string]any{"codeActionLiteralSupport": map[string]any{
					"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}},
				}},
			},
		},
	}, nil)
	e.notify("initialized", struct{}{})
	return e
}

// handle takes what gopls sends of its own accord.
func (e *editor) handle(method string, params json.RawMessage) any {
	switch method {
	case "textDocument/publishDiagnostics":
		e.show(params)
	case "workspace/configuration":
		e.mu.Lock()
		defer e.mu.Unlock()
		return []any{e.settings}
	}
	return nil
}

// show takes new diagnostics of a file.
func (e *editor) show(params json.RawMessage) {
	var p struct {
		URI         string
		Diagnostics []diagnostic
	}
	if err := json.Unmarshal(params, &p); err != nil {
		e.t.Errorf("from gopls: %v\n%s", err, params)
		return
	}
	e.mu.Lock()
	e.diagnostics[e.file(p.URI)] = p.Diagnostics
	e.mu.Unlock()
	select {
	case e.news <- struct{}{}:
	default:
	}
}

// open opens a file as it is on disk.
func (e *editor) open(file string) {
	e.t.Helper()
	text, err := os.ReadFile(filepath.Join(e.dir, file))
	if err != nil {
		e.t.Fatal(err)
	}
	e.texts[file], e.versions[file] = string(text), 1
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": e.uri(file), "languageId": "go", "version": 1, "text": string(text),
	}})
}

// edit replaces the text of an open file, without saving it.
func (e *editor) edit(file, text string) {
	e.t.Helper()
	e.texts[file] = text
	e.versions[file]++
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": e.uri(file), "version": e.versions[file]},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// configure changes the settings of gopls.
func (e *editor) configure(settings map[string]any) {
	e.t.Helper()
	e.mu.Lock()
	e.settings = settings
	e.mu.Unlock()
	e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{}})
}

// quickFix applies the first quick fix that gopls offers for f.
func (e *editor) quickFix(f finding) {
	e.t.Helper()
	d := e.diagnostic(f)
	var actions []struct {
		Edit struct {
			DocumentChanges []struct {
				TextDocument struct{ URI string }
				Edits        []textEdit
			}
		}
	}
	e.request("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": e.uri(f.File)},
		"range":        d.Range,
		"context":      map[string]any{"diagnostics": []json.RawMessage{d.sent}, "only": []string{"quickfix"}},
	}, &actions)
	if len(actions) == 0 || len(actions[0].Edit.DocumentChanges) == 0 {
		e.t.Fatalf("no quick fix for\n%s\n%+v", f, actions)
	}
	for _, change := range actions[0].Edit.DocumentChanges {
		file := e.file(change.TextDocument.URI)
		e.edit(file, edited(e.texts[file], change.Edits))
	}
}

// edited is text after the edits.
func edited(text string, edits []textEdit) string {
	slices.SortFunc(edits, func(a, b textEdit) int { // from the end, so that positions stay valid
		return cmp.Or(b.Range.Start.Line-a.Range.Start.Line, b.Range.Start.Character-a.Range.Start.Character)
	})
	for _, edit := range edits {
		text = text[:offset(text, edit.Range.Start)] + edit.NewText + text[offset(text, edit.Range.End):]
	}
	return text
}

// shown returns the diagnostics of a file that come from the rules.
func (e *editor) shown(file string) []diagnostic {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(e.diagnostics[file]), func(d diagnostic) bool { return !isRule(d.Source) })
}

// findings returns what the rules have found in all files.
func (e *editor) findings() []finding {
	e.mu.Lock()
	files := slices.Sorted(maps.Keys(e.diagnostics))
	e.mu.Unlock()
	var found []finding
	for _, file := range files {
		for _, d := range e.shown(file) {
			found = append(found, e.finding(file, d))
		}
	}
	return sorted(found)
}

func (e *editor) finding(file string, d diagnostic) finding {
	line, col := place(e.texts[file], d.Range.Start)
	return finding{file, line, col, d.Source, d.Message}
}

// diagnostic returns that of a finding.
func (e *editor) diagnostic(f finding) diagnostic {
	e.t.Helper()
	for _, d := range e.shown(f.File) {
		if e.finding(f.File, d) == f {
			return d
		}
	}
	e.t.Fatalf("gopls does not show\n%s", f)
	return diagnostic{}
}

// await waits until the findings are those of want.
func (e *editor) await(want []finding) {
	e.t.Helper()
	if !e.shows(want, patience) {
		e.t.Fatalf("after %v gopls shows something else:\n%s", patience, difference(e.findings(), want))
	}
}

// shows reports whether gopls comes to show what is wanted before that time is over.
func (e *editor) shows(want []finding, within time.Duration) bool {
	e.t.Helper()
	timeout := time.After(within)
	for !slices.Equal(e.findings(), want) {
		select {
		case <-e.news:
		case <-e.ended:
			e.t.Fatal("gopls has ended")
		case <-timeout:
			return false
		}
	}
	return true
}

// uri names a file for gopls.
func (e *editor) uri(file string) string {
	return "file://" + filepath.ToSlash(filepath.Join(e.dir, file))
}

// file is the inverse of uri.
func (e *editor) file(uri string) string { return strings.TrimPrefix(uri, e.uri(".")+"/") }

// place gives a position as the go command does: from 1, the column in bytes.
func place(text string, p position) (line, col int) {
	return p.Line + 1, offset(text, p) - offset(text, position{Line: p.Line}) + 1
}

// offset finds a position in text. Past the end it is the end.
func offset(text string, p position) int {
	at := 0
	for range p.Line {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	for units := 0; units < p.Character && at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		units += utf16.RuneLen(r)
		at += size
	}
	return at
}
