package harness

import (
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
)

// The upstream of a test is slow on purpose: only tests assert.
func upstream(t require.TestingT, delay time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(delay)
		_, err := w.Write([]byte("late"))
		require.NoError(t, err)
	})
}
