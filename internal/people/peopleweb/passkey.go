package peopleweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// challengeKey is where the session keeps what ties a passkey's challenge to this browser.
const challengeKey = "challenge"

// passkeyBegin answers the page's script with what the browser needs to ask for a passkey.
func (p *Pages) passkeyBegin(w http.ResponseWriter, r *http.Request) error {
	if err := p.keys.Take(web.Place(r)); err != nil {
		return err
	}
	options, challenge, err := p.people.BeginPasskeySignIn(r.Context())
	if err != nil {
		return err
	}
	return p.sendOptions(w, r, options, challenge)
}

func (p *Pages) sendOptions(w http.ResponseWriter, r *http.Request, options []byte, challenge string) error {
	p.sessions.Brief(r.Context())
	p.sessions.Put(r.Context(), challengeKey, challenge)
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(options)
	return err
}

// passkeySignIn signs in, or confirms, whoever's passkey answered.
func (p *Pages) passkeySignIn(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if err := p.keys.Take(web.Place(r)); err != nil {
		return err
	}
	next := web.SafeNext(form.Get("next"), "")
	person, err := p.people.PasskeySignIn(ctx, p.sessions.PopString(ctx, challengeKey), []byte(r.PostFormValue("credential")))
	switch {
	case errs.Is(err, errs.Invalid) && actor.SignedIn():
		return p.showConfirm(w, r, http.StatusUnprocessableEntity, confirmPage{Next: next, Errors: ui.ErrorsOf(ctx, err)})
	case errs.Is(err, errs.Invalid):
		page := p.enterPage(form)
		page.Errors = ui.ErrorsOf(ctx, err)
		return web.Render(w, r, http.StatusUnprocessableEntity, signInPage(page))
	case err != nil:
		return err
	}
	how := web.How{Way: web.ByPasskey, Second: true}
	if person.ID != actor.PersonID {
		return p.welcome(w, r, person, how, next)
	}
	if err := p.sessions.Confirm(ctx, how); err != nil {
		return err
	}
	return p.confirmed(w, r, next)
}

// passkeyNew answers the script of one's own page with what the browser needs to make a passkey.
func (p *Pages) passkeyNew(w http.ResponseWriter, r *http.Request) error {
	options, challenge, err := p.people.BeginPasskey(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	return p.sendOptions(w, r, options, challenge)
}

func (p *Pages) passkeyAdd(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = p.people.AddPasskey(ctx, authz.From(ctx), p.sessions.PopString(ctx, challengeKey), form.Get("name"), []byte(r.PostFormValue("credential")))
	if errs.Is(err, errs.Invalid) {
		return p.showSigningIn(w, r, http.StatusUnprocessableEntity, signingInPage{Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	if err := p.confirmSecond(r); err != nil { // its holder was verified when it was made
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The passkey was added. Next time you can sign in with it alone."))
	return web.Redirect(w, r, signInPath)
}

func (p *Pages) passkeyRename(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	key, _ := id.Parse(form.Get("passkey"))
	err = p.people.RenamePasskey(ctx, authz.From(ctx), key, form.Get("name"))
	if errs.Is(err, errs.Invalid) {
		return p.showSigningIn(w, r, http.StatusUnprocessableEntity, signingInPage{Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The passkey has another name."))
	return web.Redirect(w, r, signInPath)
}

func (p *Pages) passkeyRemove(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	key, _ := id.Parse(form.Get("passkey"))
	if err := p.people.RemovePasskey(ctx, authz.From(ctx), key); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The passkey was removed."))
	return web.Redirect(w, r, signInPath)
}
