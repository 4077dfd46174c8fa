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

// cells are what a row can say once of an offer, by the names that changes gives them.
var cells = []struct {
	name string
	put  func(to *Draft, d Draft)
}{
	{"title", func(to *Draft, d Draft) { to.Title = d.Title }},
	{"summary", func(to *Draft, d Draft) { to.Summary = d.Summary }},
	{"description", func(to *Draft, d Draft) { to.Description = d.Description }},
	{"objectives", func(to *Draft, d Draft) { to.Objectives = d.Objectives }},
	{"level", func(to *Draft, d Draft) { to.Level = d.Level }},
	{"audiences", func(to *Draft, d Draft) { to.Audiences = d.Audiences }},
	{"format", func(to *Draft, d Draft) { to.Format = d.Format }},
	{"language", func(to *Draft, d Draft) { to.Language = d.Language }},
	{"minutes", func(to *Draft, d Draft) { to.Minutes = d.Minutes }},
	{"prices", func(to *Draft, d Draft) { to.Prices = d.Prices }},
	{"accessibility", func(to *Draft, d Draft) { to.Accessibility.Statement = d.Accessibility.Statement }},
	{"prerequisites", func(to *Draft, d Draft) { to.Prerequisites.Text = d.Prerequisites.Text }},
	{"platform", func(to *Draft, d Draft) { to.Platform = d.Platform }},
	{"link", func(to *Draft, d Draft) { to.Link = d.Link }},
	{"presenters", func(to *Draft, d Draft) { to.Presenters = samePresenters(to.Presenters, d.Presenters) }},
	{"review_by", func(to *Draft, d Draft) { to.ReviewBy = d.ReviewBy }},
	{"expires_on", func(to *Draft, d Draft) { to.ExpiresOn = d.ExpiresOn }},
}

// merge puts what a row says, and its source has not said before (was), into a draft. The first row of a key says what the offer is; the
// others only add to its categories, so that the order of the rows decides nothing twice. Empty cells change
// nothing. A row that is known by its title leaves the title alone, however it is written. It returns what has been said by now,
// and what a person has changed that the row only repeats.
func (run *importRun) merge(to *Draft, r importRow, was said, made, first bool) (now said, left []tabular.Change) {
	before := *to
	repeated := before
	more := said{}
	words := map[string]string{}
	for _, c := range changes(Draft{}, r.says) {
		words[c.Field] = c.To
	}
	for _, c := range cells {
		if words[c.name] == "" || !first || c.name == "title" && !made && r.titleIsKey {
			continue
		}
		more[c.name] = mark(words[c.name])
		if was[c.name] == more[c.name] {
			c.put(&repeated, r.says)
		} else {
			c.put(to, r.says)
		}
	}
	put := func(list string, of func(d *Draft) *[]string, items ...string) {
		for _, x := range items {
			name, target := elementOf(list, x), of(to)
			if _, had := was[name]; had {
				target = of(&repeated)
			}
			more[name] = ""
			*target = add(*target, x)
		}
	}
	themes := func(d *Draft) *[]string { return &d.Themes }
	areas := func(d *Draft) *[]string { return &d.Areas }
	put("sponsor", func(d *Draft) *[]string { return &d.ExtraSponsors }, r.says.ExtraSponsors...)
	put("themes", themes, r.says.Themes...)
	put("areas", areas, r.says.Areas...)
	put("themes", themes, r.categories...)
	for _, c := range r.categories {
		if code, ok := run.area(c); ok {
			put("areas", areas, code)
		}
	}
	if len(was) > 0 {
		left = changes(before.clean(), repeated.clean())
	}
	return was.with(more), left
}

// fill says of a new offer what its rows leave open. What other programs write has no summary beside its description, whose beginning is one.
func (run *importRun) fill(to *Draft) {
	if to.Summary == "" && run.opens {
		to.Summary = opening(to.Description)
	}
	run.o.Defaults.fill(&to.Content)
	if to.Format == "" && to.Kind == Webinar {
		to.Format = Online // what the word says
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
