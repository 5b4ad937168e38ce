// Command golangci is golangci-lint with the rules in it, the same as "golangci-lint
// custom" builds. It is a module of its own, so that nobody who depends on the
// rules gets golangci-lint's dependencies.
package main

import (
	"fmt"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"

	_ "github.com/concurrencylint/concurrencylint/.golangci-plugin"
)

func main() {
	// Of a binary without a version golangci-lint hashes the content into the
	// keys of its cache, so a changed rule never meets old findings there.
	if err := commands.Execute(commands.BuildInfo{Version: "(devel)"}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}
