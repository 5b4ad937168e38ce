package guards

import "sync"

type task struct{ id int }

func (t *task) run() {}

// A crew keeps what runs in a map, and counts what is under way.
type crew struct {
	mu      sync.Mutex
	running map[int]*task
	seen    map[int]*task
	active  int
	started int
	most    int
}

func (c *crew) finish(t *task) {
	c.mu.Lock()
	delete(c.running, t.id)
	c.active--
	c.mu.Unlock()
}

func (c *crew) mapped(tasks chan *task) {
	for t := range tasks {
		if len(c.running) >= c.most {
			continue
		}
		c.running[t.id] = t
		go t.run()
	}
}

func (c *crew) counted(tasks chan *task) {
	for t := range tasks {
		if c.active < c.most {
			c.active++
			go t.run()
		}
	}
}

// It waits until one has finished.
func (c *crew) waits(tasks chan *task, done chan *task) {
	for t := range tasks {
		for c.active >= c.most {
			c.finish(<-done)
		}
		c.active++
		go t.run()
	}
}

// busy reports whether t has to wait: too many run, if that is limited.
func (c *crew) busy(t *task) bool {
	if c.most > 0 && len(c.running) >= c.most {
		return true
	}
	other := c.running[t.id]
	return other != nil
}

func (c *crew) asks(tasks chan *task, quit chan struct{}) {
	for {
		select {
		case t := <-tasks:
			if c.busy(t) {
				break
			}
			c.running[t.id] = t
			go t.run()
		case <-quit:
			return
		}
	}
}

// odd may say so before it has looked how many run.
func (c *crew) odd(t *task) bool {
	if t.id%2 == 0 {
		return false
	}
	if len(c.running) >= c.most {
		return true
	}
	return false
}

func (c *crew) asksOdd(tasks chan *task) {
	for t := range tasks {
		if c.odd(t) {
			continue
		}
		go t.run() // want `one goroutine per value received from "tasks"`
	}
}

// Nothing is ever taken away: this is about what has been, not about what runs.
func (c *crew) once(tasks chan *task) {
	for t := range tasks {
		if len(c.seen) >= c.most {
			continue
		}
		go t.run() // want `one goroutine per value received from "tasks"`
	}
	for t := range tasks {
		if c.started >= c.most {
			continue
		}
		go t.run() // want `one goroutine per value received from "tasks"`
	}
}

// Few is no bound.
func (c *crew) few(tasks chan *task) {
	for t := range tasks {
		if c.active < c.most {
			continue
		}
		go t.run() // want `one goroutine per value received from "tasks"`
	}
}

// The count belongs to the value.
func own(crews chan *crew) {
	for c := range crews {
		if c.active >= c.most {
			continue
		}
		go handle(c) // want `one goroutine per value received from "crews"`
	}
	for c := range crews {
		if c.busy(nil) {
			continue
		}
		go handle(c) // want `one goroutine per value received from "crews"`
	}
}

// A function may ask itself.
type chain struct{ next *chain }

func (c *chain) full() bool { return c.next.full() }

func (c *chain) take(tasks chan *task) {
	for t := range tasks {
		if c.full() {
			continue
		}
		go t.run() // want `one goroutine per value received from "tasks"`
	}
}

func optional(items []int, most int) error {
	if most > 0 && len(items) > most {
		return errTooMany
	}
	for _, it := range items {
		go handle(it)
	}
	return nil
}
