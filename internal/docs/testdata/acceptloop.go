package page

import "net"

func serve(conn net.Conn) { conn.Close() }
