package guards

import "testing"

// What tests hand to a function says nothing about the server.
func TestEach(t *testing.T) {
	many := make([]int, 100_000)
	for i := range many {
		many[i] = i
	}
	for _, list := range [][]int{many[1:], nil} {
		each(list)
	}
}
