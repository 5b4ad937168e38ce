// Package seen has a counter that a test looks at: no fix makes it atomic, as that
// would break the test.
package seen

import "net/http"

type page struct{ views int }

func newPage() *page { return &page{} }

func (p *page) view(w http.ResponseWriter, r *http.Request) {
	p.views++ // want `"page.views"`
}
