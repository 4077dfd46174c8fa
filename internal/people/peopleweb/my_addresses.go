package peopleweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// addressesPage shows one's addresses and the form of the password.
type addressesPage struct {
	people.Addresses
	Email       string
	HasPassword bool
	Notice      string
	// Errors are about the form for a new address, PasswordErrors about that of the password.
	Errors, PasswordErrors ui.FormErrors
}

func (p *Pages) addresses(w http.ResponseWriter, r *http.Request) error {
	return p.showAddresses(w, r, http.StatusOK, addressesPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showAddresses(w http.ResponseWriter, r *http.Request, status int, v addressesPage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	person, err := p.people.Person(ctx, actor.PersonID)
	if err != nil {
		return err
	}
	v.HasPassword = person.HasPassword
	if v.Addresses, err = p.people.Addresses(ctx, actor, actor.PersonID); err != nil {
		return err
	}
	return web.Render(w, r, status, addressesView(v))
}

func (p *Pages) addAddress(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	email := form.Get("email")
	if err := p.slow(r, p.letters, email); err != nil {
		return err
	}
	ctx := r.Context()
	err = p.people.AskAddress(ctx, authz.From(ctx), email)
	if errs.Is(err, errs.Invalid) {
		return p.showAddresses(w, r, http.StatusUnprocessableEntity, addressesPage{Email: email, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "A letter is on its way to %s. Open the link in it to confirm the address.", email))
	return web.Redirect(w, r, "/my/addresses")
}

func (p *Pages) useAddress(w http.ResponseWriter, r *http.Request) error {
	return p.changeAddress(w, r, func(actor authz.Actor, key string) (string, error) {
		return i18n.T(r.Context(), "Letters now go to another of your addresses."), p.people.UseAddress(r.Context(), actor, key)
	})
}

func (p *Pages) removeAddress(w http.ResponseWriter, r *http.Request) error {
	return p.changeAddress(w, r, func(actor authz.Actor, key string) (string, error) {
		return i18n.T(r.Context(), "The address was removed."), p.people.RemoveAddress(r.Context(), actor, key)
	})
}

func (p *Pages) changeAddress(w http.ResponseWriter, r *http.Request, change func(actor authz.Actor, key string) (string, error)) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	said, err := change(authz.From(r.Context()), form.Get("address"))
	if err != nil {
		return err
	}
	p.sessions.Flash(r.Context(), said)
	return web.Redirect(w, r, "/my/addresses")
}

func (p *Pages) changePassword(w http.ResponseWriter, r *http.Request) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if err := p.attempts.Take(string(actor.PersonID)); err != nil {
		return err
	}
	err := p.people.ChangePassword(ctx, actor, r.PostFormValue("current"), r.PostFormValue("password"))
	if errs.Is(err, errs.Invalid) {
		return p.showAddresses(w, r, http.StatusUnprocessableEntity, addressesPage{PasswordErrors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	// Every session was ended, this one too, so this browser is signed in afresh.
	if err := p.sessions.SignIn(ctx, actor.PersonID, web.How{Way: web.ByPassword, Second: actor.Second}); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Your new password is set. Every other browser was signed out."))
	return web.Redirect(w, r, "/my/addresses")
}
