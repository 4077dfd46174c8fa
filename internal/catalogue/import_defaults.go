package catalogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Defaults is what new offers say where what they come from says nothing, so that a feed that never speaks of such things can be published.
type Defaults struct {
	Summary       string     `json:"summary,omitempty"`
	Areas         []string   `json:"areas,omitempty"` // codes of content areas
	Level         Level      `json:"level,omitempty"`
	Audiences     []Audience `json:"audiences,omitempty"`
	Format        Format     `json:"format,omitempty"`
	Language      string     `json:"language,omitempty"`
	Minutes       int        `json:"minutes,omitempty"`
	Objectives    []string   `json:"objectives,omitempty"`
	Accessibility string     `json:"accessibility,omitempty"`
}

// DefaultFields are the names by which defaults are written (ReadDefaults).
var DefaultFields = []string{"summary", "areas", "level", "audiences", "format", "language", "minutes", "objectives", "accessibility"}

// ReadDefaults reads defaults that were written by the names of their fields, several values of one with a semicolon or a line between them. Invalid, field
// by field, for what has no such form; whether there is such a level or area is found out when they are used.
func ReadDefaults(fields map[string]string) (Defaults, error) {
	var f errs.Fields
	several := func(name string) []string {
		return list(strings.FieldsFunc(fields[name], func(r rune) bool { return r == ';' || r == '\n' }))
	}
	d := Defaults{Summary: line(fields["summary"]), Areas: several("areas"), Level: Level(line(fields["level"])), Format: Format(line(fields["format"])), Language: line(fields["language"]),
		Objectives: several("objectives"), Accessibility: block(fields["accessibility"])}
	for _, a := range several("audiences") {
		d.Audiences = append(d.Audiences, Audience(a))
	}
	if text := line(fields["minutes"]); text != "" {
		n, err := strconv.Atoi(text)
		f.Check(err == nil, "minutes", "Give the whole time in minutes.")
		d.Minutes = n
	}
	for name := range fields {
		f.Check(slices.Contains(DefaultFields, name), "defaults", "“%s” is nothing that can be said for all. Write one of: %s.", name, strings.Join(DefaultFields, ", "))
	}
	return d, f.Err()
}

// clean is what was meant, with nothing where there is none.
func (d Defaults) clean() Defaults {
	d.Areas, d.Audiences, d.Objectives = orNil(list(d.Areas)), orNil(list(d.Audiences)), orNil(list(d.Objectives))
	d.Summary, d.Language, d.Accessibility = line(d.Summary), line(d.Language), block(d.Accessibility)
	return d
}

func orNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// check says what cannot be said of any offer.
func (d Defaults) check(areas []Area) errs.Fields {
	draft := Draft{Kind: Webinar, Content: Content{Title: "-"}}
	d.fill(&draft.Content)
	return draft.clean().check(areas)
}

// fill says of an offer what it leaves open.
func (d Defaults) fill(to *Content) {
	if len(to.Areas) == 0 {
		to.Areas = slices.Clone(d.Areas)
	}
	if len(to.Audiences) == 0 {
		to.Audiences = slices.Clone(d.Audiences)
	}
	if len(to.Objectives) == 0 {
		to.Objectives = slices.Clone(d.Objectives)
	}
	to.Summary = cmp.Or(to.Summary, d.Summary)
	to.Level, to.Format, to.Language = cmp.Or(to.Level, d.Level), cmp.Or(to.Format, d.Format), cmp.Or(to.Language, d.Language)
	to.Minutes, to.Accessibility.Statement = cmp.Or(to.Minutes, d.Minutes), cmp.Or(to.Accessibility.Statement, d.Accessibility)
}

// openingMost is how many characters of a description stand for a summary.
const openingMost = 300

// opening is how a description begins: as many whole sentences of its first paragraph as fit, or a part of the first.
func opening(description string) string {
	first, _, _ := strings.Cut(block(description), "\n\n")
	text := []rune(line(first))
	if len(text) <= openingMost {
		return string(text)
	}
	for i := openingMost; i > openingMost/4; i-- {
		if text[i] == ' ' && slices.Contains([]rune{'.', '!', '?', '…'}, text[i-1]) {
			return string(text[:i])
		}
	}
	for i := openingMost; i > openingMost/2; i-- {
		if text[i] == ' ' {
			return string(text[:i]) + "…"
		}
	}
	return string(text[:openingMost]) + "…"
}
