package progress

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

// A run of less than a second shows nothing; what a longer one shows is erased.
func TestLine(t *testing.T) {
	for _, test := range []struct {
		lasts time.Duration
		want  string
	}{
		{patience / 2, ""},
		{patience + pace/2, erase + "1 of 3 packages: example.com/b" + erase},
		{patience + pace*3/2, erase + "1 of 3 packages: example.com/b" + erase + "2 of 3 packages: example.com/c" + erase},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			l := start(&out, 80)
			l.Expect(3)
			l.Begin("example.com/a")
			l.Begin("example.com/b")
			l.End("example.com/a")
			time.AfterFunc(patience+pace/4, func() {
				l.Begin("example.com/c")
				l.End("example.com/b")
			})
			time.Sleep(test.lasts) // of the bubble's clock
			l.Stop()
			if got := out.String(); got != test.want {
				t.Errorf("after %v: got %q, want %q", test.lasts, got, test.want)
			}
			time.Sleep(time.Minute) // the timer has run out before the bubble ends
		})
	}
}

func TestText(t *testing.T) {
	l := &Line{width: 12}
	for _, test := range []struct {
		total, done int
		running     []string
		want        string
	}{
		{0, 0, nil, "listing pac"},
		{3, 1, []string{"a"}, "1 of 3 pack"},
		{3, 3, nil, "linking"},
	} {
		l.total, l.done, l.running = test.total, test.done, test.running
		if got := l.text(); got != test.want {
			t.Errorf("%+v: got %q", test, got)
		}
	}
}

// Where there is no terminal there is no line.
func TestNoTerminal(t *testing.T) {
	l := On(new(bytes.Buffer))
	if l != nil {
		t.Fatal("a buffer is no terminal")
	}
	l.Expect(1)
	l.Begin("a")
	l.End("a")
	l.Stop()
}
