// Package shapes holds the well-known forms of the mistake, as servers have them.
package shapes

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"google.golang.org/grpc"
)

type frame struct{ data []byte }

func handle(*frame) error { return nil }

// A reader goroutine per stream: the handler leaves when handling fails.
func serveStream(stream grpc.ServerStream) error {
	frames, errs := make(chan *frame), make(chan error, 1)
	go func() {
		for {
			f := new(frame)
			if err := stream.RecvMsg(f); err != nil {
				errs <- err
				return
			}
			frames <- f // want `once "serveStream" leaves by the case at line 42`
		}
	}()
	for {
		select {
		case f := <-frames:
			if err := handle(f); err != nil {
				return err
			}
		case err := <-errs:
			return err
		case <-stream.Context().Done():
			return stream.Context().Err()
		}
	}
}

// The same with a way out for the reader.
func serveStreamRight(stream grpc.ServerStream) error {
	ctx, cancel := context.WithCancel(stream.Context())
	defer cancel()
	frames, errs := make(chan *frame), make(chan error, 1)
	go func() {
		for {
			f := new(frame)
			if err := stream.RecvMsg(f); err != nil {
				errs <- err
				return
			}
			select {
			case frames <- f:
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case f := <-frames:
			if err := handle(f); err != nil {
				return err
			}
		case err := <-errs:
			return err
		}
	}
}

// Two copiers, and the proxy leaves with the first.
func proxy(a, b net.Conn) error {
	errs := make(chan error)
	cp := func(dst, src net.Conn) {
		_, err := io.Copy(dst, src)
		errs <- err // want `once "proxy" returns at line 88 without receiving all that is sent: .* capacity of 2`
	}
	go cp(a, b)
	go cp(b, a)
	return <-errs
}

// A handler with a deadline of its own.
func handler(w http.ResponseWriter, r *http.Request) {
	done := make(chan error)
	go func() {
		done <- slow(r) // want `once "handler" leaves by the case at line 104`
	}()
	select {
	case err := <-done:
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	case <-r.Context().Done():
		return
	case <-time.After(time.Second):
		http.Error(w, "slow", http.StatusGatewayTimeout)
	}
}

func slow(*http.Request) error { return nil }

// A server that ends by error or by signal.
func serve(srv *http.Server, stop <-chan struct{}) error {
	errs := make(chan error)
	go func() {
		errs <- srv.ListenAndServe() // want `once "serve" leaves by the case at line 120`
	}()
	select {
	case err := <-errs:
		return err
	case <-stop:
		return srv.Close()
	}
}

// A scanner that the consumer abandons at the first match.
func grep(r io.Reader, want string) bool {
	lines := make(chan string, 16)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(r); s.Scan(); {
			lines <- s.Text() // want `once "grep" returns at line 136`
		}
	}()
	for l := range lines {
		if l == want {
			return true
		}
	}
	return false
}

// Workers that give up at the first error starve the producer.
func pool(jobs []string, do func(string) error) error {
	queue, errs := make(chan string), make(chan error, 1)
	go func() {
		defer close(queue)
		for _, j := range jobs {
			queue <- j // want `blocks for ever on this send to "queue"`
		}
	}()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for j := range queue {
			if err := do(j); err != nil {
				errs <- err
				return
			}
		}
	}()
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// The cleaner's channel is switched off while its goroutine is under way.
func eventually(cond func() bool, limit time.Duration) error {
	ch := make(chan bool, 1)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for tick := ticker.C; ; {
		select {
		case <-timer.C:
			return errors.New("never")
		case <-tick:
			tick = nil
			go func() { ch <- cond() }()
		case ok := <-ch:
			if ok {
				return nil
			}
			tick = ticker.C
		}
	}
}

// Streams counted on one channel, errors on another that nobody reads then.
func copies(streams []io.Reader, dst io.Writer) error {
	done, errs := make(chan struct{}, len(streams)), make(chan error)
	for _, s := range streams {
		go func() {
			if _, err := io.Copy(dst, s); err != nil {
				errs <- err // want `without receiving from every sender`
			}
			done <- struct{}{}
		}()
	}
	finished := 0
	for {
		select {
		case <-done:
			if finished++; finished == len(streams) {
				return nil
			}
		case err := <-errs:
			return err
		}
	}
}

// What a constant argument keeps from sending.
func named(ctx context.Context) {
	done := make(chan struct{}, 1)
	run := func(name string) {
		if name == "out" {
			done <- struct{}{}
		}
	}
	go run("in")
	go run("out")
	select {
	case <-done:
	case <-ctx.Done():
	}
}
