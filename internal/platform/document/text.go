package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxText bounds a single text in characters; nobody reads a longer one on paper.
const maxText = 20_000

// clean makes a text that can be drawn: composed (NFC), "\n" for every line
// break, other white space as blanks, nothing invisible, at most three
// combining marks on a letter.
//
// Letters outside the basic plane become U+FFFD, which like every letter that
// the fonts lack is drawn as a box: the PDF library indexes its tables with them.
func clean(s string) string {
	if len(s) > 4*maxText {
		s = s[:4*maxText]
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	var b strings.Builder
	marks, count := 0, 0
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			r = '\n'
		case r == '\u00a0':
		case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
			r = ' '
		case r == '\u2011': // the fonts of headings lack the unbreakable hyphen
			r = '-'
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			// Controls, marks of direction, joiners, soft hyphens: nothing to
			// see, but they turn a line around or hide a part of it.
			continue
		case r >= 0xfdd0 && r <= 0xfdef || r >= 0xfffe:
			r = '\ufffd'
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > 3 {
				continue
			}
		} else {
			marks = 0
		}
		if count++; count <= maxText {
			b.WriteRune(r)
		}
	}
	return strings.Trim(norm.NFC.String(b.String()), " \n")
}

// line is clean on one line.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(clean(s), func(r rune) bool { return r == ' ' || r == '\n' }), " ")
}

// wrap breaks a cleaned text into lines no wider than width. A word that is too
// long for a line is broken where it must be.
func wrap(s string, width float64, measure func(string) float64) []string {
	var lines []string
	for para := range strings.SplitSeq(s, "\n") {
		current := ""
		for word := range strings.FieldsFuncSeq(para, func(r rune) bool { return r == ' ' }) {
			candidate := word
			if current != "" {
				candidate = current + " " + word
			}
			if measure(candidate) <= width {
				current = candidate
				continue
			}
			if current != "" {
				lines = append(lines, current)
			}
			for utf8.RuneCountInString(word) > 1 && measure(word) > width {
				n := fitting(word, width, measure)
				lines = append(lines, word[:n])
				word = word[n:]
			}
			current = word
		}
		lines = append(lines, current)
	}
	return lines
}

// fitting returns the length of the longest beginning of the word that fits, at
// least one letter. A hyphen or slash in its second half is a better place.
func fitting(word string, width float64, measure func(string) float64) int {
	total, n, good := 0.0, 0, 0
	for i, r := range word {
		if total += measure(string(r)); total > width && i > 0 {
			break
		}
		n = i + len(string(r))
		if strings.ContainsRune("-/–_.@", r) {
			good = n
		}
	}
	if good > n/2 && good < len(word) {
		return good
	}
	return n
}

// limit cuts lines to the first most, the last of them ending in an ellipsis if any were cut.
func limit(lines []string, most int, width float64, measure func(string) float64) []string {
	if len(lines) <= most {
		return lines
	}
	lines = lines[:most:most]
	last := lines[most-1]
	for last != "" && measure(last+"…") > width {
		r := []rune(last)
		last = string(r[:len(r)-1])
	}
	lines[most-1] = strings.TrimRight(last, " ,;:") + "…"
	return lines
}
