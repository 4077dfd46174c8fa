package peopleweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// organisationsPage is one level of the tree, or what a search found.
type organisationsPage struct {
	Query string
	// Path leads from the top to the organisation that is looked into; empty at the top.
	Path   []people.Organisation
	List   []people.Organisation
	Next   string
	First  string
	New    people.Organisation
	Errors ui.FormErrors
	Notice string
}

// here is the organisation that is looked into.
func (v organisationsPage) here() people.Organisation {
	if len(v.Path) == 0 {
		return people.Organisation{}
	}
	return v.Path[len(v.Path)-1]
}

func organisationsPath(in id.ID, query, cursor string) string {
	v := url.Values{}
	for name, value := range map[string]string{"in": string(in), "q": query, "cursor": cursor} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return "/work/organisations"
	}
	return "/work/organisations?" + v.Encode()
}

func (p *Pages) organisations(w http.ResponseWriter, r *http.Request) error {
	return p.showOrganisations(w, r, http.StatusOK, organisationsPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showOrganisations(w http.ResponseWriter, r *http.Request, status int, v organisationsPage) error {
	ctx, q := r.Context(), r.URL.Query()
	v.Query = web.Clean(q.Get("q"))
	in, _ := id.Parse(q.Get("in"))
	if v.New.ParentID != "" {
		in = v.New.ParentID
	}
	var err error
	if in != "" {
		if v.Path, err = p.people.OrganisationPath(ctx, in); err != nil {
			return err
		}
	}
	request := page.Request{Cursor: q.Get("cursor"), Limit: 50}
	var found page.Page[people.Organisation]
	if v.Query != "" {
		found, err = p.people.SearchOrganisations(ctx, v.Query, request)
	} else {
		found, err = p.people.OrganisationsIn(ctx, in, request)
	}
	if err != nil {
		return err
	}
	v.List = found.Items
	if found.Next != "" {
		v.Next = organisationsPath(in, v.Query, found.Next)
	}
	if request.Cursor != "" {
		v.First = organisationsPath(in, v.Query, "")
	}
	return web.Render(w, r, status, organisationsView(v))
}

func (p *Pages) addOrganisation(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	parent, _ := id.Parse(form.Get("parent"))
	o := people.Organisation{Name: form.Get("name"), Kind: form.Get("kind"), ParentID: parent, Place: form.Get("place"), Region: form.Get("region"), Country: form.Get("country")}
	added, err := p.people.AddOrganisation(ctx, authz.From(ctx), o)
	if errs.Is(err, errs.Invalid) {
		return p.showOrganisations(w, r, http.StatusUnprocessableEntity, organisationsPage{New: o, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "%s was added.", added.Name))
	return web.Redirect(w, r, organisationsPath(parent, "", ""))
}

func addTitle(ctx context.Context, v organisationsPage) string {
	if here := v.here(); here.ID != "" {
		return i18n.T(ctx, "Add a part of %s", here.Name)
	}
	return i18n.T(ctx, "Add an organisation")
}
