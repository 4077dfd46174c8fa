package peopleweb

import (
	"bytes"
	"cmp"
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// organisationAPI adds the operations on the tree of organisations.
func (p *Pages) organisationAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeOrganisationsRead), web.Scope(authz.ScopeOrganisationsWrite)
	const lookers, admins = "Administrators and auditors.", "Administrators."
	web.Operation(a, operation("Organisations", "list-organisations", http.MethodGet, "/organisations", "Find organisations by name, place or code, or list what is part of one", lookers), reads, p.apiOrganisations)
	web.Operation(a, operation("Organisations", "show-organisation", http.MethodGet, "/organisations/{id}", "One organisation and what it is part of", lookers), reads, p.apiOrganisation)
	web.Operation(a, created(operation("Organisations", "add-organisation", http.MethodPost, "/organisations", "Add an organisation", admins+" 409 when there is one with its code.")), writes, p.apiAddOrganisation)
	web.Operation(a, operation("Organisations", "change-organisation", http.MethodPatch, "/organisations/{id}", "Change an organisation or move it; what is not named stays", admins),
		web.Scope(authz.ScopeOrganisationsWrite, authz.ScopeOrganisationsRead), p.apiChangeOrganisation) // what is changed is told, and was read
	file := operation("Organisations", "import-organisations", http.MethodPost, "/organisations/import", "Take in a file of organisations (CSV, TSV, XLSX), or see what would become of its rows", admins)
	file.MaxBodyBytes = maxUpload
	web.Operation(a, file, writes, p.apiImportOrganisations)
}

type organisationJSON struct {
	ID        id.ID       `json:"id"`
	Kind      string      `json:"kind"`
	Name      string      `json:"name"`
	Parent    id.ID       `json:"parent,omitempty" doc:"Id of what it is part of."`
	Scheme    string      `json:"scheme,omitempty" doc:"Whose list its code is from, such as ISIL."`
	SchemeKey string      `json:"scheme_key,omitempty" doc:"Its code in that list."`
	Place     string      `json:"place,omitempty"`
	Region    string      `json:"region,omitempty"`
	Country   string      `json:"country,omitempty" doc:"Two letters (ISO 3166)."`
	Path      []partyJSON `json:"path,omitempty" doc:"What it is part of, the topmost first. Not in lists."`
}

func organisationToJSON(o people.Organisation, path []people.Organisation) organisationJSON {
	out := organisationJSON{ID: o.ID, Kind: o.Kind, Name: o.Name, Parent: o.ParentID, Scheme: o.Scheme, SchemeKey: o.SchemeKey, Place: o.Place, Region: o.Region, Country: o.Country}
	for _, x := range path {
		out.Path = append(out.Path, partyJSON{x.ID, x.Name})
	}
	return out
}

// organisationFields is what a program may say of an organisation. What it leaves out stays as it is.
type organisationFields struct {
	Kind      *string `json:"kind,omitempty" maxLength:"40" example:"library" doc:"library, system, state, chapter, school or vendor."`
	Name      *string `json:"name,omitempty" maxLength:"300" example:"Lakeland Public Library"`
	Parent    *string `json:"parent,omitempty" maxLength:"64" doc:"Id of what it is part of; empty for nothing."`
	Scheme    *string `json:"scheme,omitempty" maxLength:"100" example:"ISIL"`
	SchemeKey *string `json:"scheme_key,omitempty" maxLength:"100" example:"US-LKL"`
	Place     *string `json:"place,omitempty" maxLength:"300" example:"Lakeland"`
	Region    *string `json:"region,omitempty" maxLength:"300" example:"FL"`
	Country   *string `json:"country,omitempty" maxLength:"2" example:"US"`
}

func (j organisationFields) onto(o *people.Organisation) error {
	for _, x := range []struct{ to, said *string }{
		{&o.Kind, j.Kind}, {&o.Name, j.Name}, {&o.Scheme, j.Scheme}, {&o.SchemeKey, j.SchemeKey}, {&o.Place, j.Place}, {&o.Region, j.Region}, {&o.Country, j.Country},
	} {
		if x.said != nil {
			*x.to = web.Clean(*x.said)
		}
	}
	if j.Parent == nil {
		return nil
	}
	o.ParentID = ""
	if *j.Parent == "" {
		return nil
	}
	var ok bool
	if o.ParentID, ok = id.Parse(*j.Parent); !ok {
		return errs.Bad("parent", "There is no such organisation.")
	}
	return nil
}

