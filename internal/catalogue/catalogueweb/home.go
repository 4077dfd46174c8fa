package catalogueweb

import (
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// homeShown is how many offers of the week the home page lists.
const homeShown = 6

// homePage is what the front door shows.
type homePage struct {
	Week   catalogue.SearchResult
	Areas  []catalogue.Area
	Notice string
	areas  map[string]string // titles by code
	class  string
	now    time.Time
}

// home is the front door of the site.
func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	week, err := p.catalogue.Search(ctx, catalogue.SearchRequest{
		Filter: map[string][]string{"when": {"this-week"}}, Sort: catalogue.SortSoonest, Limit: homeShown, Location: i18n.From(ctx).Zone})
	if err != nil {
		return err
	}
	areas, err := p.catalogue.Areas(ctx)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, homeView(homePage{
		Week: week, Areas: areas, Notice: p.sessions.TakeFlash(ctx), areas: titlesOf(areas), class: class(r), now: p.clock.Now()}))
}
