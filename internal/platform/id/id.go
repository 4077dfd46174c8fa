// Package id makes identifiers and secrets. An ID names a thing and is never a
// secret; a Secret opens a door and is kept only as its hash.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// ID is a UUIDv7 in its lower-case canonical form; the empty string is "none".
// Version 7 sorts by time of making, which keeps indexes dense.
type ID string

// New makes an ID.
func New() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// Parse accepts a canonical UUID in any case and returns it in lower case.
func Parse(s string) (ID, bool) {
	if len(s) != 36 {
		return "", false
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return "", false
	}
	return ID(u.String()), true
}

// Named derives the same ID from the same words every time (UUIDv5), for things
// that an import must recognise when it is repeated.
func Named(parts ...string) ID {
	ns := uuid.MustParse("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
	return ID(uuid.NewSHA1(ns, []byte(strings.Join(parts, "\x1f"))).String())
}

// Secret returns 32 random bytes as URL-safe text, for links, sessions and tokens.
func Secret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Hash is the form in which a secret is stored. Secrets have 256 bits, so a
// plain SHA-256 is enough; passwords have their own, slower hash in people.
func Hash(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// codeAlphabet is Crockford's base 32: no I, L, O or U, so that a code can be read aloud.
var codeAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Code returns 20 characters in groups of five (100 bits) that people can type
// from paper; it cannot be guessed or enumerated.
func Code() string {
	var b [13]byte
	rand.Read(b[:])
	s := codeAlphabet.EncodeToString(b[:])[:20]
	return s[:5] + "-" + s[5:10] + "-" + s[10:15] + "-" + s[15:]
}

// CleanCode brings a typed code to its canonical form: upper case, look-alike
// letters mapped to digits, groups of five. It returns "" if it cannot be one.
func CleanCode(s string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch {
		case r == 'O':
			r = '0'
		case r == 'I' || r == 'L':
			r = '1'
		case r == '-' || unicode.IsSpace(r):
			continue
		}
		if !strings.ContainsRune("0123456789ABCDEFGHJKMNPQRSTVWXYZ", r) {
			return ""
		}
		b.WriteRune(r)
		if b.Len() > 20 {
			return ""
		}
	}
	c := b.String()
	if len(c) != 20 {
		return ""
	}
	return c[:5] + "-" + c[5:10] + "-" + c[10:15] + "-" + c[15:]
}

// Slug makes a readable piece of an address out of a title: ASCII letters,
// digits and hyphens, at most max bytes, cut at a word.
func Slug(title string, max int) string {
	var b strings.Builder
	hyphen := false
	for _, r := range norm.NFKD.String(title) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		default:
			hyphen = true
		}
	}
	s := b.String()
	if len(s) > max {
		s = s[:max]
		if i := strings.LastIndexByte(s, '-'); i > max/2 {
			s = s[:i]
		}
	}
	return strings.Trim(s, "-")
}

// Tail returns n random lower-case characters that make a slug unique.
func Tail(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return strings.ToLower(codeAlphabet.EncodeToString(b))[:n]
}

// Scan reads an id from a column; NULL is the empty id.
func (i *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = ""
	case string:
		*i = ID(v)
	case []byte:
		*i = ID(v)
	default:
		return fmt.Errorf("id: an id column holds %T", src)
	}
	return nil
}

// Value stores the empty id as NULL.
func (i ID) Value() (driver.Value, error) {
	if i == "" {
		return nil, nil
	}
	return string(i), nil
}

// Random makes an ID that tells nothing of when it was made (UUIDv4), for answers kept apart from names.
func Random() ID { return ID(uuid.New().String()) }
