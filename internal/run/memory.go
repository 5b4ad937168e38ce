package run

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/cache"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/load"
)

// A memory is what the cache knows of earlier runs with the same program, rules
// and build context. A nil memory knows nothing.
type memory struct {
	cache    *cache.Cache
	settings [sha256.Size]byte
}

// newMemory returns the memory of runs like that of the compiler over prog.
func newMemory(store *cache.Cache, prog *load.Program, c *compiler) *memory {
	if store == nil {
		return nil
	}
	program, err := cache.Program()
	if err != nil {
		return nil // which code this is nobody knows
	}
	registerFacts(c.all)
	return &memory{store, settings(program, prog, c)}
}

// settings hashes all that a result depends on but for the packages: the program
// that runs, the build context, the rules and their flags.
func settings(program string, prog *load.Program, c *compiler) [sha256.Size]byte {
	var lines []string
	for _, a := range c.all {
		lines = append(lines, fmt.Sprintf("%s %t\n", a.Name, slices.Contains(c.roots, a)))
		a.Flags.VisitAll(func(f *flag.Flag) {
			lines = append(lines, fmt.Sprintf("%s.%s=%q\n", a.Name, f.Name, f.Value))
		})
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(program + "\n" + prog.Context() + "\n" + strings.Join(lines, "")))
}

// key returns the key under which the cache keeps what is known of a unit.
func (m *memory) key(u *unit) cache.Key {
	return sha256.Sum256(fmt.Appendf(nil, "package %x %x", m.settings, u.pkg.Key()))
}

// recall returns what is known of a unit, or nil.
func (m *memory) recall(u *unit) *entry {
	e := new(entry)
	if m == nil || !m.get(m.key(u), e) {
		return nil
	}
	return e
}

// keep remembers e of a unit.
func (m *memory) keep(u *unit, e *entry) {
	if m != nil && e != nil {
		m.put(m.key(u), e)
	}
}

// get decodes what is kept under k. What cannot be decoded is not there.
func (m *memory) get(k cache.Key, v any) bool {
	data, ok := m.cache.Get(k)
	return ok && decode(data, v) == nil
}

func (m *memory) put(k cache.Key, v any) {
	if data, err := encode(v); err == nil {
		m.cache.Put(k, data)
	}
}

// A record is the result of a run, with what the findings keep for themselves.
type record struct {
	Result Result
	Ways   []way // of the findings
}

// A way may be nil, which gob takes only in a field.
type way struct{ Way *link.Way }

// whole returns the key of a run over the units.
func (m *memory) whole(prog *load.Program, units []*unit) cache.Key {
	h := sha256.New()
	fmt.Fprintf(h, "run %x %s\n", m.settings, prog.Query())
	for _, u := range units {
		fmt.Fprintf(h, "%x\n", u.pkg.Key())
	}
	return cache.Key(h.Sum(nil))
}

// recallRun returns the result of an earlier run over the units, or nil.
func (m *memory) recallRun(prog *load.Program, units []*unit) *Result {
	rec := new(record)
	if m == nil || !m.get(m.whole(prog, units), rec) || len(rec.Ways) != len(rec.Result.Findings) {
		return nil
	}
	for i := range rec.Result.Findings {
		f := &rec.Result.Findings[i]
		f.Finding = f.WithWay(rec.Ways[i].Way)
	}
	return &rec.Result
}

// keepRun remembers the result of a run over the units, unless it depends on more
// than their keys say.
func (m *memory) keepRun(prog *load.Program, units []*unit, res *Result) {
	unsound := slices.ContainsFunc(units, func(u *unit) bool { return u.entry == nil && (u.spoilt || !u.pkg.Sound()) })
	if m == nil || unsound || len(res.Failures) > 0 {
		return
	}
	rec := &record{Result: *res}
	for _, f := range res.Findings {
		rec.Ways = append(rec.Ways, way{f.Way().Outline()})
	}
	m.put(m.whole(prog, units), rec)
}
