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
	var lines []string
	for field, heading := range catalogue.ToldColumns(m) {
		lines = append(lines, field+" = "+heading)
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

// openOptions are options of which none need be chosen.
func openOptions(ctx context.Context, options []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: i18n.T(ctx, "Leave it open")}}, options...)
}
