package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	const articles = 500
	list, err := json.Marshal(make([]string, articles))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		answer := make(chan struct{})
		warehouse := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			<-answer
			fmt.Fprintln(w, 1)
		})
		s := &server{&warehouse.Client, "http://warehouse"}
		shop := measure.Handle(t, s.stock)
		go func() {
			synctest.Wait()
			calls := fmt.Sprint(asked.Load(), " calls at once")
			if asked.Load() == int64(runtime.GOMAXPROCS(0)) {
				calls = "as many calls at once as there are processors"
			}
			measure.Report(t, fmt.Sprint("A client asks for ", articles, " articles, and the server asks another one for each"), calls)
			close(answer)
		}()
		resp, err := shop.Post("http://shop/stock", "application/json", bytes.NewReader(list))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK || asked.Load() != articles {
			t.Errorf("%s after %d calls", resp.Status, asked.Load())
		}
	})
}
