package page

import "database/sql"

const upstream = "http://localhost:9000"

type Store struct{ db *sql.DB }
