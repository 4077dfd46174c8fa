package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// area returns the content area that a word stands for: its code, its title, or what the source's mapping says.
func (run *importRun) area(word string) (string, bool) {
	folded := people.Fold(word)
	if code := run.o.Areas[folded]; code != "" {
		return code, true
	}
	for _, a := range run.areas {
		if people.Fold(a.Title) == folded || people.Fold(a.Code) == folded {
			return a.Code, true
		}
	}
	return "", false
}

// merge puts what a row says into a draft. The first row of a key says what the offer is; the
// others only add to its categories, so that the order of the rows decides nothing twice. Empty cells change
// nothing. A row that is known by its title leaves the title alone, however it is written.
func (run *importRun) merge(to *Draft, d Draft, categories []string, made, title, first bool) {
	if title {
		to.Title = d.Title
	}
	if first {
		setText(&to.Summary, d.Summary)
		setText(&to.Description, d.Description)
		setText(&to.Accessibility.Statement, d.Accessibility.Statement)
		setText(&to.Prerequisites.Text, d.Prerequisites.Text)
		setText(&to.Link, d.Link)
		setText(&to.Language, d.Language)
		setText(&to.Platform, d.Platform)
		setText((*string)(&to.Level), string(d.Level))
		setText((*string)(&to.Format), string(d.Format))
		setText(&to.ReviewBy, d.ReviewBy)
		setText(&to.ExpiresOn, d.ExpiresOn)
		if d.Minutes > 0 {
			to.Minutes = d.Minutes
		}
		setList(&to.Objectives, d.Objectives)
		setList(&to.Audiences, d.Audiences)
		setList(&to.Prices, d.Prices)
		if len(d.Presenters) > 0 {
			to.Presenters = samePresenters(to.Presenters, d.Presenters)
		}
	}
	for _, s := range d.ExtraSponsors {
		to.ExtraSponsors = add(to.ExtraSponsors, s)
	}
	for _, t := range d.Themes {
		to.Themes = add(to.Themes, t)
	}
	for _, a := range d.Areas {
		to.Areas = add(to.Areas, a)
	}
	for _, c := range categories {
		to.Themes = add(to.Themes, c)
		if code, ok := run.area(c); ok {
			to.Areas = add(to.Areas, code)
		}
	}
	if made && to.Format == "" && to.Kind == Webinar {
		to.Format = Online // what the word says
	}
}

func setText(to *string, s string) {
	if s != "" {
		*to = s
	}
}

func setList[T any](to *[]T, list []T) {
	if len(list) > 0 {
		*to = list
	}
}

// add appends a text unless the list has it, whatever its case.
func add(list []string, s string) []string {
	if slices.ContainsFunc(list, func(x string) bool { return people.Fold(x) == people.Fold(s) }) {
		return list
	}
	return append(slices.Clone(list), s)
}

// samePresenters keeps the persons of those presenters who are announced already.
func samePresenters(now, said []Presenter) []Presenter {
	out := slices.Clone(said)
	for i, p := range out {
		for _, known := range now {
			if p.Name != "" && people.Fold(known.Name) == people.Fold(p.Name) {
				out[i] = known
			}
		}
	}
	return out
}

// changes says what is new in b, in words for the report.
func changes(a, b Draft) []tabular.Change {
	var out []tabular.Change
	for _, c := range []struct{ field, from, to string }{
		{"title", a.Title, b.Title}, {"kind", string(a.Kind), string(b.Kind)}, {"summary", a.Summary, b.Summary}, {"description", a.Description, b.Description},
		{"objectives", strings.Join(a.Objectives, "; "), strings.Join(b.Objectives, "; ")}, {"areas", strings.Join(a.Areas, "; "), strings.Join(b.Areas, "; ")},
		{"level", string(a.Level), string(b.Level)}, {"audiences", joined(a.Audiences), joined(b.Audiences)}, {"format", string(a.Format), string(b.Format)},
		{"language", a.Language, b.Language}, {"minutes", count(a.Minutes), count(b.Minutes)}, {"prices", priceWords(a.Prices), priceWords(b.Prices)},
		{"accessibility", a.Accessibility.Statement, b.Accessibility.Statement}, {"prerequisites", a.Prerequisites.Text, b.Prerequisites.Text},
		{"themes", strings.Join(a.Themes, "; "), strings.Join(b.Themes, "; ")}, {"platform", a.Platform, b.Platform}, {"link", a.Link, b.Link},
		{"sponsor", strings.Join(a.ExtraSponsors, "; "), strings.Join(b.ExtraSponsors, "; ")}, {"presenters", presenterWords(a.Presenters), presenterWords(b.Presenters)},
		{"review_by", a.ReviewBy, b.ReviewBy}, {"expires_on", a.ExpiresOn, b.ExpiresOn},
	} {
		if c.from != c.to {
			out = append(out, tabular.Change{Field: c.field, From: c.from, To: c.to})
		}
	}
	return out
}

func joined[T ~string](list []T) string { return strings.Join(texts(list), "; ") }

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func priceWords(list []Price) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Class+" "+p.Amount.Format("en"))
	}
	return strings.Join(out, "; ")
}

func presenterWords(list []Presenter) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name)
	}
	return strings.Join(out, "; ")
}
