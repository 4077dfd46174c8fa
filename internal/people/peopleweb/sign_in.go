package peopleweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// SignInPath is the address that asks to sign in and then goes on to next.
func SignInPath(next string) string {
	if next = web.SafeNext(next, ""); next == "" || next == "/" {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(next)
}

// enterPage is what the forms that lead into an account show.
type enterPage struct {
	Name, Email, Next string
	// With are the providers with which one can sign in instead.
	With   []people.Provider
	Errors ui.FormErrors
	// Passkeys offers the button for them.
	Passkeys bool
}

func (p *Pages) enterPage(form url.Values) enterPage {
	return enterPage{With: p.people.Providers(), Passkeys: p.people.Passkeys(), Name: form.Get("name"), Email: form.Get("email"), Next: web.SafeNext(form.Get("next"), "")}
}

// signedInAlready sends people who need not sign in to where they wanted to go.
func signedInAlready(w http.ResponseWriter, r *http.Request) (bool, error) {
	if !authz.From(r.Context()).SignedIn() {
		return false, nil
	}
	return true, web.Redirect(w, r, web.SafeNext(r.URL.Query().Get("next"), "/my"))
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	if done, err := signedInAlready(w, r); done {
		return err
	}
	return web.Render(w, r, http.StatusOK, signInPage(p.enterPage(r.URL.Query())))
}

func (p *Pages) signInPassword(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	page := p.enterPage(form)
	if err := p.slow(r, p.attempts, page.Email); err != nil {
		return err
	}
	key, isAddress := people.FoldEmail(page.Email)
	if isAddress {
		if err := p.accounts.Check(key); err != nil {
			web.RetryHeader(w, err)
			page.Errors = ui.FormErrors{{Message: i18n.T(r.Context(), "Too many passwords were tried for this address. Have a link sent to you instead.")}}
			return web.Render(w, r, web.Status(err), signInPage(page))
		}
	}
	// The password is taken as it was sent: cleaning would change what was typed.
	person, err := p.people.SignIn(r.Context(), page.Email, r.PostFormValue("password"))
	if errs.Is(err, errs.Invalid) {
		if isAddress {
			p.accounts.Take(key) // only what is wrong counts: the owner's own tries use nothing up
		}
		page.Errors = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, http.StatusUnprocessableEntity, signInPage(page))
	}
	if err != nil {
		return err
	}
	return p.welcome(w, r, person, web.How{Way: web.ByPassword}, page.Next)
}

// slow counts an attempt on one account from one place, and on any from there. All that is no
// address counts as one account.
func (p *Pages) slow(r *http.Request, l *web.Limiter, address string) error {
	if err := p.places.Take(web.Place(r)); err != nil {
		return err
	}
	key, _ := people.FoldEmail(address)
	return l.Take(key + " " + web.Place(r))
}

// guess counts an attempt to prove that one is a person, of one account from anywhere, and of any from one place.
func (p *Pages) guess(r *http.Request, person id.ID) error {
	if err := p.places.Take(web.Place(r)); err != nil {
		return err
	}
	return p.codes.Take(string(person))
}

func (p *Pages) signInAsk(w http.ResponseWriter, r *http.Request) error {
	if done, err := signedInAlready(w, r); done {
		return err
	}
	return web.Render(w, r, http.StatusOK, signInAskPage(p.enterPage(r.URL.Query())))
}

func (p *Pages) signInSend(w http.ResponseWriter, r *http.Request) error {
	return p.send(w, r, func(page enterPage) error { return p.people.AskSignIn(r.Context(), page.Email, page.Next) }, signInAskPage)
}

func (p *Pages) signUp(w http.ResponseWriter, r *http.Request) error {
	if done, err := signedInAlready(w, r); done {
		return err
	}
	return web.Render(w, r, http.StatusOK, signUpPage(p.enterPage(r.URL.Query())))
}

func (p *Pages) signUpSend(w http.ResponseWriter, r *http.Request) error {
	return p.send(w, r, func(page enterPage) error { return p.people.AskSignUp(r.Context(), page.Name, page.Email, page.Next) }, signUpPage)
}

func (p *Pages) passwordAsk(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, passwordAskPage(p.enterPage(r.URL.Query())))
}

func (p *Pages) passwordSend(w http.ResponseWriter, r *http.Request) error {
	return p.send(w, r, func(page enterPage) error { return p.people.AskPassword(r.Context(), page.Email, page.Next) }, passwordAskPage)
}

// send asks for a letter and says that it is on its way, whether or not there is an account.
func (p *Pages) send(w http.ResponseWriter, r *http.Request, ask func(enterPage) error, again func(enterPage) templ.Component) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	page := p.enterPage(form)
	if err := p.slow(r, p.letters, page.Email); err != nil {
		return err
	}
	err = ask(page)
	if errs.Is(err, errs.Invalid) {
		page.Errors = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, http.StatusUnprocessableEntity, again(page))
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, letterSentPage(page))
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.sessions.SignOut(r.Context()); err != nil {
		return err
	}
	return web.Redirect(w, r, "/")
}

// linkPage is the landing page of a link that was sent by mail.
type linkPage struct {
	people.Link
	Action string
	Name   string
	Errors ui.FormErrors
}

// landing shows what a link is for and a button that does it: following it alone does nothing,
// because programs that look through mail follow every link.
func (p *Pages) landing(w http.ResponseWriter, r *http.Request) error {
	l, err := p.people.PeekLink(r.Context(), authz.From(r.Context()), r.PathValue("token"))
	switch {
	case errs.Is(err, errs.Gone):
		return web.Render(w, r, http.StatusGone, linkGonePage())
	case errs.Is(err, errs.Unauthenticated):
		return web.Redirect(w, r, SignInPath(r.URL.Path))
	case err != nil:
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, landingPage(linkPage{Link: l, Action: r.URL.Path, Name: l.Name}))
}

func (p *Pages) useLink(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if err := p.places.Take(web.Place(r)); err != nil {
		return err
	}
	person, l, err := p.people.UseLink(r.Context(), authz.From(r.Context()), r.PathValue("token"), people.LinkAnswer{Name: form.Get("name"), Password: r.PostFormValue("password")})
	switch {
	case errs.Is(err, errs.Gone):
		return web.Render(w, r, http.StatusGone, linkGonePage())
	case errs.Is(err, errs.Unauthenticated): // signed out since the page was opened
		return web.Redirect(w, r, SignInPath(r.URL.Path))
	case errs.Is(err, errs.Invalid):
		page := linkPage{Link: l, Action: r.URL.Path, Name: form.Get("name"), Errors: ui.ErrorsOf(r.Context(), err)}
		return web.Render(w, r, http.StatusUnprocessableEntity, landingPage(page))
	case err != nil:
		return err
	}
	if l.Purpose == people.LinkConfirm {
		p.sessions.Flash(r.Context(), i18n.T(r.Context(), "The address %s is confirmed.", l.Address))
		return web.Redirect(w, r, "/my/addresses")
	}
	if l.Purpose == people.LinkPassword {
		p.sessions.Flash(r.Context(), i18n.T(r.Context(), "Your new password is set. Every other browser was signed out."))
	}
	return p.welcome(w, r, person, web.How{Way: web.ByLink}, l.Next)
}
