// Package e2e tests the drivers of the rules with the real programs: go vet,
// golangci-lint and gopls, built from their modules. The tests take minutes and
// download these modules, so they run only with the build tag e2e:
//
//	go test -tags e2e ./e2e
package e2e
