package i18n

import (
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// verbs finds what fmt.Sprintf fills in, with the position where one is given.
var verbs = regexp.MustCompile(`%(\[\d+\])?[a-z%]`)

// filled returns the verbs of a text in the order of their arguments.
func filled(text string) []string {
	var plain, placed []string
	for _, v := range verbs.FindAllString(text, -1) {
		if strings.Contains(v, "[") {
			placed = append(placed, v)
		} else {
			plain = append(plain, v)
		}
	}
	slices.Sort(placed)
	for i, v := range placed {
		placed[i] = "%" + v[len(v)-1:]
	}
	return append(plain, placed...)
}

// TestLocales holds every translation to its English text: it fills in the same
// things, and says each thing once.
func TestLocales(t *testing.T) {
	for _, l := range Languages()[1:] {
		c, ok := catalogues[l.Code]
		if !ok {
			t.Errorf("%s has no file", l.Code)
		}
		for key, e := range c.entries {
			texts := []string{e.text}
			if e.forms != nil {
				texts = nil
				for form, text := range e.forms {
					texts = append(texts, text)
					if !slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, form) {
						t.Errorf("%s: %q has a form %q that is none", l.Code, key, form)
					}
				}
				if e.forms["other"] == "" {
					t.Errorf("%s: %q lacks the form other", l.Code, key)
				}
			}
			for _, text := range texts {
				inWords := e.forms != nil && len(filled(key)) == 0 && slices.Equal(filled(text), []string{"%d"})
				if !slices.Equal(filled(text), filled(key)) && !inWords {
					t.Errorf("%s: %q is translated with other arguments: %q", l.Code, key, text)
				}
			}
		}
	}
}

func TestLocaleFilesRepeatNothing(t *testing.T) {
	for lang := range catalogues {
		b, err := localeFiles.ReadFile(path.Join("locales", lang+".json"))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		d := json.NewDecoder(bytes.NewReader(b))
		if _, err := d.Token(); err != nil {
			t.Fatal(err)
		}
		for d.More() {
			token, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			key, ok := token.(string)
			if !ok || seen[key] {
				t.Errorf("%s: %v stands twice", lang, token)
			}
			seen[key] = true
			var value any
			if err := d.Decode(&value); err != nil {
				t.Fatal(err)
			}
		}
	}
}
