package catalogueweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// feedHref is the address of the search as a file: "atom", "ics" or "csv".
func (q query) feedHref(kind string) string {
	return strings.Replace(q.first().href(), "/catalogue", "/catalogue."+kind, 1)
}

// atom serves what a search finds as an Atom feed.
func (p *Pages) atom(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r.URL.Query()).first()
	q.sort = "" // a feed has an order of its own
	b, err := p.catalogue.SearchAtom(r.Context(), q.request(), feedTitle(r, q), p.baseURL+q.href(), p.baseURL+q.feedHref("atom"), func(c catalogue.Card) []string { return feedFacts(r.Context(), c) })
	if err != nil {
		return err
	}
	return web.Feed(w, r, "application/atom+xml; charset=utf-8", b)
}

// searchCalendar serves the dates of what a search finds as a calendar to subscribe to.
func (p *Pages) searchCalendar(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r.URL.Query()).first()
	b, err := p.catalogue.SearchCalendar(r.Context(), q.request(), feedTitle(r, q))
	if err != nil {
		return err
	}
	return web.Feed(w, r, "text/calendar; charset=utf-8", b)
}

// feedFacts say when, where, in which form and at what price an offer is, its times as clocks there have them.
func feedFacts(ctx context.Context, c catalogue.Card) []string {
	var out []string
	if c.Next != nil {
		if loc, err := time.LoadLocation(c.Next.Zone); err == nil {
			ctx = i18n.With(ctx, i18n.Locale{Lang: i18n.From(ctx).Lang, Zone: loc})
		}
	}
	out = append(out, whenWords(ctx, c))
	if c.Next != nil && !c.Next.Past {
		out = append(out, c.Next.Place)
	}
	price, note := priceWords(ctx, c.Prices, "")
	out = append(out, i18n.T(ctx, c.Format.Label()), i18n.Duration(ctx, c.Minutes), price, note)
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// feedTitle is what a feed is called where it stands among others.
func feedTitle(r *http.Request, q query) string {
	if q.words != "" {
		return i18n.T(r.Context(), "Learning Commons: %s", q.words)
	}
	return "Learning Commons"
}

// sitemap serves the index of the sitemap.
func (p *Pages) sitemap(w http.ResponseWriter, r *http.Request) error {
	b, err := p.catalogue.SitemapIndex(r.Context())
	if err != nil {
		return err
	}
	return web.Feed(w, r, "application/xml; charset=utf-8", b)
}

// publicPages are in the sitemap beside the offers.
var publicPages = []string{"/", "/catalogue", "/ways", "/involved", "/units", "/about", "/accessibility", "/privacy"}

// sitemapPage serves a page of the sitemap.
func (p *Pages) sitemapPage(w http.ResponseWriter, r *http.Request) error {
	page, ok := strings.CutSuffix(r.PathValue("page"), ".xml")
	if !ok {
		return errs.New(errs.NotFound, "There is no such page.")
	}
	b, err := p.catalogue.SitemapPage(r.Context(), page, publicPages...)
	if err != nil {
		return err
	}
	return web.Feed(w, r, "application/xml; charset=utf-8", b)
}

// robots keeps crawlers away from what is personal or endless, and shows them the sitemap.
func (p *Pages) robots(w http.ResponseWriter, r *http.Request) error {
	return web.Feed(w, r, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /my\nDisallow: /calendars/\nDisallow: /work\nDisallow: /shared/\nDisallow: /verify/\nDisallow: /api/\nDisallow: /demo\nDisallow: /catalogue.csv\nDisallow: /catalogue?*cursor=\n\nSitemap: "+p.baseURL+"/sitemap.xml\n"))
}
