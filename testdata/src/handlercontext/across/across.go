// Package across holds a handler whose work is in another package.
package across

import (
	"context"
	"net/http"

	"fixtures/handlercontext/across/repo"
)

func users(w http.ResponseWriter, r *http.Request) {
	repo.Users()                       // want `context.Background\(\) cuts the call of "QueryContext" off .* handler "users" via "Users" has left; .* \(at repo.go:12\)`
	repo.Log(context.Background())     // repo only logs
	repo.Load(context.Background(), 1) // want `cuts the call of "Load" off`
}
