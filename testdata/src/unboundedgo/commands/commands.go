// Package main is a program with commands, one of which serves.
package main

import (
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
)

var conf struct{ Meters, Files []string }

var root = &cobra.Command{Use: "server", RunE: serve}

var check = &cobra.Command{Use: "check", Run: func(*cobra.Command, []string) { meters() }}

var pack = &cobra.Command{Use: "pack", Run: files}

func meters() {
	var wg sync.WaitGroup
	for _, name := range conf.Meters {
		wg.Go(func() { start(name) })
	}
	wg.Wait()
}

func start(string) { time.Sleep(time.Second) }

func serve(*cobra.Command, []string) error {
	meters()
	return http.ListenAndServe(":8080", nil)
}

// files is the work of a command that serves nothing.
func files(_ *cobra.Command, args []string) {
	var wg sync.WaitGroup
	for _, name := range args {
		wg.Go(func() { os.Remove(name) }) // want `one goroutine per element of "args"`
	}
	wg.Wait()
}

func main() {
	root.AddCommand(check, pack)
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}
