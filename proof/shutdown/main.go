// Command inbox takes uploads, and ends when it is told to.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"
)

func upload(w http.ResponseWriter, r *http.Request) {
	log.Print("upload of ", r.URL.Path)
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprintln(w, n, "bytes")
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /", upload)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}

	drained := make(chan struct{})
	go func() {
		defer close(drained)
		<-ctx.Done()
		if err := srv.Shutdown(ctx); err != nil {
			log.Print(err)
		}
	}()

	ln, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	log.Print("listening on ", ln.Addr())
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-drained
}
