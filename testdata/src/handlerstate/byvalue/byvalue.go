// Package byvalue hands structs on by value, of which requests share a part.
package byvalue

import "net/http"

type limits struct{ used map[string]int }

type name struct{ text string }

// options hold what all requests share beside what is this request's own.
type options struct {
	limits *limits
	extra  map[string]string
	names  []*name
	title  *string
}

var (
	shared  = &limits{used: map[string]int{}}
	common  = map[string]string{}
	none    = ""
	initial = options{limits: shared, extra: map[string]string{}, names: []*name{{}}}
)

func handler(w http.ResponseWriter, r *http.Request) {
	o := options{limits: shared, extra: map[string]string{}}
	o.title = &none
	apply(o)
	o.names = append(o.names, &name{})
	rename(o)
	o.label()
	loose(options{limits: shared, extra: common})
	whole(initial)
}

func apply(o options) {
	o.extra["x"] = "y"   // silent
	o.limits.used["x"]++ // want `"limits.used" is a map that concurrent requests write`
}

func rename(o options) { renameAll(o.names) }

func renameAll(names []*name) {
	for _, n := range names {
		n.text = "x" // silent
	}
}

// label has the struct as its receiver.
func (o options) label() {
	o.extra["label"] = "x"   // silent
	o.limits.used["label"]++ // want `"limits.used" is a map that concurrent requests write`
}

// loose is handed what is not this request's own.
func loose(o options) {
	o.extra["x"] = "y" // want `"options.extra" is a map that concurrent requests write`
}

// whole is handed a copy of a package variable, whose fields all requests share.
func whole(o options) {
	o.extra["x"] = "y" // want `"options.extra" is a map that concurrent requests write`
	for _, n := range o.names {
		n.text = "x" // want `"name.text" is shared by concurrent requests`
	}
}
