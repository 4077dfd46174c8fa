package catalogueweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// homeShown is how many offers the home page lists.
const homeShown = 6

// homePage is what the front door shows.
type homePage struct {
	Dates  catalogue.SearchResult // of this week, or the next ones
	Week   bool                   // the dates are of this week
	Areas  []catalogue.Area
	Notice string
	areas  map[string]string // titles by code
	class  string
	now    time.Time
}

// home is the front door of the site. In a week with nothing left to come it shows what comes after.
func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	r, err := p.withShortlist(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	ask := catalogue.SearchRequest{Filter: map[string][]string{"when": {"this-week"}}, Sort: catalogue.SortSoonest, Limit: homeShown, Location: i18n.From(ctx).Zone}
	dates, err := p.catalogue.Search(ctx, ask)
	if err != nil {
		return err
	}
	week := dates.Total > 0
	if !week {
		ask.Filter = nil
		if dates, err = p.catalogue.Search(ctx, ask); err != nil {
			return err
		}
	}
	areas, err := p.catalogue.Areas(ctx)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, homeView(homePage{
		Dates: dates, Week: week, Areas: areas, Notice: p.sessions.TakeFlash(ctx), areas: titlesOf(areas), class: class(r), now: p.clock.Now()}))
}

func datesTitle(ctx context.Context, week bool) string {
	if week {
		return i18n.T(ctx, "On this week")
	}
	return i18n.T(ctx, "Coming up next")
}
