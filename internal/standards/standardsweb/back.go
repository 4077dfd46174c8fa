package standardsweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	_, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	// The focus goes to what it stood under.
	near := ""
	if _, c, err := p.competencyFor(r); err == nil && c.ParentID != "" {
		near = "?at=" + string(c.ParentID) + "#c-" + string(c.ParentID)
	}
	return p.act(w, r, func(ctx context.Context) string {
		return i18n.T(ctx, "The competency is taken out of the draft.")
	}, func(f id.ID) string { return workPath(f) + near }, func(ctx context.Context, actor authz.Actor, framework id.ID) error {
		return p.standards.RemoveCompetency(ctx, actor, framework, competency)
	})
}

// takenOutPage lists what a draft does not hold any more.
type takenOutPage struct {
	standards.TakenOut
	After   int
	Notice  string
	Problem string
}

func (p *Pages) takenOut(w http.ResponseWriter, r *http.Request) error {
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	return p.showTakenOut(w, r, http.StatusOK, framework, takenOutPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showTakenOut(w http.ResponseWriter, r *http.Request, status int, framework id.ID, v takenOutPage) error {
	after, err := web.Number(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	v.After = after
	if v.TakenOut, err = p.standards.TakenOut(r.Context(), authz.From(r.Context()), framework, after); err != nil {
		return err
	}
	return web.Render(w, r, status, takenOutView(v))
}

func (p *Pages) putBack(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	n, err := p.standards.PutBack(ctx, authz.From(ctx), framework, competency, form.Get("whole") != "", "")
	if errs.Is(err, errs.Conflict) {
		if _, again := p.draftFor(r); again == nil {
			return p.showTakenOut(w, r, web.Status(err), framework, takenOutPage{Problem: web.Message(ctx, err)})
		}
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.N(ctx, n, "%d competency is back as it stood.", "%d competencies are back as they stood."))
	return web.Redirect(w, r, atHref(framework, competency))
}
