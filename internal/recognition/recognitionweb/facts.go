package recognitionweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/recognition"
)

// fact is one thing that a certificate states, beside who and what.
type fact struct{ name, value string }

// facts are when, how long, how much credit, and the day of issue.
func facts(ctx context.Context, h recognition.Held) []fact {
	name := i18n.T(ctx, "Date")
	if h.BeganOn != "" && h.BeganOn != h.EndedOn {
		name = i18n.T(ctx, "Dates")
	}
	out := []fact{{name, dates(ctx, h.BeganOn, h.EndedOn)}}
	if h.Minutes > 0 {
		out = append(out, fact{i18n.T(ctx, "Contact time"), i18n.Duration(ctx, h.Minutes)})
	}
	if h.CEUTenths > 0 {
		out = append(out, fact{i18n.T(ctx, "Credit"), i18n.CEU(ctx, h.CEUTenths)})
	}
	return append(out, fact{i18n.T(ctx, "Issued on"), i18n.Date(ctx, h.IssuedAt)})
}
