package record

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// PeriodText writes a period in the reader's language.
func PeriodText(ctx context.Context, p Period) string {
	switch {
	case p.IsZero():
		return i18n.T(ctx, "All entries")
	case p.From == "":
		return i18n.T(ctx, "Until %s", i18n.CivilDate(ctx, p.To))
	case p.To == "":
		return i18n.T(ctx, "From %s", i18n.CivilDate(ctx, p.From))
	}
	return i18n.T(ctx, "%[1]s to %[2]s", i18n.CivilDate(ctx, p.From), i18n.CivilDate(ctx, p.To))
}

// DatesText writes the day or days of an entry.
func DatesText(ctx context.Context, e Entry) string {
	if e.BeganOn == "" || e.BeganOn == e.EndedOn {
		return i18n.CivilDate(ctx, e.EndedOn)
	}
	return i18n.T(ctx, "%[1]s to %[2]s", i18n.CivilDate(ctx, e.BeganOn), i18n.CivilDate(ctx, e.EndedOn))
}

// CorrectedText says that an entry is a correction and since when; nothing for one that is not. It
// stands wherever a transcript shows the entry, because an older copy may say something else.
func CorrectedText(ctx context.Context, e Entry) string {
	if e.CorrectsID == "" {
		return ""
	}
	return i18n.T(ctx, "corrected on %s", i18n.Date(ctx, e.RecordedAt))
}

// CreditText writes the credit of an entry: CEU where somebody vouches for it, and what the
// provider stated in a unit of its own as it was stated.
func CreditText(ctx context.Context, e Entry) string {
	var parts []string
	if e.CEUTenths > 0 {
		parts = append(parts, i18n.CEU(ctx, e.CEUTenths))
	}
	if !e.Claimed.IsZero() {
		parts = append(parts, i18n.T(ctx, "“%s”", e.Claimed))
	}
	return i18n.List(ctx, parts)
}

// TotalText writes a total as short phrases.
func TotalText(ctx context.Context, t Total) []string {
	var out []string
	if t.Entries > 0 {
		out = append(out, i18n.N(ctx, t.Entries, "%d entry", "%d entries"), i18n.T(ctx, "%s of contact", i18n.Duration(ctx, t.Minutes)))
	}
	if t.CEUTenths > 0 {
		out = append(out, i18n.CEU(ctx, t.CEUTenths))
	}
	if t.Presentations > 0 {
		out = append(out, i18n.N(ctx, t.Presentations, "%d presentation", "%d presentations"))
	}
	return out
}
