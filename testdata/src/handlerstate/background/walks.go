package background

import "net/http"

// tree is filled by a goroutine that a handler starts.
type tree struct{ children map[string][]string }

var depths = map[string]int{}

func startWalk(w http.ResponseWriter, r *http.Request) {
	go walk(&tree{}, "/")
}

// walk has a literal call itself: what it captures was made in this call.
func walk(t *tree, root string) int {
	known := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if known[name] {
			return
		}
		known[name] = true // silent
		depths[name]++     // want `package variable "depths" is a map that goroutines write without a lock`
		for _, child := range t.children[name] {
			visit(child)
		}
	}
	visit(root)
	return len(known)
}

// counter makes what handlers call once, before the server serves: its map is theirs.
func counter() func(name string) {
	counts := map[string]int{}
	return func(name string) {
		counts[name]++ // want `captured variable "counts" is a map that goroutines write without a lock`
	}
}

var count = counter()

func startCount(w http.ResponseWriter, r *http.Request) {
	go count(r.URL.Path)
}
