package catalogueweb

import (
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// How often one address may send a wish.
const (
	missedBurst = 10
	missedEvery = 30 * time.Second
)

// searchPage is one page of the catalogue.
type searchPage struct {
	query
	catalogue.SearchResult
	areas map[string]string
	// competencies are the names of those that the search is narrowed to, by id.
	competencies map[string]string
	// class decides the prices.
	class string
	now   time.Time
	// byGaps says that the reader may order by what closes their gaps; NoWants that they asked for that and no gap of theirs is known.
	byGaps, NoWants bool
	Wish            string
	Errors          ui.FormErrors
	// base is the address of the site.
	base string
	// Canonical is the whole address of the search's first page.
	Canonical string
}

// search shows what can be learned, narrowed as the address says.
func (p *Pages) search(w http.ResponseWriter, r *http.Request) error {
	r, err := p.withShortlist(w, r)
	if err != nil {
		return err
	}
	q := queryOf(r.URL.Query())
	v, err := p.find(r, q)
	if q.cursor != "" && errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, q.first().href())
	}
	if err != nil {
		return err
	}
	p.measure(r, v)
	return web.Render(w, r, http.StatusOK, searchView(v))
}

// find asks the catalogue.
func (p *Pages) find(r *http.Request, q query) (searchPage, error) {
	ctx := r.Context()
	v := searchPage{query: q, class: class(r), now: p.clock.Now(), base: p.baseURL, Canonical: p.baseURL + q.first().href()}
	ask := q.request()
	ask.Facets, ask.Location = true, i18n.From(ctx).Zone
	var err error
	actor := authz.From(ctx)
	v.byGaps = p.wants != nil && actor.SignedIn()
	if q.sort == catalogue.SortGaps && v.byGaps {
		if ask.Wants, err = p.wants(ctx, actor); err != nil {
			return v, err
		}
		v.NoWants = len(ask.Wants) == 0
	}
	if v.SearchResult, err = p.catalogue.Search(ctx, ask); err != nil {
		return v, err
	}
	if v.competencies, err = p.competencyNames(ctx, q.filter[catalogue.FilterCompetency]); err != nil {
		return v, err
	}
	v.areas, err = p.areaNames(r)
	return v, err
}

// areaNames returns the titles of the content areas by code.
func (p *Pages) areaNames(r *http.Request) (map[string]string, error) {
	areas, err := p.catalogue.Areas(r.Context())
	return titlesOf(areas), err
}

func titlesOf(areas []catalogue.Area) map[string]string {
	names := make(map[string]string, len(areas))
	for _, a := range areas {
		names[a.Code] = a.Title
	}
	return names
}

// measure keeps what was looked for and how much was found, for those who do not mind. Only the
// first page counts, and only when something was asked for.
func (p *Pages) measure(r *http.Request, v searchPage) {
	if v.cursor != "" || !v.asked() || measures.AskedNotTo(r.Header.Get) {
		return
	}
	visit, err := p.measures.VisitKey(r.Context(), web.RemoteIP(r), r.UserAgent())
	if err != nil {
		return // a search that is not counted is no reason to fail it
	}
	p.measures.AddSearch(measures.Search{Visit: visit, Words: v.words, Filters: v.filter, Hits: v.Total, Loose: v.Loose})
}

// tellMissed keeps what somebody did not find. It asks for no name.
func (p *Pages) tellMissed(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if err := p.missed.Take(web.Place(r)); err != nil {
		return err
	}
	q := queryOf(form).first()
	err = p.measures.Missed(r.Context(), q.words, form.Get("text"))
	if errs.Is(err, errs.Invalid) {
		v, findErr := p.find(r, q)
		if findErr != nil {
			return findErr
		}
		v.Wish, v.Errors = form.Get("text"), ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, http.StatusUnprocessableEntity, searchView(v))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/catalogue/thanks")
}

// thanks says that a wish has arrived.
func (p *Pages) thanks(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, thanksView())
}
