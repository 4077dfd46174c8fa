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

// registerAPI adds the operations on what keeps the catalogue in order: links that lead nowhere, offers that are there twice, and the register of platforms.
func (p *Pages) registerAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeCatalogueRead), web.Scope(authz.ScopeCatalogueWrite)
	web.Operation(a, described("Offers", "list-link-checks", http.MethodGet, "/link-checks", "Links of outside items that have moved or are broken", whoInsiders), reads, p.apiLinks)
	web.Operation(a, described("Offers", "list-duplicates", http.MethodGet, "/duplicates", "Pairs of offers that may be the same", whoInsiders), reads, p.apiDuplicates)
	web.Operation(a, described("Offers", "decide-duplicate", http.MethodPost, "/duplicates", "Say that two offers are one, or that they are not", "Editors of the units of both; managers where the one that goes is published, and then catalogue:publish as well."), writes, p.apiDecideDuplicate)
	web.Operation(a, described("Platforms", "list-platforms", http.MethodGet, "/platforms", "The register of places online, with what each holds", whoInsiders), reads, p.apiPlatforms)
	add := described("Platforms", "add-platform", http.MethodPost, "/platforms", "Add a platform to the register", "Administrators.")
	add.DefaultStatus = http.StatusCreated
	web.Operation(a, add, writes, p.apiAddPlatform)
	web.Operation(a, described("Platforms", "change-platform", http.MethodPut, "/platforms/{id}", "Change what the register says of a platform", "Administrators."), writes, p.apiChangePlatform)
}

type (
	linkJSON struct {
		Offer     id.ID     `json:"offer"`
		Title     string    `json:"title"`
		Link      string    `json:"link"`
		State     string    `json:"state" enum:"moved,broken"`
		MovedTo   string    `json:"moved_to,omitempty"`
		Trouble   string    `json:"trouble,omitempty"`
		Since     time.Time `json:"since"`
		CheckedAt time.Time `json:"checked_at"`
	}
	linksOut struct {
		Body struct {
			Items []linkJSON `json:"items"`
		}
	}
	twinJSON struct {
		ID     id.ID            `json:"id"`
		Key    string           `json:"key"`
		Title  string           `json:"title"`
		Status catalogue.Status `json:"status"`
		Link   string           `json:"link,omitempty"`
		Source string           `json:"source,omitempty"`
		Starts *time.Time       `json:"starts_at"`
		Dates  int              `json:"dates"`
	}
	pairJSON struct {
		One   twinJSON `json:"one"`
		Other twinJSON `json:"other"`
	}
	duplicatesOut struct {
		Body struct {
			Items []pairJSON `json:"items" doc:"At most 50; those that are decided make room for others."`
		}
	}
	decideIn struct {
		Body struct {
			Same bool   `json:"same" doc:"They are one: drop is archived, and its address leads to keep."`
			Keep string `json:"keep" maxLength:"64" doc:"Id of the one, which stays."`
			Drop string `json:"drop" maxLength:"64" doc:"Id of the other."`
		}
	}
	platformFieldsJSON struct {
		Name       string `json:"name" maxLength:"500" example:"Zoom webinars"`
		Purpose    string `json:"purpose,omitempty" maxLength:"500"`
		Seats      int    `json:"seats,omitempty" example:"1000" doc:"How many people it holds at once; 0 for no limit."`
		Report     string `json:"report,omitempty" maxLength:"40" doc:"Which report of attendance it gives."`
		Review     string `json:"review,omitempty" maxLength:"4000" doc:"What was found when it was last looked at."`
		ReviewedOn string `json:"reviewed_on,omitempty" maxLength:"10"`
		Retired    bool   `json:"retired,omitempty" doc:"Nothing new is planned on it."`
	}
	platformJSON struct {
		ID         id.ID     `json:"id"`
		Name       string    `json:"name"`
		Purpose    string    `json:"purpose,omitempty"`
		Seats      int       `json:"seats"`
		Report     string    `json:"report,omitempty"`
		Review     string    `json:"review,omitempty"`
		ReviewedOn string    `json:"reviewed_on,omitempty"`
		Retired    bool      `json:"retired"`
		UpdatedAt  time.Time `json:"updated_at"`
		ETag       string    `json:"etag" doc:"For If-Match."`
	}
	platformsOut struct {
		Body struct {
			Items []platformJSON `json:"items"`
		}
	}
	PlatformIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	addPlatformIn    struct{ Body platformFieldsJSON }
	changePlatformIn struct {
		PlatformIn
		web.Match
		Body platformFieldsJSON
	}
	platformOut struct {
		ETag string `header:"ETag"`
		Body platformJSON
	}
)

