// Package main is a server that starts its components side by side.
package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"sync"
	"time"
)

type device struct{ Name string }

type config struct{ Meters, Lamps []device }

var conf config

func start(device) { time.Sleep(time.Second) }

func meters() {
	var wg sync.WaitGroup
	for _, d := range conf.Meters {
		wg.Go(func() { start(d) })
	}
	wg.Wait()
}

func lamps(c *config) error {
	var wg sync.WaitGroup
	for _, d := range c.Lamps {
		if d.Name == "" {
			return errors.New("no name")
		}
		wg.Go(func() { start(d) })
	}
	wg.Wait()
	return nil
}

func stored() error {
	devices, err := load("devices.json")
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, d := range devices {
		wg.Add(1)
		go func() {
			defer wg.Done()
			start(d)
		}()
	}
	wg.Wait()
	return nil
}

func load(name string) ([]device, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var all []device
	return all, json.Unmarshal(data, &all)
}

// Nobody waits for these.
func loose() {
	for _, d := range conf.Lamps {
		go start(d) // want `one goroutine per element of "conf.Lamps"`
	}
}

// A handler does it too.
func restart() {
	var wg sync.WaitGroup
	for _, d := range conf.Meters {
		wg.Go(func() { start(d) }) // want `one goroutine per element of "conf.Meters"`
	}
	wg.Wait()
}

// So does a job, again and again.
func refresh(devices []device) {
	var wg sync.WaitGroup
	for _, d := range devices {
		wg.Go(func() { start(d) }) // want `one goroutine per element of "devices"`
	}
	wg.Wait()
}

func job() {
	for range time.Tick(time.Minute) {
		refresh(conf.Meters)
	}
}

// It is not known how often this is called.
func late() {
	var wg sync.WaitGroup
	for _, d := range conf.Meters {
		wg.Go(func() { start(d) }) // want `one goroutine per element of "conf.Meters"`
	}
	wg.Wait()
}

// Nobody calls it.
func Reset(devices []device) {
	var wg sync.WaitGroup
	for _, d := range devices {
		wg.Go(func() { start(d) }) // want `one goroutine per element of "devices"`
	}
	wg.Wait()
}

func setUp() error {
	meters()
	loose()
	restart()
	if err := lamps(&conf); err != nil {
		return err
	}
	return stored()
}

func main() {
	if err := setUp(); err != nil {
		os.Exit(1)
	}
	go job()
	time.AfterFunc(time.Minute, late)
	http.HandleFunc("/restart", func(http.ResponseWriter, *http.Request) { restart() })
	http.ListenAndServe(":8080", nil)
}
