package assessmentweb

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
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

// differences are the fields of a profile that say something else now than what was typed.
func differences(ctx context.Context, p editPage) []ui.Pair {
	var out []ui.Pair
	for _, x := range []struct{ field, label, now string }{
		{"title", i18n.T(ctx, "Title"), p.Now.Title},
		{"summary", i18n.T(ctx, "In a sentence"), p.Now.Summary},
		{"work", i18n.T(ctx, "The work"), strings.Join(p.Now.Work, "\n")},
		{"related", i18n.T(ctx, "Related profiles"), strings.Join(p.Now.ProfileText.Related, "\n")},
		{"items", i18n.T(ctx, "What it asks for"), askLines(p.Now.Asks)},
	} {
		if now := strings.TrimSpace(x.now); now != strings.TrimSpace(p.Form.Get(x.field)) {
			out = append(out, ui.Pair{Name: x.label, Value: lines(now)})
		}
	}
	if p.Now.Audience != catalogue.Audience(p.Form.Get("audience")) {
		out = append(out, ui.Pair{Name: i18n.T(ctx, "Audience"), Value: lines(audienceWord(ctx, p.Now.Audience))})
	}
	return out
}

func audienceWord(ctx context.Context, a catalogue.Audience) string {
	if a == "" {
		return i18n.T(ctx, "Nobody in particular")
	}
	return i18n.T(ctx, a.Label())
}

// audienceOptions are the audiences that a profile can have.
func audienceOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, a := range append([]catalogue.Audience{""}, catalogue.Audiences...) {
		out = append(out, ui.Option{Value: string(a), Label: audienceWord(ctx, a)})
	}
	return out
}
