package run

import (
	"testing"
	"testing/synctest"
)

// Actions of the first packages go first, and none of a package far behind.
func TestGate(t *testing.T) {
	synctest.Test(t, testGate)
}

func testGate(t *testing.T) {
	g := newGate(1)
	g.enter(0)
	admitted := make(chan int)
	for _, number := range []int{3, 1, 0} {
		go func() {
			g.enter(number)
			admitted <- number
		}()
	}
	synctest.Wait()
	g.leave()
	for _, want := range []int{0, 1} {
		if got := <-admitted; got != want {
			t.Fatalf("package %d admitted, want %d", got, want)
		}
		g.leave()
	}
	g.finish(1) // package 0 stays unfinished
	synctest.Wait()
	select {
	case got := <-admitted:
		t.Fatalf("package %d admitted while package 0 is unfinished", got)
	default:
	}
	g.enter(0)
	g.leave()
	g.finish(0)
	if got := <-admitted; got != 3 {
		t.Fatalf("package %d admitted, want 3", got)
	}
	if g.first != 2 {
		t.Errorf("first unfinished package is %d, want 2", g.first)
	}
}

// A panic and an error are noted, and the caller goes on.
func TestGuard(t *testing.T) {
	g := new(guard)
	if g.try("b", func() error { panic("x") }) {
		t.Error("a panic counts as success")
	}
	g.try("a", func() error { return errTest })
	if !g.try("c", func() error { return nil }) {
		t.Error("success counts as failure")
	}
	got := g.failures()
	if len(got) != 2 || got[0] != "a: test" || got[1] != "b: panic: x" {
		t.Errorf("failures: %q", got)
	}
}

type testError string

func (e testError) Error() string { return string(e) }

const errTest = testError("test")
