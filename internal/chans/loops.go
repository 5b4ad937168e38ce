package chans

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Loop is a natural loop.
type Loop struct {
	Header *ssa.BasicBlock
	Blocks map[*ssa.BasicBlock]bool
}

// Loops returns the loops of fn, in order of their headers.
func Loops(fn *ssa.Function) []*Loop {
	byHeader := map[*ssa.BasicBlock]*Loop{}
	for _, b := range fn.Blocks {
		for _, h := range b.Succs {
			if !h.Dominates(b) {
				continue
			}
			l := byHeader[h]
			if l == nil {
				l = &Loop{Header: h, Blocks: map[*ssa.BasicBlock]bool{h: true}}
				byHeader[h] = l
			}
			l.add(b)
		}
	}
	var loops []*Loop
	for _, b := range fn.Blocks {
		if l := byHeader[b]; l != nil {
			loops = append(loops, l)
		}
	}
	return loops
}

func (l *Loop) add(b *ssa.BasicBlock) {
	if l.Blocks[b] {
		return
	}
	l.Blocks[b] = true
	for _, p := range b.Preds {
		l.add(p)
	}
}

// Around returns the loops around b, innermost first.
func Around(loops []*Loop, b *ssa.BasicBlock) []*Loop {
	var around []*Loop
	for _, l := range loops {
		if !l.Blocks[b] {
			continue
		}
		i := 0
		for i < len(around) && len(around[i].Blocks) <= len(l.Blocks) {
			i++
		}
		around = append(around[:i], append([]*Loop{l}, around[i:]...)...)
	}
	return around
}

// counter returns the condition at the top of the loop, or at its bottom, where a
// range over a number has it, and the variable it counts.
func (l *Loop) counter() (limit ssa.Value, op token.Token, counter *ssa.Phi) {
	if limit, op, counter = l.countedIn(l.Header); counter != nil {
		return limit, op, counter
	}
	var bottom []*ssa.BasicBlock
	for _, b := range l.Header.Preds {
		if l.Blocks[b] {
			bottom = append(bottom, b)
		}
	}
	if len(bottom) != 1 {
		return nil, 0, nil
	}
	return l.countedIn(bottom[0])
}

// Guard returns the condition in front of the loop that lets a range over a number
// begin, or nil.
func (l *Loop) Guard() *ssa.If {
	limit, _, _ := l.counter()
	for _, b := range l.Header.Preds {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || l.Blocks[b] {
			continue
		}
		cmp, ok := iff.Cond.(*ssa.BinOp)
		if ok && cmp.Op == token.LSS && limit != nil && same(cmp.Y, limit) {
			return iff
		}
	}
	return nil
}

// same reports whether a and b are one value; each use of a constant has its own.
func same(a, b ssa.Value) bool {
	x, ok := ConstInt(a)
	y, ok2 := ConstInt(b)
	return a == b || ok && ok2 && x == y
}

// countedIn is counter for the condition at the end of b.
func (l *Loop) countedIn(b *ssa.BasicBlock) (limit ssa.Value, op token.Token, counter *ssa.Phi) {
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return nil, 0, nil
	}
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok {
		return nil, 0, nil
	}
	x := cmp.X
	if add, ok := x.(*ssa.BinOp); ok && add.Op == token.ADD {
		x = add.X // a range compares after the step
	}
	phi, ok := x.(*ssa.Phi)
	if !ok || phi.Block() != l.Header || !l.steps(phi) {
		return nil, 0, nil
	}
	return cmp.Y, cmp.Op, phi
}

// steps reports whether every iteration changes phi by a constant.
func (l *Loop) steps(phi *ssa.Phi) bool {
	for i, e := range phi.Edges {
		if !l.Blocks[l.Header.Preds[i]] {
			continue
		}
		add, ok := e.(*ssa.BinOp)
		if !ok || add.X != phi || add.Op != token.ADD && add.Op != token.SUB {
			return false
		}
		if _, ok := add.Y.(*ssa.Const); !ok {
			return false
		}
	}
	return true
}

// Counted reports whether each iteration brings the loop nearer to the end that
// its condition sets, as a range and a loop over an index do.
func (l *Loop) Counted() bool {
	if _, _, phi := l.counter(); phi != nil {
		return true
	}
	if iff, ok := l.Header.Instrs[len(l.Header.Instrs)-1].(*ssa.If); ok {
		if ex, ok := iff.Cond.(*ssa.Extract); ok {
			_, ok := ex.Tuple.(*ssa.Next)
			return ok
		}
	}
	return false
}

// Trips returns how often the loop runs at most, if that is a constant.
func (l *Loop) Trips() (int, bool) {
	limit, op, phi := l.counter()
	if phi == nil || op != token.LSS && op != token.LEQ && op != token.NEQ {
		return 0, false
	}
	n, ok := constLen(limit)
	if !ok {
		return 0, false
	}
	start := 0
	for i, e := range phi.Edges {
		if l.Blocks[l.Header.Preds[i]] {
			continue
		}
		s, ok := ConstInt(e)
		if !ok {
			return 0, false
		}
		start = s
	}
	if start == -1 {
		start = 0 // a range over a slice or array
	}
	n -= start
	if op == token.LEQ {
		n++
	}
	return max(n, 0), n < Many
}

// constLen evaluates a constant, or the length of an array or composite literal.
func constLen(v ssa.Value) (int, bool) {
	if n, ok := ConstInt(v); ok {
		return n, true
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return 0, false
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" || len(call.Call.Args) != 1 {
		return 0, false
	}
	s, ok := call.Call.Args[0].(*ssa.Slice)
	if !ok || s.Low != nil || s.High != nil {
		return 0, false
	}
	p, ok := s.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return 0, false
	}
	a, ok := p.Elem().Underlying().(*types.Array)
	if !ok {
		return 0, false
	}
	return int(a.Len()), true
}

// ConstInt returns the value of an integer constant.
func ConstInt(v ssa.Value) (int, bool) {
	for {
		c, ok := v.(*ssa.Convert)
		if !ok {
			break
		}
		v = c.X
	}
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return 0, false
	}
	n, exact := constant.Int64Val(c.Value)
	return int(n), exact
}

// Reaches reports whether control can get from a to b, both in one function,
// by at least one step.
func Reaches(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() && index(a) < index(b) {
		return true
	}
	seen := map[*ssa.BasicBlock]bool{}
	work := append([]*ssa.BasicBlock{}, a.Block().Succs...)
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if x == b.Block() {
			return true
		}
		if !seen[x] {
			seen[x] = true
			work = append(work, x.Succs...)
		}
	}
	return false
}

func index(in ssa.Instruction) int {
	for i, x := range in.Block().Instrs {
		if x == in {
			return i
		}
	}
	return -1
}

// ReturnFrom returns a return to which control gets from b without passing one of
// the blocks; nil if there is none.
func ReturnFrom(b *ssa.BasicBlock, without map[*ssa.BasicBlock]bool) *ssa.Return {
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[x] || without[x] {
			continue
		}
		seen[x] = true
		if ret, ok := x.Instrs[len(x.Instrs)-1].(*ssa.Return); ok {
			return ret
		}
		work = append(work, x.Succs...)
	}
	return nil
}
