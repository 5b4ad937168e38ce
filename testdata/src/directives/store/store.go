package store // want package:"3 findings if on a request path"

// These mistakes are silenced here, and one where it is called.

import "database/sql"

type Store struct{ db *sql.DB }

// Kept is reported: the directive is for another line.
func (s *Store) Kept() error {
	_, err := s.db.Exec("DELETE FROM a")

	//lint:ignore contextless nothing stands here
	return err
}

// Line is silent, wherever the handler is.
func (s *Store) Line() error {
	_, err := s.db.Exec("DELETE FROM a") //lint:ignore contextless a short statement
	return err
}

// Statement is silent: the finding stands in the middle of the statement.
func (s *Store) Statement() error {
	//lint:ignore contextless a short statement
	return first(
		s.db.Exec("DELETE FROM a"))
}

// Other is reported: the directive is for another rule.
func (s *Store) Other() error {
	_, err := s.db.Exec("DELETE FROM a") //lint:ignore leakedsend a short statement
	return err
}

// Called is silenced where go vet reports it.
func (s *Store) Called() error {
	return first(s.db.Exec("DELETE FROM a"))
}

func first(_ sql.Result, err error) error { return err }
