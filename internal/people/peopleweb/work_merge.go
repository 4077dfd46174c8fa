package peopleweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// mergePage shows what a merge would bring together, before it does.
type mergePage struct {
	people.MergePreview
	// Email is what the other account was named by.
	Email                  string
	Registrations, Entries int
	Roles                  []roleRow
	// Written is what was entered as the proof.
	Written string
	Errors  ui.FormErrors
}

// mergePath is the page that shows what merging the account with the address into the person brings along.
func mergePath(into id.ID, address string) string {
	return personPath(into) + "/merge?email=" + url.QueryEscape(address)
}

func (p *Pages) previewMerge(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	person, err := personID(r)
	if err != nil {
		return err
	}
	v := mergePage{Email: web.Clean(r.URL.Query().Get("email"))}
	v.MergePreview, err = p.mergeOf(ctx, actor, person, v.Email)
	if e := errs.As(err); e != nil && (e.Kind == errs.Invalid || e.Kind == errs.Conflict || e.Kind == errs.Forbidden) {
		if e.Kind != errs.Invalid {
			err = errs.Bad("email", e.Message, e.Args...)
		}
		return p.showPerson(w, r, http.StatusUnprocessableEntity, "merge", url.Values{"email": {v.Email}}, err)
	}
	if err != nil {
		return err
	}
	return p.showMerge(w, r, http.StatusOK, v)
}

func (p *Pages) showMerge(w http.ResponseWriter, r *http.Request, status int, v mergePage) error {
	if err := p.fillMerge(r.Context(), &v); err != nil {
		return err
	}
	return web.Render(w, r, status, mergeView(v))
}

// fillMerge adds what the other areas know of the account that becomes part of the other, and puts its roles into words.
func (p *Pages) fillMerge(ctx context.Context, v *mergePage) error {
	ids, err := p.people.IDs(ctx, v.From.ID)
	if err != nil {
		return err
	}
	if v.Registrations, v.Entries, err = p.held(ctx, ids); err != nil {
		return err
	}
	for _, h := range v.MergePreview.Roles {
		row := roleRow{RoleHeld: h}
		if row.Where, err = p.whereOf(ctx, h.Binding); err != nil {
			return err
		}
		v.Roles = append(v.Roles, row)
	}
	return nil
}

// mergeOf finds the other account by its address and asks what would come along.
func (p *Pages) mergeOf(ctx context.Context, actor authz.Actor, into id.ID, address string) (people.MergePreview, error) {
	if _, err := p.people.Person(ctx, into); err != nil {
		return people.MergePreview{}, err
	}
	if address == "" {
		return people.MergePreview{}, errs.Bad("email", "Enter an e-mail address such as name@example.org.")
	}
	other, err := p.people.PersonByEmail(ctx, address)
	if errs.Is(err, errs.NotFound) || err == nil && other.Closed {
		return people.MergePreview{}, errs.Bad("email", "Nobody has this address, or the account is closed.")
	}
	if err != nil {
		return people.MergePreview{}, err
	}
	return p.people.PreviewMerge(ctx, actor, other.ID, into)
}

// merge proposes to merge the person who was shown, whoever may have the address by now, or merges them where one alone may.
func (p *Pages) merge(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	into, err := personID(r)
	if err != nil {
		return err
	}
	other, ok := id.Parse(form.Get("other"))
	if !ok {
		return p.showPerson(w, r, http.StatusUnprocessableEntity, "merge", form, errs.Bad("email", "Look first at what would come along."))
	}
	which, err := p.people.ProposeMerge(ctx, actor, other, into, form.Get("proof"))
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) || errs.Is(err, errs.Forbidden) {
		v := mergePage{Email: form.Get("email"), Written: form.Get("proof"), Errors: saidOf(ctx, err)}
		var failed error
		if v.MergePreview, failed = p.people.PreviewMerge(ctx, actor, other, into); failed == nil {
			return p.showMerge(w, r, web.Status(err), v)
		}
	}
	if err != nil {
		return err
	}
	if which == "" {
		p.sessions.Flash(ctx, i18n.T(ctx, "The two are one person now."))
		return web.Redirect(w, r, personPath(into))
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "It is proposed, and all addresses of both are told. Another administrator decides on it now."))
	return web.Redirect(w, r, mergeRequestPath(which))
}

// saidOf is what an error says, beside its fields or as a whole.
func saidOf(ctx context.Context, err error) ui.FormErrors {
	if out := ui.ErrorsOf(ctx, err); out != nil {
		return out
	}
	e := errs.As(err)
	return ui.FormErrors{{Message: i18n.T(ctx, e.Message, e.Args...)}}
}

func (p *Pages) undoMerge(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "", "They are two people again.", func(ctx context.Context, actor authz.Actor, person id.ID, v url.Values) error {
		alias, _ := id.Parse(v.Get("alias"))
		return p.people.UndoMerge(ctx, actor, person, alias)
	})
}

// whereOf names the unit or organisation in which a role holds.
func (p *Pages) whereOf(ctx context.Context, b authz.Binding) (string, error) {
	switch {
	case b.UnitID != "":
		u, err := p.people.Unit(ctx, b.UnitID)
		return u.Name, err
	case b.OrganisationID != "":
		o, err := p.people.Organisation(ctx, b.OrganisationID)
		return o.Name, err
	}
	return "", nil
}

// facts are what comes along, by name.
func (v mergePage) facts(ctx context.Context) []ui.Pair {
	list := func(lines []string) string {
		if len(lines) == 0 {
			return i18n.T(ctx, "None")
		}
		return strings.Join(lines, "\n")
	}
	var addresses, memberships, roles, before []string
	for _, a := range v.Addresses {
		addresses = append(addresses, a.Address)
	}
	for _, m := range v.Periods {
		memberships = append(memberships, className(ctx, m.Class)+", "+i18n.T(ctx, "%s to %s", i18n.CivilDate(ctx, m.StartsOn), lastDay(ctx, m.EndsOn)))
	}
	for _, h := range v.Roles {
		line := roleName(ctx, h.Role)
		if h.Where != "" {
			line += " · " + h.Where
		}
		roles = append(roles, line)
	}
	for _, a := range v.Aliases {
		before = append(before, a.Name)
	}
	out := []ui.Pair{
		{Name: i18n.T(ctx, "Addresses"), Value: linesOf(list(addresses))},
		{Name: i18n.T(ctx, "Memberships"), Value: linesOf(list(memberships))},
		{Name: i18n.T(ctx, "Roles"), Value: linesOf(list(roles))},
		{Name: i18n.T(ctx, "Registrations"), Value: ui.Text(i18n.Number(ctx, v.Registrations))},
		{Name: i18n.T(ctx, "Entries in the record"), Value: ui.Text(i18n.Number(ctx, v.Entries))},
	}
	if v.From.MemberNumber != "" {
		out = append(out, ui.Pair{Name: i18n.T(ctx, "Member number"), Value: ui.Text(v.From.MemberNumber)})
	}
	if len(before) > 0 {
		out = append(out, ui.Pair{Name: i18n.T(ctx, "Merged into it before"), Value: linesOf(list(before))})
	}
	return out
}
