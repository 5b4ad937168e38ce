package retryafter

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/ssaof"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A responder is what a function does for its callers.
type responder struct {
	// Status has a bit for each parameter, receiver included, that becomes the
	// status of a response.
	Status uint64
	Sets   bool // it sets Retry-After, perhaps only sometimes
}

// responders is the fact of a package: its responders, by key.
type responders struct {
	Funcs         summary.Table[responder]
	HandlesErrors bool // one that gets an error sets Retry-After
}

// AFact marks responders as a fact.
func (*responders) AFact() {}

// findResponders computes what the functions of the package do.
func (c *checker) findResponders() {
	for _, fn := range c.src.Funcs {
		c.funcs[fn] = new(responder)
	}
	for changed := true; changed; {
		changed = false
		for _, fn := range c.src.Funcs {
			if r := c.responder(fn); r != *c.funcs[fn] {
				*c.funcs[fn] = r
				changed = true
			}
		}
	}
}

func (c *checker) responder(fn *ssa.Function) responder {
	r := *c.funcs[fn]
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			r.Sets = r.Sets || c.setsHeader(instr)
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			for _, v := range c.statuses(call) {
				for i, p := range fn.Params {
					if i < 64 && derives(v, p, 0) {
						r.Status |= 1 << i
					}
				}
			}
		}
	}
	return r
}

// derives reports whether v may be p itself.
func derives(v ssa.Value, p *ssa.Parameter, depth int) bool {
	if v == p {
		return true
	}
	if depth > 4 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Phi:
		for _, e := range v.Edges {
			if derives(e, p, depth+1) {
				return true
			}
		}
	case *ssa.Convert:
		return derives(v.X, p, depth+1)
	case *ssa.ChangeType:
		return derives(v.X, p, depth+1)
	}
	return false
}

func (c *checker) exportFact() {
	fact := new(responders)
	funcs := map[string]responder{}
	for fn, r := range c.funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || *r == (responder{}) {
			continue
		}
		funcs[summary.FuncKey(obj)] = *r
		fact.HandlesErrors = fact.HandlesErrors || r.Sets && takesError(fn.Signature)
	}
	if fact.Funcs = summary.NewTable(funcs); len(fact.Funcs) > 0 {
		c.ExportPackageFact(fact)
	}
}

// originOf returns the generic function that fn is an instance of, or fn.
func originOf(fn *ssa.Function) *ssa.Function {
	if fn != nil && fn.Origin() != nil {
		return fn.Origin()
	}
	return fn
}

// known returns what is known of a linted function that call calls.
func (c *checker) known(call *ssa.CallCommon) responder {
	fn := originOf(call.StaticCallee())
	if fn == nil {
		return responder{}
	}
	if r := c.funcs[fn]; r != nil {
		return *r
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg() == c.Pkg {
		return responder{}
	}
	fact, ok := c.foreign[obj.Pkg().Path()]
	if !ok {
		fact = new(responders)
		c.ImportPackageFact(obj.Pkg(), fact)
		c.foreign[obj.Pkg().Path()] = fact
	}
	r, _ := fact.Funcs.Get(summary.FuncKey(obj))
	return r
}

// A write is an instruction that answers a request with status 429.
type write struct {
	lazy    bool // headers can still be set after it
	isError bool // an error that makes the framework answer
	sets    bool // it sets Retry-After itself
}

// writes reports whether instr answers with 429.
func (c *checker) writes(instr ssa.Instruction) (write, bool) {
	switch i := instr.(type) {
	case *ssa.Call:
		for _, v := range c.statuses(i) {
			if is429(v, 0) {
				w := kind(&i.Call)
				w.sets = c.known(&i.Call).Sets
				return w, true
			}
		}
		if fn := i.Call.StaticCallee(); fn != nil && answers[nameOfFunc(fn)] {
			return write{lazy: true, isError: true}, true
		}
	case *ssa.UnOp:
		if g, ok := i.X.(*ssa.Global); ok && i.Op == token.MUL && g.Pkg != nil && answers[g.Pkg.Pkg.Path()+"."+g.Name()] && returned(i) {
			return write{lazy: true, isError: true}, true
		}
	}
	return write{}, false
}

// returned reports whether the function returns v.
func returned(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			return true
		case *ssa.MakeInterface:
			if returned(ref) {
				return true
			}
		case *ssa.Phi:
			return true
		}
	}
	return false
}

// is429 reports whether v may be the constant 429.
func is429(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.Int && constant.Compare(v.Value, token.EQL, constant.MakeInt64(429))
	case *ssa.Convert:
		return is429(v.X, depth+1)
	case *ssa.ChangeType:
		return is429(v.X, depth+1)
	case *ssa.Phi:
		if depth > 4 {
			return false
		}
		for _, e := range v.Edges {
			if is429(e, depth+1) {
				return true
			}
		}
	}
	return false
}

// setsHeader reports whether instr sets the header Retry-After.
func (c *checker) setsHeader(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.MapUpdate:
		return isRetryAfter(i.Key)
	case *ssa.Call:
		if c.known(&i.Call).Sets {
			return true
		}
		if name := ssaof.CalleeName(&i.Call); name == "" || readers[name] {
			return false
		}
		for _, a := range i.Call.Args {
			if isRetryAfter(a) {
				return true
			}
		}
	}
	return false
}

// isRetryAfter reports whether v is the name of the header: the constant, or a
// package variable that is initialised with it.
func isRetryAfter(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.String && strings.EqualFold(constant.StringVal(v.Value), "Retry-After")
	case *ssa.ChangeType:
		return isRetryAfter(v.X)
	case *ssa.MakeInterface:
		return isRetryAfter(v.X)
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && strings.Contains(strings.ToLower(g.Name()), "retryafter")
	}
	return false
}

func takesError(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if types.Identical(p.Type(), types.Universe.Lookup("error").Type()) {
			return true
		}
	}
	return false
}
