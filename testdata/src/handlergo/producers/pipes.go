package producers

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
)

// A spool is a pipe by way of a file. Its ends are inlet and outlet.
type spool struct{ file *os.File }

func (s *spool) Close() error { return s.CloseWithError(io.EOF) }

func (s *spool) CloseWithError(err error) error { return s.file.Close() }

type (
	inlet  struct{ *spool }
	outlet struct{ *spool }
)

func (i inlet) Write(p []byte) (int, error) { return i.file.Write(p) }
func (o outlet) Read(p []byte) (int, error) { return o.file.Read(p) }

// spooled can be replaced.
var spooled = func(size int) (*outlet, *inlet, error) { return nil, nil, io.ErrClosedPipe }

type counted struct {
	from io.ReadCloser
	read int
}

func count(r io.ReadCloser) *counted { return &counted{from: r} }

// download fills the one end, and its caller reads from the other.
func (s *store) download(name string) (*os.File, *counted, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	r, w, err := spooled(100)
	if err != nil {
		return nil, nil, err
	}
	c := count(r)
	go func() {
		defer file.Close()
		io.Copy(w, file)
		w.Close()
	}()
	return nil, c, nil
}

// upload drains it.
func (s *store) upload(name string) (io.WriteCloser, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	lines := bufio.NewReaderSize(r, 1<<16)
	go func() {
		defer file.Close()
		_, err := lines.WriteTo(file)
		r.CloseWithError(err)
	}()
	return w, nil
}

// keep returns the end that the goroutine fills.
func (s *store) keep(name string) io.Closer {
	_, w, err := spooled(100)
	if err != nil {
		return nil
	}
	go func() { // want `every request of handler "store.transfer" via "store.keep" starts this goroutine`
		s.fill(w)
	}()
	return w
}

// entry returns the reader of something that is written whether or not it is read.
func (s *store) entry(find func(name string) (io.ReadCloser, io.WriteCloser)) io.Reader {
	r, w := find("x")
	go s.fill(w) // want `every request of handler "store.transfer" via "store.entry" starts this goroutine`
	return r
}

// peers returns a connection of which the goroutine has another.
func (s *store) peers(connect func() (io.ReadWriteCloser, io.ReadWriteCloser)) io.ReadWriteCloser {
	a, b := connect()
	go s.fill(b) // want `every request of handler "store.transfer" via "store.peers" starts this goroutine`
	return a
}

func (s *store) fill(w io.Writer) { exec.Command("fill").Run() }

// warn has the goroutine read what the process says until it ends.
func (s *store) warn(cmd *exec.Cmd, other io.Reader) error {
	said, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(said)
	more := bufio.NewScanner(other)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		for lines.Scan() {
			os.Stderr.Write(lines.Bytes())
		}
	}()
	go func() { // want `every request of handler "store.transfer" via "store.warn" starts this goroutine`
		for more.Scan() {
			os.Stderr.Write(more.Bytes())
		}
	}()
	return cmd.Wait()
}

func (s *store) transfer(w http.ResponseWriter, r *http.Request) {
	_, from, err := s.download(r.PathValue("name"))
	if err != nil {
		return
	}
	to, err := s.upload("copy")
	if err != nil {
		return
	}
	io.Copy(to, from.from)
	to.Close()
	s.keep("x").Close()
	s.entry(nil).Read(nil)
	s.peers(nil).Close()
	s.warn(exec.Command("list"), r.Body)
}
