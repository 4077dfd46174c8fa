package standardsweb

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

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
		r.Cells = append(r.Cells, anchor(competencyIn(c.To, x.New.ID), named(x.New.Code, short(x.New.Title))), sideCell(x.Old, c.FromLevels, x.Moved(), x.OldUnder), sideCell(x.New, c.Levels, x.Moved(), x.NewUnder))
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

// aboutNames are what versions say of themselves, i18n keys.
var aboutNames = map[string]string{"title": "Title", "label": "What its owner calls it", "description": "What it is for", "owner": "Written by", "source": "Source", "note": "Please note", "language": "Language", "content_area": "Content area"}

func aboutRows(ctx context.Context, c standards.Comparison) []ui.Row {
	var out []ui.Row
	for _, x := range c.About {
		out = append(out, ui.Row{Cells: []templ.Component{ui.Text(i18n.T(ctx, aboutNames[x.Field])), ui.Text(short(x.From)), ui.Text(short(x.To))}})
	}
	return out
}

func levelRows(ctx context.Context, list []standards.LevelChange) []ui.Row {
	var out []ui.Row
	for _, c := range list {
		out = append(out, ui.Row{Cells: []templ.Component{ui.Text(cmp.Or(c.From.Title, c.To.Title)), ui.Text(levelWords(ctx, c)), ui.Text(short(c.From.Description)), ui.Text(short(c.To.Description))}})
	}
	return out
}

// levelWords say what became of a level.
func levelWords(ctx context.Context, c standards.LevelChange) string {
	said := ""
	switch c.Became {
	case standards.LevelGone:
		return i18n.T(ctx, "No longer there")
	case standards.LevelNew:
		return i18n.T(ctx, "New, in place %d", c.To.Rank)
	case standards.LevelRenamed:
		said = i18n.T(ctx, "Called “%s” now", c.To.Title)
	case standards.LevelReworded:
		said = i18n.T(ctx, "Described in other words")
	}
	if c.Moved() {
		moved := i18n.T(ctx, "From place %d to place %d", c.From.Rank, c.To.Rank)
		if said == "" {
			return moved
		}
		said += " · " + moved
	}
	return said
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