type (
	partyJSON struct {
		ID   id.ID  `json:"id"`
		Name string `json:"name"`
	}
	OrganisationIn struct {
		ID string `path:"id" maxLength:"64" doc:"Id of the organisation."`
	}
	organisationsIn struct {
		Q      string `query:"q" maxLength:"256" doc:"Words of its name or place."`
		Parent string `query:"parent" maxLength:"64" doc:"Only what is directly part of this organisation."`
		Scheme string `query:"scheme" maxLength:"100" doc:"Only those with a code of this list, such as ISIL."`
		Key    string `query:"scheme_key" maxLength:"100" doc:"Only the one with this code in its list."`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same conditions."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	organisationsOut struct {
		Body struct {
			Items []organisationJSON `json:"items"`
			Next  *string            `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	organisationOut struct {
		ETag string `header:"ETag"`
		Body organisationJSON
	}
	addOrganisationIn    struct{ Body organisationFields }
	changeOrganisationIn struct {
		OrganisationIn
		web.Match
		Body organisationFields
	}
	importOrganisationsIn struct {
		ImportIn
		Scheme  string `query:"scheme" maxLength:"100" doc:"Whose list the codes are from, such as ISIL, where no column says."`
		RawBody []byte `contentType:"application/octet-stream"`
	}
)

func (p *Pages) apiOrganisations(ctx context.Context, in *organisationsIn) (*organisationsOut, error) {
	ask := people.OrganisationQuestion{Text: web.Clean(in.Q), Scheme: people.CleanName(in.Scheme), SchemeKey: people.CleanName(in.Key)}
	if in.Parent != "" {
		o, ok := id.Parse(in.Parent)
		if !ok {
			return nil, errs.Bad("parent", "There is no such organisation.")
		}
		ask.Parent = &o
	}
	found, err := p.people.ListOrganisations(ctx, authz.From(ctx), ask, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &organisationsOut{}
	out.Body.Items = []organisationJSON{}
	for _, o := range found.Items {
		out.Body.Items = append(out.Body.Items, organisationToJSON(o, nil))
	}
	out.Body.Next = web.Optional(found.Next)
	return out, nil
}

// organisationSaid answers with an organisation as it is now, whoever may see it.
func (p *Pages) organisationSaid(ctx context.Context, which id.ID) (*organisationOut, error) {
	path, err := p.people.OrganisationPath(ctx, which)
	if err != nil {
		return nil, err
	}
	o := path[len(path)-1]
	return &organisationOut{organisationTag(o), organisationToJSON(o, path[:len(path)-1])}, nil
}

// organisationTag names what can be changed of an organisation, and not what it is part of is called.
func organisationTag(o people.Organisation) string { return web.ETag(organisationToJSON(o, nil)) }

func (p *Pages) apiOrganisation(ctx context.Context, in *OrganisationIn) (*organisationOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	o, path, err := p.people.ShowOrganisation(ctx, authz.From(ctx), which)
	if err != nil {
		return nil, err
	}
	return &organisationOut{organisationTag(o), organisationToJSON(o, path)}, nil
}

func (p *Pages) apiAddOrganisation(ctx context.Context, in *addOrganisationIn) (*organisationOut, error) {
	var o people.Organisation
	err := in.Body.onto(&o)
	if err == nil {
		o, err = p.people.AddOrganisation(ctx, authz.From(ctx), o)
	}
	if err != nil {
		return nil, err
	}
	return p.organisationSaid(ctx, o.ID)
}

func (p *Pages) apiChangeOrganisation(ctx context.Context, in *changeOrganisationIn) (*organisationOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	o, _, err := p.people.ShowOrganisation(ctx, authz.From(ctx), which)
	seen := organisationTag(o)
	if err == nil {
		err = in.Against(seen)
	}
	if err == nil {
		err = in.Body.onto(&o)
	}
	if err == nil {
		err = p.people.ChangeOrganisation(ctx, authz.From(ctx), o, web.Still(web.Match{IfMatch: seen}, organisationTag)) // what is not named stays
		if errs.Is(err, errs.Stale) && !in.Asked() {                                                                     // whoever set no condition cannot have failed it
			err = errs.New(errs.Conflict, "Somebody else changed this in the meantime. Look at it again.")
		}
	}
	if err != nil {
		return nil, err
	}
	return p.organisationSaid(ctx, which)
}

func (p *Pages) apiImportOrganisations(ctx context.Context, in *importOrganisationsIn) (*reportOut, error) {
	report, err := p.people.ImportOrganisations(ctx, authz.From(ctx), bytes.NewReader(in.RawBody), people.OrganisationImport{
		Source: cmp.Or(web.Clean(in.Source), usualSource), DryRun: in.DryRun, Scheme: people.CleanName(in.Scheme), Table: tabular.Options{MaxBytes: maxUpload}})
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}
