package endless

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// loopAround returns the outermost loop around pos from which no way leads to
// the end of the function.
func (fl *flow) loopAround(pos token.Pos) ast.Node {
	if fl.fn.Syntax() == nil {
		return nil
	}
	var around []ast.Node
	ast.Inspect(fl.fn.Syntax(), func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n.(type) {
		case *ast.FuncLit:
			return n == fl.fn.Syntax()
		case *ast.ForStmt, *ast.RangeStmt:
			around = append(around, n)
		}
		return true
	})
	for _, n := range around {
		if !fl.leaves(n) {
			return n
		}
	}
	if len(around) > 0 {
		return around[len(around)-1]
	}
	return nil
}

// leaves reports whether a place in the loop leads to the end of the function.
func (fl *flow) leaves(loop ast.Node) bool {
	for b := range fl.exits {
		for _, in := range b.Instrs {
			if shape.LoopBody(loop).Pos() <= in.Pos() && in.Pos() < shape.LoopBody(loop).End() {
				return true
			}
		}
	}
	return false
}

// ticks returns the ticker or timer that the loop receives from, if it receives
// from nothing else.
func (fl *flow) ticks(loop ast.Node) ssa.Value {
	var timer ssa.Value
	for _, b := range fl.fn.Blocks {
		for _, in := range b.Instrs {
			if in.Pos() < loop.Pos() || in.Pos() >= loop.End() {
				continue
			}
			for _, ch := range received(in) {
				t := Timer(ch)
				if t == nil {
					return nil
				}
				timer = t
			}
		}
	}
	return timer
}

func received(in ssa.Instruction) []ssa.Value {
	switch in := in.(type) {
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			return []ssa.Value{in.X}
		}
	case *ssa.Select:
		var all []ssa.Value
		for _, st := range in.States {
			all = append(all, st.Chan)
		}
		return all
	}
	return nil
}

// Timer returns the ticker or timer whose channel ch is, or ch itself if a
// function of package time made it; nil if it is another channel.
func Timer(ch ssa.Value) ssa.Value {
	switch ch := ch.(type) {
	case *ssa.ChangeType:
		return Timer(ch.X)
	case *ssa.Call:
		fn := ch.Call.StaticCallee()
		if fn != nil && fn.Object() != nil && fn.Object().Pkg() != nil && fn.Object().Pkg().Path() == "time" {
			return ch
		}
	case *ssa.UnOp:
		field, ok := ch.X.(*ssa.FieldAddr)
		if !ok || ch.Op != token.MUL {
			return nil
		}
		p, ok := field.X.Type().Underlying().(*types.Pointer)
		if !ok {
			return nil
		}
		n, ok := types.Unalias(p.Elem()).(*types.Named)
		if ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" {
			return field.X
		}
	}
	return nil
}
