package peopleweb

import (
	"context"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
)

func dateOrders(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "", Label: i18n.T(ctx, "Let the file show it; refuse what stays in doubt")},
		{Value: string(tabular.MonthFirst), Label: i18n.T(ctx, "Month first: 4 March 2026 is 03/04/2026")},
		{Value: string(tabular.DayFirst), Label: i18n.T(ctx, "Day first: 3 April 2026 is 03/04/2026")},
	}
}

func differenceTitle(ctx context.Context, p differencePage) string {
	if p.DryRun {
		return i18n.T(ctx, "What would change")
	}
	return i18n.T(ctx, "What was changed")
}

func differenceColumns(ctx context.Context, k fileKind) []ui.Column {
	who := i18n.T(ctx, "Person")
	if k.organisations() {
		who = i18n.T(ctx, "Organisation")
	}
	return []ui.Column{{Header: i18n.T(ctx, "Line"), Number: true}, {Header: who}, {Header: i18n.T(ctx, "Outcome")}, {Header: i18n.T(ctx, "What and why")}}
}

// differenceRows leaves out the rows that change nothing: they are counted above.
func differenceRows(ctx context.Context, rows []tabular.RowReport) []ui.Row {
	var out []ui.Row
	for _, r := range rows {
		if r.Outcome == tabular.Unchanged && len(r.Notes) == 0 {
			continue
		}
		who := r.Title
		if who == "" {
			who = r.Key
		}
		out = append(out, ui.Row{Cells: []templ.Component{lineNumber(r), ui.Text(who), outcomeTag(r), rowChanges(r)}})
	}
	return out
}

// title is what the page is called that takes such a file.
func (k fileKind) title(ctx context.Context) string {
	if k.organisations() {
		return i18n.T(ctx, "Import organisations")
	}
	return i18n.T(ctx, "Import memberships")
}

func importCrumbs(ctx context.Context, k fileKind) []ui.Crumb {
	out := []ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}, {Label: i18n.T(ctx, "People"), Href: "/work/people"}}
	if k.organisations() {
		out = append(out, ui.Crumb{Label: i18n.T(ctx, "Organisations"), Href: "/work/organisations"})
	}
	return append(out, ui.Crumb{Label: k.title(ctx)})
}
