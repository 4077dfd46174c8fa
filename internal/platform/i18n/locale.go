package i18n

import (
	"context"
	"slices"
	"time"

	"golang.org/x/text/language"
)

// English is the source language: its texts are the keys.
const English = "en"

// Locale is how one reader reads: a language that Languages lists, and a time zone.
type Locale struct {
	Lang string
	Zone *time.Location
}

// Language is a language the interface speaks, under its own name.
type Language struct {
	Code string
	Name string
}

// Languages returns the languages on offer, the source first.
func Languages() []Language {
	return []Language{{English, "English"}, {"es", "Español"}, {"fr", "Français"}}
}

// Supported reports whether the interface speaks the language with this code.
func Supported(lang string) bool {
	return slices.ContainsFunc(Languages(), func(l Language) bool { return l.Code == lang })
}

type localeKey struct{}

// With returns a context in which everything is written for the locale.
// An empty language means English, a nil zone UTC.
func With(ctx context.Context, l Locale) context.Context {
	if l.Lang == "" {
		l.Lang = English
	}
	if l.Zone == nil {
		l.Zone = time.UTC
	}
	return context.WithValue(ctx, localeKey{}, l)
}

// From returns the context's locale: English and UTC when none was set.
func From(ctx context.Context) Locale {
	if l, ok := ctx.Value(localeKey{}).(Locale); ok {
		return l
	}
	return Locale{Lang: English, Zone: time.UTC}
}

// The matcher's order is that of Languages, so its index can be used there.
var matcher = newMatcher()

func newMatcher() language.Matcher {
	var tags []language.Tag
	for _, l := range Languages() {
		tags = append(tags, language.Make(l.Code))
	}
	return language.NewMatcher(tags)
}

// longestAcceptLanguage is more than any browser sends; longer headers are not worth parsing.
const longestAcceptLanguage = 500

// Negotiate returns the code of the language that suits an Accept-Language
// header best (RFC 9110, section 12.5.4), English when none does or the header cannot be read.
func Negotiate(acceptLanguage string) string {
	if acceptLanguage == "" || len(acceptLanguage) > longestAcceptLanguage {
		return English
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return English
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return English
	}
	return Languages()[i].Code
}

// rightToLeft are the scripts written from right to left that CLDR has languages for.
var rightToLeft = []string{"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"}

// Dir returns the writing direction of a language as HTML's dir attribute wants it: "ltr" or "rtl".
func Dir(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	if script, _ := tag.Script(); slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}
