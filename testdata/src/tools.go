// Package fixtures is the input of the tests: a module of its own, so that
// fixtures can import real frameworks.
package fixtures
