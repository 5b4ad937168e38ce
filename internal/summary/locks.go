package summary

import (
	"cmp"
	"fmt"
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

// A lockOp is what one instruction does to locks: it releases, then acquires;
// later, if the function does so as it returns.
type lockOp struct {
	acquire, release []pathMode
	later            bool
}

func (op lockOp) none() bool { return len(op.acquire)+len(op.release) == 0 }

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

// lockOpOf says what a call does to locks, if tests have come out as supposed.
func (b *funcBuilder) lockOpOf(c *ssa.CallCommon, supposed outcomes) lockOp {
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
	return b.calleeLockOp(c, supposed)
}

// calleeLockOp says what a lock helper does: a function that returns with a
// lock held, or releases one for its caller.
func (b *funcBuilder) calleeLockOp(c *ssa.CallCommon, supposed outcomes) lockOp {
	eff, bindings := b.calleeEffects(c)
	if eff == nil {
		return lockOp{}
	}
	acquires, releases := eff.Acquires, eff.Releases
	for _, k := range eff.Cases {
		if value, known := flagValue(k.Param, c.Args, bindings, supposed); known && value == k.Value {
			acquires, releases = unionLocks(acquires, k.Acquires), commonLocks(releases, k.Releases)
		}
	}
	return lockOp{
		acquire: b.translateLocks(acquires, c.Args, bindings),
		release: b.translateLocks(releases, c.Args, bindings),
	}
}

// calleeEffects returns the effects of the function or literal that c calls, nil
// if they are not known, and what the literal captures.
func (b *funcBuilder) calleeEffects(c *ssa.CallCommon) (*LockEffects, []ssa.Value) {
	switch v := unloaded(c.Value).(type) {
	case *ssa.Function:
		return b.p.effectsOf(v), nil
	case *ssa.MakeClosure:
		return b.p.effectsOf(v.Fn.(*ssa.Function)), v.Bindings
	}
	return nil, nil
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
		switch kept := onlyStore(v).(type) { // a variable that a literal captures
		case *ssa.Parameter, *ssa.UnOp, *ssa.Call, *ssa.Extract:
			return b.path(kept)
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

// effectsOf returns the effects of a function on its callers' locks; nil if none
// are known.
func (p *packageBuilder) effectsOf(fn *ssa.Function) *LockEffects {
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
				if len(f.Locks.Acquires)+len(f.Locks.Releases) > 0 || f.Locks.Flags != 0 {
					p.imported[f.Key] = f
				}
			}
		}
	}
	if f := p.imported[ssaKey(fn)]; f != nil {
		return &f.Locks
	}
	return nil
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

func unionLocks(a, b []Lock) []Lock {
	out := slices.Clone(a)
	for _, l := range b {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

func commonLocks(a, b []Lock) []Lock {
	return slices.DeleteFunc(slices.Clone(a), func(l Lock) bool { return !slices.Contains(b, l) })
}
