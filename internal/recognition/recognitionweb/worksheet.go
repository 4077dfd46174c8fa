package recognitionweb

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

func minuteColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Header: i18n.T(ctx, "What")}, {Header: i18n.T(ctx, "Minutes"), Number: true}}
}

// stretchRows are the lines of a worksheet, with their sum.
func stretchRows(ctx context.Context, lines []catalogue.Stretch, sum string) []ui.Row {
	var (
		rows  []ui.Row
		total int
	)
	for _, l := range lines {
		rows = append(rows, ui.Cells(l.What, i18n.Number(ctx, l.Minutes)))
		total += l.Minutes
	}
	last := ui.Cells(sum, i18n.Number(ctx, total))
	last.Class = "fw-semibold"
	return append(rows, last)
}
