package standardsweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// workListPage is every framework with its drafts, and the form of a new one.
type workListPage struct {
	Frameworks []standards.Version
	Next, Back string
	// Status narrows the list to those that stand so; empty shows what is published and the drafts.
	Status  standards.Status
	Form    url.Values
	Errors  ui.FormErrors
	MayEdit bool
	Notice  string
}

func (p *Pages) workList(w http.ResponseWriter, r *http.Request) error {
	return p.showWorkList(w, r, http.StatusOK, workListPage{Form: url.Values{}, Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showWorkList(w http.ResponseWriter, r *http.Request, status int, v workListPage) error {
	actor, cursor := authz.From(r.Context()), r.URL.Query().Get("cursor")
	v.Status = statusIn(r, standards.Draft, standards.Published, standards.Retired)
	found, err := p.standards.List(r.Context(), actor, standards.ListRequest{Drafts: true, Status: v.Status, Request: page.Request{Cursor: cursor, Limit: 50}})
	if err != nil {
		return err
	}
	v.Frameworks, v.MayEdit = found.Items, actor.May(standards.EditFrameworks, "")
	v.Next, v.Back = further("/work/standards", v.Status, cursor, found.Next)
	return web.Render(w, r, status, workListView(v))
}

func aboutOf(f url.Values) standards.About {
	return standards.About{Label: f.Get("label"), Title: f.Get("title"), Description: f.Get("description"), Owner: f.Get("owner"), Source: f.Get("source"), Note: f.Get("note"),
		Language: f.Get("language"), ContentArea: f.Get("content_area")}
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v, err := p.standards.Create(ctx, authz.From(ctx), aboutOf(form))
	if errs.Is(err, errs.Invalid) {
		return p.showWorkList(w, r, http.StatusUnprocessableEntity, workListPage{Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The draft is begun. Add its competencies."))
	return web.Redirect(w, r, workPath(v.FrameworkID))
}

// frameworkID reads the framework of the path.
func frameworkID(r *http.Request) (id.ID, error) {
	i, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return "", errs.New(errs.NotFound, "There is no such framework.")
	}
	return i, nil
}

// pathOf reads framework and competency of the path.
func pathOf(r *http.Request) (framework, competency id.ID, err error) {
	if framework, err = frameworkID(r); err != nil {
		return "", "", err
	}
	competency, ok := id.Parse(r.PathValue("competency"))
	if !ok {
		return "", "", errs.New(errs.NotFound, "There is no such competency in this version.")
	}
	return framework, competency, nil
}

// draftPage is the newest version of a framework, as its editors see it.
type draftPage struct {
	standards.View
	After  int
	Notice string
	// Problem is why something was not done just now.
	Problem string
}

// IsDraft reports whether it can be changed.
func (p draftPage) IsDraft() bool { return p.Status == standards.Draft }

// atHref is the address of a competency in the tree of its draft, on the page that holds it.
func atHref(framework, competency id.ID) string {
	return workPath(framework) + "?at=" + string(competency) + "#c-" + string(competency)
}

func (p *Pages) draft(w http.ResponseWriter, r *http.Request) error {
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	return p.showDraft(w, r, http.StatusOK, framework, draftPage{Notice: p.sessions.TakeFlash(r.Context())})
}

// showDraft shows a page of the tree: the one that the address asks for, or the one with the competency that it asks for.
func (p *Pages) showDraft(w http.ResponseWriter, r *http.Request, status int, framework id.ID, v draftPage) error {
	ctx := r.Context()
	after, err := web.Number(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	if at, ok := id.Parse(r.URL.Query().Get("at")); ok {
		if after, err = p.standards.PageWith(ctx, authz.From(ctx), framework, at); err != nil {
			return err
		}
	}
	if v.View, err = p.standards.Draft(ctx, authz.From(ctx), framework, after); err != nil {
		return err
	}
	v.After = after
	return web.Render(w, r, status, draftView(v))
}

// act does something to the framework of the path, says so, and goes on. Where it cannot be done now, the draft is shown again with the reason.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, said func(ctx context.Context) string, to func(framework id.ID) string, do func(ctx context.Context, actor authz.Actor, framework id.ID) error) error {
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := do(ctx, authz.From(ctx), framework); err != nil {
		if errs.Is(err, errs.Conflict) || errs.Is(err, errs.Stale) {
			if _, again := p.standards.Draft(ctx, authz.From(ctx), framework, 0); again == nil {
				return p.showDraft(w, r, web.Status(err), framework, draftPage{Problem: web.Message(ctx, err)})
			}
		}
		return err
	}
	if said != nil {
		p.sessions.Flash(ctx, said(ctx))
	}
	return web.Redirect(w, r, to(framework))
}

func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(ctx context.Context) string {
		return i18n.T(ctx, "The draft of the next version is begun. Nobody else sees it yet.")
	}, workPath,
		func(ctx context.Context, actor authz.Actor, framework id.ID) error {
			_, err := p.standards.BeginDraft(ctx, actor, framework)
			return err
		})
}

func (p *Pages) discard(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	return p.act(w, r, func(ctx context.Context) string { return i18n.T(ctx, "The draft is thrown away.") }, func(id.ID) string { return "/work/standards" },
		func(ctx context.Context, actor authz.Actor, framework id.ID) error {
			return p.standards.Discard(ctx, actor, framework, seenIn(form))
		})
}

func (p *Pages) retire(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	return p.act(w, r, func(ctx context.Context) string {
		return i18n.T(ctx, "The framework is retired. It stays readable.")
	}, workPath, func(ctx context.Context, actor authz.Actor, framework id.ID) error {
		return p.standards.Retire(ctx, actor, framework, seenIn(form))
	})
}
