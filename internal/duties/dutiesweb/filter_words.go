package dutiesweb

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/rules"
)

// filterWord says which entries are meant, as one would say it: "presenting or service in the area of technology, except: marked as draft".
func filterWord(ctx context.Context, f *rules.Filter) string {
	if f == nil {
		return ""
	}
	var kinds, how []string
	for _, k := range f.Kinds {
		kinds = append(kinds, small(entryWord(ctx, k)))
	}
	for _, x := range []struct {
		values []string
		named  func(context.Context, string) string
		say    func(string) string
	}{
		{f.Areas, plainWord, func(s string) string { return i18n.T(ctx, "in the area of %s", s) }},
		{f.Activities, activityWord, func(s string) string { return i18n.T(ctx, "as %s", s) }},
		{f.Formats, formatWord, func(s string) string { return i18n.T(ctx, "in the format %s", s) }},
		{f.Providers, asWritten, func(s string) string { return i18n.T(ctx, "offered by %s", s) }},
		{f.Tags, plainWord, func(s string) string { return i18n.T(ctx, "marked as %s", s) }},
		{f.Competencies, asWritten, func(s string) string { return i18n.T(ctx, "about %s", s) }},
		{f.Titles, asWritten, func(s string) string { return i18n.T(ctx, "called %s", s) }},
		{f.States, asWritten, func(s string) string { return i18n.T(ctx, "stated in %s", s) }},
	} {
		if len(x.values) > 0 {
			how = append(how, x.say(oneOf(ctx, x.values, x.named)))
		}
	}
	switch f.Assurance {
	case "third-party":
		how = append(how, i18n.T(ctx, "vouched for by somebody else than the person"))
	case "association":
		how = append(how, i18n.T(ctx, "vouched for by the association"))
	}
	said := strings.Join(how, ", ")
	if len(kinds) > 0 {
		said = strings.TrimSpace(orList(ctx, kinds) + " " + said)
	}
	if len(f.Any) > 0 {
		var ways []string
		for i := range f.Any {
			ways = append(ways, filterWord(ctx, &f.Any[i]))
		}
		either := strings.Join(ways, ", "+i18n.T(ctx, "or")+" ")
		if said != "" {
			either = said + "; " + either
		}
		said = either
	}
	if f.Not == nil {
		return said
	}
	if said == "" {
		return i18n.T(ctx, "everything except: %s", filterWord(ctx, f.Not))
	}
	return i18n.T(ctx, "%s, except: %s", said, filterWord(ctx, f.Not))
}

// oneOf names values, each once, with "or" before the last.
func oneOf(ctx context.Context, values []string, named func(context.Context, string) string) string {
	var words []string
	for _, v := range values {
		if w := named(ctx, v); !slices.ContainsFunc(words, func(o string) bool { return strings.EqualFold(o, w) }) {
			words = append(words, w)
		}
	}
	return orList(ctx, words)
}

func orList(ctx context.Context, words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " " + i18n.T(ctx, "or") + " " + words[last]
}

func asWritten(_ context.Context, v string) string { return v }

func plainWord(_ context.Context, v string) string { return plain(v) }

// activityWord names a kind of offer as the catalogue does, and another sort of activity as the rule writes it.
func activityWord(ctx context.Context, v string) string {
	if label := catalogue.Kind(v).Label(); label != v {
		return small(i18n.T(ctx, label))
	}
	return plain(v)
}

// formatWord names a format as the catalogue does.
func formatWord(ctx context.Context, v string) string {
	if label := catalogue.Format(v).Label(); label != v {
		return small(i18n.T(ctx, label))
	}
	switch v {
	case "self-paced":
		return i18n.T(ctx, "self-paced")
	case "self-directed":
		return i18n.T(ctx, "self-directed")
	}
	return plain(v)
}

// small and beginning write a word's first letter small or as a capital.
func small(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) { // CEU stays as it is
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

func beginning(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
