package catalogue

import (
	"strings"

	"learningcommons.dev/commons/internal/people"
)

// articles are passed over at the beginning of a title, by language.
var articles = map[string][]string{
	"en": {"the ", "a ", "an "},
	"es": {"el ", "la ", "los ", "las ", "un ", "una "},
	"fr": {"le ", "la ", "les ", "un ", "une "},
}

// maxSortTitle bounds a sort key; titles that agree so far are equal for a reader.
const maxSortTitle = 80

// SortTitle is where a title stands in a list: folded, without its first article, with numbers
// in the order of their value. An unknown language has no articles.
func SortTitle(title, language string) string {
	key := people.Fold(title)
	lang, _, _ := strings.Cut(strings.ToLower(language), "-")
	for _, a := range articles[lang] {
		if rest, ok := strings.CutPrefix(key, a); ok && rest != "" {
			key = rest
			break
		}
	}
	var b strings.Builder
	for i := 0; i < len(key) && b.Len() < maxSortTitle; {
		j := i
		for j < len(key) && key[j] >= '0' && key[j] <= '9' {
			j++
		}
		if j == i {
			b.WriteByte(key[i])
			i++
			continue
		}
		for n := j - i; n < 6; n++ {
			b.WriteByte('0')
		}
		b.WriteString(key[i:j])
		i = j
	}
	return strings.ToValidUTF8(b.String(), "")
}
