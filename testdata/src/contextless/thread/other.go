package thread

import web "net/http"

func (s *server) other(w web.ResponseWriter, r *web.Request) { s.between() }

// On the way from the other handler.
func (s *server) between() { s.both() }
