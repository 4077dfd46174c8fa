package people

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest name in letters.
const maxName = 200

// CleanName brings a name to the form in which it is kept: composed, one space between words,
// without the characters that change how other text is shown. It returns "" when nothing is left.
func CleanName(name string) string {
	var b strings.Builder
	space := false
	n := 0
	for _, r := range norm.NFC.String(strings.ToValidUTF8(name, "")) {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200b, r == 0x200e, r == 0x200f, r == 0xfeff:
			continue
		}
		if n++; n > maxName {
			break
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// SortName is where a name stands in a list: the last word first, without marks and case. It is
// a rule of thumb, right for most names and harmless for the others.
func SortName(name string) string {
	name = Fold(name)
	if i := strings.LastIndexByte(name, ' '); i > 0 {
		return name[i+1:] + " " + name[:i]
	}
	return name
}

// Fold brings words to the form in which they are compared and searched: lower case, without
// diacritics, letters and digits with single spaces between.
func Fold(text string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		default:
			space = true
		}
	}
	return b.String()
}

// validZone reports whether zone is empty or a zone of the IANA database. "Local" would be the
// machine's and is none.
func validZone(zone string) bool {
	if zone == "" {
		return true
	}
	_, err := time.LoadLocation(zone)
	return err == nil && zone != "Local"
}
