package i18n

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed locales/*.json
var localeFiles embed.FS

// entry is one translation: a text, or a text for each plural form.
type entry struct {
	text  string
	forms map[string]string
}

// UnmarshalJSON accepts both ways in which a locale file may write an entry.
func (e *entry) UnmarshalJSON(b []byte) error {
	if err := json.Unmarshal(b, &e.text); err == nil {
		return nil
	}
	return json.Unmarshal(b, &e.forms)
}

// catalogue is one language's translations by English text.
type catalogue struct {
	tag     language.Tag
	entries map[string]entry
}

var catalogues = mustLoad()

// mustLoad reads the embedded files. They are part of the program, so a broken
// one is a mistake of ours that must not get as far as a running server.
func mustLoad() map[string]catalogue {
	files, err := localeFiles.ReadDir("locales")
	if err != nil {
		panic(fmt.Errorf("i18n: list locales: %w", err))
	}
	all := make(map[string]catalogue, len(files))
	for _, f := range files {
		b, err := localeFiles.ReadFile(path.Join("locales", f.Name()))
		if err != nil {
			panic(fmt.Errorf("i18n: read %s: %w", f.Name(), err))
		}
		lang := strings.TrimSuffix(f.Name(), ".json")
		c := catalogue{tag: language.Make(lang)}
		if err := json.Unmarshal(b, &c.entries); err != nil {
			panic(fmt.Errorf("i18n: parse %s: %w", f.Name(), err))
		}
		all[lang] = c
	}
	return all
}

// T returns the English text key in the reader's language, with args put in as
// fmt.Sprintf does. A translation may reorder them: "%[2]s: %[1]s".
func T(ctx context.Context, key string, args ...any) string {
	text := key
	if lang := From(ctx).Lang; lang != English {
		if e, ok := catalogues[lang].entries[key]; ok && e.text != "" {
			text = e.text
		}
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// N returns the text for n things. In English one is used for exactly one thing
// and many otherwise; other languages choose among their own forms, which their
// file keeps under one. n is the first argument of the text, args follow it; a text that
// fills in nothing ("The one offer") stands as it is.
func N(ctx context.Context, n int, one, many string, args ...any) string {
	text := many
	if n == 1 || n == -1 {
		text = one
	}
	if lang := From(ctx).Lang; lang != English {
		if c, ok := catalogues[lang]; ok {
			if forms := c.entries[one].forms; forms != nil {
				text = pickForm(c.tag, n, forms)
			}
		}
	}
	before, after, found := strings.Cut(text, "%d")
	switch {
	case !strings.Contains(text, "%"):
		return text
	case found && len(args) == 0 && !strings.Contains(after, "%"): // nearly all, some of them a hundred times on a page
		return before + strconv.Itoa(n) + after
	}
	return fmt.Sprintf(text, append([]any{n}, args...)...)
}

// Translated reports whether a language has its own text for an English one. A
// pair of texts for N goes by the first. English has them all.
func Translated(lang, key string) bool {
	_, ok := catalogues[lang].entries[key]
	return ok || lang == English
}

// formNames are the names that CLDR gives the plural forms.
var formNames = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// pickForm returns the text of n's plural form, "other" standing in for forms the file leaves out.
func pickForm(tag language.Tag, n int, forms map[string]string) string {
	abs := n
	if abs < 0 {
		abs = -abs
	}
	if text := forms[formNames[plural.Cardinal.MatchPlural(tag, abs, 0, 0, 0, 0)]]; text != "" {
		return text
	}
	return forms["other"]
}
