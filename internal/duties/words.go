package duties

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// UnitWord is a unit in the reader's language. A programme's own unit is called as the rule calls it.
func UnitWord(ctx context.Context, unit string) string {
	switch unit {
	case "hours":
		return i18n.T(ctx, "hours")
	case "minutes":
		return i18n.T(ctx, "minutes")
	case "activities":
		return i18n.T(ctx, "activities")
	case "requirements":
		return i18n.T(ctx, "requirements")
	case "days":
		return i18n.T(ctx, "days")
	case "members":
		return i18n.T(ctx, "members")
	}
	return unit
}
