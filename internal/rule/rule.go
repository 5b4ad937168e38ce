// Package rule turns the code of a rule into an ordinary analysis.Analyzer.
//
// A rule has up to two halves. Collect looks at one package: it reports what is
// wrong in any case, and what is wrong only if the function it stands in is on
// a request path. Link looks at linked packages. Drivers that know one package
// at a time run [Rule.Analyzer], which links the package with the facts of its
// imports; the command runs [Rule.Compiler] over all packages and then links
// them once. A rule never knows which.
package rule

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Rule is one check.
type Rule struct {
	Name string // one word: also the directory, the package and the flag
	Doc  string // the text of doc.go, see [MustExtractDoc]

	// Collect finds what is wrong in one package. May be nil.
	Collect func(*Pass) error
	// Holds says that a conditional finding is about what a request is held up by: ways
	// that its handler leaves when a context ends do not count.
	Holds bool
	// Confirm reports whether a conditional finding, whose function is on a
	// request path, holds for what else is known of the linked packages. Nil: it does.
	Confirm func(*link.Program, Finding) bool
	// Complete decides on a finding of [Pass.ReportInProgram]: it returns it with
	// what the linked packages add to it, or false if it does not hold there.
	Complete func(*link.Program, Finding) (Finding, bool)
	// Link finds what is wrong in linked packages. May be nil.
	Link func(*link.Program, func(Finding))

	// NewFact makes an empty fact of a type of the rule's own that embeds
	// [Conditional]; it carries findings to the packages that import this one.
	// Needed if Collect calls [Pass.ReportOnPath].
	NewFact func() Fact

	Flags     flag.FlagSet
	Requires  []*analysis.Analyzer // besides the summary
	FactTypes []analysis.Fact      // facts of the rule's own, besides NewFact's
	Tests     bool                 // whether it looks at tests: it reports in _test.go files and harnesses, or offers fixes that change them
	WellTyped bool                 // whether it needs packages without type errors, imports included
	Repeats   *Rule                // a rule that looks for the same: where both report, only that one does

	analyzer, compiler *analysis.Analyzer
}

// A Fact is a fact that embeds [Conditional].
type Fact interface {
	analysis.Fact
	conditional() *Conditional
}

// Conditional holds the findings that a package would have if their functions
// were on a request path and that no handler seen so far reaches.
type Conditional struct{ Findings []Finding }

// AFact marks what embeds Conditional as a fact.
func (*Conditional) AFact() {}

func (c *Conditional) conditional() *Conditional { return c }

func (c *Conditional) String() string {
	return fmt.Sprintf("%d findings if on a request path", len(c.Findings))
}

// A Finding is a diagnostic that can stand in a fact.
type Finding struct {
	Rule    string
	Func    string // key of the function it stands in
	Range   summary.Range
	Message string
	Related []Related
	Fixes   []Fix
	Cure    string // the fix that [Pass.Offer] knows by that key, for a finding of Link

	way *link.Way // how a handler gets there, once linked
}

// Related is a further place that a finding speaks of.
type Related struct {
	Range   summary.Range
	Message string
}

// A Fix is a set of edits that cures a finding.
type Fix struct {
	Message string
	Edits   []Edit
}

// An Edit replaces the text of Range by New.
type Edit struct {
	Range summary.Range
	New   string
}

// Compiled is the result of [Rule.Compiler]: what Collect found.
type Compiled struct {
	Always, OnPath, InProgram []Finding
	Offers                    []Offer
}

// InTests returns what stands in _test.go files, and the offers.
func (c Compiled) InTests() Compiled {
	elsewhere := func(f Finding) bool { return !strings.HasSuffix(f.Range.Parsed(), "_test.go") }
	c.Always = slices.DeleteFunc(slices.Clone(c.Always), elsewhere)
	c.OnPath = slices.DeleteFunc(slices.Clone(c.OnPath), elsewhere)
	c.InProgram = slices.DeleteFunc(slices.Clone(c.InProgram), elsewhere)
	return c
}

// An Offer is a fix for what Link may find, which sees no syntax.
type Offer struct {
	Key string
	Fix Fix
}

// A Pass is the view that Collect has of one package.
type Pass struct {
	*analysis.Pass
	Rule    *Rule
	Summary *summary.Result

	out       Compiled
	generated map[*ast.File]bool
}

// Report reports d, whether or not d stands on a request path.
func (p *Pass) Report(d analysis.Diagnostic) {
	if f, ok := p.finding(d); ok {
		p.out.Always = append(p.out.Always, f)
	}
}

// ReportOnPath reports d if the function it stands in turns out to be on a
// request path. In its message, "{handler}" stands for the handler and the
// way from there.
func (p *Pass) ReportOnPath(d analysis.Diagnostic) {
	if f, ok := p.finding(d); ok {
		p.out.OnPath = append(p.out.OnPath, f)
	}
}

// ReportOnPathAt is ReportOnPath for a d that the function around pos answers
// for, such as one in a deferred literal: what is deferred is on no way, but
// the function that defers it may be.
func (p *Pass) ReportOnPathAt(pos token.Pos, d analysis.Diagnostic) {
	if f, ok := p.finding(d); ok {
		f.Func = p.Summary.KeyAt(pos)
		p.out.OnPath = append(p.out.OnPath, f)
	}
}

