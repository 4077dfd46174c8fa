package peopleweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
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

// personPage is one person as the workspace sees them.
type personPage struct {
	people.Person
	Class     string
	Addresses people.Addresses
	Periods   []people.Period
	Aliases   []people.Alias
	Held      []roleRow
	Former    []roleRow
	// Full says that the actor sees everything; a unit's manager sees name and roles.
	Full, Admin bool
	// SigningIn and Sessions are how and where they are signed in.
	SigningIn people.SigningIn
	Sessions  []web.Session
	// Shut says that nobody can sign in to the account, though it is not closed.
	Shut bool
	// Self says that the person looks at themselves, who can give themselves nothing.
	Self    bool
	Roles   []ui.Option
	Units   []ui.Option
	Form    url.Values
	Failing string
	Errors  ui.FormErrors
	Notice  string
}

// errorsOf returns the complaints when they are about this form of the page.
func (v personPage) errorsOf(form string) ui.FormErrors {
	if v.Failing == form {
		return v.Errors
	}
	return nil
}

// roleRow is a role in words, and whether the actor may end it.
type roleRow struct {
	people.RoleHeld
	Where string
	// Rule is the label of the provider whose rule gave it, empty where a person did.
	Rule   string
	By     string
	MayEnd bool
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	return p.showPerson(w, r, http.StatusOK, "", nil, nil)
}

// personID returns the id in the path; one that cannot be an id is nobody's.
func personID(r *http.Request) (id.ID, error) {
	person, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return "", errs.New(errs.NotFound, "There is no such person.")
	}
	return person, nil
}

func personPath(person id.ID) string { return "/work/people/" + string(person) }

// showPerson renders the page; failing names the form whose error is shown, filled with what was sent.
func (p *Pages) showPerson(w http.ResponseWriter, r *http.Request, status int, failing string, form url.Values, failed error) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	asked, err := personID(r)
	if err != nil {
		return err
	}
	v := personPage{Failing: failing, Form: form, Errors: ui.ErrorsOf(ctx, failed), Full: actor.Has(authz.Admin, authz.Auditor), Admin: actor.Has(authz.Admin)}
	if v.Form == nil {
		v.Form = url.Values{}
		v.Notice = p.sessions.TakeFlash(ctx)
	}
	if v.Person, err = p.people.Person(ctx, asked); err != nil {
		return err
	}
	v.Self = v.ID == actor.PersonID
	if v.Full {
		if v.Addresses, err = p.people.Addresses(ctx, actor, v.ID); err != nil {
			return err
		}
		if v.Periods, err = p.people.Memberships(ctx, actor, v.ID); err != nil {
			return err
		}
		if v.Aliases, err = p.people.Aliases(ctx, actor, v.ID); err != nil {
			return err
		}
		open, err := p.people.HasWayIn(ctx, actor, v.ID)
		if err != nil {
			return err
		}
		v.Shut = !open && !v.Closed
		if v.SigningIn, err = p.people.SigningIn(ctx, actor, v.ID); err != nil {
			return err
		}
		ids, err := p.people.IDs(ctx, v.ID)
		if err != nil {
			return err
		}
		if v.Sessions, err = p.sessions.List(ctx, ids); err != nil {
			return err
		}
		today := p.people.Today()
		for _, m := range v.Periods {
			if !m.Replaced && m.Covers(today) && v.Class == "" {
				v.Class = m.Class
			}
		}
	}
	if err := p.fillRoles(ctx, actor, &v); err != nil {
		return err
	}
	return web.Render(w, r, status, personView(v))
}

// fillRoles puts the person's roles into words and offers only what the actor may give.
func (p *Pages) fillRoles(ctx context.Context, actor authz.Actor, v *personPage) error {
	roles, err := p.people.Roles(ctx, actor, v.ID)
	if err != nil {
		return err
	}
	var givers []id.ID
	for _, h := range roles {
		if h.GrantedBy != "" {
			givers = append(givers, h.GrantedBy)
		}
	}
	names, err := p.people.Persons(ctx, givers)
	if err != nil {
		return err
	}
	for _, h := range roles {
		row := roleRow{RoleHeld: h, By: names[h.GrantedBy].Name, MayEnd: h.EndedAt.IsZero() && (v.Self || p.people.MayGrant(actor, h.Binding))}
		if h.Provider != "" {
			with, _ := p.people.Provider(h.Provider)
			row.Rule = cmp.Or(with.Label, h.Provider)
		}
		if row.Where, err = p.whereOf(ctx, h.Binding); err != nil {
			return err
		}
		if h.EndedAt.IsZero() {
			v.Held = append(v.Held, row)
		} else {
			v.Former = append(v.Former, row)
		}
	}
	units, err := p.people.Units(ctx)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.EndedOn == "" && p.people.MayGrant(actor, authz.Binding{Role: authz.UnitEditor, UnitID: u.ID}) {
			v.Units = append(v.Units, ui.Option{Value: string(u.ID), Label: u.Name + " (" + u.Acronym + ")"})
		}
	}
	for _, role := range authz.Roles {
		b := authz.Binding{Role: role}
		if len(v.Units) > 0 {
			b.UnitID = id.ID(v.Units[0].Value)
		}
		if p.people.MayGrant(actor, b) {
			v.Roles = append(v.Roles, ui.Option{Value: string(role), Label: roleName(ctx, role), Help: roleHelp(ctx, role)})
		}
	}
	return nil
}

