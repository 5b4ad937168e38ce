// Package across hands requests to another package and gets them from there.
package across

import (
	"context"
	"net/http"
	"os/exec"

	"fixtures/contextless/across/lib"
)

func sends(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil) // want `"http.NewRequest"`
	lib.Send(req)
}

// The callee attaches the context.
func sendsFor(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil)
	lib.SendFor(ctx, req)
}

func gets(ctx context.Context, u string) {
	req, err := lib.New(u) // want `^"lib.New" makes a request whose response is still waited for when "ctx" is cancelled; call WithContext\(ctx\) on what it returns$`
	if err != nil {
		return
	}
	lib.Send(req)
}

// The context is attached here.
func getsAndAttaches(ctx context.Context, u string) {
	req, _ := lib.New(u)
	lib.Send(req.WithContext(ctx))
}

func runs(ctx context.Context) {
	lib.Run(exec.Command("sync")) // want `"exec.Command"`
}

// What stands behind one call of another package is one finding.
func syncs(w http.ResponseWriter, r *http.Request) {
	lib.Sync() // want `"exec.Command" .* handler "syncs" via "Sync" .* \(at lib.go:31, and 1 more behind this call\)`
}
