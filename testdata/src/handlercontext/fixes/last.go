package fixes

import (
	"context"
	"net/http"
)

func (s *server) last(w http.ResponseWriter, r *http.Request) {
	s.db.ExecContext(context.Background(), "delete from t") // want `use r.Context\(\)`
}
