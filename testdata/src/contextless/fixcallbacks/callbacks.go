// Package fixcallbacks prepares requests in callbacks: those that attach no context are
// given one.
package fixcallbacks

import (
	"context"
	"net/http"

	"github.com/go-resty/resty/v2"
	"xorm.io/xorm"
)

type prepare func(req *resty.Request)

type api struct{ http *resty.Client }

func (a *api) send(url string, with prepare, more any) error {
	req := a.http.R()
	if with != nil {
		with(req)
	}
	_, err := req.Get(url)
	return err
}

func (a *api) attaches(ctx context.Context) {
	a.send("/a", func(req *resty.Request) { req.SetContext(ctx) }, nil)
}

func (a *api) none(ctx context.Context) {
	a.send("/b", nil, 1) // want "give it a callback"
}

func (a *api) lines(r *http.Request) {
	a.send("/c", func(req *resty.Request) { // want "have its callback"
		// What is said of the next line stays there.
		req.SetHeader("A", "b")
	}, nil)
}

func (a *api) oneLine(_ context.Context) {
	a.send("/d", func(req *resty.Request) { req.SetHeader("A", "b") }, nil) // want "have its callback"
}

func (a *api) empty(ctx context.Context) {
	a.send("/e", func(req *resty.Request) {}, nil) // want "have its callback"
}

func transaction(ctx context.Context, engine *xorm.Engine) {
	engine.Transaction(func(session *xorm.Session) (any, error) { // want `have its callback call Context\(ctx\) on the session`
		return session.Insert(1)
	})
}

// No fix: the context has another name in the literal.
func (a *api) hidden(req context.Context) {
	a.send("/f", func(req *resty.Request) { req.SetHeader("A", "b") }, nil) // want "have its callback"
	a.send("/g", nil, nil)                                                  // want "give it a callback"
}

// No fix: others may use it.
func (a *api) local(ctx context.Context) {
	with := func(req *resty.Request) { req.SetHeader("A", "b") }
	a.send("/h", with, nil) // want "have its callback"
}

// No fix: the parameter has no name.
func (a *api) unnamed(ctx context.Context) {
	a.send("/i", func(*resty.Request) {}, nil) // want "have its callback"
}
