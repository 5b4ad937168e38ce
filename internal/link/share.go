package link

type resultKey struct {
	fn  string
	sub int
}
