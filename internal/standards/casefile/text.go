package casefile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"time"
)

// text takes a text out of an object; what is none reads as empty.
func (r Rest) text(key string) string {
	raw, ok := r[key]
	if !ok {
		return ""
	}
	delete(r, key)
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return clean(s)
}

// peek is text that leaves it in the object.
func (r Rest) peek(key string) string { return Rest{key: r[key]}.text(key) }

// identifier takes the identifier out of an object. Some programs call it sourcedId.
func (r Rest) identifier() string {
	other := r.text("sourcedId")
	return cmp.Or(r.text("identifier"), other)
}

// clean makes text harmless as web.Clean does what people type in forms: one kind of line break, no control characters (PostgreSQL does not
// take NUL) and none that turn the direction round, no space at the ends.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r < ' ', r >= 0x7f && r <= 0x9f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, s))
}

func (r Rest) moment(key string) time.Time {
	s := r.text(key)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 && t.Year() < 10000 {
			return t.UTC()
		}
	}
	return time.Time{}
}

// withoutNUL takes what stands for NUL out of the texts of a value: PostgreSQL does not take it, in no form. What only looks like it, behind a
// backslash that is escaped itself, stays.
func withoutNUL(raw json.RawMessage) json.RawMessage {
	const nul = `\u0000`
	if !bytes.Contains(raw, []byte(nul)) {
		return raw
	}
	out := make(json.RawMessage, 0, len(raw))
	for i := 0; i < len(raw); {
		n := 1
		if raw[i] == '\\' {
			n = 2
		}
		if bytes.HasPrefix(raw[i:], []byte(nul)) {
			i += len(nul)
			continue
		}
		out = append(out, raw[i:i+n]...)
		i += n
	}
	return out
}

// without drops what is known by another way, or says nothing, and writes what is left without spaces between.
func (r Rest) without(keys ...string) Rest {
	for _, k := range keys {
		delete(r, k)
	}
	for k, v := range r {
		if string(v) == "null" || !json.Valid(v) {
			delete(r, k)
			continue
		}
		var b bytes.Buffer
		if json.Compact(&b, withoutNUL(v)) == nil {
			r[k] = b.Bytes()
		}
	}
	return r
}
