package join_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/join"
)

// Each function of the source starts one goroutine and is named after what it
// should be found to do: joined…, left…, each… (joined within the iteration of
// its loop), all… (joined, but not within the iteration).
const source = `package p

import (
	"bufio"
	"context"
	"io"
	"os/exec"
	"sync"
	"time"
)

type group struct{ wg sync.WaitGroup }

func (g *group) Go(f func() error) { g.wg.Add(1); go func() { defer g.wg.Done(); f() }() }
func (g *group) Wait() error       { g.wg.Wait(); return nil }

type server struct {
	wg   sync.WaitGroup
	done chan struct{}
	sem  chan struct{}
}

func work()                    {}
func worker(wg *sync.WaitGroup) { wg.Done() }
func (s *server) run()         { s.wg.Done() }
func send(ch chan<- int)       { ch <- 1 }
func collect(ch chan int) int  { return <-ch }
func ring(size int) (*io.PipeReader, interface{ io.WriteCloser; CloseWithError(error) error }, error) { return nil, nil, nil }
type end interface { Close() error; CloseWithError(error) error }
func spool() (_ interface { end; io.Reader }, _ interface { end; io.Writer }, _ error) { return }
func link() (io.ReadWriteCloser, io.ReadWriteCloser, error)        { return nil, nil, nil }

func leftAlone()  { go work() }
func joinedWaitGroup() { var wg sync.WaitGroup; wg.Add(1); go func() { defer wg.Done(); work() }(); wg.Wait() }
func joinedDirect() { var wg sync.WaitGroup; wg.Add(1); go func() { work(); wg.Done() }(); wg.Wait() }
func joinedHanded() { var wg sync.WaitGroup; wg.Add(1); go worker(&wg); wg.Wait() }
func joinedParam() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func(w *sync.WaitGroup) { defer w.Done() }(&wg)
	wg.Wait()
}
func joinedDeferred() { var wg sync.WaitGroup; defer wg.Wait(); wg.Add(1); go func() { defer wg.Done() }() }
func joinedDeferredLiteral() {
	var wg sync.WaitGroup
	defer func() { wg.Wait() }()
	wg.Add(1)
	go func() { defer wg.Done() }()
}
func joinedHelper() {
	var wg sync.WaitGroup
	stop := func() { wg.Wait() }
	wg.Add(1)
	go func() { defer wg.Done() }()
	stop()
}
func leftReturned() func() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done() }()
	return func() { wg.Wait() }
}
func leftOther() {
	var a, b sync.WaitGroup
	b.Add(1)
	a.Add(1)
	go func() { defer b.Done() }()
	a.Wait()
}
func leftBefore() { var wg sync.WaitGroup; wg.Wait(); wg.Add(1); go func() { defer wg.Done() }() }
func (s *server) joinedField() { s.wg.Add(1); go s.run(); s.wg.Wait() }
func (s *server) leftField()   { s.wg.Add(1); go s.run() }
func joinedGo()   { var wg sync.WaitGroup; wg.Go(work); wg.Wait() }
func leftGo()     { var wg sync.WaitGroup; wg.Go(work) }
func joinedGroup(g *group) error { g.Go(func() error { return nil }); return g.Wait() }
func leftGroup(g *group) { g.Go(func() error { return nil }) }
func joinedVariable() {
	var wg sync.WaitGroup
	f := func() { defer wg.Done() }
	wg.Add(1)
	go f()
	wg.Wait()
}

func joinedReceive() int { ch := make(chan int); go func() { ch <- 1 }(); return <-ch }
func joinedSender() int  { ch := make(chan int); go send(ch); return <-ch }
func joinedCollect() int { ch := make(chan int); go send(ch); return collect(ch) }
func joinedClosed()      { done := make(chan struct{}); go func() { defer close(done); work() }(); <-done }
func joinedRange() {
	ch := make(chan int)
	go func() { ch <- 1; close(ch) }()
	for range ch {
	}
}
func joinedSelect(ctx context.Context) {
	ch := make(chan int, 1)
	go func() { ch <- 1 }()
	select {
	case <-ch:
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}
func leftChannel() <-chan int { ch := make(chan int); go func() { ch <- 1 }(); return ch }
func leftContext(ctx context.Context) {
	go func() { <-ctx.Done() }()
	<-ctx.Done()
}
func joinedCancel(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	go func() { defer cancel(); work() }()
	<-ctx.Done()
}
func joinedWaiter(ctx context.Context) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Add(1)
	go func() { defer wg.Done(); work() }()
	go func() { wg.Wait(); close(done) }() // skip
	<-done
}
func leftWaiter() {
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Add(1)
	go func() { defer wg.Done(); work() }()
	go func() { wg.Wait(); close(done) }() // skip
}
type task struct{ done chan struct{} }
func joinedTask() { t := &task{done: make(chan struct{})}; go t.run(); <-t.done }
func (t *task) run() { close(t.done) }
func (s *server) leftSemaphore() { s.sem <- struct{}{}; go func() { defer func() { <-s.sem }() }() }
func (s *server) leftTokens() {
	<-s.sem
	go func() { s.sem <- struct{}{} }()
}
func joinedPipe() { pr, pw := io.Pipe(); go func() { pw.Write(nil); pw.Close() }(); io.Copy(io.Discard, pr) }
func joinedPipeHanded(c *exec.Cmd) { pr, pw := io.Pipe(); c.Stdin = pr; go io.Copy(pw, nil); c.Run() }
func joinedProcess(c *exec.Cmd) {
	in, err := c.StdinPipe()
	if err != nil {
		return
	}
	go func() { defer in.Close(); io.WriteString(in, "x") }()
	c.Run()
}
func joinedScanner(c *exec.Cmd) {
	pipe, err := c.StderrPipe()
	if err != nil {
		return
	}
	wide := bufio.NewReaderSize(pipe, 100)
	s := bufio.NewScanner(wide)
	wide = bufio.NewReaderSize(wide, 200)
	go func() { for s.Scan() { work() } }()
	c.Wait()
}
func leftScanner(c *exec.Cmd, other io.Reader) {
	pipe, err := c.StderrPipe()
	if err != nil {
		return
	}
	_ = pipe
	s := bufio.NewScanner(other)
	go func() { for s.Scan() { work() } }()
	c.Wait()
}
func joinedOwnPipe() { r, w, _ := ring(10); go func() { w.Write(nil); w.Close() }(); io.Copy(io.Discard, r) }
func leftBuffered() { r, w, _ := spool(); go w.Write(nil); r.Read(nil) }
func leftConnection() { r, w, _ := link(); _ = w; go w.Read(nil); io.Copy(io.Discard, r) }
func leftCmd(c *exec.Cmd) { go c.Process.Kill(); c.Wait() }
func leftCmdItself(c *exec.Cmd) { go func() { c.String() }(); c.Wait() }

func joinedSlice(n []int) {
	var chans []chan int
	for range n {
		ch := make(chan int)
		chans = append(chans, ch)
		go func() { ch <- 1 }()
	}
	for _, c := range chans {
		<-c
	}
}
func eachReceive(n []int) {
	for range n {
		ch := make(chan int)
		go func() { ch <- 1 }()
		<-ch
	}
}
func eachWait(n []int) {
	for range n {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { defer wg.Done() }()
		wg.Wait()
	}
}
func eachChunk(n []int) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() { defer wg.Done() }()
		if i%10 == 9 {
			wg.Wait()
		}
	}
	wg.Wait()
}
func allDeferred(n []int) {
	for range n {
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Add(1)
		go func() { defer wg.Done() }()
	}
}
func allWait(n []int) {
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() { defer wg.Done() }()
	}
	wg.Wait()
}
func allEvents(in chan int, stop chan int) {
	out := make(chan int)
	for {
		select {
		case <-out:
		case <-in:
			go func() { out <- 1 }()
		case <-stop:
			return
		}
	}
}
`

