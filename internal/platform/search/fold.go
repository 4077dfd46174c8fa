package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unaccented holds the letters that Unicode does not decompose but people type without their strokes.
var unaccented = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d",
	'þ': "th", 'ħ': "h", 'ŧ': "t", 'ŋ': "n", 'ı': "i", 'ƒ': "f", 'ς': "σ",
}

// latinFolds holds the folded forms of the Latin letters, which are nearly all there is to fold.
var latinFolds = func() (t [0x250]string) {
	for r := range t {
		t[r] = string(foldRune(nil, rune(r)))
	}
	return t
}()

// appendFolded appends r in lower case without diacritics; a combining mark adds nothing.
func appendFolded(dst []byte, r rune) []byte {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return append(dst, byte(r))
	case 'A' <= r && r <= 'Z':
		return append(dst, byte(r)+'a'-'A')
	case 0 <= r && int(r) < len(latinFolds):
		return append(dst, latinFolds[r]...)
	}
	return foldRune(dst, r)
}

// foldRune is appendFolded without the table. Compatibility forms are resolved
// too ("ﬁ" is "fi", full-width letters are letters).
func foldRune(dst []byte, r rune) []byte {
	var raw, room [32]byte
	n := utf8.EncodeRune(raw[:], r)
	for _, c := range string(norm.NFKD.Append(room[:0], raw[:n]...)) {
		c = unicode.ToLower(c)
		switch s, ok := unaccented[c]; {
		case ok:
			dst = append(dst, s...)
		case unicode.Is(unicode.Mn, c):
		case isWordRune(c):
			dst = utf8.AppendRune(dst, c)
		}
	}
	return dst
}

// isWordRune reports whether r is written inside words: letters, digits and the marks that belong to letters.
func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// isIdeograph reports whether r belongs to a script written without spaces, where each character is taken for a word.
func isIdeograph(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// isInvisible reports whether r leaves no trace in print, like the soft hyphen.
func isInvisible(r rune) bool {
	return r >= 0xAD && unicode.Is(unicode.Cf, r)
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', '`', '´', '＇':
		return true
	}
	return false
}

// isJoiner reports whether r, between two words, makes a compound of them.
func isJoiner(r rune) bool {
	switch r {
	case '-', '‐', '‑', '.', '&', '_':
		return true
	}
	return false
}
