package recognitionweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/recognition"
)

// standingTitle is the answer in a sentence.
func standingTitle(ctx context.Context, s recognition.Status) string {
	switch s {
	case recognition.Valid:
		return i18n.T(ctx, "This certificate is valid")
	case recognition.Corrected:
		return i18n.T(ctx, "This certificate has been replaced")
	case recognition.Withdrawn:
		return i18n.T(ctx, "This certificate was withdrawn")
	}
	return i18n.T(ctx, "This certificate was revoked")
}

// stated is everything that the certificate itself says.
func stated(ctx context.Context, v recognition.Verification, association string) []ui.Pair {
	out := []ui.Pair{
		{Name: i18n.T(ctx, "Kind"), Value: ui.Text(i18n.T(ctx, v.Kind.Label()))},
		{Name: i18n.T(ctx, "Issued to"), Value: ui.Text(v.RecipientName)},
		{Name: i18n.T(ctx, "For taking part in"), Value: ui.Text(v.Title)},
		{Name: i18n.T(ctx, "Offered by"), Value: ui.Text(v.Issuer)},
		{Name: i18n.T(ctx, "Issued by"), Value: ui.Text(association)},
		{Name: i18n.T(ctx, "When"), Value: ui.Text(dates(ctx, v.BeganOn, v.EndedOn))},
	}
	if v.Minutes > 0 {
		out = append(out, ui.Pair{Name: i18n.T(ctx, "Contact time"), Value: ui.Text(i18n.Duration(ctx, v.Minutes))})
	}
	if v.CEUTenths > 0 {
		out = append(out, ui.Pair{Name: i18n.T(ctx, "Credit"), Value: ui.Text(i18n.CEU(ctx, v.CEUTenths))})
	}
	return append(out,
		ui.Pair{Name: i18n.T(ctx, "Issued on"), Value: ui.Text(i18n.Date(ctx, v.IssuedAt))},
		ui.Pair{Name: i18n.T(ctx, "Code"), Value: ui.Text(v.Code)})
}
