package standardsweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// previewPage is what publishing would change, with what is still to be decided.
type previewPage struct {
	standards.Preview
	// Problem is why it was not published just now.
	Problem string
	// Asked is the competency whose decision was not accepted, with what was entered.
	Asked  id.ID
	Form   url.Values
	Errors ui.FormErrors
	Notice string
}

func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	return p.showPreview(w, r, http.StatusOK, previewPage{Form: url.Values{}, Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showPreview(w http.ResponseWriter, r *http.Request, status int, v previewPage) error {
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	if v.Preview, err = p.standards.Preview(r.Context(), authz.From(r.Context()), framework); err != nil {
		return err
	}
	return web.Render(w, r, status, previewView(v))
}

// formOf is what was entered for a competency, in the form that was not accepted, or else what was decided on it, or what a file suggests.
func (p previewPage) formOf(c id.ID) (url.Values, ui.FormErrors) {
	if p.Asked == c {
		return p.Form, p.Errors
	}
	for _, g := range p.Gone {
		if g.ID == c && g.Became != "" {
			return url.Values{"became": {string(g.Became)}, "targets": {targetsText(g.To)}}, nil
		}
	}
	if g, ok := p.Suggested[c]; ok {
		return url.Values{"became": {string(g.Became)}, "targets": {targetsText(g.To)}}, nil
	}
	return url.Values{}, nil
}

// suggested reports whether the form of a competency is filled with what a file says, and with nothing that a person did.
func (p previewPage) suggested(c id.ID) bool {
	_, ok := p.Suggested[c]
	return ok && p.Asked != c
}

// targetsText names competencies as Decide reads them.
func targetsText(list []standards.Named) string {
	words := make([]string, len(list))
	for i, n := range list {
		if words[i] = n.Code; n.Code == "" {
			words[i] = string(n.ID)
		}
	}
	return strings.Join(words, ", ")
}

// decided are the competencies that are gone and decided on, which can be decided anew.
func (p previewPage) decided() []standards.Gone {
	return slices.DeleteFunc(slices.Clone(p.Gone), func(g standards.Gone) bool {
		return g.Became == "" || slices.ContainsFunc(p.Undecided, func(u standards.Competency) bool { return u.ID == g.ID })
	})
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	competency, ok := id.Parse(form.Get("competency"))
	if !ok {
		return errs.New(errs.NotFound, "There is no such competency in this version.")
	}
	ctx := r.Context()
	err = p.standards.Decide(ctx, authz.From(ctx), framework, competency, standards.Became(form.Get("became")), form.Get("targets"))
	if errs.Is(err, errs.Invalid) {
		return p.showPreview(w, r, http.StatusUnprocessableEntity, previewPage{Asked: competency, Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Your decision is kept with the draft."))
	return web.Redirect(w, r, workPath(framework)+"/publish")
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
			return p.showPreview(w, r, web.Status(err), previewPage{Problem: web.Message(ctx, err), Form: url.Values{}})
		}
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "%s of “%s” is published.", label(ctx, v), v.Title))
	return web.Redirect(w, r, workPath(framework))
}
