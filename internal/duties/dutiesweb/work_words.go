package dutiesweb

import (
	"cmp"
	"context"
	"strings"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/standards"
)

func workRuleTitle(ctx context.Context, p workRulePage) string {
	if p.New() {
		return i18n.T(ctx, "Write a rule")
	}
	return cmp.Or(p.Rule.Newest().Name, p.Key)
}

func workRuleAction(p workRulePage) string {
	if p.New() {
		return "/work/rules"
	}
	return workRulePath(p.Key)
}

// movedWord says what became of a competency that a rule names.
func movedWord(ctx context.Context, n duties.Named) string {
	var to []string
	for _, p := range n.Successors {
		to = append(to, p.Title+" ("+duties.NameOf(p)+")")
	}
	list := strings.Join(to, ", ")
	switch n.Became {
	case standards.BecameSplit:
		return i18n.T(ctx, "%s was split into %s", n.As, list)
	case standards.BecameMerged:
		return i18n.T(ctx, "%s was merged into %s", n.As, list)
	}
	return i18n.T(ctx, "%s has ended, and nothing takes its place", n.As)
}
