package assessmentweb

import (
	"net/url"

	"learningcommons.dev/commons/internal/assessment"
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
