// Package release tests the configuration of releases with goreleaser's own code. It
// is a module of its own, so that nobody who depends on the rules gets its dependencies.
package release
