package perreq

import (
	"net"
	"net/http"
	"sync"
)

// ctx is made for a pool: silent.
type ctx struct {
	params map[string]string
	n      int
}

func newCtx() *ctx { return &ctx{params: map[string]string{}} }

var ctxPool = sync.Pool{New: func() any { return newCtx() }}

func (c *ctx) handle(w http.ResponseWriter, r *http.Request) {
	c.n++
	c.params["x"] = "y"
}

func pooledCtx(w http.ResponseWriter, r *http.Request) {
	c := ctxPool.Get().(*ctx)
	c.handle(w, r)
	ctxPool.Put(c)
}

// peer serves the requests of one connection: silent.
type peer struct {
	conn net.Conn
	n    int
}

func (p *peer) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.n++ }

func acceptPeers(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go servePeer(c)
	}
}

func servePeer(c net.Conn) {
	p := &peer{conn: c}
	p.ServeHTTP(nil, nil)
}

// shared is made once, and accepts no connections.
type once struct{ n int }

func (o *once) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.n++ // want `field "once.n" is shared`
}

func setUp() http.Handler { return &once{} }
