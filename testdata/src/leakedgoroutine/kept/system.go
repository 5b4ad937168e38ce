package kept

type resizer struct{ resized chan struct{} }

func newResizer() *resizer { return &resizer{make(chan struct{})} }

func (r *resizer) wait() { <-r.resized }
