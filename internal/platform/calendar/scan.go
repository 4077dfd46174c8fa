package calendar

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// property is one content line, unfolded.
type property struct {
	name   string // upper case
	params map[string]string
	value  string
	line   int  // where it begins
	cut    bool // it was longer than the limit
}

// param returns the parameter's first value, or "".
func (p property) param(name string) string { return p.params[name] }

// scan calls each with every content line of the data. Lines may end in CRLF,
// LF or CR and be folded anywhere, even inside a UTF-8 sequence, so they are
// joined as bytes. bad is called for lines that are no content line.
func scan(data []byte, maxLine int, each func(property), bad func(line int)) {
	if bytes.IndexByte(data, '\n') < 0 {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	var buf []byte
	start, cut := 0, false
	flush := func() {
		if len(bytes.TrimSpace(buf)) > 0 {
			if p, ok := parseLine(decodeBytes(buf)); ok {
				if quotedPrintable.Match(buf) {
					p.value = plainEncoded(p.value)
				}
				p.line, p.cut = start, cut
				each(p)
			} else {
				bad(start)
			}
		}
		buf, cut = buf[:0], false
	}
	for n := 1; len(data) > 0; n++ {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		line = bytes.TrimSuffix(line, []byte("\r"))
		if soft := bytes.HasSuffix(buf, []byte("=")) && quotedPrintable.Match(buf); soft {
			buf = buf[:len(buf)-1]
		} else if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && len(buf) > 0 {
			line = line[1:]
		} else {
			flush()
			start = n
		}
		if room := maxLine - len(buf); len(line) > room {
			line, cut = line[:room], true
		}
		buf = append(buf, line...)
	}
	flush()
}

// decodeBytes takes bytes that are no UTF-8 for Windows-1252, which is what
// programs without UTF-8 write.
func decodeBytes(b []byte) string {
	if !utf8.Valid(b) {
		if s, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
			return string(s)
		}
	}
	return string(b)
}

// quotedPrintable begins a line of vCalendar 1.0 whose value is encoded so, and whose breaks end in "=".
var quotedPrintable = regexp.MustCompile(`(?i)^[A-Z-]+;(?:[^:;]*;)*(?:ENCODING=)?QUOTED-PRINTABLE[;:]`)

// plainEncoded decodes such a value into the text of a later calendar, in which line breaks are \n.
func plainEncoded(s string) string {
	b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(s)))
	if err != nil {
		return s
	}
	return strings.NewReplacer("\r\n", `\n`, "\n", `\n`).Replace(strings.TrimRight(decodeBytes(b), "\r\n"))
}

// parseLine takes a content line apart: name *(";" param) ":" value. Parameter
// values may be quoted; several values of one parameter stay together, comma and all.
func parseLine(s string) (property, bool) {
	i := strings.IndexAny(s, ":;")
	if i <= 0 {
		return property{}, false
	}
	p := property{name: strings.ToUpper(strings.TrimSpace(s[:i]))}
	if !isToken(p.name) {
		return property{}, false
	}
	for s[i] == ';' {
		rest := s[i+1:]
		eq := strings.IndexAny(rest, "=:;")
		if eq < 0 {
			return property{}, false
		}
		if rest[eq] != '=' {
			// A parameter without a value, as vCalendar 1.0 had them.
			i += 1 + eq
			continue
		}
		name := strings.ToUpper(strings.TrimSpace(rest[:eq]))
		value, n := paramValue(rest[eq+1:])
		if eq+1+n >= len(rest) {
			return property{}, false
		}
		if p.params == nil {
			p.params = map[string]string{}
		}
		if _, seen := p.params[name]; !seen && len(p.params) < 20 {
			p.params[name] = value
		}
		i += 1 + eq + 1 + n
	}
	p.value = s[i+1:]
	return p, true
}

// paramValue reads up to the ";" or ":" that ends the value and returns how many bytes it took.
func paramValue(s string) (string, int) {
	var b strings.Builder
	quoted := false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
			continue
		case !quoted && (c == ';' || c == ':'):
			return uncaret.Replace(b.String()), i
		}
		b.WriteByte(s[i])
	}
	return "", len(s)
}

// uncaret undoes RFC 6868.
var uncaret = strings.NewReplacer("^^", "^", "^n", "\n", "^'", `"`)

func isToken(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return s != ""
}
