package peopleweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// organisationPage is the form of one organisation.
type organisationPage struct {
	people.Organisation
	// Known is its name before anything was typed.
	Known string
	// Parent is what was typed for the one it is part of; Matches are those that it may mean.
	Parent  string
	Matches []people.Organisation
	Errors  ui.FormErrors
}

func workOrganisationPath(o id.ID) string { return "/work/organisations/" + string(o) }

// organisationOf returns the organisation of the path; an id that cannot be one is nobody's.
func (p *Pages) organisationOf(r *http.Request) (people.Organisation, error) {
	o, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return people.Organisation{}, errs.New(errs.NotFound, "There is no such organisation.")
	}
	return p.people.Organisation(r.Context(), o)
}

func (p *Pages) organisation(w http.ResponseWriter, r *http.Request) error {
	o, err := p.organisationOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, organisationView(organisationPage{Organisation: o, Known: o.Name, Parent: o.ParentName}))
}

func (p *Pages) changeOrganisation(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	was, err := p.organisationOf(r)
	if err != nil {
		return err
	}
	v := organisationPage{Known: was.Name, Parent: form.Get("parent"), Organisation: people.Organisation{
		ID: was.ID, Name: form.Get("name"), Kind: form.Get("kind"), Place: form.Get("place"), Region: form.Get("region"), Country: form.Get("country"),
		Scheme: form.Get("scheme"), SchemeKey: form.Get("scheme_key"),
	}}
	chosen := ""
	if form.Get("meant") == v.Parent { // the choice was among those that these words may mean
		chosen = form.Get("choice")
	}
	v.ParentID, v.Matches, err = p.parentNamed(ctx, was, v.Parent, chosen)
	if err == nil {
		err = p.people.ChangeOrganisation(ctx, authz.From(ctx), v.Organisation)
	}
	if errs.Is(err, errs.Invalid) {
		v.Errors = ui.ErrorsOf(ctx, err)
		return web.Render(w, r, http.StatusUnprocessableEntity, organisationView(v))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The organisation is saved."))
	return web.Redirect(w, r, organisationsPath(was.ID, "", ""))
}

// parentNamed returns the organisation that somebody typed as the one that o is part of; nothing
// typed is the top. Where it may be one of several, they are returned with the complaint.
func (p *Pages) parentNamed(ctx context.Context, o people.Organisation, words, chosen string) (id.ID, []people.Organisation, error) {
	if parent, ok := id.Parse(chosen); ok {
		return parent, nil, nil
	}
	switch words {
	case "":
		return "", nil, nil
	case o.ParentName:
		return o.ParentID, nil, nil
	}
	found, err := p.people.SearchOrganisations(ctx, words, page.Request{Limit: libraryMatches})
	if err != nil {
		return "", nil, err
	}
	others := slices.DeleteFunc(found.Items, func(m people.Organisation) bool { return m.ID == o.ID })
	var exact []people.Organisation
	for _, m := range others {
		if strings.EqualFold(m.Name, words) {
			exact = append(exact, m)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0].ID, nil, nil
	case len(others) == 0:
		return "", nil, errs.Bad("parent", "None was found under that name. Enter a part of the name as it stands in the list of organisations.")
	}
	return "", others, errs.Bad("choice", "Choose which one is meant, or enter more of its name.")
}

func parentOptions(ctx context.Context, found []people.Organisation) []ui.Option {
	var out []ui.Option
	for _, o := range found {
		out = append(out, ui.Option{Value: string(o.ID), Label: o.Name, Help: placeOf(ctx, o)})
	}
	return out
}
