package dbx
import _ "github.com/pocketbase/dbx"
