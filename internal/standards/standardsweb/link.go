package standardsweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// linksPage is what a competency of the draft maps to, with the form of a further link.
type linksPage struct {
	standards.CompetencyView
	// Found are competencies that a search found; More says that there are others, Looked that one was made.
	Found        []standards.Found
	More, Looked bool
	// Asked is the link whose form was not accepted, empty for that of a new one.
	Asked  id.ID
	Form   url.Values
	Errors ui.FormErrors
	Notice string
}

// path is the address of the page.
func (p linksPage) path() string { return competencyWork(p.Version, p.ID) + "/links" }

// competencyWork is the address of the forms of a competency.
func competencyWork(v standards.Version, competency id.ID) string {
	return workPath(v.FrameworkID) + "/competencies/" + string(competency)
}

// formOf is what the form of a link says, and what is wrong with it.
func (p linksPage) formOf(l standards.Link) (url.Values, ui.FormErrors) {
	if p.Asked == l.ID && len(p.Errors) > 0 {
		return p.Form, p.Errors
	}
	return url.Values{"kind": {l.Kind}, "note": {l.Note}}, nil
}

// fresh is what the form of a new link says, and what is wrong with it.
func (p linksPage) fresh() (url.Values, ui.FormErrors) {
	if p.Asked == "" {
		return p.Form, p.Errors
	}
	return url.Values{}, nil
}

func (p *Pages) links(w http.ResponseWriter, r *http.Request) error {
	return p.showLinks(w, r, http.StatusOK, linksPage{Form: url.Values{"q": {r.URL.Query().Get("q")}}, Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showLinks(w http.ResponseWriter, r *http.Request, status int, v linksPage) error {
	d, c, err := p.competencyFor(r)
	if err != nil {
		return err
	}
	v.CompetencyView = c
	if words := v.Form.Get("q"); words != "" && v.Asked == "" {
		v.Looked = true
		if v.Found, v.More, err = p.standards.Ends(r.Context(), authz.From(r.Context()), d.FrameworkID, c.ID, words); err != nil {
			return err
		}
	}
	return web.Render(w, r, status, linksView(v))
}

func linkDraftOf(form url.Values) standards.LinkDraft {
	l := standards.LinkDraft{Kind: form.Get("kind"), URI: form.Get("uri"), Title: form.Get("title"), Note: form.Get("note")}
	l.Target, _ = id.Parse(form.Get("target"))
	return l
}

// addLink adds a link, or, where the form asks for that, looks for its other end and keeps what was entered.
func (p *Pages) addLink(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if form.Get("do") == "search" {
		return p.showLinks(w, r, http.StatusOK, linksPage{Form: form})
	}
	return p.changeLink(w, r, linksPage{Form: form}, func(ctx context.Context) string { return i18n.T(ctx, "The link is in the draft.") },
		func(ctx context.Context, actor authz.Actor, framework, competency id.ID) error {
			return p.standards.AddLink(ctx, actor, framework, competency, linkDraftOf(form))
		})
}

func (p *Pages) saveLink(w http.ResponseWriter, r *http.Request) error {
	form, link, err := linkOf(r)
	if err != nil {
		return err
	}
	return p.changeLink(w, r, linksPage{Form: form, Asked: link}, func(ctx context.Context) string { return i18n.T(ctx, "The draft is saved.") },
		func(ctx context.Context, actor authz.Actor, framework, competency id.ID) error {
			l := linkDraftOf(form)
			l.Seen = seenAt(form)
			return p.standards.SaveLink(ctx, actor, framework, competency, link, l)
		})
}

func (p *Pages) removeLink(w http.ResponseWriter, r *http.Request) error {
	_, link, err := linkOf(r)
	if err != nil {
		return err
	}
	return p.changeLink(w, r, linksPage{}, func(ctx context.Context) string { return i18n.T(ctx, "The link is taken away.") },
		func(ctx context.Context, actor authz.Actor, framework, competency id.ID) error {
			return p.standards.RemoveLink(ctx, actor, framework, competency, link)
		})
}

// linkOf reads the form and the link of the path.
func linkOf(r *http.Request) (url.Values, id.ID, error) {
	form, err := web.Form(r)
	if err != nil {
		return nil, "", err
	}
	link, ok := id.Parse(r.PathValue("link"))
	if !ok {
		return nil, "", errs.New(errs.NotFound, "There is no such link in the draft.")
	}
	return form, link, nil
}

// changeLink does something to the links of the competency of the path; where it cannot, the form comes back.
func (p *Pages) changeLink(w http.ResponseWriter, r *http.Request, v linksPage, said func(ctx context.Context) string, do func(ctx context.Context, actor authz.Actor, framework, competency id.ID) error) error {
	framework, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = do(ctx, authz.From(ctx), framework, competency)
	if v.Errors = complaintsOf(ctx, err); v.Errors != nil {
		return p.showLinks(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, said(ctx))
	return web.Redirect(w, r, workPath(framework)+"/competencies/"+string(competency)+"/links#links")
}

// kindOptions are the ways in which two competencies belong together; one that a file brought beyond them stays to choose.
func kindOptions(ctx context.Context, now string) []ui.Option {
	kinds := standards.LinkKinds
	if now != "" && !slices.Contains(kinds, now) {
		kinds = append([]string{now}, kinds...)
	}
	var out []ui.Option
	for _, k := range kinds {
		out = append(out, ui.Option{Value: k, Label: linkWords(ctx, k)})
	}
	return out
}

// endOptions are what a search found.
func endOptions(ctx context.Context, p linksPage, chosen string) []ui.Option {
	var out []ui.Option
	for _, f := range p.Found {
		help := f.Framework
		if f.Under != "" {
			help += " · " + under(ctx, f.Under)
		}
		out = append(out, ui.Option{Value: string(f.ID), Label: named(f.Code, short(f.Title)), Help: help, Selected: chosen == string(f.ID)})
	}
	return out
}

// linkFieldID keeps the fields of several forms on a page apart. The form that was not accepted has the ids that its complaints lead to.
func linkFieldID(p linksPage, l standards.Link, name string) string {
	if p.Asked == l.ID && len(p.Errors) > 0 {
		return ui.FieldID(name)
	}
	return ui.FieldID(name) + "-" + string(l.ID)
}

// newFieldID is linkFieldID for the form of a new link.
func newFieldID(p linksPage, name string) string {
	if p.Asked == "" {
		return ui.FieldID(name)
	}
	return ui.FieldID(name) + "-new"
}
