// Command queue shows what a queue does. // want package:"[0-9]+ findings if on a request path"
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func work() {}

func send(context.Context) error { return errors.New("busy") }

// A demonstration goes on for a while.
func main() {
	go work()
	time.Sleep(5 * time.Second)
	fmt.Println(retry(context.Background()))
}

// A retry loop is one wherever it stands.
func retry(ctx context.Context) error {
	for {
		if err := send(ctx); err == nil {
			return nil
		}
		time.Sleep(time.Second) // want `the sleep goes on for its whole time when "ctx" is cancelled`
	}
}
