package main

import (
	"io"
	"log"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	log.SetOutput(io.Discard)
	ln, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		serve(ln)
	}()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if now, err := io.ReadAll(conn); err != nil || len(now) == 0 {
		t.Fatalf("told %q, %v", now, err)
	}
	ln.Close()
	measure.Report(t, "The listener is closed", next(t, served, cpu(t)+time.Second))
}

// next says what comes first: the end of the loop, or that much work of processors.
func next(t *testing.T, served <-chan struct{}, limit time.Duration) string {
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for cpu(t) < limit {
		select {
		case <-served:
			return "the loop ends"
		case <-look.C:
		}
	}
	return "the loop goes on, and has used a second of a processor"
}

// cpu returns how long processors have worked for this process.
func cpu(t *testing.T) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
