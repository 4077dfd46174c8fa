package standardsweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/standards"
)

// short is the beginning of a text that may be a whole page, for headings and lists.
func short(s string) string {
	s, _, more := strings.Cut(s, "\n")
	r := []rune(strings.TrimSpace(s))
	const most = 200
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	if more {
		return string(r) + "…"
	}
	return string(r)
}

// searchPath looks for a title in the catalogue.
func searchPath(title string) string {
	r := []rune(title)
	return "/catalogue?q=" + url.QueryEscape(strings.Trim(string(r[:min(len(r), 80)]), "…"))
}

// caseIDOf is the identifier under which other programs read a version.
func caseIDOf(v standards.Version) string {
	if v.Status == standards.Published {
		return string(v.FrameworkID)
	}
	return string(v.ID)
}

func versionOptions(ctx context.Context, all []standards.Version) []ui.Option {
	var out []ui.Option
	for _, v := range all {
		out = append(out, ui.Option{Value: strconv.Itoa(v.Number), Label: label(ctx, v) + " · " + statusName(ctx, v.Status)})
	}
	return out
}

func changedRows(c standards.Comparison) []ui.Row {
	var out []ui.Row
	for _, x := range c.Changed {
		var r ui.Row
		r.Cells = append(r.Cells, anchor(competencyIn(c.To, x.New.ID), named(x.New.Code, short(x.New.Title))), sideCell(x.Old, c.FromLevels), sideCell(x.New, c.Levels))
		out = append(out, r)
	}
	return out
}

func goneRows(ctx context.Context, c standards.Comparison) []ui.Row {
	var out []ui.Row
	for _, g := range c.Gone {
		var r ui.Row
		r.Cells = append(r.Cells, anchor(competencyIn(c.From, g.ID), named(g.Code, short(g.Title))), becameCell(c, g))
		out = append(out, r)
	}
	return out
}

// whenWords say when an offer is: its next date, at any time, or that it is over.
func whenWords(ctx context.Context, c catalogue.Card) string {
	switch {
	case c.Next != nil && !c.Next.Past:
		return i18n.Date(ctx, c.Next.StartsAt)
	case c.SelfPaced:
		return i18n.T(ctx, "Start any time")
	case c.Next != nil:
		return i18n.T(ctx, "Over since %s", i18n.Date(ctx, c.Next.EndsAt))
	}
	return i18n.T(ctx, "No date yet")
}
