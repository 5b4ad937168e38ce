// Package generic has function values that pass through generic code: of all that is
// kept there, a call leads to what has the type of the value that it calls.
package generic

import "net/http"

type car interface{ Drive() }

type token interface{ Text() string }

type options = map[string]any

// registry is one type in the program for each T.
type registry[T any] struct {
	makers map[string]func(http.Header, options) (T, error)
}

func (r registry[T]) add(name string, f func(http.Header, options) (T, error)) { r.makers[name] = f }

func (r registry[T]) get(name string) func(http.Header, options) (T, error) { return r.makers[name] }

func newRegistry[T any]() registry[T] {
	return registry[T]{map[string]func(http.Header, options) (T, error){}}
}

var (
	cars   = newRegistry[car]()
	tokens = newRegistry[token]()
)

func init() {
	cars.add("a", newCar)
	tokens.add("a", newToken)
	tokens.add("b", newLongToken)
	cars.add("c", func(http.Header, options) (car, error) { assemble(); return nil, nil })
	tokens.add("c", func(_ http.Header, o map[string]interface{}) (token, error) { sign(); return nil, nil })
}

// no way: cars are of another registry
func newCar(http.Header, options) (car, error) { return nil, nil }

// no way: cars are of another registry
func assemble() {}

// way: handler "login" via "newToken"
func newToken(http.Header, options) (token, error) { return nil, nil }

// way: handler "login" via "newLongToken"
func newLongToken(h http.Header, other map[string]any) (t token, err error) { return nil, nil }

// way: handler "login" via "function literal" → "sign"
func sign() {}

func login(w http.ResponseWriter, r *http.Request) {
	tokens.get(r.URL.Path)(r.Header, nil)
}

// page keeps functions with other types of parameters.
type page[P any] struct{ show func(P) }

// way: handler "browse" via "showNumbers"
func showNumbers([]*int) {}

// no way: nobody shows texts
func showTexts([]*string) {}

// no way: nobody shows channels
func showChannel(chan []int) {}

var (
	numbers  = page[[]*int]{show: showNumbers}
	texts    = page[[]*string]{show: showTexts}
	channels = page[chan []int]{show: showChannel}
)

func browse(w http.ResponseWriter, r *http.Request) {
	numbers.show(nil)
}

// each calls what it is handed, whatever its type: which that is only the caller
// knows, and here it may be all that are.
func each[T any](all []T, f func(T)) {
	for _, v := range all {
		f(v)
	}
}

// way: handler "all" via "single"
func single(int) {}

func all(w http.ResponseWriter, r *http.Request) { each([]int{1}, single) }

// opaque types are compared with care: those of a struct or an interface without a
// name never differ.
type holder[T any] struct{ fill func(T) }

// way: handler "opaque" via "fillStruct"
func fillStruct(struct{ N int }) {}

// way: handler "opaque" via "fillNamed"
func fillNamed(named) {}

type named interface{ F(n int) }

var (
	first  = holder[struct{ N int }]{fill: fillStruct}
	second = holder[named]{fill: fillNamed}
)

func opaque(w http.ResponseWriter, r *http.Request) {
	first.fill(struct{ N int }{1})
	second.fill(nil)
}

// A function that is kept as another named type is the same.
type renderer func(byte, any)

type kept[F any] struct{ f F }

var keptRenderer = kept[renderer]{f: render}

// way: handler "paint" via "render"
func render(n uint8, v interface{}) {}

func paint(w http.ResponseWriter, r *http.Request) {
	f := (func(byte, any))(keptRenderer.f)
	f(1, nil)
}
