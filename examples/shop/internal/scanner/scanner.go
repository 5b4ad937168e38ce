// Package scanner serves the barcode scanners of the shop's counter: they connect
// by TCP, send a SKU a line, and show the line that comes back.
package scanner

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"sync"
	"time"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// idle is for how long a scanner may be silent.
const idle = 10 * time.Minute

// A Catalog knows products.
type Catalog interface {
	Product(ctx context.Context, sku string) (store.Product, error)
}

// Serve serves the scanners that connect to l until ctx ends.
func Serve(ctx context.Context, l net.Listener, c Catalog) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	var conns sync.WaitGroup
	defer conns.Wait()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			log.Printf("scanner: %v", err)
			continue
		}
		conns.Go(func() {
			if err := answer(ctx, conn, c); err != nil && ctx.Err() == nil {
				log.Printf("scanner: %v", err)
			}
		})
	}
}

// answer answers one scanner until it hangs up or ctx ends.
func answer(ctx context.Context, conn net.Conn, c Catalog) error {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	lines := bufio.NewScanner(conn)
	for {
		if err := conn.SetDeadline(time.Now().Add(idle)); err != nil {
			return err
		}
		if !lines.Scan() {
			return lines.Err()
		}
		p, err := c.Product(ctx, lines.Text())
		if err != nil {
			_, err = fmt.Fprintln(conn, err)
		} else {
			_, err = fmt.Fprintf(conn, "%s %d.%02d\n", p.Name, p.Cents/100, p.Cents%100)
		}
		if err != nil {
			return err
		}
	}
}
