package format

import (
	"encoding/xml"
	"fmt"
	"io"

	xunit "github.com/jstemmer/go-junit-report/v2/junit"
)

// junit prints a test report: a suite for each rule, in which each finding is a test
// that failed, and one without findings a test that passed.
func junit(w io.Writer, r *Report) error {
	report := xunit.Testsuites{Name: "concurrencylint"}
	for _, rule := range r.Rules {
		suite := xunit.Testsuite{Name: rule.Name, ID: len(report.Suites), Time: "0"}
		for _, f := range r.Findings {
			if f.Rule != rule.Name {
				continue
			}
			place := fmt.Sprintf("%s:%d:%d", Relative(r.Dir, f.Range.File), f.Range.Line, f.Range.Col)
			suite.AddTestcase(xunit.Testcase{
				Name:      place,
				Classname: rule.Name,
				Failure:   &xunit.Result{Message: f.Message, Type: rule.Name, Data: visible(place + ": " + f.Message)},
			})
		}
		if suite.Tests == 0 {
			suite.AddTestcase(xunit.Testcase{Name: rule.Name, Classname: rule.Name})
		}
		report.AddSuite(suite)
	}
	if r.Partial {
		suite := xunit.Testsuite{Name: "concurrencylint", ID: len(report.Suites), Time: "0"}
		suite.AddTestcase(xunit.Testcase{Name: "run", Classname: "concurrencylint", Error: &xunit.Result{Message: partial}})
		report.AddSuite(suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return report.WriteXML(w)
}
