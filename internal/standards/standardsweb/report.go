package standardsweb

import (
	"context"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
)

func reportTitle(ctx context.Context, done bool) string {
	if done {
		return i18n.T(ctx, "What was done")
	}
	return i18n.T(ctx, "What would be done")
}

// shownRows is how many rows of a report a page lists: those that were refused come first.
const shownRows = 500

// reportRows lists the rows of a report, those with a problem before the others.
func reportRows(ctx context.Context, r tabular.Report) []ui.Row {
	var bad, rest []ui.Row
	for _, row := range r.Rows {
		kind, name := outcome(ctx, row.Outcome)
		var x ui.Row
		x.Cells = append(x.Cells, ui.Text(strconv.Itoa(row.Line)), ui.Text(named(row.Key, short(row.Title))), ui.Tag(kind, name), ui.Text(why(ctx, row)))
		if row.Outcome == tabular.Refused {
			bad = append(bad, x)
		} else {
			rest = append(rest, x)
		}
	}
	all := append(bad, rest...)
	return all[:min(len(all), shownRows)]
}

func outcome(ctx context.Context, o tabular.Outcome) (ui.Kind, string) {
	switch o {
	case tabular.Created:
		return ui.Good, i18n.T(ctx, "New")
	case tabular.Changed:
		return ui.Accent, i18n.T(ctx, "Changed")
	case tabular.Refused:
		return ui.Bad, i18n.T(ctx, "Refused")
	}
	return ui.Neutral, i18n.T(ctx, "Unchanged")
}

// why says what is wrong with a row, or which fields it changes.
func why(ctx context.Context, row tabular.RowReport) string {
	var out []string
	for _, p := range row.Problems {
		out = append(out, p.Message)
	}
	for _, c := range row.Changes {
		out = append(out, fieldWords(ctx, c.Field))
	}
	return strings.Join(out, " · ")
}

// fieldWords are what the fields of a competency are called.
func fieldWords(ctx context.Context, field string) string {
	switch field {
	case "title":
		return i18n.T(ctx, "Title")
	case "description":
		return i18n.T(ctx, "What it means")
	case "code":
		return i18n.T(ctx, "Code")
	case "kind":
		return i18n.T(ctx, "What kind of entry it is")
	case "parent":
		return i18n.T(ctx, "What it stands under")
	case "place":
		return i18n.T(ctx, "Its place")
	case "statements":
		return i18n.T(ctx, "Can-do statements")
	case "links":
		return i18n.T(ctx, "What it maps to")
	case "rest":
		return i18n.T(ctx, "What other programs say of it")
	}
	return field
}
