// Package ratesd is a small rates service on the loopback interface, for trying
// the shop without a real one.
package ratesd

import (
	"encoding/json"
	"errors"
	"log"
	"net"
	"net/http"
	"time"
)

var rates = map[string]float64{"CHF": 0.94, "EUR": 1, "GBP": 0.86, "JPY": 171.3, "USD": 1.16}

// A Server is a running rates service.
type Server struct {
	URL  string
	http *http.Server
	done chan struct{}
}

// Start starts a service on a free port.
func Start() (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{
		URL:  "http://" + l.Addr().String(),
		http: &http.Server{Handler: Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second},
		done: make(chan struct{}),
	}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Printf("rates service: %v", err)
		}
	}()
	return s, nil
}

// Close stops the service.
func (s *Server) Close() error {
	err := s.http.Close()
	<-s.done
	return err
}

// Handler returns the service itself.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /rates", func(w http.ResponseWriter, r *http.Request) {
		reply(w, rates)
	})
	mux.HandleFunc("GET /rates/{currency}", func(w http.ResponseWriter, r *http.Request) {
		rate, ok := rates[r.PathValue("currency")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		reply(w, rate)
	})
	return mux
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Printf("rates service: %v", err)
	}
}
