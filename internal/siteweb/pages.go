package siteweb

import (
	"net/http"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// ways lays the whole offer out by area and level: where there is something, and how much.
func (p *Pages) ways(w http.ResponseWriter, r *http.Request) error {
	areas, err := p.Catalogue.Areas(r.Context())
	if err != nil {
		return err
	}
	rows := make([]wayRow, len(areas))
	for i, a := range areas {
		found, err := p.Catalogue.Search(r.Context(), catalogue.SearchRequest{Filter: map[string][]string{"area": {a.Code}}, Limit: 1, Facets: true})
		if err != nil {
			return err
		}
		rows[i] = wayRow{Area: a, Total: found.Total, ByLevel: map[string]int{}}
		for _, f := range found.Facets {
			if f.Name != "level" {
				continue
			}
			for _, v := range f.Values {
				rows[i].ByLevel[v.Value] = v.Count
			}
		}
	}
	return web.Render(w, r, http.StatusOK, waysPage(rows))
}

type wayRow struct {
	Area    catalogue.Area
	Total   int
	ByLevel map[string]int
}

// involved lists the units of today, each with what it is.
func (p *Pages) involved(w http.ResponseWriter, r *http.Request) error {
	units, err := p.People.Units(r.Context())
	if err != nil {
		return err
	}
	groups := []unitGroup{}
	for _, kind := range []string{"division", "round table", "office", "committee or assembly", "affiliate", "allied organization"} {
		g := unitGroup{Kind: kind}
		for _, u := range units {
			if u.Kind == kind && u.SuccessorID == "" {
				g.Units = append(g.Units, u)
			}
		}
		if len(g.Units) > 0 {
			groups = append(groups, g)
		}
	}
	return web.Render(w, r, http.StatusOK, involvedPage(groups))
}

// text serves a page that is the same for everybody.
func (p *Pages) text(page func() templ.Component) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusOK, page())
	}
}

func (p *Pages) styleguide(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, ui.StyleGuide())
}
