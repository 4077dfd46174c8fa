package tabular

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// clean takes control characters out of a text: line feeds and tabs stay,
// vertical tabs and form feeds (which word processors write for a new line)
// become blanks, U+0080 to U+009F become what Windows-1252 has in their place
// (they come from text that was once decoded wrongly; HTML reads them so too),
// the rest goes. A text that needs nothing is returned as it is.
func clean(s string) string {
	if strings.IndexFunc(s, unwanted) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\v' || r == '\f':
			return ' '
		case r >= 0x80 && r <= 0x9F:
			if r = charmap.Windows1252.DecodeByte(byte(r)); r != utf8.RuneError && !unwanted(r) {
				return r
			}
			return -1
		case unwanted(r):
			return -1
		}
		return r
	}, s)
}

func unwanted(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\uFEFF'
}

// trim takes blanks from both ends, also those that cannot be seen.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200B' || r == '\uFEFF'
	})
}

// Blank reports whether nothing stands in a cell. A row of such cells is passed over.
func Blank(cell string) bool { return trim(clean(cell)) == "" }

// shorten cuts a text for people to at most n characters, on one line and without control characters.
func shorten(s string, n int) string {
	// Bytes bound the work before characters are counted.
	if len(s) > 8*n {
		s = s[:8*n]
	}
	s = strings.Join(strings.Fields(clean(strings.ToValidUTF8(s, "�"))), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return strings.TrimSpace(string(runes[:n-1])) + "…"
}

// quote is a cell as it is cited in a sentence.
func quote(cell string) string { return "“" + shorten(cell, 60) + "”" }
