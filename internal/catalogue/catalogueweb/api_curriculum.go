package catalogueweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// curriculumAPI adds the curriculum and its streams.
func (p *Pages) curriculumAPI(a *web.API) {
	public, writes, publishes := web.PublicScope(authz.ScopeCatalogueRead), web.Scope(authz.ScopeCatalogueWrite), web.Scope(authz.ScopeCataloguePublish)
	const editors = "Curriculum editors and administrators."
	web.Operation(a, described("Curriculum", "show-curriculum", http.MethodGet, "/curriculum", "What is offered by content area and level, and what is thin", whoEverybody), public, p.apiCurriculum)
	web.Operation(a, described("Curriculum", "list-curriculum-competencies", http.MethodGet, "/curriculum/{area}/competencies", "The competencies of a content area, with how many offers that can be taken teach each at each level", whoEverybody), public, p.apiCurriculumCompetencies)
	web.Operation(a, described("Curriculum", "list-one-off-offers", http.MethodGet, "/curriculum/one-off", "Offers that can be taken and are in no stream, with the streams that they would fit", whoEverybody), public, p.apiOneOffs)
	web.Operation(a, described("Curriculum", "list-streams", http.MethodGet, "/streams", "Streams, by title", whoEverybody+" Those that are not published are seen by curriculum editors, administrators and auditors."), public, p.apiStreams)
	web.Operation(a, described("Curriculum", "show-stream", http.MethodGet, "/streams/{key}", "One stream, with its offers and what they cover", whoEverybody), public, p.apiStream)
	web.Operation(a, described("Curriculum", "create-stream", http.MethodPost, "/streams", "Begin a stream as a draft", editors), writes, p.apiCreateStream)
	web.Operation(a, described("Curriculum", "save-stream", http.MethodPut, "/streams/{key}", "Save what a stream is to say; what is published stays until it is published", editors), writes, p.apiSaveStream)
	web.Operation(a, described("Curriculum", "publish-stream", http.MethodPost, "/streams/{key}/publish", "Put what was saved last before everybody", editors), publishes, p.apiPublishStream)
	web.Operation(a, described("Curriculum", "archive-stream", http.MethodPost, "/streams/{key}/archive", "Take a stream from everybody’s sight", editors), publishes, p.apiArchiveStream)
}

type (
	cellJSON struct {
		Level        string   `json:"level"`
		Upcoming     int      `json:"upcoming" doc:"Offers with a date to come."`
		OnDemand     int      `json:"on_demand" doc:"Offers without one that can be begun at any time."`
		PastYear     int      `json:"past_year" doc:"Offers whose last date was in the past year."`
		Competencies int      `json:"competencies" doc:"That can be taught at the level."`
		WithoutOffer int      `json:"without_offer" doc:"Competencies that no offer that can be taken teaches at the level."`
		Thin         []string `json:"thin" doc:"Why it is thin: few, no-date, open; empty where it is not."`
	}
	areaJSON struct {
		Area     string     `json:"area" doc:"Code of the content area."`
		Title    string     `json:"title"`
		Takeable int        `json:"takeable"`
		OneOff   int        `json:"one_off" doc:"Of these in no stream."`
		Cells    []cellJSON `json:"cells"`
	}
	curriculumOut struct {
		Body struct {
			Items      []areaJSON `json:"items"`
			Takeable   int        `json:"takeable" doc:"Offers that can be taken now."`
			OneOff     int        `json:"one_off" doc:"Of these in no stream."`
			Unmatched  int        `json:"unmatched" doc:"Of these matched with no competency."`
			ThinOffers int        `json:"thin_offers" doc:"A cell with fewer offers that can be taken is thin."`
			ThinShare  int        `json:"thin_share" doc:"A cell with more than so many per cent of its competencies without an offer is thin."`
		}
	}
	areaIn struct {
		Area string `path:"area" maxLength:"64" doc:"Code of a content area."`
	}
	taughtJSON struct {
		Level  string `json:"level"`
		Offers int    `json:"offers"`
	}
	rowJSON struct {
		Competency id.ID        `json:"competency"`
		Framework  string       `json:"framework"`
		Code       string       `json:"code"`
		Title      string       `json:"title"`
		Offers     int          `json:"offers"`
		Levels     []taughtJSON `json:"levels"`
	}
	curriculumRowsOut struct {
		Body struct {
			Items []rowJSON `json:"items"`
		}
	}
	oneOffIn struct {
		Area   string `query:"area" maxLength:"64" doc:"Code of a content area."`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same area."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	oneOffJSON struct {
		apiCard
		Fits []string `json:"fits" doc:"Keys of streams that it shares competencies with, the most first."`
	}
	oneOffOut struct {
		Body struct {
			Items []oneOffJSON `json:"items"`
			Total int          `json:"total" doc:"Of all pages."`
			Next  *string      `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
)

func (p *Pages) apiCurriculum(ctx context.Context, _ *struct{}) (*curriculumOut, error) {
	c, err := p.catalogue.Curriculum(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out curriculumOut
	b := &out.Body
	b.Takeable, b.OneOff, b.Unmatched, b.ThinOffers, b.ThinShare = c.Takeable, c.OneOff, c.Unmatched, catalogue.ThinOffers, catalogue.ThinOpenShare
	b.Items = []areaJSON{}
	for _, a := range c.Areas {
		x := areaJSON{a.Code, a.Title, a.Takeable, a.OneOff, []cellJSON{}}
		for _, cell := range a.Cells {
			thin := []string{}
			for _, t := range cell.Thin {
				thin = append(thin, string(t))
			}
			x.Cells = append(x.Cells, cellJSON{string(cell.Level), cell.Upcoming, cell.OnDemand, cell.PastYear, cell.Of, cell.Open, thin})
		}
		b.Items = append(b.Items, x)
	}
	return &out, nil
}

func (p *Pages) apiCurriculumCompetencies(ctx context.Context, in *areaIn) (*curriculumRowsOut, error) {
	c, err := p.catalogue.Curriculum(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	for _, a := range c.Areas {
		if a.Code != in.Area {
			continue
		}
		var out curriculumRowsOut
		out.Body.Items = []rowJSON{}
		for _, r := range a.Competencies {
			x := rowJSON{r.ID, r.Key, r.Code, r.Title, r.Offers, []taughtJSON{}}
			for i, l := range r.Levels {
				x.Levels = append(x.Levels, taughtJSON{l.Code, r.At[i]})
			}
			out.Body.Items = append(out.Body.Items, x)
		}
		return &out, nil
	}
	return nil, errs.New(errs.NotFound, "There is no such content area.")
}

func (p *Pages) apiOneOffs(ctx context.Context, in *oneOffIn) (*oneOffOut, error) {
	list, n, err := p.catalogue.OneOffs(ctx, catalogue.OneOffRequest{Area: in.Area, Request: page.Request{Cursor: in.Cursor, Limit: in.Limit}})
	if err != nil {
		return nil, err
	}
	var out oneOffOut
	b := &out.Body
	b.Items, b.Total, b.Next = make([]oneOffJSON, len(list.Items)), n, web.Optional(list.Next)
	for i, o := range list.Items {
		b.Items[i] = oneOffJSON{p.cardJSON(o.Card), []string{}}
		for _, f := range o.Fits {
			b.Items[i].Fits = append(b.Items[i].Fits, f.Key)
		}
	}
	return &out, nil
}
