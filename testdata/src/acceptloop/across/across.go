// Package across has another package judge errors of Accept.
package across

import (
	"log"
	"net"

	"fixtures/acceptloop/across/judge"
)

// The other package may wait.
func judged(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			if judge.Passes(err) {
				continue
			}
			return err
		}
		conn.Close()
	}
}

func logged(l net.Listener) {
	for {
		conn, err := l.Accept() // want `calls Accept again at once`
		if err != nil {
			log.Println("accept:", err)
			continue
		}
		conn.Close()
	}
}
