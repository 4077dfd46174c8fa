package peopleweb

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

// moments tells a unit's names and mergers in their order. Of most names of long ago only the
// order is known.
func moments(ctx context.Context, u unitPage) []ui.Moment {
	var out []ui.Moment
	today := 0
	for i, n := range u.Names {
		if n.Acronym == u.Acronym && n.Name == u.Name {
			today = i
		}
	}
	for i, n := range u.Names {
		m := ui.Moment{When: since(ctx, n.From), Title: n.Name, Text: n.Acronym, Kind: ui.Neutral}
		if n.From == "" && len(u.Names) > 1 {
			m.When = i18n.T(ctx, "Earlier")
			if i == today {
				m.When = i18n.T(ctx, "Today")
				if u.Ended() {
					m.When = i18n.T(ctx, "At last")
				}
			}
		}
		if i == today && !u.Ended() {
			m.Kind = ui.Accent
		}
		out = append(out, m)
	}
	for _, c := range u.Came {
		out = append(out, ui.Moment{When: since(ctx, c.EndedOn), Title: i18n.T(ctx, "%s joined", c.Name), Text: c.Acronym, Href: unitPath(c), Kind: ui.Neutral})
	}
	if u.Ended() {
		out = append(out, ui.Moment{When: since(ctx, u.EndedOn), Title: i18n.T(ctx, "Lives on in %s", u.Now.Name), Text: u.Now.Acronym, Href: unitPath(u.Now), Kind: ui.Accent})
	}
	if u.MergesOn != "" {
		out = append(out, ui.Moment{When: since(ctx, u.MergesOn), Title: i18n.T(ctx, "Will live on in %s", u.Into.Name), Text: u.Into.Acronym, Href: unitPath(u.Into), Kind: ui.Neutral})
	}
	return out
}

// since writes a civil date of which perhaps only the year is known, which is kept as its first day.
func since(ctx context.Context, date string) string {
	if year, ok := strings.CutSuffix(date, "-01-01"); ok {
		return year
	}
	return i18n.CivilDate(ctx, date)
}
