package page

import (
	"net/http"

	"golang.org/x/time/rate"
)

type server struct {
	limiter *rate.Limiter
	index   http.Handler
}
