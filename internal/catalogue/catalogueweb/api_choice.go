package catalogueweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// choiceAPI adds the operations on what people choose: side by side, on a shortlist, by a search that is kept; and the programme of a conference.
func (p *Pages) choiceAPI(a *web.API) {
	own := web.Scope(authz.ScopeChoicesManage)
	web.Operation(a, described("Catalogue", "compare-offers", http.MethodGet, "/compare", "At most four offers side by side", whoEverybody), web.Public, p.apiCompare)
	web.Operation(a, described("Catalogue", "show-programme", http.MethodGet, "/conferences/{id}", "The programme of a date of a conference: its sessions by start", whoEverybody), web.PublicScope(authz.ScopeCatalogueRead), p.apiProgramme)
	web.Operation(a, described("Choices", "list-saved-searches", http.MethodGet, "/me/searches", "One's saved searches, the newest first", whoOneself), own, p.apiSearches)
	save := described("Choices", "save-search", http.MethodPost, "/me/searches", "Keep a search, with mail about what is new or without", whoOneself)
	save.DefaultStatus = http.StatusCreated
	web.Operation(a, save, own, p.apiSaveSearch)
	web.Operation(a, described("Choices", "change-saved-search", http.MethodPut, "/me/searches/{id}", "Rename a saved search, or change how often it writes", whoOneself), own, p.apiChangeSearch)
	web.Operation(a, described("Choices", "delete-saved-search", http.MethodDelete, "/me/searches/{id}", "Delete a saved search", whoOneself), own, p.apiDeleteSearch)
	web.Operation(a, described("Choices", "show-shortlist", http.MethodGet, "/me/shortlist", "One's shortlist, in the order in which it was made", whoOneself), own, p.apiShortlist)
	web.Operation(a, described("Choices", "add-to-shortlist", http.MethodPut, "/me/shortlist/{key}", "Put an offer on one's shortlist", whoOneself), own, p.apiAddToShortlist)
	web.Operation(a, described("Choices", "take-from-shortlist", http.MethodDelete, "/me/shortlist/{key}", "Take an offer off one's shortlist", whoOneself), own, p.apiTakeFromShortlist)
}

type (
	compareIn struct {
		Offers []string `query:"offers" required:"true" minItems:"1" maxItems:"4" doc:"Keys or ids, separated by commas."`
	}
	comparedJSON struct {
		Offer  apiCard         `json:"offer"`
		Coming []apiOccurrence `json:"coming" doc:"Its next dates, at most three."`
	}
	compareOut struct {
		Body struct {
			Items []comparedJSON `json:"items" doc:"In the order asked for; those that are not in the catalogue are left out."`
		}
	}
	sessionJSON struct {
		Occurrence apiOccurrence        `json:"occurrence"`
		Type       string               `json:"type,omitempty" doc:"Of slot: talk, workshop, unconference, uncommons, ignite, posters, round-tables or social, or a word of the programme's own."`
		Key        string               `json:"key" doc:"Of its offer."`
		Title      string               `json:"title"`
		Areas      []string             `json:"areas"`
		Level      catalogue.Level      `json:"level"`
		Audiences  []catalogue.Audience `json:"audiences"`
		Presenters []apiPresenter       `json:"presenters"`
	}
	programmeOut struct {
		Body struct {
			Key   string        `json:"key" doc:"Of the conference's offer."`
			Title string        `json:"title"`
			Date  apiOccurrence `json:"date"`
			Items []sessionJSON `json:"items"`
		}
	}
	searchJSON struct {
		ID        id.ID               `json:"id"`
		Name      string              `json:"name"`
		Words     string              `json:"words,omitempty"`
		Filter    map[string][]string `json:"filter,omitempty" doc:"Values by facet."`
		Every     catalogue.Cadence   `json:"every" enum:"weekly,daily,never"`
		CreatedAt time.Time           `json:"created_at"`
	}
	searchesOut struct {
		Body struct {
			Items []searchJSON `json:"items"`
		}
	}
	saveIn struct {
		Body struct {
			Name   string              `json:"name" maxLength:"100" example:"Weeding near me"`
			Words  string              `json:"words,omitempty" maxLength:"256" example:"weeding"`
			Filter map[string][]string `json:"filter,omitempty" doc:"Values by facet, as of GET /offers."`
			Every  catalogue.Cadence   `json:"every" enum:"weekly,daily,never" doc:"How often at most a mail tells what is new."`
		}
	}
	SearchIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	changeSearchIn struct {
		SearchIn
		Body struct {
			Name  string            `json:"name" maxLength:"100" example:"Weeding near me"`
			Every catalogue.Cadence `json:"every" enum:"weekly,daily,never"`
		}
	}
	searchOut    struct{ Body searchJSON }
	shortlistOut struct {
		Body struct {
			Items []apiCard `json:"items"`
			Gone  []id.ID   `json:"gone" doc:"Ids of offers that have left the catalogue since."`
		}
	}
)

