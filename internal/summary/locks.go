package summary

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A lockSet holds the locks that are held for certain at a point of a function:
// their access paths, and whether each is only held for reading.
//
// A path starts with what the lock is reached from: "p0" a parameter, "v1" a
// free variable, "g:pkg.mu" a package variable, "l:" something local, "t:" what
// somebody handed out, such as an element of a map, "h:F" such a lock that the
// function F left locked for its caller.
type lockSet map[string]bool

func (s lockSet) any() bool {
	for path := range s {
		if !strings.HasPrefix(path, "l:") {
			return true
		}
	}
	return false
}

func (s lockSet) exclusive() bool {
	for path, read := range s {
		if !read && !strings.HasPrefix(path, "l:") {
			return true
		}
	}
	return false
}

// beside returns the name of the field in the struct of another, which path leads
// to, whose lock is held exclusively; "" if there is none, or more than one.
func (s lockSet) beside(path string) string {
	owner, _, ok := cutLast(path, ".")
	name := ""
	for lock, read := range s {
		o, field, isField := cutLast(lock, ".")
		if !ok || !isField || o != owner || read || strings.ContainsAny(field, "[]#") {
			continue
		}
		if name != "" {
			return ""
		}
		name = field
	}
	return name
}

// cutLast is strings.Cut around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (s lockSet) intersect(t lockSet) lockSet {
	out := lockSet{}
	for path, read := range s {
		if r, ok := t[path]; ok {
			out[path] = read || r
		}
	}
	return out
}

// A lockOp is what one instruction does to locks.
type lockOp struct {
	acquire, release []pathMode
}

type pathMode struct {
	path string
	read bool
}

// lockMethods holds the methods that lock and unlock, whatever their receiver.
var lockMethods = map[string]struct{ acquire, read bool }{
	"Lock":          {true, false},
	"LockContext":   {true, false},
	"TryLock":       {true, false},
	"Unlock":        {false, false},
	"UnlockContext": {false, false},
	"RLock":         {true, true},
	"TryRLock":      {true, true},
	"RUnlock":       {false, true},
}

// lockPoints is the result of the data flow: the locks held before each
// instruction of a function that has to do with locks.
type lockPoints struct {
	in  map[*ssa.BasicBlock]lockSet
	ops map[ssa.Instruction]lockOp
}

// at returns the locks held just before instr.
func (l *lockPoints) at(instr ssa.Instruction) lockSet {
	if len(l.ops) == 0 {
		return nil
	}
	held := maps.Clone(l.in[instr.Block()])
	for _, i := range instr.Block().Instrs {
		if i == instr {
			break
		}
		held = l.apply(held, i)
	}
	return held
}

func (l *lockPoints) apply(held lockSet, instr ssa.Instruction) lockSet {
	op, ok := l.ops[instr]
	if !ok {
		return held
	}
	if held == nil {
		held = lockSet{}
	}
	for _, r := range op.release {
		delete(held, r.path)
	}
	for _, a := range op.acquire {
		if read, ok := held[a.path]; !ok || read {
			held[a.path] = a.read
		}
	}
	return held
}

// lockSets solves the forward data-flow problem "held on every path".
func (b *funcBuilder) lockSets() *lockPoints {
	l := &lockPoints{in: map[*ssa.BasicBlock]lockSet{}, ops: map[ssa.Instruction]lockOp{}}
	for _, block := range b.ssa.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if op := b.lockOpOf(call.Common()); len(op.acquire)+len(op.release) > 0 {
					l.ops[instr] = op
				}
			}
		}
	}
	b.tokenOps(l.ops)
	if len(l.ops) == 0 || len(b.ssa.Blocks) == 0 {
		return l
	}
	work := []*ssa.BasicBlock{b.ssa.Blocks[0]}
	l.in[b.ssa.Blocks[0]] = lockSet{}
	for len(work) > 0 {
		block := work[0]
		work = work[1:]
		out := maps.Clone(l.in[block])
		for _, instr := range block.Instrs {
			out = l.apply(out, instr)
		}
		for _, succ := range block.Succs {
			old, seen := l.in[succ]
			next := maps.Clone(out)
			if seen {
				next = old.intersect(out)
			}
			if !seen || !maps.Equal(old, next) {
				l.in[succ] = next
				work = append(work, succ)
			}
		}
	}
	return l
}

