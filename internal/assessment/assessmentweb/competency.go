package assessmentweb

import (
	"context"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
)

// voiceName says who it was: a name where the person gave one, with the kind of voice.
func voiceName(ctx context.Context, c assessment.Competency, b assessment.Basis, invitation id.ID) string {
	if name := c.Names[invitation]; name != "" {
		return i18n.T(ctx, "%s (%s)", name, basisWords(ctx, b))
	}
	return basisWords(ctx, b)
}

func voiceRows(ctx context.Context, c assessment.Competency) []ui.Row {
	out := make([]ui.Row, len(c.All))
	for i, s := range c.All {
		when := i18n.Date(ctx, s.At)
		if s.On != "" {
			when = i18n.CivilDate(ctx, s.On)
		}
		out[i] = ui.Row{Cells: []templComponent{ui.Text(voiceName(ctx, c, s.Basis, s.Invitation)), statementCell(c.Row, s), ui.Text(when)}}
	}
	return out
}

// answerWords say what one answer said.
func answerWords(ctx context.Context, r assessment.Row, a assessment.Answer) string {
	return statementWords(ctx, r, assessment.Statement{Said: a.Said, Level: a.Level})
}

func snapshotData(ctx context.Context, list []assessment.Snapshot) []ui.Datum {
	list = list[max(0, len(list)-24):]
	out := make([]ui.Datum, len(list))
	for i, s := range list {
		out[i] = ui.Datum{Label: i18n.Date(ctx, s.At), Value: s.Met}
	}
	return out
}

func snapshotRows(ctx context.Context, list []assessment.Snapshot) []ui.Row {
	out := make([]ui.Row, 0, len(list))
	for _, s := range list {
		out = append(out, ui.Cells(i18n.DateTime(ctx, s.At), takenWords(ctx, s.Why), i18n.Number(ctx, s.Met), i18n.Number(ctx, s.Gaps+s.LikelyGaps), i18n.Number(ctx, s.Open)))
	}
	return out
}

// pagerBack leads from a later page of the map to its beginning.
func pagerBack(p targetPage) string {
	if p.After == 0 {
		return ""
	}
	return p.path() + "#map"
}
