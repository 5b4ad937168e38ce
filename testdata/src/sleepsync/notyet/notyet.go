// Package notyet is tested for what must not have happened yet.
package notyet

import "time"

// Cache forgets its entries after a while.
type Cache struct {
	TTL   time.Duration
	Sweep time.Duration
	Size  int
}

func (c *Cache) Run()     {}
func (c *Cache) Len() int { return c.Size } // want Len:"quiet, reads "
