// Command command ends, and with it all its goroutines.
package main

import (
	"errors"
	"fmt"
	"time"
)

func main() {
	ch := make(chan string)
	go func() {
		ch <- "x" // silent: the process ends
	}()
	select {
	case v := <-ch:
		fmt.Println(v)
	case <-time.After(time.Second):
		fmt.Println("timeout")
	}
	fmt.Println(run())
}

func run() error {
	ch := make(chan string)
	go func() {
		ch <- "x" // want `once "run" leaves by the case at line \d+`
	}()
	select {
	case <-ch:
		return nil
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}
