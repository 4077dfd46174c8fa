package assessmentweb

import (
	"context"
	"net/url"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
)

// fieldID tells the fields of several forms on one page apart; the form that came back keeps the plain ids, which its summary of problems leads to.
func fieldID(key, name string, errors ui.FormErrors) string {
	if len(errors) > 0 || key == "new" && name == "" {
		return ""
	}
	return "f-" + name + "-" + key
}

// changingForm is what stands in the form of a goal: what came back, or what the goal says.
func changingForm(p goalsPage, g assessment.Goal) url.Values {
	if p.Changing == g.ID {
		return p.Form
	}
	return url.Values{"says": {g.Says}, "reason": {g.Reason}, "term": {string(g.Term)}, "review_on": {g.ReviewOn}, "state": {string(g.State)}, "competency": {string(g.Competency)}}
}

// seenOf says which state of a goal whoever sends its form has read: what they had before them, or what stands above the form that came back.
func seenOf(p goalsPage, g assessment.Goal) string {
	if p.Changing == g.ID && !p.Stale {
		return p.Form.Get("seen")
	}
	return g.Seen()
}

func changingErrors(p goalsPage, g assessment.Goal) ui.FormErrors {
	if p.Changing == g.ID {
		return p.Errors
	}
	return nil
}

// newForm is what stands in the form of a new goal.
func newForm(p goalsPage) url.Values {
	if p.Changing == "" {
		return p.Form
	}
	return url.Values{"term": {"short"}}
}

func newErrors(p goalsPage) ui.FormErrors {
	if p.Changing == "" {
		return p.Errors
	}
	return nil
}

// goalPairs are what a goal says, for whoever changes it and finds it changed.
func goalPairs(ctx context.Context, g assessment.Goal) []ui.Pair {
	return []ui.Pair{
		{Name: i18n.T(ctx, "What you want to reach"), Value: ui.Text(g.Says)},
		{Name: i18n.T(ctx, "Why it matters to you"), Value: lines(g.Reason)},
		{Name: i18n.T(ctx, "How far ahead"), Value: ui.Text(termWords(ctx, g.Term))},
		{Name: i18n.T(ctx, "Look at it again on"), Value: ui.Text(i18n.CivilDate(ctx, g.ReviewOn))},
		{Name: i18n.T(ctx, "Where it stands"), Value: ui.Text(goalWords(ctx, g.State))},
	}
}

// partOptions are what the competency of a goal was split into, behind itself, which decides nothing yet, and before none of it.
func partOptions(ctx context.Context, split id.ID, parts []assessment.GoalPart, chosen string) []ui.Option {
	out := []ui.Option{{Value: string(split), Label: i18n.T(ctx, "Not decided yet")}}
	for _, p := range parts {
		out = append(out, ui.Option{Value: string(p.Competency), Label: p.Title})
	}
	out = append(out, ui.Option{Value: "", Label: i18n.T(ctx, "None of them")})
	for i := range out {
		out[i].Selected = out[i].Value == chosen
	}
	return out
}
