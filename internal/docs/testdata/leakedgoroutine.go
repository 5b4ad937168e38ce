package page

import (
	"net/http"
	"sync/atomic"
)

type part struct{}

func (part) send() {}

type image struct{}

func (image) shrink() error { return nil }

func write(w http.ResponseWriter, n *atomic.Int64) {}
