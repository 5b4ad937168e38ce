// Command program has commands that serve and one that does not.
package main

import (
	"os"

	"fixtures/shutdown/program/graceful"
	"fixtures/shutdown/program/store"
	"fixtures/shutdown/program/web"
)

type command struct{ run func() error }

var commands = map[string]*command{
	"serve": {func() error {
		store.Open()
		return web.Serve()
	}},
	"follow": {func() error {
		store.Follow()
		return nil
	}},
	"graceful": {func() error {
		store.Wait()
		return graceful.Serve()
	}},
}

func main() { commands[os.Args[1]].run() }
