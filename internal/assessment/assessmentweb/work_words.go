package assessmentweb

import (
	"context"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

func editTitle(ctx context.Context, p editPage) string {
	if p.Number == 0 {
		return i18n.T(ctx, "Write a profile")
	}
	return p.Form.Get("title")
}

// editAction is where the form of a profile goes.
func editAction(p editPage) string {
	if p.Number == 0 {
		return workProfiles
	}
	return workProfilePath(p.Key)
}

func cohortRows(ctx context.Context, list []assessment.CohortLine) []ui.Row {
	out := make([]ui.Row, len(list))
	for i, l := range list {
		out[i] = ui.Cells(l.Text.Text.Title, l.Text.LevelTitle(), shareWords(ctx, l.Before), shareWords(ctx, l.After))
	}
	return out
}

// shareWords says how many were there, as far as that is told.
func shareWords(ctx context.Context, x assessment.Share) string {
	switch {
	case x.Few:
		return i18n.T(ctx, "Few")
	case x.NearlyAll:
		return i18n.T(ctx, "Nearly all")
	}
	return i18n.Number(ctx, x.Number)
}
