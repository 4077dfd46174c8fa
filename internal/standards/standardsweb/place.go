package standardsweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// atTop is what a form says instead of a competency, where something is to stand at the top.
const atTop = "top"

// The ways in which a competency moves by one click.
const (
	moveUp      = "up"
	moveDown    = "down"
	moveIndent  = "in"
	moveOutdent = "out"
)

func (p *Pages) move(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	_, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	return p.act(w, r, nil, func(f id.ID) string { return atHref(f, competency) }, func(ctx context.Context, actor authz.Actor, framework id.ID) error {
		switch form.Get("to") {
		case moveIndent:
			return p.standards.Indent(ctx, actor, framework, competency)
		case moveOutdent:
			return p.standards.Outdent(ctx, actor, framework, competency)
		}
		return p.standards.MoveCompetency(ctx, actor, framework, competency, form.Get("to") == moveUp)
	})
}

// placePage is the form that puts a competency under another.
type placePage struct {
	standards.Spots
	// Words are those that were looked for.
	Words  string
	Form   url.Values
	Errors ui.FormErrors
}

// path is the address of the form.
func (p placePage) path() string {
	return workPath(p.FrameworkID) + "/competencies/" + string(p.Competency.ID) + "/place"
}

func (p *Pages) place(w http.ResponseWriter, r *http.Request) error {
	return p.showPlace(w, r, http.StatusOK, placePage{Words: r.URL.Query().Get("q"), Form: url.Values{}})
}

func (p *Pages) showPlace(w http.ResponseWriter, r *http.Request, status int, v placePage) error {
	framework, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	if v.Spots, err = p.standards.Spots(r.Context(), authz.From(r.Context()), framework, competency, v.Words); err != nil {
		return err
	}
	return web.Render(w, r, status, placeView(v))
}

func (p *Pages) put(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	parent, ok := id.Parse(form.Get("parent"))
	if err = errs.Bad("parent", "Choose where it is to stand."); ok || form.Get("parent") == atTop {
		err = p.standards.PutUnder(ctx, authz.From(ctx), framework, competency, parent)
	}
	if complaints := complaintsOf(ctx, err); complaints != nil {
		return p.showPlace(w, r, web.Status(err), placePage{Words: form.Get("q"), Form: form, Errors: complaints})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "It is moved, with all that stands under it."))
	return web.Redirect(w, r, atHref(framework, competency))
}

// spotOptions are where a competency can stand.
func spotOptions(ctx context.Context, p placePage) []ui.Option {
	var out []ui.Option
	if p.Parent.ID != "" {
		out = append(out, ui.Option{Value: atTop, Label: i18n.T(ctx, "At the top, under no other")})
	}
	for _, f := range p.Found {
		if f.ID == p.Parent.ID {
			continue
		}
		out = append(out, ui.Option{Value: string(f.ID), Label: named(f.Code, short(f.Title)), Help: under(ctx, f.Under), Selected: p.Form.Get("parent") == string(f.ID)})
	}
	return out
}

// under says what something stands under.
func under(ctx context.Context, title string) string {
	if title == "" {
		return ""
	}
	return i18n.T(ctx, "Under “%s”", short(title))
}
