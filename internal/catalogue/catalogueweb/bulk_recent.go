package catalogueweb

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
)

// recentBulks finds the changes of the last day for the list of offers, with who made them.
func (p *Pages) recentBulks(ctx context.Context, actor authz.Actor, v *listPage) (err error) {
	if v.recent, err = p.catalogue.RecentBulks(ctx, actor); err != nil || len(v.recent) == 0 {
		return err
	}
	var made []id.ID
	for _, b := range v.recent {
		made = append(made, b.MadeBy)
	}
	v.makers, err = p.people.Persons(ctx, made)
	return err
}

// changeWords name what a change to many offers was about.
func changeWords(ctx context.Context, c catalogue.BulkChange) string {
	var out []string
	for _, x := range []struct {
		did  bool
		name string
	}{
		{c.Act == catalogue.BulkPublish, i18n.T(ctx, "Published")},
		{c.Act == catalogue.BulkArchive, i18n.T(ctx, "Archived")},
		{c.Level != "", i18n.T(ctx, "Level")},
		{c.Format != "", i18n.T(ctx, "Format")},
		{c.Language != "", i18n.T(ctx, "Language")},
		{c.Minutes != 0, i18n.T(ctx, "Minutes")},
		{c.Accessibility != "", i18n.T(ctx, "Accessibility")},
		{len(c.AddAreas)+len(c.RemoveAreas) > 0, i18n.T(ctx, "Content area")},
		{len(c.AddThemes)+len(c.RemoveThemes) > 0, i18n.T(ctx, "Themes")},
		{len(c.AddAudiences)+len(c.RemoveAudiences) > 0, i18n.T(ctx, "For")},
		{c.PriceBy != 0 || c.PricePercent != 0, i18n.T(ctx, "Price")},
		{c.OwnerID != "", i18n.T(ctx, "Looked after by")},
		{c.UnitID != "", i18n.T(ctx, "Unit")},
	} {
		if x.did {
			out = append(out, x.name)
		}
	}
	return i18n.List(ctx, out)
}

// standsWords say why a change of the last day has no button to undo it.
func standsWords(ctx context.Context, b catalogue.RecentBulk) string {
	if !b.UndoneAt.IsZero() {
		return i18n.T(ctx, "It was undone on %s.", i18n.DateTime(ctx, b.UndoneAt))
	}
	if b.Edited == 0 {
		return i18n.T(ctx, "Who may publish these offers can undo it.")
	}
	return i18n.N(ctx, b.Edited, "%d of these offers was changed since.", "%d of these offers were changed since.")
}
