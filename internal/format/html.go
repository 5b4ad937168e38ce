package format

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"go/doc/comment"
	"html/template"
	"io"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/mod/module"

	"github.com/concurrencylint/concurrencylint/internal/baseline"
	"github.com/concurrencylint/concurrencylint/internal/fix"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// A page is what the template shows. All text of the linted code is a string, so that
// the template escapes it.
type page struct {
	Module, Version string
	Total           int
	Warning         string
	Open            bool // so few findings that all are shown in full
	Groups          []group
	Packages        []facet
	CSS             template.CSS
	JS              template.JS
	ScriptHash      string // the only script that the browser is to run
}

// A group is the findings of one rule.
type group struct {
	Rule, Title, URL string
	Doc              template.HTML
	Cards            []card
	Share            int // per cent of the largest group
}

// A facet is a package to choose findings by.
type facet struct {
	Name, Short  string
	Count, Share int
}

// A card is one finding.
type card struct {
	ID, Rule, Package string
	Place             string
	What, Advice      []words
	Names             []string // from the handler to the function of the finding
	Path              []stop
	Excerpt           excerpt
	Related           []stop
	Fix               string
	Diff              []diffLine
}

// words are a part of a message; what it quotes is code.
type words struct {
	Text string
	Code bool
}

// A stop is a place on the way to a finding, or another one that it speaks of.
type stop struct {
	What  []words
	Place string
	Line  excerpt
}

// A diffLine is a line of a fix; Kind is "add", "del", "hunk" or empty.
type diffLine struct{ Kind, Text string }

// HTML prints the report as one page that needs nothing else.
func HTML(w io.Writer, r *Report) error {
	hash := sha256.Sum256([]byte(pageJS))
	p := page{
		Module:     r.Module,
		Version:    r.Version,
		Total:      len(r.Findings),
		Open:       len(r.Findings) <= 20,
		CSS:        template.CSS(pageCSS),
		JS:         template.JS(pageJS),
		ScriptHash: base64.StdEncoding.EncodeToString(hash[:]),
	}
	if r.Partial {
		p.Warning = partial
	}
	packages := map[string]int{}
	cards := map[string][]card{}
	for i, print := range baseline.Fingerprints(r.Findings) {
		f := r.Findings[i]
		packages[f.Package]++
		c := r.card(f)
		c.ID = "f" + strings.ReplaceAll(print, ":", "-")
		cards[f.Rule] = append(cards[f.Rule], c)
	}
	for _, rule := range r.Rules {
		if len(cards[rule.Name]) > 0 {
			p.Groups = append(p.Groups, newGroup(rule, cards[rule.Name]))
		}
	}
	slices.SortStableFunc(p.Groups, func(a, b group) int { return len(b.Cards) - len(a.Cards) })
	for i := range p.Groups {
		p.Groups[i].Share = 100 * len(p.Groups[i].Cards) / len(p.Groups[0].Cards)
	}
	p.Packages = facets(packages, r.Module)
	return pageTemplate.Execute(w, p)
}

func newGroup(r *rule.Rule, cards []card) group {
	title, text, _ := strings.Cut(r.Doc, "\n")
	var parser comment.Parser
	printer := comment.Printer{HeadingID: func(*comment.Heading) string { return "" }} // rules share headings
	return group{
		Rule:  r.Name,
		Title: strings.TrimPrefix(title, "report "),
		URL:   r.Compiler().URL,
		Doc:   template.HTML(printer.HTML(parser.Parse(text))), // escapes what it prints
		Cards: cards,
	}
}

// facets lists the packages, those with the most findings first.
func facets(packages map[string]int, of string) []facet {
	var out []facet
	most := 0
	for name, n := range packages {
		short, ok := strings.CutPrefix(name, of+"/")
		if !ok {
			unversioned, _, _ := module.SplitPathVersion(name)
			short = path.Base(unversioned)
		}
		out = append(out, facet{Name: name, Short: short, Count: n})
		most = max(most, n)
	}
	for i := range out {
		out[i].Share = 100 * out[i].Count / most
	}
	slices.SortFunc(out, func(a, b facet) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Name, b.Name)) })
	return out
}

