package peopleweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// workUnitsPage lists every unit for those who keep them.
type workUnitsPage struct {
	Living []workUnit
	Ended  []endedUnit
	Notice string
}

// workUnit is a unit with what hangs on it.
type workUnit struct {
	people.Unit
	Offers, Staff int
}

func workUnitPath(unit id.ID) string { return "/work/units/" + string(unit) }

func (p *Pages) workUnits(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := p.people.Units(ctx)
	if err != nil {
		return err
	}
	staff, err := p.people.UnitStaff(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	offers, err := p.offers(ctx)
	if err != nil {
		return err
	}
	v := workUnitsPage{Notice: p.sessions.TakeFlash(ctx)}
	for _, u := range all {
		if u.EndedOn == "" {
			v.Living = append(v.Living, workUnit{u, offers[u.Acronym], staff[u.ID]})
			continue
		}
		now, err := p.people.CurrentUnit(ctx, u.ID)
		if err != nil {
			return err
		}
		v.Ended = append(v.Ended, endedUnit{u, now})
	}
	return web.Render(w, r, http.StatusOK, workUnitsView(v))
}

func unitColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Header: i18n.T(ctx, "Unit")}, {Header: i18n.T(ctx, "Kind")}, {Header: i18n.T(ctx, "Earlier names and what lies ahead")},
		{Header: i18n.T(ctx, "Published offers"), Number: true}, {Header: i18n.T(ctx, "People with a role"), Number: true},
	}
}

func unitRows(ctx context.Context, list []workUnit) []ui.Row {
	var out []ui.Row
	for _, u := range list {
		out = append(out, ui.Row{Cells: append([]templ.Component{workUnitLink(u.Unit)},
			ui.Cells(unitKindName(ctx, u.Kind), unitHistory(ctx, u.Unit), i18n.Number(ctx, u.Offers), i18n.Number(ctx, u.Staff)).Cells...)})
	}
	return out
}

// unitHistory says in a line what a unit was called and what is planned for it.
func unitHistory(ctx context.Context, u people.Unit) string {
	var parts []string
	for _, n := range u.Names {
		if n.Acronym == u.Acronym && n.Name == u.Name {
			break
		}
		if n.Acronym == u.Acronym {
			parts = append(parts, n.Name)
		} else {
			parts = append(parts, n.Acronym)
		}
	}
	if n, ok := u.Coming(); ok {
		parts = append(parts, i18n.T(ctx, "%s from %s", n.Name, i18n.CivilDate(ctx, n.From)))
	}
	if u.MergesOn != "" {
		parts = append(parts, i18n.T(ctx, "merges on %s", i18n.CivilDate(ctx, u.MergesOn)))
	}
	return strings.Join(parts, " · ")
}

// newUnitPage is the form for a unit that is not known yet.
type newUnitPage struct {
	people.NewUnit
	Units  []ui.Option
	Errors ui.FormErrors
}

func (p *Pages) newUnit(w http.ResponseWriter, r *http.Request) error {
	return p.showNewUnit(w, r, http.StatusOK, newUnitPage{})
}

func (p *Pages) showNewUnit(w http.ResponseWriter, r *http.Request, status int, v newUnitPage) error {
	all, err := p.people.Units(r.Context())
	if err != nil {
		return err
	}
	v.Units = unitOptions(i18n.T(r.Context(), "None: it is a unit of the association itself"), all, "")
	return web.Render(w, r, status, newUnitView(v))
}

// unitOptions offers the units that live and have no end in sight, except one.
func unitOptions(none string, all []people.Unit, except id.ID) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, u := range all {
		if u.ID != except && u.EndedOn == "" && u.MergesOn == "" {
			out = append(out, ui.Option{Value: string(u.ID), Label: u.Name + " (" + u.Acronym + ")"})
		}
	}
	return out
}

