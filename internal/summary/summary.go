// Package summary computes what each function of a package does for its
// callers, one package at a time, bottom-up: the compile half of "compile, then
// link". Package link puts the summaries of many packages together.
//
// A summary is a fact: it holds no types and no token.Pos, only names and
// ranges, so that every driver can store and reload it.
package summary

// A Package is the summary of one package, exported as a package fact.
type Package struct {
	Path   string
	Funcs  []*Func
	Types  []Type  // concrete types with methods
	Ifaces []Iface // interfaces declared here
	Slots  []Slot  // function values kept in variables and fields
	// Boxed holds the types that the package converts to interfaces, or hands to
	// generic code, by key: values of others are never behind an interface.
	Boxed []string
	// Ignores holds the directives by which the package asks for silence.
	Ignores []*Ignore
}

// AFact marks Package as a fact.
func (*Package) AFact() {}

func (p *Package) String() string { return "summary of " + p.Path }

// A Func is the summary of one function, method or function literal.
type Func struct {
	Key     string // unique in the program: "(*pkg/path.T).M", "pkg/path.F$1"
	Name    string // for messages: "T.M", "F"; a literal bears its parent's name
	Range   Range  // of its name, or of the word func
	Handler string // "net/http", "gin", …; empty if no server calls it
	Test    bool   // declared in a _test.go file or a package of test doubles
	Parent  string // key of the function around a literal
	Recv    string // key of the receiver's named type
	Params  int    // parameters, receiver included; free variables follow
	Free    int    // variables that a literal captures
	Exits   bool   // ends the process
	SetsUp  bool   // registers routes, listens or serves: the server is being set up
	Accepts bool   // accepts connections in a loop
	Command bool   // a library for command lines can run it: its parameter is the command

	Serves, ShutsDown bool // an HTTP server, see package servers

	Affirms, Denies bool // its one result is never but true, or never but false

	// Refuses has, for a handler, the variables and fields, by key, that make it
	// leave at once if they are set.
	Refuses []string

	Calls    []Call
	Results  [][]Origin // per result: where the memory it refers to comes from
	Returned [][]Target // per result: the functions it may be
	Holds    [][]Held   // per result: what the interface value holds; nil if that is not known
	Accesses []Access
	Inserts  []Insert
	// Captures has, for each variable that a literal captures, the parameters of
	// the function around it from which its value derives, as in [Call.Derived].
	Captures []uint64
	Allocs   []string // named types this function makes values of, by key
	Carries  []Carry  // what this function puts in contexts
	Locks    LockEffects
}

// A Mode says how a call relates to its caller.
type Mode uint8

const (
	// Sync: the caller waits; also a goroutine that the caller joins.
	Sync Mode = iota
	// Defer: runs as the caller returns.
	Defer
	// Go: the caller goes on without it.
	Go
)

// A Call is a call site that may lead to linted code.
type Call struct {
	Range    Range
	Mode     Mode
	Name     string // of the callee, for messages
	Targets  []Target
	Args     [][]Origin // receiver first
	FuncArgs []FuncArg
	Later    []FuncArg // what the callee keeps for a later time
	Locked   bool      // an exclusive lock is held here
	RLocked  bool      // a lock, perhaps for readers only, is held here
	// LockedIf and RLockedIf have the flags of the caller with which that is so.
	LockedIf, RLockedIf Flags
	Flags               []Flag   // what the callee is handed as its flags, see [LockEffects]
	Loop                bool     // it starts a goroutine in each round of a loop
	Common              uint64   // with Loop: the arguments that are the same in all rounds
	Elements            uint64   // the arguments that may be elements of containers
	Once                bool     // what it calls back runs once, as with sync.Once
	Left                bool     // the caller waits for it, but goes on without it when a context ends
	Repeats             bool     // it stands in a loop, or may call back more than once
	Lazy                bool     // it stands where something is not there yet, see [lazy.Once]
	Unset               []string // variables and fields, by key, that are not set where it stands
	External            string   // the callee, where it is not linted code: "pkg/path.F"
	// Derived has, for each argument, a bit for each parameter and free variable
	// of the caller (indices as in [Origin]) from which its value is computed.
	Derived []uint64
	// Own has, for each argument that is a struct, the fields that refer to nothing
	// with an origin, if others do; nil if there are none.
	Own []FieldSet
}

// A FuncArg is an argument of a call that is a function value.
type FuncArg struct {
	Arg     int
	Targets []Target
	Body    bool // the body of a loop over an iterator: it runs, whoever the callee is
}

// A TargetKind says how a callee is named.
type TargetKind uint8

const (
	// Static: Name is the key of a function.
	Static TargetKind = iota
	// Dynamic: method Method of the interface Name.
	Dynamic
	// Stored: a function value kept in the slot Name.
	Stored
	// Given: the function value handed in as parameter Index.
	Given
	// ResultOf: the function value that call Index of function Name returned as
	// result Sub.
	ResultOf
)

