package thread

func (s *server) onPlan9() { s.mentioned() }