func (p *Pages) addUnit(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	n := people.NewUnit{Acronym: form.Get("acronym"), Name: form.Get("name"), Kind: form.Get("kind"), ParentID: id.ID(form.Get("parent")), From: form.Get("from")}
	u, err := p.people.AddUnit(ctx, authz.From(ctx), n)
	if errs.Is(err, errs.Invalid) {
		return p.showNewUnit(w, r, http.StatusUnprocessableEntity, newUnitPage{NewUnit: n, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "%s was added. Give somebody a role in it, so that they can write its offers.", u.Name))
	return web.Redirect(w, r, workUnitPath(u.ID))
}

// workUnitPage is one unit with the forms that change it.
type workUnitPage struct {
	unitPage
	Offers, Staff int
	Others        []ui.Option
	Today         string
	Undo          string // what would be taken back, in words; empty when there is nothing
	Failing       string
	Form          url.Values
	Errors        ui.FormErrors
	Notice        string
}

// errorsOf returns the complaints when they are about this form of the page.
func (v workUnitPage) errorsOf(form string) ui.FormErrors {
	if v.Failing == form {
		return v.Errors
	}
	return nil
}

// value is what a field of a form shows: what was sent, or what it begins with.
func (v workUnitPage) value(form, field, begin string) string {
	if v.Failing == form {
		return v.Form.Get(field)
	}
	return begin
}

func (p *Pages) workUnit(w http.ResponseWriter, r *http.Request) error {
	return p.showWorkUnit(w, r, http.StatusOK, workUnitPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showWorkUnit(w http.ResponseWriter, r *http.Request, status int, v workUnitPage) error {
	ctx := r.Context()
	unit, _ := id.Parse(r.PathValue("id"))
	u, err := p.people.Unit(ctx, unit)
	if err != nil {
		return err
	}
	if v.unitPage, err = p.unitPage(ctx, u); err != nil {
		return err
	}
	staff, err := p.people.UnitStaff(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	offers, err := p.offers(ctx)
	if err != nil {
		return err
	}
	all, err := p.people.Units(ctx)
	if err != nil {
		return err
	}
	v.Offers, v.Staff, v.Today = offers[u.Acronym], staff[u.ID], p.people.Today()
	v.Others = unitOptions(i18n.T(ctx, "Choose a unit"), all, u.ID)
	last := u.Names[len(u.Names)-1]
	switch {
	case v.Ended() || u.MergesOn != "":
		v.Undo = i18n.T(ctx, "It goes on as a unit of its own, as if it had not been merged.")
	case len(u.Names) > 1:
		v.Undo = i18n.T(ctx, "The name %s is taken back, and it is called %s again. What was published under that name in the meantime keeps it.", last.Name, u.Names[len(u.Names)-2].Name)
	}
	return web.Render(w, r, status, workUnitView(v))
}

func (p *Pages) renameUnit(w http.ResponseWriter, r *http.Request) error {
	return p.changeUnit(w, r, "name", "The new name is recorded.", func(ctx context.Context, actor authz.Actor, unit id.ID, form url.Values) error {
		return p.people.RenameUnit(ctx, actor, unit, form.Get("acronym"), form.Get("name"), form.Get("from"))
	})
}

func (p *Pages) mergeUnit(w http.ResponseWriter, r *http.Request) error {
	return p.changeUnit(w, r, "merge", "The merger is recorded.", func(ctx context.Context, actor authz.Actor, unit id.ID, form url.Values) error {
		return p.people.MergeUnits(ctx, actor, []id.ID{unit}, id.ID(form.Get("into")), form.Get("date"))
	})
}

func (p *Pages) undoUnit(w http.ResponseWriter, r *http.Request) error {
	return p.changeUnit(w, r, "", "The last change was taken back.", func(ctx context.Context, actor authz.Actor, unit id.ID, _ url.Values) error {
		return p.people.UndoUnitChange(ctx, actor, unit)
	})
}

// changeUnit does one thing to the unit of the path and goes back to its page with a sentence.
// What is wrong with the form stands beside its fields.
func (p *Pages) changeUnit(w http.ResponseWriter, r *http.Request, name, said string, change func(context.Context, authz.Actor, id.ID, url.Values) error) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	unit, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return errs.New(errs.NotFound, "There is no such unit.")
	}
	err = change(ctx, authz.From(ctx), unit, form)
	if errs.Is(err, errs.Invalid) {
		return p.showWorkUnit(w, r, http.StatusUnprocessableEntity, workUnitPage{Failing: name, Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, said))
	return web.Redirect(w, r, workUnitPath(unit))
}
