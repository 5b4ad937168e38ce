package chans

// Listened reports whether anybody receives from the channel.
func (e *Ends) Listened() bool {
	found := false
	e.Root.EachOp(func(op *Op) { found = found || op.Kind == Recv })
	e.Root.All(func(f *Frame) { found = found || f.Extern != nil && f.Extern.Receives })
	return found
}

// FedByParent reports whether the function that the channel comes from, and
// nobody else, sends on the channel or closes it.
func (e *Ends) FedByParent() bool {
	byParent, byOthers := false, false
	e.Root.EachOp(func(op *Op) {
		if op.Kind == Recv {
			return
		}
		if op.Frame.Goroutine() != nil || op.Frame.Unseen {
			byOthers = true
		} else {
			byParent = true
		}
	})
	e.Root.All(func(f *Frame) {
		if u := f.Extern; u != nil && (u.Sends > 0 || u.GoSends > 0 || u.Closes) {
			if f.Goroutine() != nil || u.GoSends > 0 {
				byOthers = true
			} else {
				byParent = true
			}
		}
	})
	return byParent && !byOthers
}
