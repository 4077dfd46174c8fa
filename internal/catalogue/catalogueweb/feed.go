package catalogueweb

import (
	"net/http"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// feedHref is the address of the search as a feed: "atom" or "ics".
func (q query) feedHref(kind string) string {
	return strings.Replace(q.first().href(), "/catalogue", "/catalogue."+kind, 1)
}

// atom serves what a search finds as an Atom feed.
func (p *Pages) atom(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r.URL.Query()).first()
	q.sort = "" // a feed has an order of its own
	b, err := p.catalogue.SearchAtom(r.Context(), q.request(), feedTitle(r, q), p.baseURL+q.href(), p.baseURL+q.feedHref("atom"))
	if err != nil {
		return err
	}
	return web.Feed(w, r, "application/atom+xml; charset=utf-8", b)
}

// searchCalendar serves the dates of what a search finds as a calendar to subscribe to.
func (p *Pages) searchCalendar(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r.URL.Query()).first()
	q.sort = ""
	b, err := p.catalogue.SearchCalendar(r.Context(), q.request(), feedTitle(r, q))
	if err != nil {
		return err
	}
	return web.Feed(w, r, "text/calendar; charset=utf-8", b)
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
	return web.Feed(w, r, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /my\nDisallow: /calendars/\nDisallow: /work\nDisallow: /shared/\nDisallow: /verify/\nDisallow: /api/\nDisallow: /demo\nDisallow: /catalogue?*cursor=\n\nSitemap: "+p.baseURL+"/sitemap.xml\n"))
}
