// Package main is read in mode all.
package main

import (
	"context"
	"net/http"
)

func main() {
	http.Get("http://upstream") // want `^"http.Get" cannot be cancelled; have a context handed in and use http.NewRequestWithContext\(ctx, ...\) and Do$`
	later(context.Background())
}

func tool() {
	req, _ := http.NewRequest("GET", "/", nil) // want `"http.NewRequest" cannot be cancelled`
	_ = req
}

func later(ctx context.Context) {
	req, _ := http.NewRequest("GET", "/", nil) // has its context after all
	http.DefaultClient.Do(req.WithContext(ctx))
}
