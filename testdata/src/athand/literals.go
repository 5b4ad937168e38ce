package athand

import (
	"context"
	"net/http"
	"sync"
	"time"
)

func apply(f func()) { f() }

func literals(ctx context.Context) {
	func() {
		here() // want "ctx$"
	}()
	apply(func() {
		here() // want "ctx$"
	})
	do := func() {
		here() // want "ctx$"
	}
	do()
	go func() {
		here() // want "nothing"
	}()
	defer func() {
		here() // want "nothing"
	}()
	kept := func() {
		here() // want "nothing"
	}
	go kept()
	time.AfterFunc(time.Second, func() {
		here() // want "nothing"
	})
	go func(ctx context.Context) {
		here() // want "ctx$"
	}(ctx)
}

func middleware(ctx context.Context) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		here() // want "r.Context\\(\\)"
		func() {
			here() // want "r.Context\\(\\)"
		}()
	}
}

func registers(ctx context.Context, mux *http.ServeMux) {
	mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) {
		here() // want "nothing"
	})
}

func joins(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		here() // want "ctx$"
	}()
	wg.Wait()
}

func spawn(f func()) { go f() }

func governed(ctx, other context.Context) {
	go func() {
		here() // want "other"
		<-other.Done()
	}()
	spawn(func() {
		dial := func() {
			here() // want "ctx$"
		}
		keep(ctx, wrap(dial))
	})
}

func wrap(f func()) func() { return f }

func keep(ctx context.Context, f func()) {}

// What a literal is handed on the spot is what its parameter stands for.
func handed(ctx context.Context) {
	go func(ctx context.Context) {
		here() // want "nothing"
	}(context.Background())
	base := context.TODO()
	func(c context.Context) {
		here() // want "ctx$"
	}(base)
	func(c context.Context) {
		here() // want "c$"
	}(ctx)
}

type session struct{ ctx context.Context }

type streamSession struct {
	*session
	id int
}

// A promoted field is as good as one of its own.
func (s *streamSession) read() {
	here() // want "s.ctx"
}
