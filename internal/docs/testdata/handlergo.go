package page

import (
	"context"
	"net/http"
)

type Server struct{ jobs chan job }

type job struct {
	ctx  context.Context
	user string
}

func (s *Server) create(r *http.Request) string         { return r.FormValue("name") }
func (s *Server) mail(ctx context.Context, user string) { deliver(ctx, user) }
func (s *Server) index(user string)                     { deliver(context.Background(), user) }
func deliver(ctx context.Context, user string)          { post(ctx, user) }
func post(ctx context.Context, user string) (_ *http.Response, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/"+user, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}
