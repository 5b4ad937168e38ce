package page

import "context"

func fetch(ctx context.Context, url string) error { return nil }
func report(ctx context.Context) error            { return nil }
func commit(ctx context.Context) error            { return nil }

type source struct{}

func (source) pull(ctx context.Context) error { return nil }
