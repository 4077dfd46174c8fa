package recordweb

import (
	"context"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/record"
)

// verified returns what the association vouches for, when there is CEU in it.
func verified(t record.Transcript) (record.Total, bool) {
	for _, n := range t.Totals {
		if n.Assurance == record.ByAssociation && n.CEUTenths > 0 {
			return n, true
		}
	}
	return record.Total{}, false
}

func transcriptColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Header: i18n.T(ctx, "What")}, {Header: i18n.T(ctx, "When")},
		{Header: i18n.T(ctx, "Contact"), Number: true}, {Header: i18n.T(ctx, "Credit"), Number: true},
	}
}

func transcriptRows(ctx context.Context, p transcriptPage, g record.Group) []ui.Row {
	var out []ui.Row
	for _, e := range g.Entries {
		contact := ""
		if e.Minutes > 0 {
			contact = i18n.Duration(ctx, e.Minutes)
		}
		out = append(out, ui.Row{Cells: []templ.Component{
			whatCell(p, e), ui.Text(record.DatesText(ctx, e)), figureCell(contact), figureCell(record.CreditText(ctx, e)),
		}})
	}
	return out
}

// shareHref leads to making a link for the period that is shown.
func shareHref(p transcriptPage) string { return address("/my/shares", periodQuery(p.Period)) + "#new" }

func viewRows(ctx context.Context, views []record.View) []ui.Row {
	var out []ui.Row
	for _, v := range views {
		who := i18n.T(ctx, "Somebody with your link")
		if v.What != record.LookedAtShare {
			who = i18n.T(ctx, "%s, staff", v.ViewerName)
		}
		out = append(out, ui.Row{Cells: []templ.Component{ui.Text(i18n.DateTime(ctx, v.At)), ui.Text(who), viewPurpose(v)}})
	}
	return out
}
