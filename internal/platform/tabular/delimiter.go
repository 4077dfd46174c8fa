package tabular

import (
	"bufio"
	"strings"
)

// delimiters are the ones that are looked for. Of those found equally often the
// first is taken: a tab is hardly ever part of a name.
const delimiters = "\t,;|"

var delimiterNames = map[byte]string{',': "commas", '\t': "tabs", ';': "semicolons", '|': "vertical bars"}

// detectDelimiter looks at the first line that is not blank, without consuming it.
// A line such as "sep=;", which some spreadsheets write first, is obeyed and consumed.
// A table of one column has no delimiter and is read as CSV.
func detectDelimiter(src *bufio.Reader) byte {
	sample, _ := src.Peek(sampleSize)
	head := string(sample)
	if rest, ok := strings.CutPrefix(head, "sep="); ok && rest != "" && strings.IndexByte(delimiters, rest[0]) >= 0 {
		if after := rest[1:]; strings.HasPrefix(after, "\n") || strings.HasPrefix(after, "\r") {
			// The line end stays: it is an empty line, so that lines keep their numbers.
			src.Discard(len("sep=") + 1)
			return rest[0]
		}
	}
	var counts [len(delimiters)]int
	quoted, seen := false, false
	for i := range len(head) {
		c := head[i]
		if (c == '\n' || c == '\r') && !quoted {
			if seen {
				break
			}
			continue
		}
		seen = seen || c != ' '
		if c == '"' {
			quoted = !quoted
		}
		if at := strings.IndexByte(delimiters, c); at >= 0 && !quoted {
			counts[at]++
		}
	}
	best, most := byte(','), 0
	for i, n := range counts {
		if n > most {
			best, most = delimiters[i], n
		}
	}
	return best
}
