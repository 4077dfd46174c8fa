package dutiesweb

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/rules"
)

// sayable are the kinds of statements that help with the rule: what it looks at, in the order of its needs.
func sayable(r duties.Rule) []duties.Kind {
	var out []duties.Kind
	add := func(k duties.Kind) {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	asks := r.Asks()
	if len(asks.Roles) > 0 {
		add(duties.KindRole)
	}
	if asks.Certified {
		add(duties.KindCertified)
	}
	if asks.Enrolled {
		add(duties.KindEnrolled)
	}
	say := func(n *rules.Need) {
		switch n.Kind {
		case rules.HasAward:
			add(duties.KindAward)
		case rules.HasServed:
			add(duties.KindRole)
		case rules.HasExam:
			add(duties.KindExam)
		case rules.HasPart:
			add(duties.KindCourse)
			add(duties.KindPortfolio)
			add(duties.KindAgreement)
		case rules.HasFolio:
			add(duties.KindPortfolio)
		case rules.HasAgreed:
			add(duties.KindAgreement)
		case rules.AtLeast:
			if n.Of != nil && (slices.Contains(n.Of.Kinds, rules.Work) || slices.ContainsFunc(n.Of.Any, func(f rules.Filter) bool { return slices.Contains(f.Kinds, rules.Work) })) {
				add(duties.KindWork)
			}
		}
	}
	rule := r.Program.Rule()
	for i := range rule.Versions {
		rule.Versions[i].Needs.Walk(say)
		if y := rule.Versions[i].Cycle; y != nil && y.Leave != "" {
			add(duties.KindLeave)
		}
	}
	return append(out, decided(r)...)
}

// decided are the kinds of decisions that the rule can heed: more time where there is a time, a waiver where it asks for something.
func decided(r duties.Rule) (out []duties.Kind) {
	if slices.ContainsFunc(r.Program.Rule().Versions, func(v rules.Version) bool { return v.Cycle != nil || !v.FinishWithin.IsZero() }) {
		out = append(out, duties.KindExtended)
	}
	if len(r.Program.Waivable()) > 0 {
		out = append(out, duties.KindWaived)
	}
	return out
}

// namesFor are the names that a statement of the kind can have for the rule, with what people call each.
func namesFor(r duties.Rule, k duties.Kind) []ui.Option {
	var out []ui.Option
	add := func(target, name string) {
		if target != "" && !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == target }) {
			out = append(out, ui.Option{Value: target, Label: name})
		}
	}
	rule := r.Program.Rule()
	if k == duties.KindRole {
		for _, role := range rule.Roles {
			add(role, role)
		}
	}
	say := func(n *rules.Need) {
		name := n.Name
		if name == "" {
			name = plain(n.Target)
		}
		part := n.Kind == rules.HasPart && (k == duties.KindCourse || k == duties.KindPortfolio || k == duties.KindAgreement)
		if part || n.Kind == rules.HasAward && k == duties.KindAward || n.Kind == rules.HasExam && k == duties.KindExam || n.Kind == rules.HasServed && k == duties.KindRole ||
			n.Kind == rules.HasFolio && k == duties.KindPortfolio || n.Kind == rules.HasAgreed && k == duties.KindAgreement {
			add(n.Target, name)
		}
	}
	for i := range rule.Versions {
		rule.Versions[i].Needs.Walk(say)
	}
	return out
}

// statementWord says a statement in a line.
func statementWord(ctx context.Context, x duties.Statement) string {
	what := kindWord(ctx, x.Kind)
	if x.Name != "" {
		what = i18n.T(ctx, "%s: %s", what, plain(x.Name))
	}
	if x.Minutes > 0 {
		what = i18n.T(ctx, "%s, %s", what, i18n.Duration(ctx, x.Minutes))
	}
	if x.Amount > 0 {
		what = i18n.T(ctx, "%s, %s", what, amountWord(ctx, rules.Amount{Hundredths: x.Amount, Unit: x.Unit}))
	}
	switch {
	case x.Kind == duties.KindExtended:
		return i18n.T(ctx, "More time until %s, decided on %s", i18n.CivilDate(ctx, x.Until), i18n.CivilDate(ctx, x.Day))
	case x.Day == "" && x.Until == "":
		return what
	case x.Day == "":
		return i18n.T(ctx, "%s, until %s", what, i18n.CivilDate(ctx, x.Until))
	case x.Until != "":
		return i18n.T(ctx, "%s, from %s to %s", what, i18n.CivilDate(ctx, x.Day), i18n.CivilDate(ctx, x.Until))
	case x.Kind.Lasting():
		return i18n.T(ctx, "%s, since %s", what, i18n.CivilDate(ctx, x.Day))
	}
	return i18n.T(ctx, "%s, on %s", what, i18n.CivilDate(ctx, x.Day))
}

// usedWord says how much of an entry counted, and for what.
func usedWord(ctx context.Context, c counted) string {
	what := needTitle(ctx, c.node.Need)
	switch {
	case c.use.Entry.Kind == rules.Extended:
		return i18n.T(ctx, "It gives time until %s", dayWord(ctx, c.use.Entry.Until))
	case c.use.Entry.Kind == rules.Waived && c.use.Category != "":
		what = c.use.Category
		fallthrough
	case c.use.Entry.Kind == rules.Waived && c.use.Parts > 0:
		return i18n.T(ctx, "%s %s less are needed for: %s", c.node.Say(c.use.Parts), nodeUnit(ctx, c.node), what)
	case c.use.Entry.Kind == rules.Waived:
		return i18n.T(ctx, "Waived: %s", what)
	case c.use.Parts == 0:
		return i18n.T(ctx, "Counts for: %s", what)
	case c.use.Category != "":
		return i18n.T(ctx, "%s %s count as %s", c.node.Say(c.use.Parts), nodeUnit(ctx, c.node), c.use.Category)
	}
	return i18n.T(ctx, "%s %s count for: %s", c.node.Say(c.use.Parts), nodeUnit(ctx, c.node), what)
}

// refusedWord says what of an entry did not count, and why.
func refusedWord(ctx context.Context, x refused) string {
	why := reasonWord(ctx, x.refusal.Reason)
	if x.refusal.Detail != "" {
		why = i18n.T(ctx, "%s (%s)", why, x.refusal.Detail)
	}
	if x.refusal.Parts == 0 || x.node.Unit == "" {
		return i18n.T(ctx, "Does not count for “%s”: %s", needTitle(ctx, x.node.Need), why)
	}
	return i18n.T(ctx, "%s %s do not count for “%s”: %s", x.node.Say(x.refusal.Parts), nodeUnit(ctx, x.node), needTitle(ctx, x.node.Need), why)
}

// pastWord says in a line how an earlier cycle ended.
func pastWord(ctx context.Context, x duties.Past) string {
	n := duties.Headline(x.Result)
	if n.Unit == "" {
		return ""
	}
	return i18n.T(ctx, "%s of %s %s", n.Say(n.Counted), n.Say(n.Needed), nodeUnit(ctx, n))
}