// ReportInProgram reports d if the rule's Complete, asked about the packages that
// are linked with this one, says that it holds.
func (p *Pass) ReportInProgram(d analysis.Diagnostic) {
	if f, ok := p.finding(d); ok {
		p.out.InProgram = append(p.out.InProgram, f)
	}
}

// finding makes d a Finding, unless it stands where the rule must not report.
func (p *Pass) finding(d analysis.Diagnostic) (Finding, bool) {
	file := linted.File(p.Pass, d.Pos)
	if file == nil || p.isGenerated(file) || (linted.Test(p.Fset, d.Pos) || linted.Harness(file)) && !p.Rule.Tests {
		return Finding{}, false
	}
	f := Finding{
		Rule:    p.Rule.Name,
		Func:    p.Summary.KeyAt(d.Pos),
		Range:   summary.NewRange(p.Fset, d.Pos, d.End),
		Message: d.Message,
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, Related{summary.NewRange(p.Fset, r.Pos, r.End), r.Message})
	}
	for _, s := range d.SuggestedFixes {
		f.Fixes = append(f.Fixes, p.fix(s))
	}
	return f, true
}

func (p *Pass) fix(s analysis.SuggestedFix) Fix {
	fix := Fix{Message: s.Message}
	for _, e := range s.TextEdits {
		fix.Edits = append(fix.Edits, Edit{summary.NewRange(p.Fset, e.Pos, e.End), string(e.NewText)})
	}
	return fix
}

// Offer offers a fix for the findings of the rule's Link whose Cure is key. Of
// several the first counts, and that of a package with its tests before that
// without; one that edits nothing says that there is none.
func (p *Pass) Offer(key string, s analysis.SuggestedFix) {
	p.out.Offers = append(p.out.Offers, Offer{key, p.fix(s)})
}

func (p *Pass) isGenerated(f *ast.File) bool {
	if p.generated == nil {
		p.generated = map[*ast.File]bool{}
	}
	g, ok := p.generated[f]
	if !ok {
		g = linted.Generated(p.Fset, f)
		p.generated[f] = g
	}
	return g
}

// New completes r: after it, r.Analyzer and r.Compiler serve.
func New(r *Rule) *Rule {
	title, _, _ := strings.Cut(r.Doc, "\n")
	if title == "" {
		panic("rule without doc: " + r.Name)
	}
	base := analysis.Analyzer{
		Name:             r.Name,
		Doc:              r.Doc,
		URL:              "https://github.com/concurrencylint/concurrencylint/blob/main/docs/rules/" + r.Name + ".md",
		Flags:            r.Flags,
		Requires:         append([]*analysis.Analyzer{summary.Analyzer}, r.Requires...),
		FactTypes:        r.FactTypes,
		RunDespiteErrors: !r.WellTyped,
	}
	compiler := base
	compiler.ResultType = reflect.TypeFor[*Compiled]()
	compiler.Run = func(pass *analysis.Pass) (any, error) { return r.compile(pass) }
	r.compiler = &compiler

	modular := base
	if r.NewFact != nil {
		modular.FactTypes = append(slices.Clone(r.FactTypes), r.NewFact())
	}
	modular.Requires = append(modular.Requires[:len(modular.Requires):len(modular.Requires)], link.Analyzer)
	modular.ResultType = reflect.TypeFor[Told]()
	if r.Repeats != nil {
		modular.Requires = append(modular.Requires, r.Repeats.analyzer)
	}
	modular.Run = func(pass *analysis.Pass) (any, error) { return r.runModular(pass) }
	r.analyzer = &modular
	return r
}

// Analyzer is the rule for drivers that know one package at a time.
func (r *Rule) Analyzer() *analysis.Analyzer { return r.analyzer }

// Compiler is the analyzer that only runs Collect; its result is *[Compiled].
func (r *Rule) Compiler() *analysis.Analyzer { return r.compiler }

func (r *Rule) compile(pass *analysis.Pass) (*Compiled, error) {
	if r.Collect == nil || !linted.Package(pass) {
		return new(Compiled), nil
	}
	p := &Pass{Pass: pass, Rule: r, Summary: pass.ResultOf[summary.Analyzer].(*summary.Result)}
	if err := r.Collect(p); err != nil {
		return nil, err
	}
	out := p.out
	return &out, nil // not the pass with it
}

// MustExtractDoc cuts the text of the analyzer out of the source of a doc.go,
// given by //go:embed: the paragraphs after "# Analyzer NAME". The first line
// is "NAME: what it reports". What holds for all rules is added: how to silence them.
func MustExtractDoc(source, name string) string {
	_, rest, ok := strings.Cut(source, "# Analyzer "+name+"\n")
	if !ok {
		panic("no '# Analyzer " + name + "' in doc.go")
	}
	rest, _, ok = strings.Cut(rest, "*/")
	text, prefixed := strings.CutPrefix(strings.TrimSpace(rest), name+": ")
	if !ok || !prefixed {
		panic("doc.go of " + name + " has no line '" + name + ": ...'")
	}
	return text + fmt.Sprintf(silencing, name)
}

// silencing ends the text of each rule.
const silencing = `

# To silence it

	//lint:ignore %[1]s reason

silences the finding on its line or, on a line of its own, the one below;
-%[1]s=false leaves the rule out.`
