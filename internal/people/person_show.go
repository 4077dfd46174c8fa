package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// PersonView is a person with what the actor may know of them.
type PersonView struct {
	Person
	// Whole says that the actor sees all of it; otherwise there are the name and the roles, and nothing else.
	Whole     bool
	Class     string
	Addresses []Address
	// Periods are all memberships, replaced ones too, and Roles all roles, ended ones too, the latest first.
	Periods []Period
	Roles   []RoleHeld
	Aliases []Alias
}

// ShowPerson returns a person. The person themselves and those who may look people up see all of it, the managers of units the name and
// what was given in their unit. NotFound for everybody else.
func (s *Service) ShowPerson(ctx context.Context, actor authz.Actor, person id.ID) (PersonView, error) {
	p, err := s.Person(ctx, person)
	if err != nil {
		return PersonView{}, err
	}
	v := PersonView{Person: p}
	self := actor.PersonID == p.ID && actor.HasScope(authz.ScopePeopleRead)
	v.Whole = self || actor.May(maySeePeople, "")
	if !v.Whole {
		if !actor.MaySomewhere(mayFindToGrant) {
			return PersonView{}, errNoPerson
		}
		v.Person = Person{ID: p.ID, Name: p.Name, SortName: p.SortName, Closed: p.Closed}
		v.Roles, err = s.Roles(ctx, actor, p.ID)
		return v, err
	}
	addresses, err := s.Addresses(ctx, actor, p.ID)
	if err != nil {
		return v, err
	}
	v.Addresses = addresses.Known
	if v.Periods, err = s.Memberships(ctx, actor, p.ID); err != nil {
		return v, err
	}
	today := s.Today()
	for _, m := range v.Periods {
		if !m.Replaced && m.Covers(today) && v.Class == "" {
			v.Class = m.Class
		}
	}
	if v.Roles, err = s.Roles(ctx, actor, p.ID); err != nil {
		return v, err
	}
	v.Aliases, err = aliasesOf(ctx, s.db, p.ID)
	return v, err
}

// ListOrganisations returns the organisations that are asked for, by name. Those who may look organisations up.
func (s *Service) ListOrganisations(ctx context.Context, actor authz.Actor, ask OrganisationQuestion, r page.Request) (page.Page[Organisation], error) {
	if err := actor.Require(maySeeOrgs, ""); err != nil {
		return page.Page[Organisation]{}, err
	}
	return searchOrganisations(ctx, s.db, ask, r)
}

// ShowOrganisation returns an organisation and what it is part of, the topmost first. Those who may look organisations up.
func (s *Service) ShowOrganisation(ctx context.Context, actor authz.Actor, organisation id.ID) (Organisation, []Organisation, error) {
	if err := actor.Require(maySeeOrgs, ""); err != nil {
		return Organisation{}, nil, err
	}
	path, err := s.OrganisationPath(ctx, organisation)
	if err != nil {
		return Organisation{}, nil, err
	}
	return path[len(path)-1], path[:len(path)-1], nil
}