func (r *Report) card(f run.Finding) card {
	c := card{Rule: f.Rule, Package: f.Package, Place: r.place(f.Range), Excerpt: r.excerpt(f.Range, 3)}
	message := f.Message
	onWay := map[summary.Range]bool{}
	if way := f.Way(); way != nil {
		handler := fmt.Sprintf("handler %q", way.Handler.Name)
		message = strings.ReplaceAll(message, way.String(), handler) // the rest is drawn
		c.Names = append(c.Names, way.Handler.Name)
		c.Path = append(c.Path, r.stop(way.Handler.Range, handler))
		for _, s := range way.Steps {
			onWay[s.Call.Range] = true
			c.Names = append(c.Names, s.Callee.Name)
			c.Path = append(c.Path, r.stop(s.Call.Range, fmt.Sprintf("calls %q", s.Callee.Name)))
		}
	}
	what, advice := message, ""
	if i := strings.LastIndex(message, "; "); i >= 0 {
		what, advice = message[:i], message[i+2:]
	}
	c.What, c.Advice = split(what), split(advice)
	for _, rel := range f.Related {
		if !onWay[rel.Range] && rel.Range.IsValid() {
			c.Related = append(c.Related, r.stop(rel.Range, rel.Message))
		}
	}
	if len(f.Fixes) > 0 {
		c.Fix = f.Fixes[0].Message
		c.Diff = changed(f)
	}
	return c
}

func (r *Report) stop(at summary.Range, what string) stop {
	return stop{What: split(what), Place: r.place(at), Line: r.excerpt(r.named(at), 0)}
}

// callee matches the name of a called function, up to the parenthesis behind it.
var callee = regexp.MustCompile(`[\pL_][\pL\pN_]*\($`)

// named makes the range of a call, which is its parenthesis, that of the callee's name.
func (r *Report) named(at summary.Range) summary.Range {
	line, _ := r.source(at.File).line(at.Line)
	before, in, _ := marked(line, at)
	if m := callee.FindStringIndex(before + in); in == "(" && m != nil {
		at.Col, at.EndCol = m[0]+1, len(before)+1
	}
	return at
}

func (r *Report) place(at summary.Range) string {
	return fmt.Sprintf("%s:%d", Relative(r.Dir, at.File), at.Line)
}

// quoted matches what a message quotes.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// split tells what a message quotes from the rest.
func split(message string) []words {
	var out []words
	at := 0
	for _, m := range quoted.FindAllStringIndex(message, -1) {
		if at < m[0] {
			out = append(out, words{Text: message[at:m[0]]})
		}
		out = append(out, words{message[m[0]+1 : m[1]-1], true})
		at = m[1]
	}
	if at < len(message) {
		out = append(out, words{Text: message[at:]})
	}
	return out
}

// changed shows what the first fix of f changes; nothing if it cannot be applied.
func changed(f run.Finding) []diffLine {
	res, err := fix.Apply([]rule.Finding{f.Finding}, os.ReadFile)
	if err != nil {
		return nil
	}
	var out []diffLine
	for _, name := range slices.Sorted(maps.Keys(res.Files)) {
		old, err := os.ReadFile(name)
		if err != nil {
			return nil
		}
		lines := strings.Split(strings.TrimSuffix(string(diff.Diff("a", old, "b", res.Files[name])), "\n"), "\n")
		for _, line := range lines[min(3, len(lines)):] { // after the names
			out = append(out, newDiffLine(line))
		}
	}
	return out
}

func newDiffLine(line string) diffLine {
	switch {
	case strings.HasPrefix(line, "+"):
		return diffLine{"add", line}
	case strings.HasPrefix(line, "-"):
		return diffLine{"del", line}
	case strings.HasPrefix(line, "@@"):
		return diffLine{"hunk", line}
	}
	return diffLine{"", line}
}
