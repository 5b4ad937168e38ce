package format

import "go/doc/comment"

// markdown is the text of a rule in Markdown.
func markdown(doc string) string {
	var parser comment.Parser
	var printer comment.Printer
	return string(printer.Markdown(parser.Parse(doc)))
}
