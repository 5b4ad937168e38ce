package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	const clients = 100
	log.SetOutput(io.Discard)
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		mailer := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.After(time.Second):
				sent.Add(1)
			}
		})
		s := &server{&mailer.Client, "http://mailer", make(chan struct{}, clients)}
		signup := measure.Serve(t, &http.Server{Handler: s.routes()})
		for range clients {
			resp, err := signup.Post("http://signup/signup?address=gopher@example.org", "", nil)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusAccepted {
				t.Fatal(resp.Status)
			}
		}
		time.Sleep(time.Hour)
		measure.Report(t, fmt.Sprint(clients, " clients sign up and are told so, and a mail is to follow"),
			fmt.Sprint(sent.Load(), " mails are sent"))
	})
}
