// Package warehouse tells the warehouse what to send.
package warehouse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// A Client talks to the warehouse.
type Client struct {
	url  string
	http *http.Client
}

// NewClient returns a client that posts orders to url.
func NewClient(url string) *Client {
	return &Client{url, &http.Client{Timeout: time.Minute}}
}

// Send asks the warehouse to send what is ordered.
func (c *Client) Send(ctx context.Context, o store.Order) (err error) {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("warehouse: %s", resp.Status)
	}
	return nil
}
