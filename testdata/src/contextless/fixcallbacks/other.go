package fixcallbacks

import "context"

// No fix: the file would have to import the package of the request.
func (a *api) other(ctx context.Context) {
	a.send("/j", nil, nil) // want "give it a callback"
}
