// Package harness helps tests: what it starts ends with them.
package harness

import "testing"

// Flood starts a goroutine for each request: silent.
func Flood(t *testing.T, urls []string, get func(string) error) {
	for _, u := range urls {
		go func() {
			if err := get(u); err != nil {
				t.Error(err)
			}
		}()
	}
}
