package registrationweb

import (
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// othersPage registers somebody else.
type othersPage struct {
	registration.Roster
	Form   url.Values
	Errors ui.FormErrors
	Notice string
}

func (p *Pages) othersPage(r *http.Request) (othersPage, error) {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return othersPage{}, err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	roster, err := p.registration.RosterHead(ctx, actor, occurrence)
	if err != nil {
		return othersPage{}, err
	}
	if !roster.May.Manage {
		return othersPage{}, actor.Require(registration.ManageRosters, roster.Offer.UnitID)
	}
	return othersPage{Roster: roster, Form: url.Values{}, Notice: p.notice(ctx)}, nil
}

func (p *Pages) othersForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.othersPage(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, othersView(v))
}

func (p *Pages) registerOther(w http.ResponseWriter, r *http.Request) error {
	v, err := p.othersPage(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	person, err := p.people.PersonByEmail(ctx, form.Get("email"))
	if errs.Is(err, errs.NotFound) {
		err = errs.Bad("email", "Nobody here has this address. Ask the person to sign up first.")
	}
	var reg registration.Registration
	if err == nil {
		q := request(form)
		q.Occurrence, q.Person = v.Occurrence.ID, person.ID
		reg, err = p.registration.Register(ctx, authz.From(ctx), q)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		v.Form, v.Errors = form, ui.ErrorsOf(ctx, err)
		if errs.Is(err, errs.Conflict) {
			v.Errors = ui.FormErrors{{Field: "email", Message: web.Message(ctx, err)}}
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, othersView(v))
	}
	if err != nil {
		return err
	}
	_, word := stateWord(ctx, reg.State)
	return p.done(w, r, workPath(v.Occurrence.ID, "register"), i18n.T(ctx, "%[1]s: %[2]s. You can register the next person.", reg.PersonName, word))
}

// onePage is somebody's registration for the people of the unit.
type onePage struct {
	registration.View
	May    registration.May
	Notice string
	// Form is the one of the page's forms that was refused: "cancel" or "decide".
	Form   string
	Reason string
	Errors ui.FormErrors
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request) error {
	return p.showOne(w, r, http.StatusOK, onePage{Notice: p.notice(r.Context())})
}

func (p *Pages) showOne(w http.ResponseWriter, r *http.Request, status int, v onePage) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if v.View, v.May, err = p.registration.Look(r.Context(), authz.From(r.Context()), which); err != nil {
		return err
	}
	return web.Render(w, r, status, oneView(v))
}

func onePath(r id.ID) string { return "/work/registrations/" + string(r) }

func (p *Pages) oneConfirm(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "confirm", func(which id.ID, reason string) error {
		_, err := p.registration.Confirm(r.Context(), authz.From(r.Context()), which)
		return err
	})
}

func (p *Pages) oneCancel(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "cancel", func(which id.ID, reason string) error {
		_, err := p.registration.Cancel(r.Context(), authz.From(r.Context()), which, reason)
		return err
	})
}

func (p *Pages) oneDecide(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "decide", func(which id.ID, reason string) error {
		ctx := r.Context()
		if r.PostForm.Get("completed") == "yes" {
			_, err := p.registration.Complete(ctx, authz.From(ctx), which, reason)
			return err
		}
		_, err := p.registration.NotComplete(ctx, authz.From(ctx), which, reason)
		return err
	})
}

// act does one thing to a registration and comes back to its page, with the form as it was when it was refused.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, form string, do func(which id.ID, reason string) error) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	values, err := web.Form(r)
	if err != nil {
		return err
	}
	err = do(which, values.Get("reason"))
	if errs.Is(err, errs.Invalid) {
		return p.showOne(w, r, http.StatusUnprocessableEntity, onePage{Form: form, Reason: values.Get("reason"), Errors: ui.ErrorsOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, onePath(which), i18n.T(r.Context(), "It is saved."))
}
