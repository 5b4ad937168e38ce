// Package report tests what the command writes with the programs that read it: its
// page in a browser, and its SARIF log with the official schema. It is a module of its
// own, so that nobody who depends on the rules gets these dependencies.
package report
