package recognitionweb

import (
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// verifyFormPage asks for a code.
type verifyFormPage struct {
	// Code is what was typed.
	Code   string
	Errors ui.FormErrors
}

// verifyPage is the answer for a code that is an award's.
type verifyPage struct {
	recognition.Verification
	Notice string
	// MayPropose shows the form to propose that it is revoked, with what was typed into it and what
	// is wrong with that; Proposal is the one that waits already. The public sees neither.
	MayPropose bool
	Proposal   id.ID
	Reason     string
	Errors     ui.FormErrors
}

func verifyPath(code string) string { return "/verify/" + url.PathEscape(code) }

// private keeps answers about codes out of every cache on the way.
func private(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }

func (p *Pages) verifyForm(w http.ResponseWriter, r *http.Request) error {
	if q := r.URL.Query(); q.Has("code") {
		return p.goVerify(w, r, web.Clean(q.Get("code")))
	}
	return web.Render(w, r, http.StatusOK, verifyFormView(verifyFormPage{}))
}

func (p *Pages) verifyAsk(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	return p.goVerify(w, r, form.Get("code"))
}

// goVerify sends on to the page of the code. What cannot be a code is answered at once, in the
// same words as a code that was never issued.
func (p *Pages) goVerify(w http.ResponseWriter, r *http.Request, typed string) error {
	if code := id.CleanCode(typed); code != "" {
		private(w)
		return web.Redirect(w, r, verifyPath(code))
	}
	if typed == "" {
		private(w)
		e := ui.ErrorsOf(r.Context(), errs.Bad("code", "Type the code that stands on the certificate."))
		return web.Render(w, r, http.StatusUnprocessableEntity, verifyFormView(verifyFormPage{Errors: e}))
	}
	_, err := p.recognition.Verify(r.Context(), typed)
	return p.unknown(w, r, typed, err)
}

// unknown answers for whatever is not the code of an award; err says so.
func (p *Pages) unknown(w http.ResponseWriter, r *http.Request, typed string, err error) error {
	private(w)
	if len(typed) > maxTyped {
		typed = strings.ToValidUTF8(typed[:maxTyped], "")
	}
	e := ui.FormErrors{{Field: "code", Message: web.Message(r.Context(), err)}}
	return web.Render(w, r, http.StatusNotFound, verifyFormView(verifyFormPage{Code: typed, Errors: e}))
}

// maxTyped is how many bytes of what was typed come back in the form.
const maxTyped = 100

func (p *Pages) verify(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	private(w)
	// Only misses count: a class that verifies its certificates at once is no guessing.
	if err := p.tries.Check(web.Place(r)); err != nil {
		return err
	}
	v, err := p.recognition.Verify(ctx, r.PathValue("code"))
	if errs.Is(err, errs.NotFound) {
		if err := p.tries.Take(web.Place(r)); err != nil {
			return err
		}
		return p.unknown(w, r, web.Clean(r.PathValue("code")), err)
	}
	if err != nil {
		return err
	}
	view, err := p.forStaff(r, v)
	if err != nil {
		return err
	}
	if authz.From(ctx).SignedIn() {
		view.Notice = p.sessions.TakeFlash(ctx)
	}
	return web.Render(w, r, http.StatusOK, verifyView(view))
}

// forStaff adds what accreditation staff can do about the certificate.
func (p *Pages) forStaff(r *http.Request, v recognition.Verification) (verifyPage, error) {
	view, actor := verifyPage{Verification: v}, authz.From(r.Context())
	if !actor.May(recognition.RevokeAwards, "") || v.Status == recognition.Revoked {
		return view, nil
	}
	var err error
	view.Proposal, err = p.recognition.OpenRevocation(r.Context(), actor, v.Code)
	view.MayPropose = view.Proposal == ""
	return view, err
}

func (p *Pages) proposeRevocation(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	code, reason := form.Get("code"), form.Get("reason")
	done, err := p.recognition.ProposeRevocation(ctx, authz.From(ctx), code, reason)
	if e, status := problems(ctx, err); e != nil {
		v, err := p.recognition.Verify(ctx, code)
		if err != nil {
			return err
		}
		view, err := p.forStaff(r, v)
		if err != nil {
			return err
		}
		view.Reason, view.Errors = reason, e
		private(w)
		return web.Render(w, r, status, verifyView(view))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Proposed. The certificate stands until somebody else confirms that it is revoked."))
	return web.Redirect(w, r, proposalPath(done.ID))
}