// lockOpOf says what a call does to locks.
func (b *funcBuilder) lockOpOf(c *ssa.CallCommon) lockOp {
	obj := calleeObject(c)
	if obj != nil && obj.Signature().Recv() != nil {
		if m, ok := lockMethods[obj.Name()]; ok && obj.Signature().Results().Len() <= 1 {
			op := []pathMode{{b.path(callArgs(c)[0]), m.read}}
			if m.acquire {
				return lockOp{acquire: op}
			}
			return lockOp{release: op}
		}
	}
	if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "sync/atomic" && strings.HasPrefix(obj.Name(), "CompareAndSwap") {
		// One at a time gets past it, which is all that a write needs.
		return lockOp{acquire: []pathMode{{"cas", false}}}
	}
	return b.calleeLockOp(c)
}

// calleeLockOp says what a lock helper does: a function that returns with a
// lock held, or releases one for its caller.
func (b *funcBuilder) calleeLockOp(c *ssa.CallCommon) lockOp {
	var eff *lockEffects
	var bindings []ssa.Value
	switch v := c.Value.(type) {
	case *ssa.Function:
		eff = b.p.effectsOf(v)
	case *ssa.MakeClosure:
		eff = b.p.effectsOf(v.Fn.(*ssa.Function))
		bindings = v.Bindings
	}
	if eff == nil {
		return lockOp{}
	}
	return lockOp{
		acquire: b.translateLocks(eff.acquires, c.Args, bindings),
		release: b.translateLocks(eff.releases, c.Args, bindings),
	}
}

func (b *funcBuilder) translateLocks(locks []Lock, args, bindings []ssa.Value) []pathMode {
	var out []pathMode
	for _, l := range locks {
		switch i := l.Param - len(args); {
		case l.Param < 0:
			out = append(out, pathMode{l.Path, l.Read})
		case i < 0:
			out = append(out, pathMode{b.path(args[l.Param]) + l.Path, l.Read})
		case i/2 < len(bindings):
			out = append(out, pathMode{b.path(bindings[i/2]) + l.Path, l.Read})
		}
	}
	return out
}

// path names the place that v points to or was loaded from.
func (b *funcBuilder) path(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Parameter:
		return "p" + strconv.Itoa(b.paramIndex(v))
	case *ssa.FreeVar:
		return "v" + strconv.Itoa(slices.Index(b.ssa.FreeVars, v))
	case *ssa.Global:
		return "g:" + globalKey(v)
	case *ssa.FieldAddr:
		return b.path(v.X) + "." + structOf(v.X.Type()).Field(v.Field).Name()
	case *ssa.Field:
		return b.path(v.X) + "." + structOf(v.X.Type()).Field(v.Field).Name()
	case *ssa.UnOp:
		return b.path(v.X)
	case *ssa.IndexAddr:
		return b.path(v.X) + "[]"
	case *ssa.Index:
		return b.path(v.X) + "[]"
	case *ssa.Lookup:
		return b.path(v.X) + "[]"
	case *ssa.Extract:
		return b.path(v.Tuple) + "#" + strconv.Itoa(v.Index)
	case *ssa.Alloc:
		if kept := storesTo(v, -1); len(kept) == 1 {
			switch kept[0].(type) {
			case *ssa.Parameter, *ssa.UnOp:
				return b.path(kept[0]) // a parameter or variable that a literal captures
			}
		}
		return "l:" + v.Name()
	case *ssa.TypeAssert: // of what somebody handed out
		return "t:" + v.Name()
	}
	if x := operand(v); x != nil {
		return b.path(x)
	}
	return "t:" + v.Name() // handed out by somebody: not local
}

// lockEffects is what a function does to the locks of its callers.
type lockEffects struct {
	acquires, releases []Lock
}

