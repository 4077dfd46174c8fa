package peopleweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// recoverPage is the form of somebody who wants their account back.
type recoverPage struct {
	people.RecoveryAsk
	Errors ui.FormErrors
}

func (p *Pages) recover(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return web.Render(w, r, http.StatusOK, recoverView(recoverPage{RecoveryAsk: people.RecoveryAsk{Account: web.Clean(q.Get("account")), Said: web.Clean(q.Get("said"))}}))
}

// recoverPath leads to the form with what a provider said of whoever cannot sign in to the account that is theirs by its address or member number.
func recoverPath(ctx context.Context, t *people.Turned) string {
	v := url.Values{"account": {t.Account}, "said": {i18n.T(ctx, "I signed in with %[1]s, as %[2]s.", t.Provider.Label, t.There)}}
	return "/recover?" + v.Encode()
}

func (p *Pages) recoverSend(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	page := recoverPage{RecoveryAsk: people.RecoveryAsk{Name: form.Get("name"), Account: form.Get("account"), Said: form.Get("said"), Contact: form.Get("email"), ResetsFactors: form.Get("factors") != ""}}
	if err := p.asks.Take(web.Place(r)); err != nil {
		return err
	}
	err = p.people.AskRecovery(r.Context(), page.RecoveryAsk)
	if errs.Is(err, errs.Invalid) {
		page.Errors = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, http.StatusUnprocessableEntity, recoverView(page))
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, recoverSentPage(page))
}

// recoverLanding shows what a link in a letter about a recovery does, and a button that does it.
func (p *Pages) recoverLanding(purpose people.RecoveryLink) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		found, err := p.people.PeekRecovery(r.Context(), purpose, r.PathValue("token"))
		if errs.Is(err, errs.Gone) {
			return web.Render(w, r, http.StatusGone, recoverGonePage())
		}
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return web.Render(w, r, http.StatusOK, recoverLandingPage(recoverLinkPage{Recovery: found, Purpose: purpose, Action: r.URL.Path}))
	}
}

// recoverLinkPage is the landing page of such a link.
type recoverLinkPage struct {
	people.Recovery
	Purpose people.RecoveryLink
	Action  string
	Errors  ui.FormErrors
}

func (p *Pages) recoverHandIn(w http.ResponseWriter, r *http.Request) error {
	return p.useRecovery(w, r, func(token string) error {
		if err := p.people.HandInRecovery(r.Context(), token); err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, recoverHandedPage())
	})
}

func (p *Pages) recoverStop(w http.ResponseWriter, r *http.Request) error {
	return p.useRecovery(w, r, func(token string) error {
		if err := p.people.StopRecovery(r.Context(), token); err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, recoverStoppedPage())
	})
}

func (p *Pages) recoverSet(w http.ResponseWriter, r *http.Request) error {
	return p.useRecovery(w, r, func(token string) error {
		ctx := r.Context()
		person, err := p.people.SetRecovered(ctx, token, r.PostFormValue("password"))
		if errs.Is(err, errs.Invalid) {
			found, gone := p.people.PeekRecovery(ctx, people.RecoverySet, token)
			if gone != nil {
				return gone
			}
			page := recoverLinkPage{Recovery: found, Purpose: people.RecoverySet, Action: r.URL.Path, Errors: ui.ErrorsOf(ctx, err)}
			return web.Render(w, r, http.StatusUnprocessableEntity, recoverLandingPage(page))
		}
		if err != nil {
			return err
		}
		p.sessions.Flash(ctx, i18n.T(ctx, "The account is yours again. Look at how one signs in to it, and remove what is not yours: addresses, passkeys, linked accounts."))
		return p.welcome(w, r, person, web.How{Way: web.ByLink}, signInPath)
	})
}

func (p *Pages) useRecovery(w http.ResponseWriter, r *http.Request, do func(token string) error) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	err := do(r.PathValue("token"))
	if errs.Is(err, errs.Gone) {
		return web.Render(w, r, http.StatusGone, recoverGonePage())
	}
	return err
}