// Each function of the source starts one goroutine and, by its name, tells it
// to end (ends…, and ends within the iteration: each…), or does not (keeps…).
const ending = `package p

import (
	"context"
	"time"
)

func watch(ctx context.Context) { <-ctx.Done() }
func wait(c chan struct{})      { <-c }

func endsCancel(parent context.Context) {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	go func() {
		select {
		case <-ctx.Done():
		case <-time.After(time.Hour):
		}
	}()
}
func endsHanded() { ctx, cancel := context.WithCancel(context.Background()); go watch(ctx); cancel() }
func keepsParent(ctx context.Context) {
	_, cancel := context.WithCancel(ctx)
	defer cancel()
	go watch(ctx)
}
func keepsReturned(parent context.Context) func() {
	ctx, cancel := context.WithCancel(parent)
	go watch(ctx)
	return cancel
}
func endsClose()   { stop := make(chan struct{}); defer close(stop); go func() { <-stop }() }
func endsArgument() { stop := make(chan struct{}); go wait(stop); close(stop) }
func keepsOpen()   { stop := make(chan struct{}); go wait(stop) }
func keepsField(s *struct{ c chan struct{} }) { go wait(s.c); close(s.c) }
func eachIteration(n []int) {
	for range n {
		stop := make(chan struct{})
		go wait(stop)
		close(stop)
	}
}
func keepsUntilReturn(n []int) {
	stop := make(chan struct{})
	for range n {
		go wait(stop)
	}
}
func onceForAll(n []int) {
	stop := make(chan struct{})
	defer close(stop)
	for range n {
		go wait(stop)
	}
}
`

