package catalogueweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// decisionAPI adds what new versions of frameworks left for people to decide.
func (p *Pages) decisionAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeCatalogueRead, authz.ScopeCatalogueWrite), web.Scope(authz.ScopeCatalogueWrite)
	web.Operation(a, described("Alignments", "list-alignment-decisions", http.MethodGet, "/alignment-decisions", "Alignments whose competency was split or ended, or whose level is gone, in a new version of its framework", "Curriculum editors and administrators for all, editors and managers for their units."), reads, p.apiDecisions)
	web.Operation(a, described("Alignments", "decide-alignment", http.MethodPost, "/alignment-decisions/{id}", "Say which of the options the offer teaches, or none of them", whoAligns), writes, p.apiDecide)
}

type (
	decisionsIn struct {
		Unit   string `query:"unit" maxLength:"64" doc:"Acronym or id of a unit; those that merged into it are among it."`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same conditions."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	optionJSON struct {
		Competency id.ID    `json:"competency"`
		Code       string   `json:"code"`
		Title      string   `json:"title"`
		Levels     []string `json:"levels" doc:"Codes, the lowest first."`
	}
	decisionJSON struct {
		ID        id.ID        `json:"id"`
		Offer     string       `json:"offer" doc:"Key."`
		Title     string       `json:"title" doc:"Of the offer."`
		Framework string       `json:"framework" doc:"Key."`
		Code      string       `json:"code"`
		Was       string       `json:"was" doc:"Title of the competency that it taught."`
		Level     string       `json:"level" doc:"Code of the level up to which it taught that."`
		Became    string       `json:"became" enum:"split,retired,level" doc:"level: the competency stands, and its level is gone."`
		OpenedAt  time.Time    `json:"opened_at"`
		Options   []optionJSON `json:"options"`
	}
	decisionsOut struct {
		Body struct {
			Items []decisionJSON `json:"items" doc:"The oldest first."`
			Count int            `json:"count" doc:"Of all pages."`
			Next  *string        `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	decideAlignmentIn struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Alignments []AligningJSON `json:"alignments" maxItems:"40" doc:"Those of the options that the offer teaches; empty where it teaches none of them."`
		}
	}
)

func (p *Pages) apiDecisions(ctx context.Context, in *decisionsIn) (*decisionsOut, error) {
	r := catalogue.DecisionsRequest{Request: page.Request{Cursor: in.Cursor, Limit: in.Limit}}
	if in.Unit != "" {
		var err error
		if r.Unit, err = p.unitOf(ctx, in.Unit); err != nil {
			return nil, err
		}
	}
	list, n, err := p.catalogue.AlignmentDecisions(ctx, authz.From(ctx), r)
	if err != nil {
		return nil, err
	}
	var out decisionsOut
	b := &out.Body
	b.Items, b.Count, b.Next = make([]decisionJSON, len(list.Items)), n, web.Optional(list.Next)
	for i, d := range list.Items {
		b.Items[i] = decisionJSON{d.ID, d.Offer.Key, d.Title, d.Was.Key, d.Was.Code, d.Was.Title, d.Level, d.Became, d.OpenedAt.UTC(), []optionJSON{}}
		for _, c := range d.Options {
			o := optionJSON{c.ID, c.Code, c.Title, []string{}}
			for _, l := range c.Levels {
				o.Levels = append(o.Levels, l.Code)
			}
			b.Items[i].Options = append(b.Items[i].Options, o)
		}
	}
	return &out, nil
}

func (p *Pages) apiDecide(ctx context.Context, in *decideAlignmentIn) (*nothingOut, error) {
	decision, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.catalogue.DecideAlignment(ctx, authz.From(ctx), decision, aligningsIn(in.Body.Alignments))
}
