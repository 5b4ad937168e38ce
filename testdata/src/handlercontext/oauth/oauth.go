// Package oauth asks for tokens.
package oauth

import (
	"context"
	"net/http"

	"golang.org/x/oauth2"
)

type account struct {
	conf   oauth2.Config
	old    *oauth2.Token
	source oauth2.TokenSource
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.atOnce()
	a.named()
	a.keep()
	a.sourceOf()
	a.client()
}

// The handler waits for the token.
func (a *account) atOnce() (*oauth2.Token, error) {
	return a.conf.TokenSource(context.Background(), a.old).Token() // want `cuts the call of "TokenSource" off`
}

func (a *account) named() (*oauth2.Token, error) {
	source := a.conf.TokenSource(context.Background(), a.old) // want `cuts the call of "TokenSource" off`
	return source.Token()
}

// What is kept renews its token for all requests to come.
func (a *account) keep() (*oauth2.Token, error) {
	source := a.conf.TokenSource(context.Background(), a.old)
	a.source = source
	return source.Token()
}

// Its callers may keep it.
func (a *account) sourceOf() oauth2.TokenSource {
	return a.conf.TokenSource(context.Background(), a.old)
}

// The client may live on in what it is handed to.
func (a *account) client() *http.Client {
	source := a.conf.TokenSource(context.Background(), a.old)
	return &http.Client{Transport: &oauth2.Transport{Source: source}}
}
