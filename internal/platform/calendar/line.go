package calendar

import (
	"bufio"
	"strings"
	"unicode/utf8"
)

// foldAt is the most octets that a line may have, without its CRLF (RFC 5545, section 3.1).
const foldAt = 75

// lineWriter writes content lines. Errors stay in the bufio.Writer until Flush.
type lineWriter struct{ w *bufio.Writer }

// raw writes a line whose text is known to be safe, folded where it is long.
// A rune is never split: readers that decode before they unfold would lose it.
func (l lineWriter) raw(line string) {
	room := foldAt
	for len(line) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		l.w.WriteString(line[:cut])
		l.w.WriteString("\r\n ")
		line, room = line[cut:], foldAt-1
	}
	l.w.WriteString(line)
	l.w.WriteString("\r\n")
}

// text writes a property of type TEXT, or nothing when there is no text.
func (l lineWriter) text(name, value string) {
	if v := escapeText(value); v != "" {
		l.raw(name + ":" + v)
	}
}

// texts writes a property that holds a list of TEXT values.
func (l lineWriter) texts(name string, values []string) {
	var out []string
	for _, v := range values {
		if v = escapeText(v); v != "" {
			out = append(out, v)
		}
	}
	if len(out) > 0 {
		l.raw(name + ":" + strings.Join(out, ","))
	}
}

// person writes a calendar address with its common name, or nothing without an address.
func (l lineWriter) person(name, params string, p Person) {
	email := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || isLineBreak(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(p.Email, ""))
	if email == "" {
		return
	}
	if cn := quoteParam(p.Name); cn != "" {
		params += ";CN=" + cn
	}
	l.raw(name + params + ":mailto:" + email)
}

// escapeText makes a TEXT value (RFC 5545, section 3.3.11). Every kind of line
// break becomes \n, so that nothing in the text can begin a line of its own,
// not even for readers that split at more characters than the RFC does.
func escapeText(s string) string {
	var b strings.Builder
	for _, r := range normalText(s) {
		switch r {
		case '\n':
			b.WriteString(`\n`)
		case '\\', ';', ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// normalText is text as this package keeps it: valid UTF-8, "\n" as the only
// line break, no control characters but the tab, no space around it.
func normalText(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case isLineBreak(r):
			return '\n'
		case r == '\t':
			return r
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// oneLine is text without line breaks, for what is shown as a title.
func oneLine(s string) string { return strings.Join(strings.Fields(normalText(s)), " ") }

func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// quoteParam makes a quoted parameter value. A double quote cannot stand inside
// one; it becomes a single quote, because the ^' of RFC 6868 is shown as it is
// by widespread programs. The caret itself is doubled as RFC 6868 wants. The
// backslash means nothing here, but some readers take it for an escape.
func quoteParam(s string) string {
	s = oneLine(s)
	if s == "" {
		return ""
	}
	return `"` + strings.NewReplacer(`"`, `'`, `^`, `^^`, `\`, `/`).Replace(s) + `"`
}
