package catalogue

import (
	"context"
	"encoding/xml"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// sitemapPage is how many offers one page of the sitemap names. The protocol allows 50,000 addresses.
const sitemapPage = 10_000

// sitemapStart names the first page.
const sitemapStart = "start"

type (
	sitemapIndex struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Pages   []sitemapURL `xml:"sitemap"`
	}
	sitemapSet struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []sitemapURL `xml:"url"`
	}
	sitemapURL struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod,omitempty"`
	}
)

// listedOffer is a public offer as a sitemap names it.
type listedOffer struct {
	id  id.ID
	key string
	at  time.Time
}

// SitemapIndex returns the index of the sitemap: one page for every 10,000 published offers, each named by the offer
// after which it begins. Everybody may.
func (s *Service) SitemapIndex(ctx context.Context) ([]byte, error) {
	ends, err := everyNthPublished(ctx, s.db, sitemapPage)
	if err != nil {
		return nil, err
	}
	index := sitemapIndex{Pages: []sitemapURL{{Loc: s.baseURL + "/sitemap/" + sitemapStart + ".xml"}}}
	for _, end := range ends {
		index.Pages = append(index.Pages, sitemapURL{Loc: s.baseURL + "/sitemap/" + string(end) + ".xml"})
	}
	return encodeXML(index)
}

// SitemapPage returns one page of the sitemap, with the programmes of its conferences after the offers. Paths of other public pages are put before the first. Everybody
// may. NotFound for a page that is none.
func (s *Service) SitemapPage(ctx context.Context, page string, others ...string) ([]byte, error) {
	var set sitemapSet
	var after id.ID
	if page == sitemapStart {
		for _, path := range others {
			set.URLs = append(set.URLs, sitemapURL{Loc: s.baseURL + path})
		}
	} else {
		var ok bool
		if after, ok = id.Parse(page); !ok {
			return nil, errs.New(errs.NotFound, "There is no such page.")
		}
	}
	offers, err := publishedKeys(ctx, s.db, after, sitemapPage)
	if err != nil {
		return nil, err
	}
	if page != sitemapStart && len(offers) == 0 {
		return nil, errs.New(errs.NotFound, "There is no such page.")
	}
	for _, o := range offers {
		set.URLs = append(set.URLs, sitemapURL{Loc: s.baseURL + "/offers/" + o.key, LastMod: o.at.UTC().Format(time.RFC3339)})
	}
	if len(offers) == 0 {
		return encodeXML(set)
	}
	programmes, err := publishedProgrammes(ctx, s.db, after, offers[len(offers)-1].id)
	if err != nil {
		return nil, err
	}
	for _, c := range programmes {
		set.URLs = append(set.URLs, sitemapURL{Loc: s.baseURL + "/conferences/" + c.key, LastMod: c.at.UTC().Format(time.RFC3339)})
	}
	return encodeXML(set)
}
