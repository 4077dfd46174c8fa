package catalogueweb

import (
	"cmp"
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/standards"
)

// tick is a competency that can be ticked, with the level up to which it would be taught.
type tick struct {
	standards.Choice
	// prefix makes the fields of this list others than those of the next one.
	prefix string
	// value is what the box sends, level the name of the field beside it, and up the level proposed.
	value, level, up string
	// words led to it, where it is proposed.
	words []string
}

// suggestedTick is one of the suggestions on an offer's own page.
func suggestedTick(s catalogue.Suggestion) tick {
	return tick{Choice: s.Choice, prefix: "s-", value: string(s.ID), level: levelField(s.ID), up: s.Up, words: s.Words}
}

func foundTick(c standards.Choice) tick {
	return tick{Choice: c, prefix: "found-", value: string(c.ID), level: levelField(c.ID)}
}

func (t tick) name() string { return competencyName(t.Code, t.Title) }

func competencyHref(key string, c id.ID) string {
	return "/standards/" + key + "/competencies/" + string(c)
}

// competencyName is a competency by its code and title. A code that was made of the title says nothing more.
func competencyName(code, title string) string {
	if code == "" || code == id.Slug(title, len(code)) {
		return title
	}
	return code + " " + title
}

func competenciesCrumbs(ctx context.Context, p competenciesPage) []ui.Crumb {
	crumbs := []ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}}
	if p.MayEdit {
		crumbs = append(crumbs, ui.Crumb{Label: i18n.T(ctx, "Offers"), Href: "/work/offers"}, ui.Crumb{Label: p.Version.Title, Href: workHref(p.ID)})
	} else {
		crumbs = append(crumbs, ui.Crumb{Label: i18n.T(ctx, "What offers teach"), Href: alignmentsPath}, ui.Crumb{Label: p.Version.Title, Href: "/offers/" + p.Key})
	}
	return append(crumbs, ui.Crumb{Label: i18n.T(ctx, "What it teaches")})
}

// alignedWords say who aligned it, when and how.
func alignedWords(ctx context.Context, a catalogue.Alignment, who map[id.ID]people.Person) string {
	on := i18n.Date(ctx, a.At)
	switch a.Basis {
	case catalogue.BySeed:
		return i18n.T(ctx, "From the beginning")
	case catalogue.ByCarrying:
		return i18n.T(ctx, "Carried over from the version before, %s", on)
	}
	name := who[a.By].Name
	if name == "" {
		return on
	}
	switch a.Basis {
	case catalogue.BySuggestion:
		return i18n.T(ctx, "Proposed from its text, confirmed by %s, %s", name, on)
	case catalogue.ByFile:
		return i18n.T(ctx, "From a table by %s, %s", name, on)
	case catalogue.ByCopy:
		return i18n.T(ctx, "Copied from another offer by %s, %s", name, on)
	case catalogue.ByDecision:
		return i18n.T(ctx, "Decided by %s after a new version, %s", name, on)
	}
	return i18n.T(ctx, "%s, %s", name, on)
}

func levelsOf(ctx context.Context, c standards.Choice) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Choose a level")}}
	for _, l := range c.Levels {
		out = append(out, ui.Option{Value: l.Code, Label: l.Title})
	}
	return out
}

func frameworkOptions(ctx context.Context, list []standards.Version) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "All frameworks")}}
	for _, v := range list {
		out = append(out, ui.Option{Value: v.Key, Label: v.Title})
	}
	return out
}

func hasLevels(list []catalogue.Lesson) bool {
	for _, l := range list {
		if len(l.Choice.Levels) > 0 {
			return true
		}
	}
	return false
}

// lessonGroups are what an offer teaches, framework by framework.
func lessonGroups(list []catalogue.Lesson) [][]catalogue.Lesson {
	var out [][]catalogue.Lesson
	for i, l := range list {
		if i == 0 || list[i-1].Framework != l.Framework {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], l)
	}
	return out
}

// given returns what was sent in a field, or else what stands there.
func (f draftForm) given(name, otherwise string) string { return cmp.Or(f.Get(name), otherwise) }

// nextOf and firstOf are the addresses of the next page of a list and of its first, "" where there is none.
func nextOf(next string, href func(string) string) string {
	if next == "" {
		return ""
	}
	return href(next)
}

func firstOf(cursor string, href func(string) string) string {
	if cursor == "" {
		return ""
	}
	return href("")
}
