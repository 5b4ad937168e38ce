//go:build tools

package report

import _ "github.com/securego/gosec/v2/report/sarif" // brings the schema of SARIF as a file
