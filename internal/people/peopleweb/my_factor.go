package peopleweb

import (
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/document"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// appPage shows the secret of an app that waits for its first code.
type appPage struct {
	people.CodeApp
	QR     string
	Errors ui.FormErrors
}

// Grouped is the secret in groups of four, as people type it.
func (p appPage) Grouped() string {
	var b strings.Builder
	for i, r := range p.Secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (p *Pages) app(w http.ResponseWriter, r *http.Request) error {
	return p.showApp(w, r, http.StatusOK, nil)
}

func (p *Pages) showApp(w http.ResponseWriter, r *http.Request, status int, errors ui.FormErrors) error {
	ctx := r.Context()
	app, err := p.people.WaitingApp(ctx, authz.From(ctx))
	if errs.Is(err, errs.NotFound) {
		return web.Redirect(w, r, signInPath)
	}
	if err != nil {
		return err
	}
	v := appPage{CodeApp: app, Errors: errors}
	if v.QR, err = document.QRSVG(app.Address, i18n.T(ctx, "QR code for your app; the same secret stands beside it as text")); err != nil {
		return err
	}
	return web.Render(w, r, status, appView(v))
}

func (p *Pages) beginApp(w http.ResponseWriter, r *http.Request) error {
	if err := p.people.BeginApp(r.Context(), authz.From(r.Context())); err != nil {
		return err
	}
	return web.Redirect(w, r, signInPath+"/app")
}

func (p *Pages) confirmApp(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if err := p.guess(r, actor.PersonID); err != nil {
		return err
	}
	codes, err := p.people.ConfirmApp(ctx, actor, form.Get("code"))
	if errs.Is(err, errs.Invalid) {
		return p.showApp(w, r, http.StatusUnprocessableEntity, ui.ErrorsOf(ctx, err))
	}
	if err != nil {
		return err
	}
	if err := p.confirmSecond(r); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, codesView(codesPage{codes, true}))
}

// confirmSecond keeps that the session's person has just given a second factor.
func (p *Pages) confirmSecond(r *http.Request) error {
	how := p.sessions.How(r.Context())
	how.Second, how.At = true, p.clock.Now()
	return p.sessions.Confirm(r.Context(), how)
}

// codesPage shows recovery codes, once.
type codesPage struct {
	Codes []string
	// First is set when the app was turned on just now.
	First bool
}

// File is the codes as an address that a browser saves.
func (p codesPage) File() string {
	return "data:text/plain;charset=utf-8," + url.PathEscape(strings.Join(p.Codes, "\r\n")+"\r\n")
}

func (p *Pages) renewCodes(w http.ResponseWriter, r *http.Request) error {
	codes, err := p.people.RenewCodes(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, codesView(codesPage{Codes: codes}))
}

func (p *Pages) endApp(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := p.people.EndApp(ctx, authz.From(ctx)); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Codes from an app are no longer asked for."))
	return web.Redirect(w, r, signInPath)
}
