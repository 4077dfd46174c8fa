package people

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/rangetable"
)

// maxAddress is the longest address that SMTP can carry (RFC 5321, section 4.5.3.1.3, less its brackets).
const maxAddress = 254

// domains brings a domain to the form in which resolvers look it up.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// FoldEmail returns the key under which an address is compared, and whether it can be an address
// at all. Two addresses that look the same to a person have the same key or one of them is refused:
// compatibility forms and case are folded, the domain is in its ASCII form, and a name that mixes
// scripts ("аnna" with a Cyrillic а) is no address.
func FoldEmail(address string) (key string, ok bool) {
	address = norm.NFKC.String(strings.TrimSpace(address))
	at := strings.LastIndexByte(address, '@')
	if at < 1 || len(address) > maxAddress {
		return "", false
	}
	local := norm.NFKC.String(strings.ToLower(address[:at]))
	if !localPart(local) {
		return "", false
	}
	domain, err := domains.ToASCII(strings.ToLower(address[at+1:]))
	if err != nil || !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".") || !topLevel(domain[strings.LastIndexByte(domain, '.')+1:]) {
		return "", false
	}
	if key = local + "@" + domain; len(key) > maxAddress {
		return "", false
	}
	return key, true
}

// topLevel reports whether the last label can be one: it has a letter, so that an IP address is no domain.
func topLevel(label string) bool {
	return strings.ContainsFunc(label, func(r rune) bool { return 'a' <= r && r <= 'z' })
}

// localPart reports whether s can stand before the @: dot-separated words of RFC 5322 (section
// 3.2.3), or letters of one other script (RFC 6531). Quoted names are not taken.
func localPart(s string) bool {
	if s == "" || len(s) > 64 || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	latin, script := false, (*unicode.RangeTable)(nil)
	for _, r := range s {
		switch {
		case r < unicode.MaxASCII:
			letter := 'a' <= r && r <= 'z'
			if !letter && (r < '0' || r > '9') && !strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r) {
				return false
			}
			latin = latin || letter
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			if unicode.Is(unicode.Inherited, r) {
				continue
			}
			if script != nil && !unicode.Is(script, r) {
				return false
			}
			if script == nil {
				if script = scriptOf(r); script == nil {
					return false
				}
			}
		default:
			return false
		}
	}
	return !latin || script == nil
}

// scripts are those in which addresses are written besides Latin. Japanese mixes three of them,
// so they count as one.
var scripts = []*unicode.RangeTable{
	rangetable.Merge(unicode.Han, unicode.Hiragana, unicode.Katakana),
	unicode.Arabic, unicode.Armenian, unicode.Bengali, unicode.Cyrillic, unicode.Devanagari, unicode.Ethiopic, unicode.Georgian,
	unicode.Greek, unicode.Gujarati, unicode.Gurmukhi, unicode.Hangul, unicode.Hebrew, unicode.Kannada, unicode.Khmer, unicode.Lao,
	unicode.Malayalam, unicode.Myanmar, unicode.Sinhala, unicode.Tamil, unicode.Telugu, unicode.Thai, unicode.Tibetan,
}

func scriptOf(r rune) *unicode.RangeTable {
	for _, t := range scripts {
		if unicode.Is(t, r) {
			return t
		}
	}
	return nil
}
