package store

import (
	"context"
	"log"
	"os"
	"time"
)

// Backup copies the database into the file name, which must not exist, and logs
// how far it has come.
func (s *Store) Backup(ctx context.Context, name string) error {
	ticker := time.NewTicker(5 * time.Second)
	defer ticker.Stop()
	go func() {
		for range ticker.C {
			if info, err := os.Stat(name); err == nil {
				log.Printf("backup: %d bytes", info.Size())
			}
		}
	}()
	_, err := s.db.ExecContext(ctx, "VACUUM INTO ?", name)
	return err
}
