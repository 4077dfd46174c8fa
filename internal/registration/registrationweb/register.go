package registrationweb

import (
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// registerPage asks whether to register for an occurrence, or to begin a self-paced offer.
type registerPage struct {
	catalogue.View
	// Occurrence is zero for a self-paced offer.
	Occurrence catalogue.Occurrence
	Class      string
	Price      money.Amount
	// Offered is false when the offer is not made to this class of person.
	Offered bool
	// Closed says why nobody can register now, or "".
	Closed string
	// Others are the dates to come of the same offer for which one can register now, by start.
	Others []catalogue.Occurrence
	// Form is what was typed.
	Form   url.Values
	Errors ui.FormErrors
	Action string
}

// full reports whether registering now leads to the waiting list.
func (p registerPage) full() bool { return p.Occurrence.Full() }

func (p *Pages) registerForm(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if mine, ok, err := p.registration.Existing(ctx, actor, occurrence, ""); err != nil || ok {
		if err != nil {
			return err
		}
		return web.Redirect(w, r, myPath(mine.ID))
	}
	v, err := p.registerPage(r, occurrence)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, registerView(v))
}

func (p *Pages) registerPage(r *http.Request, occurrence id.ID) (registerPage, error) {
	ctx, actor := r.Context(), authz.From(r.Context())
	o, offer, err := p.registration.OccurrenceOf(ctx, occurrence)
	if err != nil {
		return registerPage{}, err
	}
	v := registerPage{Occurrence: o, Action: "/register/" + string(o.ID), Form: url.Values{}}
	if v.View, err = p.catalogue.Show(ctx, actor, offer.Key); err != nil {
		return registerPage{}, err
	}
	v.Class, v.Price, v.Offered, err = p.registration.Price(ctx, actor.PersonID, v.Version)
	now := p.clock.Now()
	if closed := registration.WhyClosed(o, now); closed != nil {
		v.Closed = web.Message(ctx, closed)
	}
	for _, other := range v.Occurrences {
		if other.ID != o.ID && registration.WhyClosed(other, now) == nil {
			v.Others = append(v.Others, other)
		}
	}
	return v, err
}

// request reads the form that both registering and beginning show.
func request(form url.Values) registration.Request {
	reason := form.Get("reason")
	if own := form.Get("reason_own"); own != "" {
		reason = own
	}
	return registration.Request{
		Intent: registration.Intent{Reason: reason, Toward: form.Get("toward"), AskLater: form.Get("ask_later") != ""},
		Payer:  form.Get("payer"), LibraryName: form.Get("library"), RoleTitle: form.Get("role"),
	}
}

func (p *Pages) register(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if mine, ok, err := p.registration.Existing(ctx, actor, occurrence, ""); err != nil || ok {
		if err != nil {
			return err
		}
		return p.done(w, r, myPath(mine.ID), i18n.T(ctx, "You were registered already. This is your registration."))
	}
	q := request(form)
	q.Occurrence = occurrence
	reg, err := p.registration.Register(ctx, actor, q)
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		v, pageErr := p.registerPage(r, occurrence)
		if pageErr != nil {
			return pageErr
		}
		v.Form = form
		if v.Errors = ui.ErrorsOf(ctx, err); v.Errors == nil {
			v.Closed = web.Message(ctx, err)
		}
		return web.Render(w, r, web.Status(err), registerView(v))
	}
	if err != nil {
		return err
	}
	notice := i18n.T(ctx, "You are registered. A confirmation is on its way to you.")
	if reg.State == registration.StateWaitlisted {
		notice = i18n.T(ctx, "You are on the waiting list. We write to you when a seat is yours.")
	}
	return p.done(w, r, myPath(reg.ID), notice)
}

func (p *Pages) beginPage(r *http.Request) (registerPage, error) {
	ctx, actor := r.Context(), authz.From(r.Context())
	v := registerPage{Action: "/begin/" + r.PathValue("key"), Form: url.Values{}}
	var err error
	if v.View, err = p.catalogue.Show(ctx, actor, r.PathValue("key")); err != nil {
		return v, err
	}
	if !v.SelfPaced() {
		return v, errs.New(errs.NotFound, "There is no page at this address.")
	}
	v.Class, v.Price, v.Offered, err = p.registration.Price(ctx, actor.PersonID, v.Version)
	return v, err
}

func (p *Pages) beginForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.beginPage(r)
	if err != nil {
		return err
	}
	mine, ok, err := p.registration.Existing(r.Context(), authz.From(r.Context()), "", v.ID)
	if err != nil {
		return err
	}
	if ok {
		return web.Redirect(w, r, myPath(mine.ID))
	}
	return web.Render(w, r, http.StatusOK, registerView(v))
}

func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v, err := p.beginPage(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	q := request(form)
	q.Offer = v.ID
	reg, err := p.registration.Register(ctx, authz.From(ctx), q)
	if errs.Is(err, errs.Invalid) {
		v.Form, v.Errors = form, ui.ErrorsOf(ctx, err)
		return web.Render(w, r, http.StatusUnprocessableEntity, registerView(v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, myPath(reg.ID), i18n.T(ctx, "You have begun. It is there whenever you have time."))
}
