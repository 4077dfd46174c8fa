package dutiesweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/rules"
)

// suffixOf is what the ids of the form that came back end with: the statement that is corrected, or the kind of a new one.
func suffixOf(p onePage) string {
	if p.Correcting != "" {
		return string(p.Correcting)
	}
	return p.Form.Get("kind")
}

// sayOpen reports whether the form of a kind is open: it was sent and refused, or nothing can be said without it.
func sayOpen(p onePage, k duties.Kind) bool {
	if p.Said != nil {
		return suffixOf(p) == string(k)
	}
	return p.NeedsRole && k == duties.KindRole || p.NeedsDay && (k == duties.KindCertified || k == duties.KindEnrolled)
}

// typed is what was typed into the form with the suffix, with what is wrong, if that is the one that came back; else what it shows at first.
func typed(p onePage, suffix string, first url.Values) (url.Values, ui.FormErrors) {
	if p.Said != nil && suffixOf(p) == suffix {
		return p.Form, p.Said
	}
	return first, nil
}

// valuesOf is a statement as its form shows it.
func valuesOf(x duties.Statement) url.Values {
	v := url.Values{"name": {x.Name}, "day": {x.Day}, "until": {x.Until}}
	if x.Minutes > 0 {
		v.Set("hours", strconv.FormatFloat(float64(x.Minutes)/60, 'f', -1, 64))
	}
	if x.Amount > 0 {
		v.Set("amount", strconv.FormatFloat(float64(x.Amount)/100, 'f', -1, 64))
		v.Set("unit", x.Unit)
	}
	return v
}

func dayLabel(ctx context.Context, k duties.Kind) string {
	if k == duties.KindExtended || k == duties.KindWaived {
		return i18n.T(ctx, "Day of the decision")
	}
	if k.Lasting() {
		return i18n.T(ctx, "First day")
	}
	return i18n.T(ctx, "Day")
}

func nameOptions(ctx context.Context, r duties.Rule, k duties.Kind) []ui.Option {
	return append([]ui.Option{{Label: i18n.T(ctx, "Choose")}}, namesFor(r, k)...)
}

// waivableOptions are what a waiver can be about: each amount, or a requirement or category by its name.
func waivableOptions(ctx context.Context, r duties.Rule) []ui.Option {
	var out []ui.Option
	for _, w := range r.Program.Waivable() {
		o := ui.Option{Value: w.Name, Label: w.Name}
		if w.Name == "" {
			o.Label = i18n.T(ctx, "A part of each amount")
		}
		if len(out) == 0 && w.Name != "" {
			out = append(out, ui.Option{Label: i18n.T(ctx, "Choose")})
		}
		if !slices.ContainsFunc(out, func(had ui.Option) bool { return had.Value == w.Name }) {
			out = append(out, o)
		}
	}
	return out
}

// waivableUnits are the units in which something can be waived, as the rule writes them.
func waivableUnits(ctx context.Context, r duties.Rule) []ui.Option {
	var out []ui.Option
	for _, w := range r.Program.Waivable() {
		if w.Unit != "" && !slices.ContainsFunc(out, func(had ui.Option) bool { return rules.UnitName(had.Value) == rules.UnitName(w.Unit) }) {
			out = append(out, ui.Option{Value: w.Unit, Label: duties.UnitWord(ctx, w.Unit)})
		}
	}
	return out
}

func areaOptions(ctx context.Context, areas []catalogue.Area) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "Not said")}}
	for _, a := range areas {
		out = append(out, ui.Option{Value: a.Code, Label: i18n.T(ctx, a.Title)})
	}
	return out
}

// entryTitle names an entry, by its kind where it has no title.
func entryTitle(ctx context.Context, e *rules.Entry) string {
	switch {
	case e.Kind == rules.Extended, e.Kind == rules.Waived && len(e.Covers) == 0: // its name is the rule
		return entryWord(ctx, e.Kind)
	case e.Kind == rules.Waived:
		return i18n.T(ctx, "%s: %s", entryWord(ctx, e.Kind), i18n.List(ctx, e.Covers))
	case e.Title != "":
		return plain(e.Title)
	case e.Name != "":
		return i18n.T(ctx, "%s: %s", entryWord(ctx, e.Kind), plain(e.Name))
	}
	return entryWord(ctx, e.Kind)
}

func pastRows(ctx context.Context, list []duties.Past) []ui.Row {
	var out []ui.Row
	for _, x := range list {
		out = append(out, ui.Row{Cells: []templ.Component{
			ui.Text(i18n.T(ctx, "%s to %s", dayWord(ctx, x.From), dayWord(ctx, x.To))),
			ui.Tag(statusKind(string(x.Status)), statusWord(ctx, string(x.Status))),
			ui.Text(pastWord(ctx, x)),
		}})
	}
	return out
}