// effectsOf returns the effects of a function on its callers' locks; nil if none
// are known.
func (p *packageBuilder) effectsOf(fn *ssa.Function) *lockEffects {
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	if b, ok := p.builders[fn]; ok {
		return b.effects()
	}
	obj := fn.Object()
	if obj == nil || !p.isLinted(obj.Pkg()) || obj.Pkg() == p.pass.Pkg {
		return nil
	}
	if p.imported == nil {
		p.imported = map[string]*Func{}
	}
	if pkg := p.summaryOf(obj.Pkg()); pkg != nil {
		if _, ok := p.imported[pkg.Path]; !ok {
			p.imported[pkg.Path] = nil
			for _, f := range pkg.Funcs {
				if len(f.Acquires)+len(f.Releases) > 0 {
					p.imported[f.Key] = f
				}
			}
		}
	}
	if f := p.imported[ssaKey(fn)]; f != nil {
		return &lockEffects{f.Acquires, f.Releases}
	}
	return nil
}

// effects computes the function's own effects, once; a recursive call has none.
func (b *funcBuilder) effects() *lockEffects {
	if b.locks != nil {
		return b.locks
	}
	b.locks = &lockEffects{}
	points := b.lockSets()
	if len(points.ops) == 0 {
		return b.locks
	}
	var atReturn lockSet
	eff := &lockEffects{}
	for _, block := range b.ssa.Blocks {
		held, reached := points.in[block]
		if !reached {
			continue
		}
		held = maps.Clone(held)
		for _, instr := range block.Instrs {
			for _, r := range points.ops[instr].release {
				if _, ok := held[r.path]; !ok {
					eff.releases = appendLock(eff.releases, b, r)
				}
			}
			held = points.apply(held, instr)
			if _, ok := instr.(*ssa.Return); ok {
				if atReturn == nil {
					atReturn = maps.Clone(held)
				} else {
					atReturn = atReturn.intersect(held)
				}
			}
		}
	}
	for _, path := range b.deferredReleases() {
		if _, ok := atReturn[path.path]; !ok {
			eff.releases = appendLock(eff.releases, b, path)
		}
		delete(atReturn, path.path)
	}
	for path, read := range atReturn {
		if strings.HasPrefix(path, "t:") {
			path = "h:" + b.fn.Key
		}
		eff.acquires = appendLock(eff.acquires, b, pathMode{path, read})
	}
	slices.SortFunc(eff.acquires, compareLocks)
	slices.SortFunc(eff.releases, compareLocks)
	b.locks = eff
	return eff
}

func (b *funcBuilder) deferredReleases() []pathMode {
	var all []pathMode
	for _, block := range b.ssa.Blocks {
		for _, instr := range block.Instrs {
			if d, ok := instr.(*ssa.Defer); ok {
				all = append(all, b.lockOpOf(d.Common()).release...)
			}
		}
	}
	return all
}

// appendLock adds a lock that callers know too: one reached from a parameter, a
// free variable or a package variable, or that the function itself was handed.
func appendLock(locks []Lock, b *funcBuilder, p pathMode) []Lock {
	l := Lock{Param: -1, Path: p.path, Read: p.read}
	head, rest := p.path, ""
	if i := strings.IndexAny(p.path, ".["); i >= 0 && !strings.HasPrefix(p.path, "g:") {
		head, rest = p.path[:i], p.path[i:]
	}
	switch {
	case strings.HasPrefix(head, "g:"), p.path == "h:"+b.fn.Key:
	case strings.HasPrefix(head, "p"), strings.HasPrefix(head, "v"):
		var i int
		if _, err := fmt.Sscanf(head[1:], "%d", &i); err != nil {
			return locks
		}
		if head[0] == 'v' {
			i = len(b.ssa.Params) + 2*i
		}
		l.Param, l.Path = i, rest
	default:
		return locks
	}
	if slices.Contains(locks, l) {
		return locks
	}
	return append(locks, l)
}

func compareLocks(a, b Lock) int {
	return cmp.Or(cmp.Compare(a.Param, b.Param), strings.Compare(a.Path, b.Path))
}
