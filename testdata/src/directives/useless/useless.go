// Package useless has directives for a rule that looks at no other package: each
// driver knows which of them silence nothing.
package useless

import "net/http"

func serve() error {
	//lint:ignore servertimeout behind a proxy that has timeouts
	return http.ListenAndServe(":8080", nil)
}

func serveToo() error {
	return http.ListenAndServe(":8080", nil) // want `a slow client holds a connection`
}

func serveNot() {
	_ = http.DefaultServeMux //lint:ignore servertimeout nothing // want `the directive silences nothing: remove it`
	_ = http.DefaultServeMux //lint:ignore servertimeout,contextless nothing, but who knows
	_ = http.DefaultServeMux //lint:ignore servertimeout,SA1019 nothing of ours
}
