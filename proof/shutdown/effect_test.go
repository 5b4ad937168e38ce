package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

// TestMain is the program itself in the process that the test starts.
func TestMain(m *testing.M) {
	if os.Getenv("PROOF_INBOX") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestEffect(t *testing.T) {
	const uploads = 10
	inbox, lines := start(t)
	_, addr, ok := strings.Cut(<-lines, "listening on ")
	if !ok {
		t.Fatal("not listening")
	}
	finish := make(chan struct{})
	answered := make(chan bool)
	for range uploads {
		go func() { answered <- put(addr, finish) }()
	}
	for range uploads {
		<-lines // upload of ...
	}
	if err := inbox.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	limit := time.After(3 * time.Second) // within the grace of the right version
	for open := true; open; {
		select {
		case _, open = <-lines:
		case <-limit:
			open = false
		}
	}
	close(finish)
	n := 0
	for range uploads {
		if <-answered {
			n++
		}
	}
	measure.Report(t, fmt.Sprint("The server is told to end while ", uploads, " clients upload"), fmt.Sprint(n, " of them get an answer"))
}

// start starts the program, and returns the lines that it logs until it ends.
func start(t *testing.T) (*os.Process, <-chan string) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROOF_INBOX=1")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
		cmd.Wait()
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		for range lines {
		}
	})
	return cmd.Process, lines
}

// put uploads something that is complete when finish is closed, and reports whether
// the server says that it has got it.
func put(addr string, finish <-chan struct{}) bool {
	body, end := io.Pipe()
	go func() {
		<-finish
		end.Close()
	}()
	req, err := http.NewRequest(http.MethodPut, "http://"+addr+"/picture", body)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
