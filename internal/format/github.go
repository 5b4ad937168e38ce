package format

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// github prints workflow commands, of which GitHub makes annotations:
// ::warning file=F,line=N,...::message.
func github(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for _, f := range r.Findings {
		fmt.Fprintf(b, "::warning file=%s,line=%d,endLine=%d", property(Relative(r.Root, f.Range.File)), f.Range.Line, f.Range.EndLine)
		if f.Range.Line == f.Range.EndLine && f.Range.Col > 0 { // else GitHub wants none
			fmt.Fprintf(b, ",col=%d,endColumn=%d", f.Range.Col, f.Range.EndCol)
		}
		fmt.Fprintf(b, ",title=%s::%s\n", property(f.Rule), data(f.Message+" ("+f.Rule+")"))
	}
	return b.Flush()
}

// data escapes the message of a workflow command, property one of its properties.
func data(s string) string { return dataEscapes.Replace(s) }

func property(s string) string { return propertyEscapes.Replace(s) }

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
