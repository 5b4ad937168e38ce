// Package command holds processes.
package command

import (
	"context"
	"os/exec"
	"time"
)

func runs(ctx context.Context) error {
	cmd := exec.Command("sync") // want `^"exec.Command" leaves its process running when "ctx" is cancelled; use exec.CommandContext\(ctx, ...\)$`
	cmd.Dir = "/"
	return cmd.Run()
}

func output(ctx context.Context) ([]byte, error) {
	return exec.Command("date").Output() // want `exec.Command`
}

func waits(ctx context.Context) error {
	cmd := exec.Command("sync") // want `exec.Command`
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Wait()
}

type daemon struct{ cmd *exec.Cmd }

// The process is meant to outlive the call.
func (d *daemon) start(ctx context.Context) error {
	d.cmd = exec.Command("daemon")
	return d.cmd.Start()
}

// So is this one; the goroutine only collects it.
func reaped(ctx context.Context) error {
	cmd := exec.Command("daemon")
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { cmd.Wait() }()
	return nil
}

// The process is killed by hand.
func killed(ctx context.Context) error {
	cmd := exec.Command("sync")
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Second):
		return cmd.Process.Kill()
	}
}

// The command is never run.
func path(ctx context.Context) string {
	return exec.Command("sync").Path
}

// Its caller runs the command.
func build(ctx context.Context) *exec.Cmd {
	return exec.Command("sync") // want `exec.Command`
}

func runsBuilt(ctx context.Context) error { return build(ctx).Run() }

func run(cmd *exec.Cmd) error { return cmd.Run() }

func callee(ctx context.Context) error {
	return run(exec.Command("sync")) // want `exec.Command`
}
