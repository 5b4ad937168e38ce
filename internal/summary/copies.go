package summary

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// copyNames are the methods that return a copy of what they are called on, in lower case.
var copyNames = map[string]bool{"copy": true, "clone": true, "deepcopy": true}

// deepCopies reports whether fn returns a copy of its receiver that has memory of its
// own: by its name and type, and since it makes something or has it copied. Which of its
// fields keep what they had, is not looked at.
func deepCopies(fn *ssa.Function) bool {
	recv, results := fn.Signature.Recv(), fn.Signature.Results()
	if recv == nil || results.Len() != 1 || !copyNames[strings.ToLower(fn.Name())] ||
		!types.Identical(shape.Deref(recv.Type()), shape.Deref(results.At(0).Type())) {
		return false
	}
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch instr.(type) {
			case *ssa.Call, *ssa.MakeMap, *ssa.MakeSlice:
				return true
			}
		}
	}
	return false
}
