// Package queues has loops over what others send: each value starts a
// goroutine, and nothing bounds their number.
package queues

import (
	"net"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	gorilla "github.com/gorilla/websocket"
	"google.golang.org/grpc"

	"context"
)

func handle(any) {}

type packet struct {
	from string
	rows chan int
	data []byte
}

func (p *packet) stream() chan int { return p.rows }

// A value that comes with traffic is no component, even if its goroutine reads
// for a while.
func readers(packets chan *packet, conns map[string]net.Conn) {
	for p := range packets {
		c, ok := conns[p.from]
		if !ok {
			c, _ = net.Dial("udp", p.from)
			conns[p.from] = c
			go relay(c) // want `one goroutine per value received from "packets"`
		}
		c.Write(p.data)
	}
	for p := range packets {
		go drain(p) // want `one goroutine per value received from "packets"`
	}
}

// relay reads until the other side is silent for a minute.
func relay(c net.Conn) {
	buf := make([]byte, 1024)
	for {
		c.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := c.Read(buf); err != nil {
			return
		}
	}
}

// drain works on a channel that it gets from its value.
func drain(p *packet) {
	rows := p.stream()
	for r := range rows {
		println(r)
	}
}

type session struct {
	out  chan string
	quit chan struct{}
}

func (s *session) write() {
	for m := range s.out {
		println(m)
	}
}

func (s *session) pump() {
	for {
		select {
		case <-s.quit:
			return
		case m := <-s.out:
			println(m)
		}
	}
}

// What is registered lives until it is told to end.
func registered(sessions chan *session) {
	for s := range sessions {
		go s.write()
		go s.pump()
	}
}

func (s *session) ended() <-chan struct{} { return s.quit }

func (s *session) results() chan string { return s.out }

// What waits for the end of what came belongs to it.
func watched(sessions chan *session) {
	for s := range sessions {
		go func() {
			<-s.ended()
			handle(s)
		}()
		go func() { // want `one goroutine per value received from "sessions"`
			handle(s)
			<-s.ended()
		}()
		go func() { // want `one goroutine per value received from "sessions"`
			<-s.results()
			handle(s)
		}()
	}
}

// Conditions on the value decide which ones start a goroutine.
func gated(in chan int, stop chan struct{}) {
	for {
		select {
		case x := <-in:
			if x > 100 {
				go handle(x) // want `one goroutine per value received from "in"`
			}
		case <-stop:
			return
		}
	}
}

// The goroutine has nothing to do with the value.
func now(in chan int, idle func() bool) {
	for {
		select {
		case x := <-in:
			handle(x)
			if idle() {
				go handle(nil)
			}
		}
	}
}

// There is something to do only after some ticks.
func ticks(tick *time.Ticker, due func() []any) {
	for {
		select {
		case <-tick.C:
			items := due()
			if len(items) > 0 {
				go handle(items)
			}
		}
	}
}

// The list is of this round alone.
func stalled(all []*packet, tick *time.Ticker) {
	for {
		select {
		case <-tick.C:
			var stalled []*packet
			for _, p := range all {
				if p.data == nil {
					stalled = append(stalled, p)
				}
			}
			if len(stalled) > 0 {
				go handle(stalled)
			}
		}
	}
}

// What has come in meanwhile leaves with each tick.
func batches(in chan *packet, tick *time.Ticker, stop chan struct{}) {
	var batch []*packet
	for {
		select {
		case p := <-in:
			batch = append(batch, p)
		case <-tick.C:
			if len(batch) > 0 {
				go handle(batch) // want `one goroutine per value received from "tick.C"`
				batch = nil
			}
		case <-stop:
			return
		}
	}
}

// Few come out so that one is started.
func failures(in chan int, failed func(int) bool, stop chan struct{}) {
	for {
		select {
		case x := <-in:
			broken := failed(x)
			if broken {
				go handle(x)
			}
		case <-stop:
			return
		}
	}
}

// The value leaves the select.
func outward(in, urgent chan *packet, stop chan struct{}) {
	for {
		var p *packet
		select {
		case p = <-urgent:
		case p = <-in:
		case <-stop:
			return
		}
		go handle(p) // want `one goroutine per value received from "urgent"`
	}
}

