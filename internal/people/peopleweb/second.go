package peopleweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// second asks whoever gave the first factor for a code.
func (p *Pages) second(w http.ResponseWriter, r *http.Request) error {
	if _, ok := p.sessions.Half(r.Context()); !ok {
		return web.Redirect(w, r, "/sign-in")
	}
	return web.Render(w, r, http.StatusOK, secondPage(nil))
}

func (p *Pages) secondSend(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	h, ok := p.sessions.Half(ctx)
	if !ok {
		return web.Redirect(w, r, "/sign-in")
	}
	if err := p.guess(r, h.Person); err != nil {
		return err
	}
	err = p.people.CheckCode(ctx, h.Person, form.Get("code"))
	if errs.Is(err, errs.Invalid) {
		return web.Render(w, r, http.StatusUnprocessableEntity, secondPage(ui.ErrorsOf(ctx, err)))
	}
	if err != nil {
		return err
	}
	person, err := p.people.Person(ctx, h.Person)
	if err != nil {
		return err
	}
	how := h.How
	how.Second, how.At = true, p.clock.Now()
	return p.welcome(w, r, person, how, h.Next)
}
