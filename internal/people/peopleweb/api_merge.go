package peopleweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// mergeAPI adds the operations that bring two accounts of one person together.
func (p *Pages) mergeAPI(a *web.API) {
	writes := web.Scope(authz.ScopePeopleWrite)
	const who = "Administrators, and nobody for their own account."
	web.Operation(a, operation("People", "preview-merge", http.MethodGet, "/people/{id}/merge", "What merging another account into this one brings along; nothing is changed", who), writes, p.apiPreviewMerge)
	web.Operation(a, operation("People", "merge-people", http.MethodPost, "/people/{id}/merge", "Merge another account into this one; it can be undone", who), writes, p.apiMerge)
	web.Operation(a, operation("People", "undo-merge", http.MethodPost, "/people/{id}/merge/undo", "Take a merged account out again, with all that was its own", who), writes, p.apiUndoMerge)
}

type (
	previewMergeIn struct {
		PersonIn
		Other string `query:"other" required:"true" maxLength:"64" doc:"Id of the account that becomes part of this one."`
	}
	mergeIn struct {
		PersonIn
		Body struct {
			Other string `json:"other" maxLength:"64" doc:"Id of the account that becomes part of this one."`
		}
	}
	mergePreviewOut struct {
		Body struct {
			From          partyJSON    `json:"from" doc:"What becomes part of the other."`
			Into          partyJSON    `json:"into" doc:"What stays."`
			Emails        []string     `json:"emails"`
			Memberships   []periodJSON `json:"memberships"`
			Roles         []roleJSON   `json:"roles"`
			Merged        []id.ID      `json:"merged" doc:"Accounts that were merged into it before and come along."`
			Registrations int          `json:"registrations"`
			Entries       int          `json:"entries" doc:"Of its record."`
		}
	}
	partyJSON struct {
		ID   id.ID  `json:"id"`
		Name string `json:"name"`
	}
	mergedOut struct {
		Body struct {
			ID id.ID `json:"id" doc:"Of the account that stays."`
		}
	}
)

func pair(a, b string) (x, y id.ID, err error) {
	if x, err = personOf(a); err == nil {
		y, err = personOf(b)
	}
	return x, y, err
}

func (p *Pages) apiPreviewMerge(ctx context.Context, in *previewMergeIn) (*mergePreviewOut, error) {
	into, other, err := pair(in.ID, in.Other)
	if err != nil {
		return nil, err
	}
	v, err := p.people.PreviewMerge(ctx, authz.From(ctx), other, into)
	if err != nil {
		return nil, err
	}
	ids, err := p.people.IDs(ctx, v.From.ID)
	if err != nil {
		return nil, err
	}
	out := &mergePreviewOut{}
	b := &out.Body
	if b.Registrations, b.Entries, err = p.held(ctx, ids); err != nil {
		return nil, err
	}
	b.From, b.Into = party(v.From), party(v.Into)
	b.Emails, b.Memberships, b.Roles, b.Merged = []string{}, []periodJSON{}, rolesToJSON(v.Roles), []id.ID{}
	for _, a := range v.Addresses {
		b.Emails = append(b.Emails, a.Address)
	}
	for _, m := range v.Periods {
		b.Memberships = append(b.Memberships, periodToJSON(m))
	}
	for _, x := range v.Aliases {
		b.Merged = append(b.Merged, x.ID)
	}
	return out, nil
}

func party(p people.Person) partyJSON { return partyJSON{p.ID, p.Name} }

func (p *Pages) apiMerge(ctx context.Context, in *mergeIn) (*mergedOut, error) {
	into, other, err := pair(in.ID, in.Body.Other)
	if err != nil {
		return nil, err
	}
	if err := p.people.Merge(ctx, authz.From(ctx), other, into); err != nil {
		return nil, err
	}
	survivor, err := p.people.Person(ctx, into)
	if err != nil {
		return nil, err
	}
	out := &mergedOut{}
	out.Body.ID = survivor.ID
	return out, nil
}

func (p *Pages) apiUndoMerge(ctx context.Context, in *mergeIn) (*mergedOut, error) {
	into, other, err := pair(in.ID, in.Body.Other)
	if err != nil {
		return nil, err
	}
	if err := p.people.UndoMerge(ctx, authz.From(ctx), other); err != nil {
		return nil, err
	}
	out := &mergedOut{}
	out.Body.ID = into
	return out, nil
}