func TestEnds(t *testing.T) {
	file, info := check(t, ending)
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		loop, spawn := find(d.Body)
		if spawn == nil {
			continue
		}
		name := d.Name.Name
		ends := join.Ends(info, d.Body, spawn)
		each := loop != nil && join.EndsInIteration(info, loop, spawn)
		switch {
		case strings.HasPrefix(name, "ends") && !ends,
			strings.HasPrefix(name, "keeps") && (ends || each),
			strings.HasPrefix(name, "each") && !each,
			strings.HasPrefix(name, "once") && (!ends || each):
			t.Errorf("%s: ends %v, within the iteration %v", name, ends, each)
		}
	}
}

// Each function of the source starts one goroutine and, by its name, returns
// something that belongs to it (gives…), or does not (keeps…).
const returning = `package p

import (
	"compress/gzip"
	"io"
	"sync"
)

type end struct{}

func (end) Close() error               { return nil }
func (end) CloseWithError(error) error { return nil }

type reading struct{ end }

func (reading) Read([]byte) (int, error) { return 0, nil }

type writing struct{ end }

func (writing) Write([]byte) (int, error) { return 0, nil }

type (
	body struct{ io.Reader }
	sink struct{ to io.Writer }
)

func newBody(r io.Reader) *body { return &body{r} }

var ring = func(size int) (*reading, *writing, error) { return nil, nil, nil }

func rings(size int) (reading, writing, error)               { return reading{}, writing{}, nil }
func cached(k string) (io.ReadCloser, io.WriteCloser, error) { return nil, nil, nil }
func conns() (io.ReadWriteCloser, io.ReadWriteCloser, error) { return nil, nil, nil }
func drain(r io.Reader)                                      {}

type pipe struct {
	out chan int
	wg  *sync.WaitGroup
	mu  sync.Mutex
}

func feed(ch chan<- int)      { ch <- 1 }
func fill(w io.Writer)        {}
func wrap(ch <-chan int) any  { return ch }
func (p *pipe) work() error   { return nil }

func givesChannel() <-chan int { ch := make(chan int); go func() { ch <- 1 }(); return ch }
func givesClosed() chan int    { ch := make(chan int); go func() { defer close(ch) }(); return ch }
func givesHanded() (<-chan int, error) { ch := make(chan int); go feed(ch); return ch, nil }
func givesField() *pipe   { p := &pipe{out: make(chan int)}; go func() { p.out <- 1 }(); return p }
func givesLiteral() *pipe { ch := make(chan int); go feed(ch); return &pipe{out: ch} }
func givesStored() *pipe  { ch := make(chan int); p := &pipe{}; p.out = ch; go feed(ch); return p }
func givesNamed() (p pipe, err error) { ch := make(chan int); go feed(ch); p = pipe{out: ch}; return }
func givesWrapped() any { ch := make(chan int); go feed(ch); v := wrap(ch); return v }
func givesGroup() *pipe { var wg sync.WaitGroup; wg.Go(func() {}); return &pipe{wg: &wg} }
func givesReceiver() func() int {
	ch := make(chan int)
	go feed(ch)
	next := func() int { return <-ch }
	return next
}
func givesStop() func() { ch := make(chan int); go func() { <-ch }(); return func() { close(ch) } }
func givesReader() io.Reader { r, w := io.Pipe(); go fill(w); return r }
func givesWriter() io.Writer { r, w := io.Pipe(); go drain(r); return w }
func givesOwn() (any, io.Reader, error) {
	r, w, err := ring(10)
	if err != nil {
		return nil, nil, err
	}
	p := newBody(r)
	go func() { fill(w); w.CloseWithError(nil) }()
	return nil, p, nil
}
func givesSink() (_ any, s *sink) {
	r, w, _ := rings(10)
	s = &sink{to: w}
	go drain(r)
	return nil, s
}
func givesZipped() io.Reader {
	r, w, _ := rings(10)
	z := gzip.NewWriter(w)
	go func() { fill(z); z.Close() }()
	return r
}
func keepsEnd() io.Closer  { r, w, _ := rings(10); _ = r; go fill(w); return w }
func keepsEntry() io.Reader { r, w, _ := cached("k"); go fill(w); return r }
func keepsConn() io.Reader { a, b, _ := conns(); go fill(b); return a }

func keepsAll()           { ch := make(chan int); go feed(ch) }
func keepsOther() *pipe   { ch := make(chan int); p := &pipe{}; go feed(ch); return p }
func keepsLock() *pipe    { p := &pipe{}; go func() { p.mu.Lock() }(); return p }
func keepsError(p *pipe) error { ch := make(chan *pipe); go func() { ch <- p }(); err := p.work(); return err }
func (p *pipe) keepsOwn() *pipe { go func() { p.out <- 1 }(); return p }
func keepsInner() any {
	ch := make(chan int)
	go feed(ch)
	func() chan int { return ch }()
	return nil
}
`

