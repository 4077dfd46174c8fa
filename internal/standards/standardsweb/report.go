package standardsweb

import (
	"context"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/standards"
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
		x.Cells = append(x.Cells, ui.Text(strconv.Itoa(row.Line)), ui.Text(named(row.Key, short(row.Title))), ui.Tag(kind, name), ui.Text(why(row)))
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
func why(row tabular.RowReport) string {
	var out []string
	for _, p := range row.Problems {
		out = append(out, p.Message)
	}
	for _, c := range row.Changes {
		out = append(out, c.Field)
	}
	return strings.Join(out, " · ")
}

// fieldID keeps the fields of several forms on a page apart. The form that was not accepted has the ids that its complaints lead to.
func fieldID(p previewPage, c standards.Competency, name string) string {
	if p.Asked == c.ID {
		return ui.FieldID(name)
	}
	return ui.FieldID(name) + "-" + string(c.ID)
}

func decisionOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Choose")}}
	for _, b := range standards.Decisions {
		out = append(out, ui.Option{Value: string(b), Label: becameWords(ctx, b)})
	}
	return out
}
