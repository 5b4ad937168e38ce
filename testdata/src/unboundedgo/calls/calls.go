// Package calls has loops whose goroutines start in the functions they call.
package calls

import (
	"context"

	"fixtures/spawns/helper"
)

type server struct{}

func (s *server) audit(user string) {
	go s.write(user) // want `"server.audit" starts this goroutine and returns without waiting, and the loop at calls.go:\d+ calls it once per element of "users": all those goroutines run at once`
}

func (s *server) write(string) {}

func (s *server) deep(user string) { s.deeper(user) }

func (s *server) deeper(user string) {
	go s.write(user + "!") // want `"server.deep" starts this goroutine and returns without waiting`
}

func samePackage(s *server, users []string) {
	for _, u := range users {
		s.audit(u)
	}
	for i := range users {
		s.deep(users[i])
	}
	for _, u := range users {
		s.audit(u) // the same goroutine as above
	}
}

func otherPackage(users []string, in chan string) error {
	for _, u := range users {
		helper.Notify(u) // want `"Notify" starts a goroutine \(helper.go:\d+\) and returns without waiting: this loop starts one goroutine per element of "users"`
	}
	for _, u := range users {
		if err := helper.NotifyAll(u); err != nil { // want `"NotifyAll" starts a goroutine \(helper.go:\d+\)`
			return err
		}
	}
	for u := range in {
		helper.Notify(u) // want `this loop starts one goroutine per value received from "in"`
	}
	return nil
}

func helpers(users []string) {
	for _, u := range users {
		helper.Go(func() { println(u) }) // want `starts one goroutine per element of "users"`
	}
	for _, u := range users {
		spawn(func() { println(u) }) // want `starts one goroutine per element of "users"`
	}
	for _, u := range users {
		resolve(u) // want `"resolve" starts a goroutine \(helper.go:\d+\) and returns without waiting: this loop`
	}
	for _, u := range users {
		helper.Twice(func() {
			go println(u) // want `starts one goroutine per element of "users"`
		})
	}
}

func spawn(fn func()) { go fn() }

func resolve(user string) {
	if user == "" {
		return
	}
	helper.Go(func() { println(user) })
}

// These wait, hand back what they feed, or start a component.
func silent(ctx context.Context, users []string) {
	for _, u := range users {
		helper.NotifyNow(u)
	}
	for _, u := range users {
		for line := range helper.Lines(u) {
			println(line)
		}
	}
	for _, u := range users {
		helper.StartWatch(ctx, u)
	}
	for _, u := range users {
		helper.Acquire()
		go func() {
			defer helper.Release()
			println(u)
		}()
	}
	for _, u := range users {
		helper.Go(func() { helper.Watch(ctx, u) })
	}
}

// Few elements, also of other packages.
func few() {
	for _, k := range helper.Kinds {
		go println(k)
	}
	for _, l := range helper.Levels() {
		go println(l)
	}
}

type event struct {
	kind, name string
	urgent     bool
}

// alert starts its goroutine for some, the loop calls it for few of them.
func alert(e event) {
	if e.urgent {
		go println(e.name)
	}
}

func seldom(events []event, known map[string]bool) {
	for _, e := range events {
		if e.kind == "fault" {
			if known[e.name] {
				alert(e)
			}
		}
	}
}

// page starts its goroutine for some of those that the loop calls it for.
func page(e event) {
	if e.urgent {
		go println(e.name) // want `"page" starts this goroutine and returns without waiting`
	}
}

func often(events []event) {
	for _, e := range events {
		if e.name != "" {
			page(e)
		}
	}
}

// spill waits unless there is much and it is not urgent.
func spill(e event, much bool) {
	if much {
		if e.urgent {
			println(e.name)
		} else {
			go println(e.name)
		}
	}
}

func spills(events []event) {
	for _, e := range events {
		spill(e, len(events) > 64)
	}
}
