// Package timers starts goroutines when timers fire.
package timers

import "time"

func refresh() {}

// The timer fires once.
func once(quit chan struct{}) {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			go refresh()
		case <-quit:
			return
		}
	}
}

func again(quit chan struct{}) {
	timer := time.NewTimer(time.Minute)
	for {
		select {
		case <-timer.C:
			go refresh() // want `one goroutine per value received from "timer.C"`
			timer.Reset(time.Minute)
		case <-quit:
			return
		}
	}
}

func renewed(quit chan struct{}) {
	timer := time.NewTimer(time.Minute)
	for {
		select {
		case <-timer.C:
			timer = time.NewTimer(time.Minute)
			go refresh() // want `one goroutine per value received from "timer.C"`
		case <-quit:
			return
		}
	}
}

func ticks(quit chan struct{}) {
	ticker := time.NewTicker(time.Minute)
	for {
		select {
		case <-ticker.C:
			go refresh() // want `one goroutine per value received from "ticker.C"`
		case <-quit:
			return
		}
	}
}

// As once, for a channel made before the loop.
func deadline(quit chan struct{}) {
	late := time.After(time.Minute)
	for {
		select {
		case <-late:
			go refresh()
		case <-quit:
			return
		}
	}
}

func eachTime(quit chan struct{}) {
	for {
		select {
		case <-time.After(time.Minute):
			go refresh() // want `one goroutine per value received from "time.After`
		case <-quit:
			return
		}
	}
}

func set(t *time.Timer) { t.Reset(time.Minute) }

// Somebody else may set it again.
func handed(quit chan struct{}) {
	timer := time.NewTimer(time.Minute)
	for {
		select {
		case <-timer.C:
			go refresh() // want `one goroutine per value received from "timer.C"`
			set(timer)
		case <-quit:
			return
		}
	}
}

type job struct{ timer *time.Timer }

func (j *job) later() { j.timer.Reset(time.Minute) }

// The timer of a job is set again elsewhere.
func (j *job) run(quit chan struct{}) {
	for {
		select {
		case <-j.timer.C:
			go refresh() // want `one goroutine per value received from "j.timer.C"`
		case <-quit:
			return
		}
	}
}

// Nobody knows what the caller does with it.
func param(timer *time.Timer) {
	for range timer.C {
		go refresh() // want `one goroutine per value received from "timer.C"`
	}
}
