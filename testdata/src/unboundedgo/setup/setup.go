// Package setup starts components that have goroutines of their own.
package setup

import (
	"context"
	"sync"
	"time"
)

// A probe starts its endless loop itself.
type probe struct{ stop chan struct{} }

func (p *probe) Start() { go p.watch() }

func (p *probe) watch() {
	for {
		select {
		case <-p.stop:
			return
		case <-time.After(time.Second):
			p.check()
		}
	}
}

func (p *probe) check() {}

type proxy struct {
	probe *probe
	work  chan int
}

func (p *proxy) Start() {
	go p.run()
	if p.probe != nil {
		go p.probe.Start()
	}
}

func (p *proxy) run() {
	for n := range p.work {
		println(n)
	}
}

func (p *proxy) greet() {}

// newProxy makes a component; the greeting is part of that.
func newProxy() (*proxy, error) {
	p := &proxy{work: make(chan int)}
	greet(p)
	go p.run()
	return p, nil
}

func greet(p *proxy) { go p.greet() }

// lookUp starts a goroutine that it ends itself: no component.
func lookUp(name string) {
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	go println(name) // want `"lookUp" starts this goroutine and returns without waiting, and the loop at setup.go:\d+ calls it once per element of "names"`
}

func all(names []string, proxies []*proxy, probes []*probe) []*proxy {
	for _, p := range proxies {
		p.Start()
	}
	for _, p := range probes {
		go p.Start()
	}
	var made []*proxy
	for range names {
		p, err := newProxy()
		if err != nil {
			continue
		}
		made = append(made, p)
	}
	for _, n := range names {
		lookUp(n)
	}
	return made
}

// A peer has a worker, so the peers are components: their first goroutine ends.
func peers(proxies []*proxy) {
	for _, p := range proxies {
		go p.greet()
		go p.run()
	}
	for _, p := range proxies {
		go p.greet() // want `one goroutine per element of "proxies"`
	}
}

// Hooks are set by those who build the server.
type Hooks struct {
	After  []func(string) error
	Queued []func(string) error
}

func (h *Hooks) run(name string) {
	var wg sync.WaitGroup
	for _, hook := range h.After {
		wg.Go(func() { hook(name) })
	}
	wg.Wait()
	for _, hook := range h.Queued {
		wg.Go(func() { hook(name) }) // want `one goroutine per element of "h.Queued"`
	}
	wg.Wait()
}

func (h *Hooks) later(f func(string) error) { h.Queued = append(h.Queued, f) }

// Stages feed each other: they have to run at once.
type stage interface {
	Execute(ctx context.Context)
	Output() <-chan string
	Listen(<-chan string)
}

func pipeline(ctx context.Context, stages map[string]stage, edges map[string]string) *sync.WaitGroup {
	for from, to := range edges {
		a, b := stages[from], stages[to]
		b.Listen(a.Output())
	}
	var wg sync.WaitGroup
	for _, s := range stages {
		wg.Go(func() { s.Execute(ctx) })
	}
	return &wg
}

// Nothing connects these.
func batch(ctx context.Context, stages map[string]stage, in <-chan string) {
	for _, s := range stages {
		s.Listen(in)
	}
	for _, s := range stages {
		go s.Execute(ctx) // want `one goroutine per element of "stages"`
	}
}
