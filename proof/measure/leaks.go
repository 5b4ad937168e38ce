package measure

import (
	"strings"

	"go.uber.org/goleak"
)

// Leaked counts the goroutines that are left of those that function has started,
// which is named as in a stack trace. It waits for those that are about to end.
func Leaked(function string) int {
	left := 0
	for {
		before := left
		left = 0
		if err := goleak.Find(); err != nil {
			left = strings.Count(err.Error(), "created by "+function+" in goroutine")
		}
		if left == 0 || left == before {
			return left
		}
	}
}