// The value is looked at as what it is.
func kinds(in chan any, stop chan struct{}) {
	for {
		var m any
		select {
		case m = <-in:
		case <-stop:
			return
		}
		switch m := m.(type) {
		case *packet:
			go handle(m.data) // want `one goroutine per value received from "in"`
		case error:
			return
		}
	}
}

// The value leaves the select, and the goroutine gets what is made of it.
func parsed(ctx context.Context, in chan []byte, failed chan error) error {
	for {
		var data []byte
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case d := <-in:
			data = d
		}
		if len(data) > 0 {
			p := &packet{data: data}
			go handle(p) // want `one goroutine per value received from "in"`
		}
	}
}

// Something else is looked at.
func states(in chan any, state any) {
	for {
		var m any
		select {
		case m = <-in:
		}
		handle(m)
		switch s := state.(type) {
		case *packet:
			go handle(s.data)
		}
	}
}

// A worker has a channel that tells of its end, and one that asks it for more.
type worker struct {
	in   chan *packet
	done chan struct{}
	more chan struct{}
}

func (w *worker) end() { close(w.done) }

func (w *worker) ask() { w.more <- struct{}{} }

// The loop goes on with another worker when this one has ended.
func replaced(w *worker, p *packet, next func() *worker) {
	for {
		select {
		case <-w.done:
			report(p)
			w = next()
			continue
		default:
		}
		select {
		case w.in <- p:
			return
		default:
		}
	}
}

func report(p *packet) { go handle(p) }

// Somebody asks for one, again and again.
func asked(w *worker, p *packet) {
	for {
		select {
		case <-w.more:
			go handle(p) // want `one goroutine per value received from "w.more"`
		case <-w.done:
			return
		}
	}
}

// What the goroutine gets is made of something else.
func either(ctx context.Context, in chan []byte, ready func() []byte) {
	for {
		var seen []byte
		select {
		case <-ctx.Done():
			return
		case d := <-in:
			seen = d
		}
		handle(seen)
		p := &packet{data: ready()}
		go handle(p)
	}
}

// What it starts is not what it has received.
func other(in chan *packet, state any) {
	for {
		var p *packet
		select {
		case p = <-in:
		}
		handle(p)
		go handle(state)
	}
}

// Put back is not given back: this is no semaphore.
func requeues(in chan *packet) {
	for {
		select {
		case p := <-in:
			go retry(p, in) // want `one goroutine per value received from "in"`
		}
	}
}

// The other branch hands the value over: it takes no slot for this one.
func loads(in chan *packet, loaded map[string]*session) {
	for p := range in {
		s := loaded[p.from]
		if s == nil {
			s = &session{out: make(chan string)}
			loaded[p.from] = s
			go load(s) // want `one goroutine per value received from "in"`
		} else {
			s.out <- p.from
		}
	}
}

func load(s *session) {
	if len(s.out) > 0 {
		handle(<-s.out)
	}
}

func retry(p *packet, in chan *packet) {
	if p.data == nil {
		in <- p
	}
}

func messages(ws *gorilla.Conn, c *websocket.Conn, s grpc.ServerStream) error {
	go func() {
		for {
			_, m, err := ws.ReadMessage()
			if err != nil {
				return
			}
			go handle(m) // want `one goroutine per value received from "ws"`
		}
	}()
	go func() {
		sem := make(chan struct{}, 8)
		for {
			_, m, err := ws.ReadMessage()
			if err != nil {
				return
			}
			sem <- struct{}{}
			go func() {
				defer func() { <-sem }()
				handle(m)
			}()
		}
	}()
	go func() {
		for {
			var m packet
			if err := wsjson.Read(context.Background(), c, &m); err != nil {
				return
			}
			if m.from != "" {
				go handle(m) // want `one goroutine per value received from "c"`
			}
		}
	}()
	for {
		var p packet
		if err := s.RecvMsg(&p); err != nil {
			return err
		}
		go handle(p) // want `one goroutine per value received from "s"`
	}
}

// The goroutine runs once, before the loop.
func answers(ws *gorilla.Conn) {
	go handle(ws)
	for {
		_, m, err := ws.ReadMessage()
		if err != nil {
			return
		}
		handle(m)
	}
}