func (p *Pages) apiLinks(ctx context.Context, _ *struct{}) (*linksOut, error) {
	list, err := p.catalogue.LinkTroubles(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &linksOut{}
	out.Body.Items = []linkJSON{}
	for _, l := range list {
		out.Body.Items = append(out.Body.Items, linkJSON{l.OfferID, l.Title, l.Link, l.State, l.MovedTo, l.Trouble, l.Since.UTC(), l.CheckedAt.UTC()})
	}
	return out, nil
}

func twinToJSON(t catalogue.Twin) twinJSON {
	return twinJSON{t.ID, t.Key, t.Title, t.Status, t.Link, t.Source, web.Moment(t.Starts), t.Dates}
}

func (p *Pages) apiDuplicates(ctx context.Context, _ *struct{}) (*duplicatesOut, error) {
	pairs, err := p.catalogue.Duplicates(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &duplicatesOut{}
	out.Body.Items = []pairJSON{}
	for _, x := range pairs {
		out.Body.Items = append(out.Body.Items, pairJSON{twinToJSON(x[0]), twinToJSON(x[1])})
	}
	return out, nil
}

func (p *Pages) apiDecideDuplicate(ctx context.Context, in *decideIn) (*nothingOut, error) {
	keep, ok := id.Parse(in.Body.Keep)
	drop, too := id.Parse(in.Body.Drop)
	if !ok || !too {
		return nil, errs.New(errs.NotFound, "There is no such offer.")
	}
	if in.Body.Same {
		return &nothingOut{}, p.catalogue.MergeOffers(ctx, authz.From(ctx), keep, drop)
	}
	return &nothingOut{}, p.catalogue.NotTheSame(ctx, authz.From(ctx), keep, drop)
}

func platformToJSON(x catalogue.Platform) platformJSON {
	return platformJSON{x.ID, x.Name, x.Purpose, x.Seats, x.Report, x.Review, x.ReviewedOn, x.Retired, x.UpdatedAt.UTC(), platformTag(x)}
}

func platformTag(x catalogue.Platform) string {
	x.UpdatedAt = x.UpdatedAt.UTC()
	return web.ETag(x)
}

func (p *Pages) apiPlatforms(ctx context.Context, _ *struct{}) (*platformsOut, error) {
	if actor := authz.From(ctx); !actor.MaySomewhere(catalogue.ReadDrafts) {
		return nil, actor.Require(catalogue.ReadDrafts, "")
	}
	list, err := p.catalogue.Platforms(ctx)
	if err != nil {
		return nil, err
	}
	out := &platformsOut{}
	out.Body.Items = []platformJSON{}
	for _, x := range list {
		out.Body.Items = append(out.Body.Items, platformToJSON(x))
	}
	return out, nil
}

func (p *Pages) savePlatformOf(ctx context.Context, which id.ID, j platformFieldsJSON, conditions ...func(catalogue.Platform) error) (*platformOut, error) {
	x, err := p.catalogue.SavePlatform(ctx, authz.From(ctx), catalogue.Platform{ID: which, Name: web.Clean(j.Name), Purpose: web.Clean(j.Purpose), Seats: j.Seats, Report: web.Clean(j.Report),
		Review: web.Clean(j.Review), ReviewedOn: j.ReviewedOn, Retired: j.Retired}, conditions...)
	if err != nil {
		return nil, err
	}
	return &platformOut{platformTag(x), platformToJSON(x)}, nil
}

func (p *Pages) apiAddPlatform(ctx context.Context, in *addPlatformIn) (*platformOut, error) {
	return p.savePlatformOf(ctx, "", in.Body)
}

func (p *Pages) apiChangePlatform(ctx context.Context, in *changePlatformIn) (*platformOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return p.savePlatformOf(ctx, which, in.Body, web.Still(in.Match, platformTag))
}