func (p *Pages) apiCompare(ctx context.Context, in *compareIn) (*compareOut, error) {
	list, err := p.catalogue.Compare(ctx, in.Offers)
	if err != nil {
		return nil, err
	}
	out := &compareOut{}
	out.Body.Items = []comparedJSON{}
	for _, c := range list {
		out.Body.Items = append(out.Body.Items, comparedJSON{p.cardJSON(c.Card), occurrencesJSON(c.Coming)})
	}
	return out, nil
}

func (p *Pages) apiProgramme(ctx context.Context, in *OccurrenceIn) (*programmeOut, error) {
	want, ok := id.Parse(in.ID)
	if !ok {
		return nil, errs.New(errs.NotFound, "There is no such date.")
	}
	v, o, err := p.dateOf(ctx, authz.From(ctx), want)
	if err == nil && v.Kind != catalogue.Conference {
		err = errs.New(errs.NotFound, "There is no such date.")
	}
	if err != nil {
		return nil, err
	}
	items, err := p.catalogue.Programme(ctx, v, o.ID)
	if err != nil {
		return nil, err
	}
	out := &programmeOut{}
	b := &out.Body
	b.Key, b.Title, b.Date, b.Items = v.Key, v.Version.Title, occurrenceJSON(o), []sessionJSON{}
	for _, x := range items {
		s := sessionJSON{occurrenceJSON(x.Occurrence), x.Slot, x.Offer.Key, x.Offer.Title, full(x.Version.Areas), x.Version.Level, full(x.Version.Audiences), []apiPresenter{}}
		for _, who := range x.Version.Presenters {
			s.Presenters = append(s.Presenters, apiPresenter{who.Name, who.Part})
		}
		b.Items = append(b.Items, s)
	}
	return out, nil
}

func searchToJSON(s catalogue.SavedSearch) searchJSON {
	return searchJSON{s.ID, s.Name, s.Question.Words, s.Question.Filter, s.Every, s.CreatedAt.UTC()}
}

func (p *Pages) apiSearches(ctx context.Context, _ *struct{}) (*searchesOut, error) {
	list, err := p.catalogue.SavedSearches(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &searchesOut{}
	out.Body.Items = []searchJSON{}
	for _, s := range list {
		out.Body.Items = append(out.Body.Items, searchToJSON(s))
	}
	return out, nil
}

func (p *Pages) apiSaveSearch(ctx context.Context, in *saveIn) (*searchOut, error) {
	q := catalogue.Question{Words: web.Clean(in.Body.Words), Filter: map[string][]string{}}
	for name, given := range in.Body.Filter {
		if values := facetValues(given); len(values) > 0 {
			q.Filter[web.Clean(name)] = values
		}
	}
	s, err := p.catalogue.SaveSearch(ctx, authz.From(ctx), web.Clean(in.Body.Name), q, in.Body.Every)
	if err != nil {
		return nil, err
	}
	return &searchOut{searchToJSON(s)}, nil
}

func searchID(given string) (id.ID, error) {
	s, ok := id.Parse(given)
	if !ok {
		return "", errs.New(errs.NotFound, "There is no such saved search.")
	}
	return s, nil
}

func (p *Pages) apiChangeSearch(ctx context.Context, in *changeSearchIn) (*nothingOut, error) {
	which, err := searchID(in.ID)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.catalogue.ChangeSearch(ctx, authz.From(ctx), which, web.Clean(in.Body.Name), in.Body.Every)
}

func (p *Pages) apiDeleteSearch(ctx context.Context, in *SearchIn) (*nothingOut, error) {
	which, err := searchID(in.ID)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.catalogue.DeleteSearch(ctx, authz.From(ctx), which)
}

func (p *Pages) apiShortlist(ctx context.Context, _ *struct{}) (*shortlistOut, error) {
	ids, err := p.catalogue.Shortlist(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	ids, gone, err := p.catalogue.GoneOffers(ctx, ids)
	if err != nil {
		return nil, err
	}
	cards, err := p.catalogue.Cards(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := &shortlistOut{}
	out.Body.Items, out.Body.Gone = []apiCard{}, []id.ID{}
	for _, o := range ids {
		if c, ok := cards[o]; ok {
			out.Body.Items = append(out.Body.Items, p.cardJSON(c))
		}
	}
	for _, g := range gone {
		out.Body.Gone = append(out.Body.Gone, g.ID)
	}
	return out, nil
}

func (p *Pages) apiAddToShortlist(ctx context.Context, in *KeyIn) (*nothingOut, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.Actor{}, in.Key)
	if err != nil {
		return nil, err
	}
	left, err := p.catalogue.AddToShortlist(ctx, authz.From(ctx), o.ID)
	if err == nil && left > 0 {
		err = catalogue.ErrShortlistFull()
	}
	return &nothingOut{}, err
}

func (p *Pages) apiTakeFromShortlist(ctx context.Context, in *KeyIn) (*nothingOut, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.Actor{}, in.Key)
	if which, ok := id.Parse(in.Key); ok && errs.Is(err, errs.NotFound) {
		o.ID, err = which, nil // one that has left the catalogue is taken off by its id
	}
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.catalogue.TakeFromShortlist(ctx, authz.From(ctx), o.ID)
}
