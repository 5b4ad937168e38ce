package background

import (
	"fmt"
	"net/http"
)

// A room belongs to the goroutine that runs it.
type room struct {
	members map[string]bool
	join    chan string
	leave   chan string
	who     chan chan int
}

var lobby = &room{members: map[string]bool{}}

func init() { go lobby.run() }

func (m *room) run() {
	for {
		select {
		case name := <-m.join:
			m.enter(name)
		case name := <-m.leave:
			m.exit(name)
		case answer := <-m.who:
			answer <- len(m.members)
		}
	}
}

// The writes are in order: who reads without asking the goroutine is at fault.
func (m *room) enter(name string) { m.members[name] = true }

func (m *room) exit(name string) { delete(m.members, name) }

func peek(w http.ResponseWriter, r *http.Request) {
	for name := range lobby.members { // want `field "room.members" is a map that handler "peek" reads while a goroutine writes it without a lock: .*, or ask the goroutine`
		fmt.Fprintln(w, name)
	}
}

func ask(w http.ResponseWriter, r *http.Request) {
	answer := make(chan int, 1)
	lobby.who <- answer
	fmt.Fprintln(w, <-answer)
}
