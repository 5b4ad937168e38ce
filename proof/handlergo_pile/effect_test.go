package main

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	const clients = 500
	synctest.Test(t, func(t *testing.T) {
		var mails atomic.Int64
		send := make(chan struct{})
		mailer := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) {
			mails.Add(1)
			<-send
		})
		signup := measure.Serve(t, &http.Server{Handler: newServer(&mailer.Client, "http://mailer").routes()})
		for range clients {
			resp, err := signup.Post("http://signup/signup?address=gopher@example.org", "", nil)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		}
		synctest.Wait()
		measure.Report(t, fmt.Sprint(clients, " clients sign up while the mail server is slow"),
			fmt.Sprint(mails.Load(), " goroutines wait for it"))
		close(send)
		synctest.Wait()
	})
}
