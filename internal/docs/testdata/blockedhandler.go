package page

type Server struct{ reloads chan chan error }

func (s *Server) reloading(read func() error) {
	for reply := range s.reloads {
		reply <- read()
	}
}
