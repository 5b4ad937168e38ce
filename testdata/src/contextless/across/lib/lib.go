// Package lib makes and sends requests for other packages.
package lib

import (
	"context"
	"net/http"
	"os/exec"
)

// New leaves the context to its callers.
func New(u string) (*http.Request, error) {
	return http.NewRequest("GET", u, nil)
}

// Send sends the request as it is.
func Send(req *http.Request) error {
	_, err := http.DefaultClient.Do(req)
	return err
}

// SendFor attaches the context.
func SendFor(ctx context.Context, req *http.Request) error {
	return Send(req.WithContext(ctx))
}

// Run runs the command.
func Run(cmd *exec.Cmd) error { return cmd.Run() }

// Sync writes what is buffered to the disk, twice for luck.
func Sync() error {
	if err := exec.Command("sync").Run(); err != nil {
		return err
	}
	return exec.Command("sync").Run()
}
