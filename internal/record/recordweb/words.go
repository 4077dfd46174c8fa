package recordweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/record"
)

func assuranceOptions(ctx context.Context, chosen record.Assurance) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "Anybody"), Selected: chosen == ""}}
	for _, a := range record.Assurances {
		out = append(out, ui.Option{Value: string(a), Label: i18n.T(ctx, a.Label()), Selected: a == chosen})
	}
	return out
}

func formatOptions(ctx context.Context, chosen string) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "Not said"), Selected: chosen == ""}}
	for _, f := range []struct{ value, label string }{{"in-person", "In person"}, {"online", "Online"}, {"blended", "Blended"}} {
		out = append(out, ui.Option{Value: f.value, Label: i18n.T(ctx, f.label), Selected: f.value == chosen})
	}
	return out
}

// firstHref leads back to the first page of a list, from a later one.
func firstHref(p listPage) string {
	if !p.Later {
		return ""
	}
	return p.href("/my/record", "", "")
}

// section is the part of the navigation that a form is in.
func section(f entryForm) string {
	if f.Staff {
		return ui.SectionWork
	}
	return ui.SectionRecord
}

func reasonHelp(ctx context.Context, f entryForm) string {
	if f.Staff {
		return i18n.T(ctx, "The owner of the record reads it beside the correction.")
	}
	return i18n.T(ctx, "It stands beside the entry, for you.")
}
