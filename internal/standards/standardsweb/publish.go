package standardsweb

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// previewPage is what publishing would change, with what is still to be decided.
type previewPage struct {
	standards.Preview
	From standards.PreviewPlace
	// Problem is why it was not published just now.
	Problem string
	// Form is what was entered in a form that was not accepted, nil where none was.
	Form   url.Values
	Errors ui.FormErrors
	Notice string
}

// path is the address of a part of the page behind a place, with no name of the whole page.
func (p previewPage) path(part string, after int) string {
	return partAt(workPath(p.To.FrameworkID)+"/publish", "?", part, after)
}

// partAt adds to the address of a page where one of its parts begins, and that the focus is there.
func partAt(at, mark, part string, after int) string {
	if part == "" {
		return at
	}
	if after > 0 {
		at += mark + part + "=" + strconv.Itoa(after)
	}
	return at + "#" + cmp.Or(map[string]string{"open": "undecided"}[part], part)
}

// later reports whether a later part of what is to be decided is shown, without the differences of the two versions.
func (p previewPage) later() bool { return p.From.Undecided > 0 || p.From.Decided > 0 }

func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	from, err := placeIn(r.URL.Query())
	if err != nil {
		return err
	}
	return p.showPreview(w, r, http.StatusOK, previewPage{From: from, Notice: p.sessions.TakeFlash(r.Context())})
}

// placeIn reads where the parts of the page begin.
func placeIn(q url.Values) (from standards.PreviewPlace, err error) {
	from.ComparePlace, err = comparePlaceIn(q)
	err = errors.Join(err, numberIn(q, "open", &from.Undecided), numberIn(q, "decided", &from.Decided))
	return from, err
}

// comparePlaceIn reads where the parts of a comparison begin.
func comparePlaceIn(q url.Values) (at standards.ComparePlace, err error) {
	err = errors.Join(numberIn(q, "changed", &at.Changed), numberIn(q, "moved", &at.Moved), numberIn(q, "gone", &at.Gone), numberIn(q, "added", &at.Added))
	return at, err
}

func numberIn(q url.Values, name string, to *int) (err error) {
	*to, err = web.Number(q.Get(name))
	return err
}

func (p *Pages) showPreview(w http.ResponseWriter, r *http.Request, status int, v previewPage) error {
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	if v.Preview, err = p.standards.PreviewFrom(r.Context(), authz.From(r.Context()), framework, v.From); err != nil {
		return err
	}
	return web.Render(w, r, status, previewView(v))
}

func (p *Pages) publish(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v, err := p.standards.Publish(ctx, authz.From(ctx), framework, seenIn(form))
	if errs.Is(err, errs.Conflict) || errs.Is(err, errs.Stale) {
		if _, again := p.draftFor(r); again == nil {
			return p.showPreview(w, r, web.Status(err), previewPage{Problem: web.Message(ctx, err)})
		}
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "%s of “%s” is published.", label(ctx, v), v.Title))
	return web.Redirect(w, r, workPath(framework))
}

// decide keeps all decisions of a form, and puts back what it asks to put back.
func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	from, err := placeIn(form)
	if err != nil {
		return err
	}
	ctx := r.Context()
	decisions, back := decisionsOf(form)
	err = errs.New(errs.Invalid, "Say of at least one competency what became of it.")
	if len(decisions)+len(back) > 0 {
		err = p.standards.Decide(ctx, authz.From(ctx), framework, decisions, seenIn(form), back...)
	}
	if complaints := complaintsOf(ctx, err); complaints != nil {
		return p.showPreview(w, r, web.Status(err), previewPage{From: from, Form: form, Errors: complaints})
	}
	if errs.Is(err, errs.Conflict) {
		if _, again := p.draftFor(r); again == nil {
			return p.showPreview(w, r, web.Status(err), previewPage{From: from, Form: form, Problem: web.Message(ctx, err)})
		}
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.N(ctx, len(decisions)+len(back), "%d decision is kept with the draft.", "%d decisions are kept with the draft."))
	return web.Redirect(w, r, workPath(framework)+"/publish#"+partOf(form))
}

// partOf is the part of the page that a form stands in, where the focus goes back to.
func partOf(form url.Values) string {
	if form.Get("part") == "decided" {
		return "decided"
	}
	return "undecided"
}
