package page

import "context"

func fetch(ctx context.Context, url string) error { return nil }
