package catalogueweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
)

// readingFields is how items are read that come from elsewhere: what they are where they say nothing, and which heading of a table means what.
type readingFields struct {
	form   draftForm
	areas  []catalogue.Area
	Errors ui.FormErrors
}

// codes are the areas as they are written.
func (r readingFields) codes() string {
	var out []string
	for _, a := range r.areas {
		out = append(out, a.Code)
	}
	return strings.Join(out, ", ")
}

// open reports whether something is said there, or has to be.
func (r readingFields) open(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return r.form.Get(name) != "" || r.Errors.Of(name) != "" })
}

// defaultsForm puts defaults into a form.
func defaultsForm(f url.Values, d catalogue.Defaults) {
	f["areas"], f["audiences"] = d.Areas, nil
	for _, a := range d.Audiences {
		f.Add("audiences", string(a))
	}
	for name, value := range map[string]string{"summary": d.Summary, "level": string(d.Level), "format": string(d.Format), "language": d.Language,
		"objectives": strings.Join(d.Objectives, "\n"), "accessibility": d.Accessibility} {
		f.Set(name, value)
	}
	if d.Minutes > 0 {
		f.Set("minutes", strconv.Itoa(d.Minutes))
	}
}

// defaults reads what items say where they say nothing.
func (f draftForm) defaults(bad *errs.Fields) catalogue.Defaults {
	return catalogue.Defaults{Summary: f.Get("summary"), Areas: f.Values["areas"], Level: catalogue.Level(f.Get("level")), Audiences: values[catalogue.Audience](f.Values["audiences"]),
		Format: catalogue.Format(f.Get("format")), Language: f.Get("language"), Minutes: f.number("minutes", bad), Objectives: f.lines("objectives"), Accessibility: f.Get("accessibility")}
}

// columnsForm writes which heading holds what, one a line.
func columnsForm(m tabular.Mapping) string {
	return pairsForm(catalogue.ToldColumns(m))
}

// pairsForm writes what stands for what, one a line.
func pairsForm(m map[string]string) string {
	var lines []string
	for name, value := range m {
		lines = append(lines, name+" = "+value)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// columns reads which heading holds what.
func (f draftForm) columns(bad *errs.Fields) tabular.Mapping {
	m := tabular.Mapping{}
	for _, l := range f.lines("columns") {
		field, heading, ok := strings.Cut(l, "=")
		field = strings.ToLower(strings.TrimSpace(field))
		bad.Check(ok && field != "", "columns", "“%s” does not say what a column holds. Write it as title = Event.", l)
		m[field] = strings.TrimSpace(heading)
	}
	return m
}

// categories reads which content area a category stands for.
func (f draftForm) categories(bad *errs.Fields) map[string]string {
	m := map[string]string{}
	for _, l := range f.lines("categories") {
		category, area, ok := strings.Cut(l, "=")
		bad.Check(ok && strings.TrimSpace(category) != "", "categories", "“%s” does not say what a category stands for. Write it as Computers = technology.", l)
		m[strings.TrimSpace(category)] = strings.TrimSpace(area)
	}
	return m
}

// openOptions are options of which none need be chosen.
func openOptions(ctx context.Context, options []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: i18n.T(ctx, "Leave it open")}}, options...)
}
