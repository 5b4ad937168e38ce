/*
Package leakedsend finds goroutines stuck on a channel that nobody uses any more.

# Analyzer leakedsend

leakedsend: report a goroutine that can block for ever on a channel its parent left

x
*/
package leakedsend
