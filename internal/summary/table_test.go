package summary

import (
	"bytes"
	"encoding/gob"
	"testing"
)

func TestTable(t *testing.T) {
	m := map[string]int{"b": 2, "a": 1, "c": 3, "d": 4, "e": 5}
	table := NewTable(m)
	for key, want := range m {
		if got, ok := table.Get(key); !ok || got != want {
			t.Errorf("Get(%q) = %d, %t, want %d", key, got, ok, want)
		}
	}
	if _, ok := table.Get("x"); ok {
		t.Error(`Get("x") finds something`)
	}
	encode := func() []byte {
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(NewTable(m)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := encode()
	for range 20 {
		if !bytes.Equal(first, encode()) {
			t.Fatal("two encodings of one table differ")
		}
	}
}
