package assessmentweb

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

// splitChoice takes a choice of the form apart: the key of a framework and the code of a level.
func splitChoice(value string) (framework, level string) {
	framework, level, _ = strings.Cut(value, " ")
	return framework, level
}

// frameworkOptions are the frameworks with each of their levels.
func frameworkOptions(ctx context.Context, all []assessment.Choosable, chosen string) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Please choose")}}
	for _, f := range all {
		if len(f.Levels) == 0 {
			out = append(out, ui.Option{Value: f.Key, Label: f.Title, Selected: f.Key == chosen})
			continue
		}
		for _, l := range f.Levels {
			value := f.Key + " " + l.Code
			out = append(out, ui.Option{Value: value, Label: l.Title, Group: f.Title, Selected: value == chosen})
		}
	}
	return out
}