func roleHelp(ctx context.Context, r authz.Role) string {
	switch r {
	case authz.UnitEditor:
		return i18n.T(ctx, "Writes the offers of a unit and keeps their rosters. Needs the unit.")
	case authz.UnitManager:
		return i18n.T(ctx, "Publishes for a unit and chooses its editors. Needs the unit.")
	case authz.Mentor:
		return i18n.T(ctx, "Accompanies learners; for one unit or for all.")
	case authz.Reviewer:
		return i18n.T(ctx, "Decides what offers may earn.")
	case authz.AccreditationStaff:
		return i18n.T(ctx, "Keeps the evidence for accreditation.")
	case authz.CurriculumEditor:
		return i18n.T(ctx, "Drafts and publishes competency frameworks.")
	case authz.Coordinator:
		return i18n.T(ctx, "Sees what an organisation's people learned, as far as they agreed. Needs the organisation.")
	case authz.Admin:
		return i18n.T(ctx, "Manages people, units and memberships.")
	case authz.Auditor:
		return i18n.T(ctx, "Reads everything, changes nothing.")
	}
	return ""
}

// act does one thing to the person of the path and goes back to their page with a sentence. What
// is wrong with the form is shown beside it.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, form, said string, do func(ctx context.Context, actor authz.Actor, person id.ID, v url.Values) error) error {
	v, err := web.Form(r)
	if err != nil {
		return err
	}
	person, err := personID(r)
	if err != nil {
		return err
	}
	err = do(r.Context(), authz.From(r.Context()), person, v)
	if e := errs.As(err); form != "" && e != nil && (e.Kind == errs.Invalid || e.Kind == errs.Conflict) {
		if e.Kind == errs.Conflict {
			err = errs.Bad(formField[form], e.Message, e.Args...)
		}
		return p.showPerson(w, r, http.StatusUnprocessableEntity, form, v, err)
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(r.Context(), i18n.T(r.Context(), said))
	return web.Redirect(w, r, personPath(person))
}

// formField is the field of each form beside which a complaint about the whole stands.
var formField = map[string]string{"role": "role", "membership": "start", "merge": "email"}

// binding reads a role from a form. An organisation is given by its name there.
func (p *Pages) binding(ctx context.Context, v url.Values) (authz.Binding, error) {
	b := authz.Binding{Role: authz.Role(v.Get("role"))}
	if v.Get("unit") != "" {
		unit, ok := id.Parse(v.Get("unit"))
		if !ok {
			return b, errs.Bad("unit", "Choose a unit from the list.")
		}
		b.UnitID = unit
	}
	if name := v.Get("organisation"); name != "" {
		if o, ok := id.Parse(name); ok {
			b.OrganisationID = o
			return b, nil
		}
		found, err := p.people.SearchOrganisations(ctx, name, page.Request{Limit: 2})
		if err != nil {
			return b, err
		}
		for _, o := range found.Items {
			if len(found.Items) == 1 || strings.EqualFold(o.Name, name) {
				b.OrganisationID = o.ID
				return b, nil
			}
		}
		return b, errs.Bad("organisation", "Enter the name of one organisation as it stands in the list of organisations.")
	}
	return b, nil
}

func (p *Pages) grantRole(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "role", "The role was given.", func(ctx context.Context, actor authz.Actor, person id.ID, v url.Values) error {
		b, err := p.binding(ctx, v)
		if err != nil {
			return err
		}
		return p.people.GrantRole(ctx, actor, person, b)
	})
}

func (p *Pages) endRole(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "", "The role was ended. It no longer holds.", func(ctx context.Context, actor authz.Actor, person id.ID, v url.Values) error {
		b, err := p.binding(ctx, v)
		if err != nil {
			return err
		}
		return p.people.EndRole(ctx, actor, person, b)
	})
}

func (p *Pages) addMembership(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "membership", "The membership was recorded.", func(ctx context.Context, actor authz.Actor, person id.ID, v url.Values) error {
		end := v.Get("end")
		if end == "" && v.Get("class") == "life" {
			end = people.Forever
		}
		_, err := p.people.AddMembership(ctx, actor, person, v.Get("class"), v.Get("start"), end, "by hand")
		return err
	})
}

func (p *Pages) closePerson(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "", "The account is closed. Nobody can sign in to it.", func(ctx context.Context, actor authz.Actor, person id.ID, _ url.Values) error {
		return p.people.ClosePerson(ctx, actor, person)
	})
}

func (p *Pages) reopenPerson(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "", "The account is open again.", func(ctx context.Context, actor authz.Actor, person id.ID, _ url.Values) error {
		return p.people.ReopenPerson(ctx, actor, person)
	})
}

func (p *Pages) signOutPerson(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "", "Every browser was signed out, and every API token has ended.", func(ctx context.Context, actor authz.Actor, person id.ID, _ url.Values) error {
		return p.people.SignOutEverywhere(ctx, actor, person)
	})
}
