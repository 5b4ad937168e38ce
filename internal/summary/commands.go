package summary

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// commandTypes are the types of the parameter by which libraries for command lines
// tell a function which command of the program it is to run.
var commandTypes = []struct{ pkg, name string }{
	{"github.com/spf13/cobra", "Command"},
	{"github.com/urfave/cli", "Context"},
	{"github.com/urfave/cli/v2", "Context"},
	{"github.com/urfave/cli/v3", "Command"},
}

func isCommand(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		for _, t := range commandTypes {
			if shape.IsNamed(p.Type(), t.pkg, t.name) {
				return true
			}
		}
	}
	return false
}

// looped reports whether a loop of the function repeats what stands at pos.
func (b *funcBuilder) looped(pos token.Pos) bool {
	if b.loops == nil {
		b.loops = []*ast.BlockStmt{}
		if b.ssa.Syntax() != nil {
			ast.Inspect(b.ssa.Syntax(), func(n ast.Node) bool {
				switch n.(type) {
				case *ast.ForStmt, *ast.RangeStmt:
					b.loops = append(b.loops, shape.LoopBody(n))
				}
				return true
			})
		}
	}
	for _, body := range b.loops {
		if body.Pos() <= pos && pos < body.End() {
			return true
		}
	}
	return false
}