// A Target is one possible callee.
type Target struct {
	Kind       TargetKind
	Name       string
	Method     string
	Index, Sub int
	// Holds has what the value is whose method is called; nil if that is not known.
	Holds []Held
	// Answers has what that value must have answered to other calls before this one.
	Answers []Answer
	// Sig stands for the type of the value: equal numbers for equal types. It is 0
	// where that is not known, as in generic code.
	Sig uint64
	// Bindings holds, for a literal, two entries per free variable: where the
	// variable itself lives, and where the memory it refers to comes from.
	Bindings [][]Origin
	// Common has, for what is started in a loop, a bit for each parameter and
	// each entry of Bindings behind them that is the same in all rounds.
	Common uint64
	// Bound marks a method value: the receiver is no argument of the call, and
	// Bindings holds where its memory comes from.
	Bound bool
}

// An Answer says that the method with the name Method returned the bool Is.
type Answer struct {
	Method string
	Is     bool
}

// A Held says what an interface value holds: a value of the named type Type, or
// what function Func returns as result Sub.
type Held struct {
	Type, Func string
	Sub        int
}

// A Slot is a variable or field (by key) and the functions stored in it.
type Slot struct {
	Name    string
	Targets []Target
}

// An OriginKind says where memory comes from.
type OriginKind uint8

const (
	// Param: reached from parameter Index (free variables follow the
	// parameters, two indices each, as in [Target.Bindings]); if that is a struct,
	// perhaps from its field number Sub-1 alone.
	Param OriginKind = iota
	// Global: reached from the package variable Name.
	Global
	// FromCall: what call Index returned as result Sub.
	FromCall
	// Carried: what a request's context holds under the key Name.
	Carried
)

// An Origin is one place that memory may come from. Memory without an origin
// was made by the very call that uses it, or its origin is not seen.
type Origin struct {
	Kind       OriginKind
	Index, Sub int
	Name       string
}

// A Carry is a value that is put in the context of a request: the key, and where
// the memory that it refers to comes from.
type Carry struct {
	Key  string
	From []Origin
}

// An AccessKind says what an access does to memory.
type AccessKind uint8

const (
	// Write: an assignment to a variable, field or element.
	Write AccessKind = iota
	// MapWrite: a store to, or delete from, a map.
	MapWrite
	// MapRead: a look-up in, or range over, a map.
	MapRead
)

// An Access is a write, or a read of a map, of memory that the function did not make.
type Access struct {
	Range   Range
	Kind    AccessKind
	Place   string // key of the variable or field: "pkg/path.T.f"
	Name    string // for messages: `field "f"`
	From    []Origin
	Element bool // the memory may be an element of a container
	Locked  bool
	RLocked bool
	// LockedIf and RLockedIf have the flags of the function with which that is so.
	LockedIf, RLockedIf Flags
	Guard               string // the field of the same struct whose lock is held, if it is plain
	// Snapshot says of a map that is read without a lock that the variable or
	// field that holds it was read under one, or is not seen.
	Snapshot bool
}

// An Insert stores an entry in a map, or in a sync.Map, that the function did not
// make, under a key that it computes from its parameters.
type Insert struct {
	Range Range
	From  []Origin
	Key   uint64 // what the key is computed from, as in [Call.Derived]
}

// A Lock names a lock relative to a function: the parameter it is reached
// from and the path of fields, or a package variable.
type Lock struct {
	Param int // free variables follow, two indices each; -1: Path starts with the key of a package variable
	Path  string
	Read  bool
}

// LockEffects is what a function does to the locks of its callers.
type LockEffects struct {
	Acquires []Lock // held on return, not on entry
	Releases []Lock // released for the caller
	Cases    []LockCase
	// Flags has a bit for each parameter, or captured variable, that is a flag: a
	// bool on which it depends, here or in a callee, what is locked.
	Flags uint64
}

// A LockCase is what a function does to locks if one of its flags has a value.
type LockCase struct {
	Param              int // the flag: a parameter or captured variable, as in [Lock]
	Value              bool
	Acquires, Releases []Lock
}

// A Flag says what a call hands its callee as the flag Param: Value, or what the
// flag From of the caller has, negated unless Value is true.
type Flag struct {
	Param, From int // From is -1 for a constant
	Value       bool
}

// Flags has the flags of a function, a bit each, that are true, and that are false.
type Flags struct{ On, Off uint64 }

// Any reports whether one of the flags f is among those known.
func (f Flags) Any(known Flags) bool { return f.On&known.On|f.Off&known.Off != 0 }

// Handed returns the flags that a callee is handed by a caller with the flags f.
func (f Flags) Handed(flags []Flag) Flags {
	var out Flags
	for _, h := range flags {
		on, off := h.Value, !h.Value
		if h.From >= 0 {
			on, off = f.On&bit(h.From) != 0, f.Off&bit(h.From) != 0
			if !h.Value {
				on, off = off, on
			}
		}
		if on {
			out.On |= bit(h.Param)
		}
		if off {
			out.Off |= bit(h.Param)
		}
	}
	return out
}

// A Type is a named concrete type and its method set, pointer methods included.
type Type struct {
	Key     string
	Decoded bool // its fields are tagged for decoders: json, form, …
	Methods []Method
}

// An Iface is a named interface of linted code.
type Iface struct {
	Key     string
	Methods []Method
}

// A Method is a method's name, its signature with full package paths, and the
// key of the function that implements it. Unexported names are qualified by
// their package. Key has the form "iface\x00method" for a method promoted
// from an embedded interface.
type Method struct {
	Name, Sig, Key string
	Generic        bool // the signature mentions type parameters
}
