//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// patience is how long we wait for gopls. The first diagnostics take long: gopls
// checks all dependencies from source.
const patience = 5 * time.Minute

// A connection is one with a language server, over its standard input and output.
type connection struct {
	t      *testing.T
	handle func(method string, params json.RawMessage) (result any)
	ended  chan struct{} // closed when the server has closed its output

	sending sync.Mutex
	server  io.Writer

	mu      sync.Mutex
	lastID  int
	waiting map[string]chan message // for answers, by id
}

// A message is a request, a notification or a response.
type message struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *failure        `json:"error,omitempty"`
}

type failure struct {
	Message string `json:"message"`
}

// connect starts a language server, which ends with the test. What the server sends
// of its own accord goes to handle; the result is sent back if it is a request.
func connect(t *testing.T, server *exec.Cmd, handle func(method string, params json.RawMessage) any) *connection {
	t.Helper()
	in, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	server.Stderr = t.Output()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	c := &connection{t: t, handle: handle, ended: make(chan struct{}), server: in, waiting: map[string]chan message{}}
	go c.listen(bufio.NewReader(out))
	t.Cleanup(func() {
		in.Close() // which ends the server
		<-c.ended
		server.Wait()
	})
	return c
}

// request asks the server, and reads its answer into result unless that is nil.
func (c *connection) request(method string, params, result any) {
	c.t.Helper()
	answer := make(chan message, 1)
	c.mu.Lock()
	c.lastID++
	id := strconv.Itoa(c.lastID)
	c.waiting[id] = answer
	c.mu.Unlock()
	c.send(message{ID: json.RawMessage(id), Method: method, Params: encode(params)})
	select {
	case m := <-answer:
		if m.Error != nil {
			c.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result == nil {
			return
		}
		if err := json.Unmarshal(m.Result, result); err != nil {
			c.t.Fatalf("%s: %v\n%s", method, err, m.Result)
		}
	case <-c.ended:
		c.t.Fatalf("%s: the server has ended", method)
	case <-time.After(patience):
		c.t.Fatalf("%s: no answer", method)
	}
}

func (c *connection) notify(method string, params any) {
	c.t.Helper()
	c.send(message{Method: method, Params: encode(params)})
}

func (c *connection) send(m message) {
	m.JSONRPC = "2.0"
	data := encode(m)
	c.sending.Lock()
	defer c.sending.Unlock()
	if _, err := fmt.Fprintf(c.server, "Content-Length: %d\r\n\r\n%s", len(data), data); err != nil {
		c.t.Errorf("to the server: %v", err)
	}
}

// listen takes what the server sends until it ends.
func (c *connection) listen(out *bufio.Reader) {
	defer close(c.ended)
	for {
		header, err := textproto.NewReader(out).ReadMIMEHeader()
		if err != nil {
			return
		}
		length, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			c.t.Errorf("from the server: %v", err)
			return
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(out, data); err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(data, &m); err != nil {
			c.t.Errorf("from the server: %v\n%s", err, data)
			return
		}
		c.receive(m)
	}
}

func (c *connection) receive(m message) {
	if m.Method != "" {
		result := encode(c.handle(m.Method, m.Params))
		if m.ID != nil {
			c.send(message{ID: m.ID, Result: result})
		}
		return
	}
	c.mu.Lock()
	answer := c.waiting[string(m.ID)]
	delete(c.waiting, string(m.ID))
	c.mu.Unlock()
	if answer == nil {
		c.t.Errorf("from the server: an answer to %s, which nobody asked", m.ID)
		return
	}
	answer <- m
}

func encode(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // only the tests' own values come here
	}
	return data
}
