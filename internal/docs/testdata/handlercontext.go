package page

import "context"

type Server struct {
	store interface {
		User(ctx context.Context, id string) (string, error)
	}
}
