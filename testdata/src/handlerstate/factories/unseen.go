package factories

import (
	"container/list"
	"net/http"
)

// table stands for a library that calls what it keeps for each request.
var table list.List

type download struct{ sent int }

func (d *download) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.sent++ // silent: the request has made it
}

func newDownload(r *http.Request) (http.Handler, error) { return &download{}, nil }

type report struct{ rows int }

func (p *report) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.rows++ // want `field "report.rows" is shared`
}

// newReport gets no request.
func newReport(title string) (http.Handler, error) { return &report{}, nil }

type probe struct{ hits int }

func (p *probe) check(w http.ResponseWriter, r *http.Request) {
	p.hits++ // want `field "probe.hits" is shared`
}

// newProbe returns no handler: it may be asked for any request, such as one that is
// sent to another server.
func newProbe(r *http.Request) *probe { return &probe{} }

type counts struct{ total int }

// choose runs for each request, and its receiver is there for all.
func (c *counts) choose(r *http.Request) http.HandlerFunc {
	c.total++ // want `field "counts.total" is shared`
	own := 0
	return func(w http.ResponseWriter, r *http.Request) {
		own++ // silent
	}
}

func fill(c *counts) {
	table.PushBack(newDownload)
	table.PushBack(newReport)
	table.PushBack(newProbe)
	table.PushBack(c.choose)
}
