package registrationweb

import (
	"net/http"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// therePage takes a person's own word that they were there.
type therePage struct {
	registration.View
	Day, Minutes, Note string
	Errors             ui.FormErrors
}

func (p *Pages) thereForm(w http.ResponseWriter, r *http.Request) error {
	return p.showThere(w, r, http.StatusOK, therePage{})
}

func (p *Pages) showThere(w http.ResponseWriter, r *http.Request, status int, v therePage) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if v.View, err = p.registration.Show(r.Context(), authz.From(r.Context()), which); err != nil {
		return err
	}
	if v.OccurrenceID == "" {
		return errs.New(errs.NotFound, "There is no page at this address.")
	}
	return web.Render(w, r, status, thereView(v))
}

func (p *Pages) there(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := therePage{Day: form.Get("day"), Minutes: strings.TrimSpace(form.Get("minutes")), Note: strings.TrimSpace(form.Get("note"))}
	minutes := 0
	if v.Minutes != "" {
		if minutes, err = strconv.Atoi(v.Minutes); err != nil {
			err = errs.Bad("minutes", "Enter whole minutes.")
		}
	}
	if err == nil {
		err = p.registration.SayThere(ctx, authz.From(ctx), which, id.ID(v.Day), minutes, v.Note)
	}
	switch {
	case errs.Is(err, errs.Invalid):
		v.Errors = ui.ErrorsOf(ctx, err)
		return p.showThere(w, r, http.StatusUnprocessableEntity, v)
	case errs.Is(err, errs.Conflict):
		return p.showMine(w, r, web.Status(err), web.Message(ctx, err))
	case err != nil:
		return err
	}
	return p.done(w, r, myPath(which), i18n.T(ctx, "It is kept. The people who offer this decide on it beside what else they know."))
}
