package recordweb

import (
	"cmp"
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// sharesPage is a person's links and the form for another one.
type sharesPage struct {
	Open, Ended []record.Share
	Form        record.NewShare
	Errors      ui.FormErrors
	Notice      string
	// Made is the address of a link that was just made; it is shown once and never again.
	Made      string
	MadeLabel string
}

func (p *Pages) sharesView(r *http.Request) (sharesPage, error) {
	shares, err := p.record.Shares(r.Context(), authz.From(r.Context()))
	view := sharesPage{}
	now := p.clock.Now()
	for _, s := range shares {
		if s.Open(now) {
			view.Open = append(view.Open, s)
		} else {
			view.Ended = append(view.Ended, s)
		}
	}
	return view, err
}

func (p *Pages) shares(w http.ResponseWriter, r *http.Request) error {
	view, err := p.sharesView(r)
	if err != nil {
		return err
	}
	view.Notice = p.sessions.TakeFlash(r.Context())
	view.Form.Period = periodOf(r.URL.Query())
	return web.Render(w, r, http.StatusOK, sharesListPage(view))
}

func (p *Pages) makeShare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	n := record.NewShare{Label: form.Get("label"), Period: periodOf(form), LastDay: form.Get("last")}
	sh, secret, err := p.record.Share(ctx, authz.From(ctx), n)
	errors := ui.ErrorsOf(ctx, err)
	if err != nil && errors == nil {
		return err
	}
	view, err := p.sharesView(r)
	if err != nil {
		return err
	}
	if errors != nil {
		view.Form, view.Errors = n, errors
		return web.Render(w, r, http.StatusUnprocessableEntity, sharesListPage(view))
	}
	// The link is shown in this answer and nowhere else, because its secret is not kept.
	view.Made, view.MadeLabel = p.baseURL+"/shared/"+secret, sh.Label
	return web.Render(w, r, http.StatusCreated, sharesListPage(view))
}

func (p *Pages) endShare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	share, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if err := p.record.EndShare(ctx, authz.From(ctx), share); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The link has ended. Whoever opens it now is told so."))
	return web.Redirect(w, r, "/my/shares")
}

// sharedPage is what somebody with a link sees.
type sharedPage struct {
	transcriptPage
	// LastDay is the last day on which the link works, empty for one without an end.
	LastDay string
}

func (p *Pages) shared(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	h.Set("Referrer-Policy", "no-referrer")
	// Guesses count together, looks by link: each of those is a row in the log of who looked.
	place, token := web.Place(r), r.PathValue("token")
	if err := cmp.Or(p.looks.Check(place), p.looks.Take(place+" "+token)); err != nil {
		return err
	}
	sh, t, err := p.record.Shared(ctx, authz.From(ctx), token)
	if errs.Is(err, errs.NotFound) {
		err = cmp.Or(p.looks.Take(place), err)
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, sharedTranscriptPage(sharedPage{transcriptPage{Transcript: t}, sh.LastDay()}))
}
