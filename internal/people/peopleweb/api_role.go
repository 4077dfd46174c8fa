package peopleweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// roleAPI adds the operations that give roles and take them back. A token gives those of a unit alone, and only where its owner may.
func (p *Pages) roleAPI(a *web.API) {
	writes := web.Scope(authz.ScopeRolesWrite)
	const who = "Administrators and, in their unit, its managers; nobody for themselves. A token gives the roles unit-editor and mentor alone: the others are given by a person who is signed in."
	web.Operation(a, operation("People", "grant-role", http.MethodPost, "/people/{id}/roles", "Give a role; giving it twice changes nothing", who), writes, p.apiGrant)
	web.Operation(a, operation("People", "end-role", http.MethodPost, "/people/{id}/roles/end", "Take a role back; it ends at once", who), writes, p.apiEndRole)
}

type roleIn struct {
	PersonIn
	Body struct {
		Role         authz.Role `json:"role" maxLength:"40" doc:"unit-editor, unit-manager, mentor, reviewer, accreditation-staff, coordinator, admin or auditor."`
		Unit         string     `json:"unit,omitempty" maxLength:"64" doc:"Id or acronym of the unit, for unit-editor and unit-manager, and for a mentor of one unit."`
		Organisation string     `json:"organisation,omitempty" maxLength:"64" doc:"Id of the organisation, for a coordinator."`
	}
}

// roleSaid reads a role from what a program sent.
func (p *Pages) roleSaid(ctx context.Context, in *roleIn) (id.ID, authz.Binding, error) {
	b := authz.Binding{Role: in.Body.Role}
	person, err := personOf(in.ID)
	if err != nil {
		return person, b, err
	}
	if in.Body.Unit != "" {
		u, ok, err := p.unitOf(ctx, in.Body.Unit)
		if err != nil {
			return person, b, err
		}
		if !ok {
			return person, b, errs.Bad("unit", "There is no such unit.")
		}
		b.UnitID = u.ID
	}
	if in.Body.Organisation != "" {
		var ok bool
		if b.OrganisationID, ok = id.Parse(in.Body.Organisation); !ok {
			return person, b, errs.Bad("organisation", "There is no such organisation.")
		}
	}
	return person, b, nil
}

func (p *Pages) apiGrant(ctx context.Context, in *roleIn) (*nothingOut, error) {
	person, b, err := p.roleSaid(ctx, in)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.people.GrantRole(ctx, authz.From(ctx), person, b)
}

func (p *Pages) apiEndRole(ctx context.Context, in *roleIn) (*nothingOut, error) {
	person, b, err := p.roleSaid(ctx, in)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.people.EndRole(ctx, authz.From(ctx), person, b)
}
