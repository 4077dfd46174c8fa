package siteweb

import (
	"net/http"
	"slices"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// demo shows whom to sign in as.
func (p *Pages) demo(w http.ResponseWriter, r *http.Request) error {
	next := web.SafeNext(r.URL.Query().Get("next"), "")
	return web.Render(w, r, http.StatusOK, demoPage(p.Personas, next))
}

// demoSignIn signs in as one of the personas. The route exists in demonstration mode only.
func (p *Pages) demoSignIn(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.Personas, func(x Persona) bool { return x.Key == form.Get("persona") })
	if i < 0 {
		return errs.New(errs.NotFound, "There is nobody of that name in the demonstration.")
	}
	person, err := p.People.PersonByEmail(r.Context(), p.Personas[i].Email)
	if err != nil {
		return err
	}
	if err := p.Sessions.SignIn(r.Context(), person.ID, web.How{Way: web.ByDemo}); err != nil {
		return err
	}
	p.Sessions.Flash(r.Context(), i18n.T(r.Context(), "You are signed in as %s.", person.Name))
	return web.Redirect(w, r, web.SafeNext(form.Get("next"), "/"))
}

// demoLetters shows the letters that would have been sent, newest first.
func (p *Pages) demoLetters(w http.ResponseWriter, r *http.Request) error {
	letters := p.Box.Letters(r.URL.Query().Get("to"))
	slices.Reverse(letters)
	if len(letters) > 50 {
		letters = letters[:50]
	}
	return web.Render(w, r, http.StatusOK, lettersPage(letters))
}
