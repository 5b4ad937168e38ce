// Package repo is called by handlers of another package.
package repo

import (
	"context"
	"database/sql"
	"log/slog"
)

var db *sql.DB

func Users() { db.QueryContext(context.Background(), "select * from users") }

func Log(ctx context.Context) { slog.InfoContext(ctx, "here") }

func Load(ctx context.Context, id int) { db.QueryContext(ctx, "select", id) }
