package tabular

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// formulaLeads start a formula in one spreadsheet or another, full-width forms
// included; tab and carriage return let a formula through that follows them.
const formulaLeads = "=+-@\t\r＝＋－＠"

var (
	// calls are a call (SUM(A1)), dynamic data (cmd|' /C calc'!A0) or a cell of another sheet (Sheet!A1).
	calls = regexp.MustCompile(`(?i)^[-+@＋－＠\s]*[0-9.+\-*/^&\s]*[a-z_][a-z0-9_.]*(?:[(|]|!\$?[a-z]+\$?\d)`)
	// reckons is arithmetic, also with cells in it.
	reckons = regexp.MustCompile(`(?i)^[-+＋－]\s*\$?(?:[a-z]{1,3}\$?\d+|[\d.,]+)(?:\s*[-+*/^&]\s*\$?(?:[a-z]{1,3}\$?\d+|[\d.,]+))*$`)
)

// LooksLikeFormula reports whether a cell is a formula of a spreadsheet. Signed numbers (-5, +1),
// telephone numbers (+44 20 7946 0000) and a lone sign are none: they cannot do anything. Nor are
// words behind a sign, such as "@ your library" or "- a list".
func LooksLikeFormula(s string) bool {
	s = strings.TrimPrefix(strings.TrimSpace(s), "'")
	switch {
	case !startsLikeFormula(s):
		return false
	case strings.HasPrefix(s, "=") || strings.HasPrefix(s, "＝"):
		return !strings.HasPrefix(s, "==") // a line under a heading
	case strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune("+-0123456789.,()/% \u00A0", r) }):
		return calls.MatchString(s) || reckons.MatchString(s)
	}
	return false
}

func startsLikeFormula(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(formulaLeads, r)
}

// neutralise puts an apostrophe before a cell that a spreadsheet might take for
// a formula. It is stricter than LooksLikeFormula: only plain numbers are left
// alone. A cell that already looks neutralised gets another apostrophe, so that
// restore undoes exactly this and nothing else.
func neutralise(s string) string {
	if active(s) {
		return "'" + s
	}
	return s
}

// restore takes away the apostrophe that neutralise has put there.
func restore(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && active(rest) {
		return rest
	}
	return s
}

// active reports whether a cell must be neutralised. Blanks before a sign do not make it safe everywhere.
func active(s string) bool {
	s = strings.TrimLeft(s, "'")
	if s == "" {
		return false
	}
	if s[0] == '\t' || s[0] == '\r' || s[0] == '\n' {
		return true
	}
	s = strings.TrimLeft(s, " ")
	return startsLikeFormula(s) && !(strings.ContainsRune("+-", rune(s[0])) && plainNumber(s))
}

// plainNumber reports whether s is a decimal number with one sign, perhaps a percentage.
func plainNumber(s string) bool {
	s = strings.TrimSuffix(s[1:], "%")
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c != '.' && c != ',':
			return false
		}
	}
	return digits > 0
}
