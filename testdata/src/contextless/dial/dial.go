// Package dial holds calls that open connections and ask name servers.
package dial

import (
	"context"
	"crypto/tls"
	"net"
	"net/smtp"
	"time"

	"github.com/gorilla/websocket"
	"github.com/miekg/dns"
)

func dials(ctx context.Context, d *net.Dialer, w *websocket.Dialer) {
	net.Dial("tcp", "host:80")                     // want `^"net.Dial" keeps trying to connect when "ctx" is cancelled; use \(&net.Dialer\{...\}\).DialContext\(ctx, ...\)$`
	net.DialTimeout("tcp", "host:80", time.Second) // want `"net.DialTimeout"`
	d.Dial("tcp", "host:80")                       // want `"net.Dialer.Dial" .* use DialContext\(ctx, ...\)`
	tls.Dial("tcp", "host:443", nil)               // want `"tls.Dial" .* use \(&tls.Dialer\{...\}\).DialContext\(ctx, ...\)`
	w.Dial("ws://host", nil)                       // want `"websocket.Dialer.Dial" .* use DialContext\(ctx, ...\)`
	d.DialContext(ctx, "tcp", "host:80")           // has its context
	net.Dial("udp", "192.0.2.1:80")                // no packet is sent, no name looked up
	net.Dial("udp", "host:80")                     // want `"net.Dial"`
	net.DialUnix("unix", nil, &net.UnixAddr{})     // want `"net.DialUnix"`
	smtp.Dial("host:25")                           // want `"smtp.Dial" .* use \(&net.Dialer\{\}\).DialContext\(ctx, ...\) and smtp.NewClient`
}

func shakes(ctx context.Context, c *tls.Conn) {
	c.Handshake()           // want `"tls.Conn.Handshake" keeps trying to connect .* use HandshakeContext\(ctx\)`
	c.HandshakeContext(ctx) // has its context
}

// The deadline ends it.
func shakesInTime(ctx context.Context, c *tls.Conn) {
	c.SetDeadline(time.Now().Add(time.Second))
	c.Handshake()
}

func lookups(ctx context.Context, c *dns.Client, m *dns.Msg) {
	net.LookupHost("host")                      // want `^"net.LookupHost" keeps asking the name server when "ctx" is cancelled; use net.DefaultResolver.LookupHost\(ctx, ...\)$`
	net.LookupPort("tcp", "http")               // want `"net.LookupPort"`
	c.Exchange(m, "192.0.2.1:53")               // want `"dns.Client.Exchange" .* ExchangeContext\(ctx, ...\)`
	net.DefaultResolver.LookupHost(ctx, "host") // has its context
	net.JoinHostPort("host", "80")              // does not block
	net.Listen("tcp", ":80")                    // start-up
}
