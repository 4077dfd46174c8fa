package recognitionweb

import (
	"context"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
)

// waitingTabs lead between what waits for a decision, for those who may see both.
func waitingTabs(ctx context.Context, active string) []ui.Tab {
	if !authz.From(ctx).May(recognition.ReadProposals, "") {
		return nil
	}
	return []ui.Tab{
		{Label: i18n.T(ctx, "Reviews"), Href: "/work/reviews", Active: active == "reviews"},
		{Label: i18n.T(ctx, "Proposals"), Href: "/work/proposals", Active: active == "proposals"},
	}
}

// proposedText says what is proposed, and for whom.
func proposedText(ctx context.Context, p recognition.Proposal) string {
	switch {
	case p.Kind == recognition.ToRevoke:
		return i18n.T(ctx, "Revoke a certificate of %s", p.PersonName)
	case p.Change.Withdraw:
		return i18n.T(ctx, "Withdraw an entry from the record of %s", p.PersonName)
	}
	return i18n.T(ctx, "Correct an entry in the record of %s", p.PersonName)
}

// proposalMark is how a decision is shown: a word and the sense of it.
func proposalMark(ctx context.Context, p recognition.Proposal) (ui.Kind, string) {
	switch p.Decision {
	case recognition.Confirmed:
		return ui.Good, i18n.T(ctx, "Confirmed")
	case recognition.Declined:
		return ui.Bad, i18n.T(ctx, "Declined")
	case recognition.TakenBack:
		return ui.Neutral, i18n.T(ctx, "Taken back")
	}
	return ui.Warn, i18n.T(ctx, "Waits for a second person")
}

// proposalHistory tells a proposal as moments, the latest first.
func proposalHistory(ctx context.Context, p recognition.Proposal) []ui.Moment {
	made := ui.Moment{When: i18n.DateTime(ctx, p.ProposedAt), Kind: ui.Neutral, Title: i18n.T(ctx, "Proposed by %s", p.ProposedByName), Text: p.Reason}
	if p.Open() {
		return []ui.Moment{made}
	}
	kind, _ := proposalMark(ctx, p)
	done := ui.Moment{When: i18n.DateTime(ctx, p.DecidedAt), Kind: kind, Text: p.Answer}
	switch p.Decision {
	case recognition.Confirmed:
		done.Title = i18n.T(ctx, "Confirmed by %s", p.DecidedByName)
	case recognition.Declined:
		done.Title = i18n.T(ctx, "Declined by %s", p.DecidedByName)
	default:
		done.Title = i18n.T(ctx, "Taken back by %s", p.DecidedByName)
	}
	return []ui.Moment{done, made}
}

// changeRows compare what the entry says with what is proposed. They hold only what would change.
func changeRows(ctx context.Context, e record.Entry, c record.Correction) []ui.Row {
	is := e
	is.Title, is.Provider, is.BeganOn, is.EndedOn, is.Minutes, is.CEUTenths, is.Claimed = c.Title, c.Provider, c.BeganOn, c.EndedOn, c.Minutes, c.CEUTenths, c.Claimed
	var out []ui.Row
	add := func(what, was, is string) {
		if was != is {
			out = append(out, ui.Row{Cells: []templ.Component{ui.Text(what), ui.Text(was), ui.Text(is)}})
		}
	}
	add(i18n.T(ctx, "What it was called"), e.Title, is.Title)
	add(i18n.T(ctx, "Offered by"), e.Provider, is.Provider)
	add(i18n.T(ctx, "When"), record.DatesText(ctx, e), record.DatesText(ctx, is))
	add(i18n.T(ctx, "Contact time"), i18n.Duration(ctx, e.Minutes), i18n.Duration(ctx, is.Minutes))
	add(i18n.T(ctx, "Credit"), i18n.CEU(ctx, e.CEUTenths), i18n.CEU(ctx, is.CEUTenths))
	add(i18n.T(ctx, "Credit as its provider states it"), e.Claimed.String(), is.Claimed.String())
	return out
}

func changeColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Header: i18n.T(ctx, "What")}, {Header: i18n.T(ctx, "Today")}, {Header: i18n.T(ctx, "As proposed")}}
}
