package catalogueweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// cardColumns head a list of offers of the catalogue as CSV.
var cardColumns = []string{"id", "key", "title", "summary", "kind", "unit", "format", "level", "language", "minutes", "starts", "ends", "place", "seats_left", "price", "earns", "ceu_tenths", "address"}

// cardRow writes an offer of the catalogue; its date is the next one to come, as clocks there have it.
func (p *Pages) cardRow(ctx context.Context, out *web.Download, c catalogue.Card, class string) error {
	var starts, ends, place, seats string
	if d := c.Next; d != nil && !d.Past {
		loc, err := time.LoadLocation(d.Zone)
		if err != nil {
			loc = time.UTC
		}
		starts, ends, place = d.StartsAt.In(loc).Format(time.RFC3339), d.EndsAt.In(loc).Format(time.RFC3339), d.Place
		if left, limited := d.SeatsLeft(); limited {
			seats = i18n.Number(ctx, left)
		}
	}
	price, _ := priceWords(ctx, c.Prices, class)
	return out.Row(c.OfferID, c.Key, c.Title, c.Summary, c.Kind, c.UnitName, c.Format, c.Level, c.Language, c.Minutes, starts, ends, place, seats, price,
		i18n.List(ctx, words(c.Earns)), c.CEU, p.offerAddress(c.Key))
}

// exportSearch serves all that a search finds as CSV, in its order, page by page of the index until its end, or until nobody reads on.
func (p *Pages) exportSearch(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ask := queryOf(r.URL.Query()).first().request()
	ask.Location, ask.Limit = i18n.From(ctx).Zone, page.MaxLimit
	out := web.NewDownload(w, "catalogue", tabular.CSV, cardColumns, tabular.WithBOM())
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		found, err := p.catalogue.Search(ctx, ask)
		if err != nil {
			return err
		}
		for _, c := range found.Items {
			if err := p.cardRow(ctx, out, c, class(r)); err != nil {
				return err
			}
		}
		if ask.Cursor = found.Next; found.Next == "" {
			return out.Close()
		}
	}
}

// exportShortlist serves what the reader keeps in view as CSV, what begins first at the top.
func (p *Pages) exportShortlist(w http.ResponseWriter, r *http.Request) error {
	_, v, err := p.planOf(w, r)
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "shortlist", tabular.CSV, cardColumns, tabular.WithBOM())
	for _, x := range v.Items {
		if err := p.cardRow(r.Context(), out, x.Card, v.class); err != nil {
			return err
		}
	}
	return out.Close()
}

// exportSources serves where offers come from as CSV.
func (p *Pages) exportSources(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := p.catalogue.Sources(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	names, err := p.unitNames(ctx)
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "sources", tabular.CSV, []string{"id", "name", "unit", "address", "schedule", "paused", "last_run", "last_good", "next_run", "failures", "trouble", "asks"}, tabular.WithBOM())
	for _, s := range list {
		if err := out.Row(s.ID, s.Name, names[s.UnitID], s.Address, s.Schedule, s.Paused, moment(s.LastRun), moment(s.LastGood), moment(s.NextRun), s.Failures, s.Trouble, s.Asks); err != nil {
			return err
		}
	}
	return out.Close()
}

// exportLinks serves the links that fail as CSV.
func (p *Pages) exportLinks(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := p.catalogue.LinkTroubles(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "links", tabular.CSV, []string{"offer_id", "title", "link", "state", "moved_to", "trouble", "since", "checked_at"}, tabular.WithBOM())
	for _, c := range list {
		if err := out.Row(c.OfferID, c.Title, c.Link, c.State, c.MovedTo, c.Trouble, moment(c.Since), moment(c.CheckedAt)); err != nil {
			return err
		}
	}
	return out.Close()
}

// moment writes a time for programs; nothing for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
