package recognitionweb

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
)

// check is one thing that a reviewer looks for, and whether the offer has it.
type check struct {
	OK   bool
	Text string
}

// checklist is what the page itself can see. Whether it is good enough, the reviewer judges.
func checklist(ctx context.Context, v reviewPage) []check {
	T := func(s string, args ...any) string { return i18n.T(ctx, s, args...) }
	pick := func(ok bool, yes, no string) check {
		if ok {
			return check{true, yes}
		}
		return check{false, no}
	}
	w := v.Worksheet
	list := []check{
		pick(len(v.Version.Objectives) > 0, T("It says what people will be able to do"), T("It does not say what people will be able to do")),
		pick(v.Version.Completion.Rule.Valid(), T("The rule for completing it is written: %s", ruleText(ctx, v.Version.Completion)), T("There is no written rule for completing it")),
		pick(v.Version.Minutes > 0, T("It says how long it takes: %s", i18n.Duration(ctx, v.Version.Minutes)), T("It does not say how long it takes")),
		pick(v.Version.Accessibility.Statement != "", T("It says what is done for access"), T("It does not say what is done for access")),
		pick(len(v.Version.Presenters) > 0, T("Its presenters are named"), T("Nobody is named as presenter")),
		pick(w != nil, T("There is a worksheet for CEU"), T("There is no worksheet for CEU")),
	}
	if w != nil {
		list = append(list,
			pick(w.CountedMinutes <= v.Version.Minutes, T("No more is counted than the offer takes"), T("More is counted than the offer takes")),
			pick(!v.changedSince(), T("Its wording has not changed since the worksheet was proposed"), T("Its wording has changed since the worksheet was proposed")))
	}
	return list
}

// ruleText writes the rule by which an offer is completed.
func ruleText(ctx context.Context, c catalogue.Completion) string {
	switch c.Rule {
	case catalogue.ByMinutes:
		return i18n.T(ctx, "attend %s in all", i18n.Duration(ctx, c.Minutes))
	case catalogue.ByShare:
		return i18n.T(ctx, "attend %d%% of the scheduled time", c.Percent)
	case catalogue.ByHand:
		return i18n.T(ctx, "the unit decides for each person, with a reason")
	case catalogue.ByParts:
		return i18n.T(ctx, "complete all required parts")
	}
	return i18n.T(ctx, "the learner says so at the end")
}

// presenterNames lists who presents.
func presenterNames(ctx context.Context, v catalogue.Version) string {
	var names []string
	for _, p := range v.Presenters {
		names = append(names, p.Name)
	}
	return i18n.List(ctx, names)
}
