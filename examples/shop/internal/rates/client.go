// Package rates knows what a unit of the shop's currency is worth in others: it
// asks the rates service.
package rates

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// ErrUnknown is returned for a currency that the service does not know.
var ErrUnknown = errors.New("unknown currency")

// A Client talks to the rates service.
type Client struct {
	base string
	http *http.Client
}

// NewClient returns a client of the service at base.
func NewClient(base string) *Client {
	return &Client{base, &http.Client{Timeout: 10 * time.Second}}
}

// All returns the rates of all currencies.
func (c *Client) All(ctx context.Context) (map[string]float64, error) {
	var all map[string]float64
	return all, c.get(ctx, "/rates", &all)
}

// Rate returns the rate of one currency as of this moment.
func (c *Client) Rate(ctx context.Context, currency string) (float64, error) {
	var rate float64
	return rate, c.get(ctx, "/rates/"+url.PathEscape(currency), &rate)
}

func (c *Client) get(ctx context.Context, path string, v any) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	switch resp.StatusCode {
	case http.StatusOK:
		return json.NewDecoder(resp.Body).Decode(v)
	case http.StatusNotFound:
		return ErrUnknown
	}
	return fmt.Errorf("rates service: %s", resp.Status)
}
