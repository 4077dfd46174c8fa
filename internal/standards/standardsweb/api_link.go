package standardsweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// linkAPI adds what a competency of a draft maps to.
func (p *Pages) linkAPI(a *web.API, path string, writes web.Access) {
	add := operation("add-competency-link", http.MethodPost, path, "Say what a competency of a draft maps to", whoEdits+" A competency that is here is named by its id; another one by its address and title.")
	add.DefaultStatus = http.StatusCreated
	web.Operation(a, add, writes, p.apiAddLink)
	web.Operation(a, operation("save-competency-link", http.MethodPut, path+"/{link}", "Change in which way a competency of a draft maps to another", whoEdits), writes, p.apiSaveLink)
	web.Operation(a, operation("remove-competency-link", http.MethodDelete, path+"/{link}", "Take a link away", whoEdits), writes, p.apiRemoveLink)
}

type (
	// LinkBody says in which way a competency maps to another.
	LinkBody struct {
		Kind string `json:"kind" maxLength:"100" doc:"isRelatedTo, exactMatchOf, isPartOf, precedes or replacedBy, as CASE names them; what a file brought may stay." example:"isRelatedTo"`
		Note string `json:"note,omitempty" maxLength:"20000" doc:"How it is meant."`
	}
	addLinkIn struct {
		ChangeCompetencyIn
		Body struct {
			LinkBody
			Target string `json:"target,omitempty" maxLength:"64" doc:"Id of a competency that is published here, or in the draft."`
			URI    string `json:"uri,omitempty" maxLength:"2000" doc:"Address of one that is elsewhere." example:"https://skills.example.org/listening"`
			Title  string `json:"title,omitempty" maxLength:"300" doc:"What is at this address." example:"Listening"`
		}
	}
	saveLinkIn struct {
		ChangeCompetencyIn
		Link string `path:"link" maxLength:"64" doc:"Id of the link."`
		Body LinkBody
	}
	removeLinkIn struct {
		ChangeCompetencyIn
		Link string `path:"link" maxLength:"64" doc:"Id of the link."`
	}
)

func (p *Pages) apiAddLink(ctx context.Context, in *addLinkIn) (*competencyOut, error) {
	v, seen, err := p.competencyToChange(ctx, in.ChangeCompetencyIn)
	if err != nil {
		return nil, err
	}
	target, ok := id.Parse(in.Body.Target)
	if !ok && in.Body.Target != "" {
		return nil, errs.Bad("target", "Choose another competency.")
	}
	err = p.standards.AddLink(ctx, authz.From(ctx), v.Version.FrameworkID, v.ID, standards.LinkDraft{Kind: in.Body.Kind, Target: target, URI: web.Clean(in.Body.URI), Title: web.Clean(in.Body.Title), Note: web.Clean(in.Body.Note), Seen: seen})
	if err != nil {
		return nil, err
	}
	return p.competencyAgain(ctx, v)
}

func (p *Pages) apiSaveLink(ctx context.Context, in *saveLinkIn) (*competencyOut, error) {
	v, seen, err := p.competencyToChange(ctx, in.ChangeCompetencyIn)
	if err != nil {
		return nil, err
	}
	link, err := web.ID(in.Link)
	if err != nil {
		return nil, err
	}
	err = p.standards.SaveLink(ctx, authz.From(ctx), v.Version.FrameworkID, v.ID, link, standards.LinkDraft{Kind: in.Body.Kind, Note: web.Clean(in.Body.Note), Seen: seen})
	if err != nil {
		return nil, err
	}
	return p.competencyAgain(ctx, v)
}

func (p *Pages) apiRemoveLink(ctx context.Context, in *removeLinkIn) (*competencyOut, error) {
	v, seen, err := p.competencyToChange(ctx, in.ChangeCompetencyIn)
	if err != nil {
		return nil, err
	}
	link, err := web.ID(in.Link)
	if err != nil {
		return nil, err
	}
	if err := p.standards.RemoveLink(ctx, authz.From(ctx), v.Version.FrameworkID, v.ID, link, seen); err != nil {
		return nil, err
	}
	return p.competencyAgain(ctx, v)
}
