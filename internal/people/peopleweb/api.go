package peopleweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// API adds the area's operations. Each calls the Service method of its page.
func (p *Pages) API(a *web.API) {
	p.peopleAPI(a)
	p.membershipAPI(a)
	p.organisationAPI(a)
	p.unitAPI(a)
}

// operation makes the description of an operation; who says who may call it.
func operation(tag, opID, method, path, summary, who string) huma.Operation {
	return huma.Operation{OperationID: opID, Method: method, Path: "/api/v1" + path, Summary: summary, Description: who, Tags: []string{tag}}
}

func created(o huma.Operation) huma.Operation {
	o.DefaultStatus = http.StatusCreated
	return o
}

func (p *Pages) peopleAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopePeopleRead), web.Scope(authz.ScopePeopleWrite)
	op := func(opID, method, path, summary, who string) huma.Operation {
		return operation("People", opID, method, path, summary, who)
	}
	web.Operation(a, op("show-me", http.MethodGet, "/me", "The person whose token it is", "Everybody."), reads, p.apiMe)
	web.Operation(a, op("show-token", http.MethodGet, "/me/token", "The token itself: whose it is, what it may do, and until when", "Everybody, with any token."), web.AnyToken, p.apiToken)
	web.Operation(a, op("find-people", http.MethodGet, "/people", "Find people by name, address or member number",
		"Administrators and auditors. Managers of units find one person by a whole address."), reads, p.apiFind)
	web.Operation(a, op("show-person", http.MethodGet, "/people/{id}", "One person",
		"The person themselves, administrators and auditors. Managers of units see the name and the roles in their unit."), reads, p.apiPerson)
	web.Operation(a, op("change-profile", http.MethodPatch, "/people/{id}", "Change a profile; what is not named stays",
		"The person themselves and administrators."), web.Scope(authz.ScopePeopleWrite, authz.ScopePeopleRead), p.apiChangeProfile) // what is changed is told, and was read
	web.Operation(a, op("close-person", http.MethodPost, "/people/{id}/close", "Close an account: sessions, tokens, links and roles end, the record stays",
		"Administrators."), writes, p.apiClose)
	web.Operation(a, op("reopen-person", http.MethodPost, "/people/{id}/reopen", "Open a closed account again, without its roles", "Administrators."), writes, p.apiReopen)
}

