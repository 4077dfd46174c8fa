package dutiesweb

import (
	"cmp"
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
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
