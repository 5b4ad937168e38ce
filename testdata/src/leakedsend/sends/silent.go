package sends

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"
)

// The parent always receives.
func receives(url string) string {
	ch := make(chan string)
	go func() {
		v, _ := fetch(url)
		ch <- v
	}()
	return <-ch
}

// Two senders, two receives.
func two(a, b string) (string, string) {
	ch := make(chan string)
	send := func(u string) {
		v, _ := fetch(u)
		ch <- v
	}
	go send(a)
	go send(b)
	x := <-ch
	return x, <-ch
}

// As many receives as senders.
func counted(urls []string) (got []string) {
	ch := make(chan string)
	for _, u := range urls {
		go func() {
			v, _ := fetch(u)
			ch <- v
		}()
	}
	for i := 0; i < len(urls); i++ {
		got = append(got, <-ch)
	}
	return got
}

// The loop ends when all have reported.
func countedInside(urls []string) error {
	ch := make(chan error)
	for _, u := range urls {
		go func() {
			_, err := fetch(u)
			ch <- err
		}()
	}
	var all error
	open := len(urls)
	for {
		if open == 0 {
			return all
		}
		all = errors.Join(all, <-ch)
		open--
	}
}

// The send has a way out.
func wayOut(ctx context.Context, urls []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, u := range urls {
			v, _ := fetch(u)
			select {
			case ch <- v:
			case <-ctx.Done():
				return
			}
		}
	}()
	for v := range ch {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}

// The send is skipped if nobody listens.
func lossy(ctx context.Context, url string) {
	ch := make(chan string)
	go func() {
		v, _ := fetch(url)
		select {
		case ch <- v:
		default:
		}
	}()
	select {
	case v := <-ch:
		fmt.Println(v)
	case <-ctx.Done():
	}
}

// The process ends.
func exits(url string) {
	ch := make(chan error)
	go func() {
		_, err := fetch(url)
		ch <- err
	}()
	if url == "" {
		os.Exit(1)
	}
	if url == "-" {
		log.Fatal("no url")
	}
	if url == "+" {
		die()
	}
	<-ch
}

func die() {
	fmt.Println("bye")
	os.Exit(2)
}

// The receive and the send stand under the same condition.
func sameCondition(async bool, url string) {
	ch := make(chan error)
	if async {
		go func() {
			_, err := fetch(url)
			ch <- err
		}()
	}
	fmt.Println("working")
	if async {
		<-ch
	}
}

// Made and received under the same condition.
func nilOtherwise(async bool, url string) {
	var ch chan error
	if async {
		ch = make(chan error)
		go func() {
			_, err := fetch(url)
			ch <- err
		}()
	}
	if ch != nil {
		<-ch
	}
}

// Every iteration receives what it started.
func oneByOne(urls []string) error {
	ch := make(chan error)
	for _, u := range urls {
		go func() {
			_, err := fetch(u)
			ch <- err
		}()
		if err := <-ch; err != nil {
			return err
		}
	}
	return nil
}

// A loop without an end never leaves.
func forever(url string) {
	ch := make(chan string)
	go func() {
		for {
			v, _ := fetch(url)
			ch <- v
		}
	}()
	for {
		select {
		case v := <-ch:
			fmt.Println(v)
		case <-time.After(time.Minute):
			fmt.Println("quiet")
		}
	}
}

// Nobody ever receives: that is another rule's.
func nobody(url string) {
	ch := make(chan string)
	go func() {
		v, _ := fetch(url)
		ch <- v
	}()
}