type (
	PersonIn struct {
		ID string `path:"id" maxLength:"64" doc:"Id of the person. The id of an account that was merged into theirs leads to them too."`
	}
	findIn struct {
		Q      string `query:"q" maxLength:"256" doc:"Words of the name or of one address, or a member number."`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same q."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	listedJSON struct {
		ID           id.ID  `json:"id"`
		Name         string `json:"name"`
		Email        string `json:"email,omitempty"`
		MemberNumber string `json:"member_number,omitempty"`
		Class        string `json:"class,omitempty" doc:"Of membership, today."`
		Library      string `json:"library,omitempty"`
		Roles        int    `json:"roles" doc:"How many hold today."`
		Closed       bool   `json:"closed"`
	}
	foundOut struct {
		Body struct {
			Items []listedJSON `json:"items"`
			Next  *string      `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	profileIn struct {
		PersonIn
		web.Match
		Body profileJSON
	}
	personOut struct {
		ETag string `header:"ETag"`
		Body personJSON
	}
	nothingOut struct{}
)

// profileJSON is what a program may say of a person. What it leaves out stays as it is.
type profileJSON struct {
	Name         *string `json:"name,omitempty" maxLength:"300"`
	Zone         *string `json:"zone,omitempty" maxLength:"64" doc:"IANA time zone, such as America/Chicago."`
	Language     *string `json:"language,omitempty" maxLength:"20"`
	LibraryType  *string `json:"library_type,omitempty" maxLength:"40" example:"public"`
	WorkKind     *string `json:"work_kind,omitempty" maxLength:"40" example:"reference"`
	RoleTitle    *string `json:"role_title,omitempty" maxLength:"300"`
	Organisation *string `json:"organisation,omitempty" maxLength:"64" doc:"Id of the organisation they work at; empty for none."`
	Library      *string `json:"library,omitempty" maxLength:"300" doc:"In their own words, where it is not among the organisations."`
}

// personJSON is a person. Fields that the asker may not see are left out.
type personJSON struct {
	ID           id.ID        `json:"id"`
	Name         string       `json:"name"`
	MemberNumber string       `json:"member_number,omitempty"`
	Class        string       `json:"class,omitempty" doc:"Of membership, today."`
	Zone         string       `json:"zone,omitempty"`
	Language     string       `json:"language,omitempty"`
	LibraryType  string       `json:"library_type,omitempty"`
	WorkKind     string       `json:"work_kind,omitempty"`
	RoleTitle    string       `json:"role_title,omitempty"`
	Organisation id.ID        `json:"organisation,omitempty"`
	Library      string       `json:"library,omitempty"`
	Closed       bool         `json:"closed"`
	Emails       []emailJSON  `json:"emails"`
	Memberships  []periodJSON `json:"memberships" doc:"The latest first, replaced ones left out."`
	Roles        []roleJSON   `json:"roles" doc:"Those that hold."`
	Merged       []id.ID      `json:"merged" doc:"Ids of accounts that were merged into this one."`
}

type emailJSON struct {
	Address  string `json:"address"`
	Primary  bool   `json:"primary" doc:"Letters go there."`
	Verified bool   `json:"verified" doc:"Its owner has opened a letter sent there."`
}

type periodJSON struct {
	Class    string `json:"class"`
	Event    string `json:"event" enum:"join,renew,lapse"`
	StartsOn string `json:"starts_on" doc:"First day."`
	EndsOn   string `json:"ends_on,omitempty" doc:"Last day; left out for a membership without end."`
	Source   string `json:"source"`
}

func periodToJSON(m people.Period) periodJSON {
	out := periodJSON{m.Class, m.Event, m.StartsOn, m.EndsOn, m.Source}
	if m.EndsOn == people.Forever {
		out.EndsOn = ""
	}
	return out
}

type roleJSON struct {
	Role         authz.Role `json:"role"`
	Unit         id.ID      `json:"unit,omitempty"`
	Organisation id.ID      `json:"organisation,omitempty"`
	GrantedAt    time.Time  `json:"granted_at"`
}

func rolesToJSON(held []people.RoleHeld) []roleJSON {
	out := []roleJSON{}
	for _, h := range held {
		if h.EndedAt.IsZero() {
			out = append(out, roleJSON{h.Role, h.UnitID, h.OrganisationID, h.GrantedAt.UTC()})
		}
	}
	return out
}

func personToJSON(v people.PersonView) personJSON {
	out := personJSON{ID: v.ID, Name: v.Name, MemberNumber: v.MemberNumber, Class: v.Class, Zone: v.Zone, Language: v.Language, LibraryType: v.LibraryType, WorkKind: v.WorkKind,
		RoleTitle: v.RoleTitle, Organisation: v.OrganisationID, Library: v.LibraryName, Closed: v.Closed,
		Emails: []emailJSON{}, Memberships: []periodJSON{}, Roles: rolesToJSON(v.Roles), Merged: []id.ID{}}
	for _, a := range v.Addresses {
		out.Emails = append(out.Emails, emailJSON{a.Address, a.Primary, !a.VerifiedAt.IsZero()})
	}
	for _, m := range v.Periods {
		if !m.Replaced {
			out.Memberships = append(out.Memberships, periodToJSON(m))
		}
	}
	for _, a := range v.Aliases {
		out.Merged = append(out.Merged, a.ID)
	}
	return out
}

// personSaid answers with a person as they are now.
func (p *Pages) personSaid(ctx context.Context, person id.ID) (*personOut, error) {
	v, err := p.people.ShowPerson(ctx, authz.From(ctx), person)
	if err != nil {
		return nil, err
	}
	body := personToJSON(v)
	return &personOut{web.ETag(body), body}, nil
}

func (p *Pages) apiMe(ctx context.Context, _ *struct{}) (*personOut, error) {
	return p.personSaid(ctx, authz.From(ctx).PersonID)
}

type tokenOut struct {
	Body struct {
		ID        id.ID      `json:"id"`
		Name      string     `json:"name" doc:"What its owner calls it."`
		Person    id.ID      `json:"person" doc:"Id of its owner."`
		Owner     string     `json:"owner_name"`
		Scopes    []string   `json:"scopes"`
		CreatedAt time.Time  `json:"created_at"`
		ExpiresAt *time.Time `json:"expires_at" doc:"Null when it lasts until it is ended. Its owner gets a letter 14 days and one day before."`
	}
}

func (p *Pages) apiToken(ctx context.Context, _ *struct{}) (*tokenOut, error) {
	actor := authz.From(ctx)
	t, err := p.people.TokenInUse(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &tokenOut{}
	b := &out.Body
	b.ID, b.Name, b.Person, b.Owner, b.Scopes, b.CreatedAt, b.ExpiresAt = t.ID, t.Name, actor.PersonID, actor.Name, t.Scopes, t.CreatedAt.UTC(), web.Moment(t.ExpiresAt)
	return out, nil
}

func (p *Pages) apiPerson(ctx context.Context, in *PersonIn) (*personOut, error) {
	person, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return p.personSaid(ctx, person)
}

func (p *Pages) apiFind(ctx context.Context, in *findIn) (*foundOut, error) {
	found, err := p.people.FindPeople(ctx, authz.From(ctx), web.Clean(in.Q), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &foundOut{}
	out.Body.Items = []listedJSON{}
	for _, l := range found.Items {
		out.Body.Items = append(out.Body.Items, listedJSON{l.ID, l.Name, l.Email, l.MemberNumber, l.Class, l.LibraryName, l.Roles, l.Closed})
	}
	out.Body.Next = web.Optional(found.Next)
	return out, nil
}

func (p *Pages) apiChangeProfile(ctx context.Context, in *profileIn) (*personOut, error) {
	actor := authz.From(ctx)
	person, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := p.people.ShowPerson(ctx, actor, person)
	if err != nil {
		return nil, err
	}
	if !v.Whole {
		return nil, errs.New(errs.NotFound, "There is no such person.")
	}
	if err := in.Against(web.ETag(personToJSON(v))); err != nil {
		return nil, err
	}
	was := people.ProfileOf(v.Person)
	n := was
	j := in.Body
	for _, x := range []struct {
		to   *string
		said *string
	}{{&n.Name, j.Name}, {&n.Zone, j.Zone}, {&n.Language, j.Language}, {&n.LibraryType, j.LibraryType}, {&n.WorkKind, j.WorkKind}, {&n.RoleTitle, j.RoleTitle}, {&n.LibraryName, j.Library}} {
		if x.said != nil {
			*x.to = web.Clean(*x.said)
		}
	}
	if j.Library != nil {
		n.OrganisationID = ""
	}
	if j.Organisation != nil {
		n.OrganisationID = ""
		if *j.Organisation != "" {
			var ok bool
			if n.OrganisationID, ok = id.Parse(*j.Organisation); !ok {
				return nil, errs.Bad("organisation", "There is no such organisation.")
			}
		}
	}
	if err := p.people.ChangeProfileFrom(ctx, actor, v.ID, was, n); err != nil {
		return nil, err
	}
	return p.personSaid(ctx, person)
}

func (p *Pages) apiClose(ctx context.Context, in *PersonIn) (*nothingOut, error) {
	person, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.people.ClosePerson(ctx, authz.From(ctx), person)
}

func (p *Pages) apiReopen(ctx context.Context, in *PersonIn) (*nothingOut, error) {
	person, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.people.ReopenPerson(ctx, authz.From(ctx), person)
}