// Each function of the source waits for the goroutine that it starts and, by its
// name, may leave before it is done (leaves…), or not (waits…).
const leaving = `package p

import (
	"context"
	"sync"
)

func leavesEarly(ctx context.Context) {
	done := make(chan int)
	go func() { close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
func leavesByDefault() { done := make(chan int); go func() { close(done) }(); select { case <-done: default: } }
func leavesLoop(ctx context.Context, other chan int) {
	done := make(chan int)
	go func() { close(done) }()
	for {
		select {
		case <-other:
		case <-done:
			return
		case <-ctx.Done():
			return
		}
	}
}
func leavesGroup(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Go(func() {})
	done := make(chan int)
	go func() { wg.Wait(); close(done) }()
	select {
	case <-ctx.Done():
	case <-done:
	}
}
func waitsPlainly() { done := make(chan int); go func() { close(done) }(); <-done }
func waitsInEach(ctx context.Context) {
	done, failed := make(chan int), make(chan error)
	go func() { defer close(done); failed <- nil }()
	select {
	case <-done:
	case <-failed:
	case <-ctx.Done():
		<-done
	}
}
func waitsOn(other chan int) {
	done := make(chan int)
	go func() { close(done) }()
	for {
		select {
		case <-other:
			continue
		case <-done:
			return
		}
	}
}
func waitsAfter(ctx context.Context) {
	done := make(chan int)
	go func() { close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
	<-done
}
func waitsDeferred(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {})
}
`

func TestLeaves(t *testing.T) {
	file, info := check(t, leaving)
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		_, spawn := find(d.Body)
		if got, want := join.Leaves(info, d.Body, spawn) != nil, strings.HasPrefix(d.Name.Name, "leaves"); got != want {
			t.Errorf("%s: leaves %v", d.Name.Name, got)
		}
	}
}

// Of the functions that leave, those that do so when a context ends.
func TestGivenUp(t *testing.T) {
	file, info := check(t, leaving)
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		_, spawn := find(d.Body)
		want := strings.HasPrefix(d.Name.Name, "leaves") && d.Type.Params.NumFields() > 0
		if got := join.GivenUp(info, d.Body, spawn); got != want {
			t.Errorf("%s: given up %v", d.Name.Name, got)
		}
	}
}

func TestReturned(t *testing.T) {
	file, info := check(t, returning)
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		_, spawn := find(d.Body)
		if spawn == nil {
			continue
		}
		sig := info.Defs[d.Name].(*types.Func).Signature()
		if got, want := join.Returned(info, sig, d.Body, spawn), strings.HasPrefix(d.Name.Name, "gives"); got != want {
			t.Errorf("%s: returned %v", d.Name.Name, got)
		}
	}
}

func TestJoined(t *testing.T) {
	file, info := check(t, source)
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		loop, spawn := find(d.Body)
		if spawn == nil {
			continue
		}
		name := d.Name.Name
		joined := join.Joined(info, d.Body, spawn)
		inIteration := loop != nil && join.JoinedInIteration(info, loop, spawn)
		switch {
		case strings.HasPrefix(name, "joined") && !joined,
			strings.HasPrefix(name, "left") && (joined || inIteration),
			strings.HasPrefix(name, "each") && !inIteration,
			strings.HasPrefix(name, "all") && (!joined || inIteration):
			t.Errorf("%s: joined %v, within the iteration %v", name, joined, inIteration)
		}
	}
}

func check(t *testing.T, source string) (*ast.File, *types.Info) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("p", fset, []*ast.File{file}, info); err != nil {
		t.Fatal(err)
	}
	return file, info
}

// find returns the first statement that starts a goroutine and the loop around it.
func find(body *ast.BlockStmt) (loop *ast.BlockStmt, spawn ast.Node) {
	ast.Inspect(body, func(n ast.Node) bool {
		if spawn != nil {
			return false
		}
		switch n := n.(type) {
		case *ast.RangeStmt:
			loop = n.Body
		case *ast.ForStmt:
			loop = n.Body
		case *ast.GoStmt:
			spawn = n
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Go" {
				spawn = n
			}
		}
		return spawn == nil
	})
	return loop, spawn
}
