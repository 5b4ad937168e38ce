package carried

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/context"
	"github.com/valyala/fasthttp"
)

type ledger struct{ rows map[string]int }

// withLedger keeps the ledger beside the request, not in it.
func withLedger(l *ledger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		context.Set(r, "ledger", l)
		context.Set(r, "page", &ledger{rows: map[string]int{}})
		next.ServeHTTP(w, r)
	})
}

func ledgerOf(r *http.Request) *ledger { return context.Get(r, "ledger").(*ledger) }

func book(w http.ResponseWriter, r *http.Request) {
	ledgerOf(r).rows["x"]++ // want `field "ledger.rows" is a map that concurrent requests write without a lock, in handler "book"`
	if p, ok := context.GetOk(r, "page"); ok {
		p.(*ledger).rows["x"]++ // the request's own: silent
	}
}

type quota struct{ left int }

var quotas = map[string]*quota{}

func lend(c *fiber.Ctx) error {
	c.Locals("quota", quotas[c.Path()])
	c.Locals("used", &quota{})
	return c.Next()
}

func spend(c *fiber.Ctx) error {
	c.Locals("quota").(*quota).left-- // want `field "quota.left" is shared`
	c.Locals("used").(*quota).left++  // the request's own: silent
	return nil
}

type tally struct{ n int }

var tallies = map[string]*tally{}

func tag(c *fasthttp.RequestCtx) {
	c.SetUserValue("tally", tallies[string(c.Path())])
	c.SetUserValue("count", &tally{})
}

func tell(c *fasthttp.RequestCtx) {
	c.UserValue("tally").(*tally).n++ // want `field "tally.n" is shared`
	c.UserValue("count").(*tally).n++ // the request's own: silent
}
