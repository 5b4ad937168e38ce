package threadtested

import "testing"

func TestNames(t *testing.T) { new(server).names("users") }
