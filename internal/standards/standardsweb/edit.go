package standardsweb

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
	"learningcommons.dev/commons/internal/standards"
)

// editPage is the form of a competency. ID is empty for a new one, which comes under Under.
type editPage struct {
	standards.Version
	ID     id.ID
	Under  standards.Competency
	Levels []standards.Level
	Form   url.Values
	Errors ui.FormErrors
	// Now is what the draft says, where somebody else has changed it meanwhile.
	Now *standards.Competency
}

// action is where the form goes.
func (p editPage) action() string {
	if p.ID == "" {
		return workPath(p.FrameworkID) + "/add"
	}
	return workPath(p.FrameworkID) + "/competencies/" + string(p.ID)
}

// backHref is where one comes from.
func (p editPage) backHref() string {
	if p.ID != "" {
		return atHref(p.FrameworkID, p.ID)
	}
	if p.Under.ID != "" {
		return atHref(p.FrameworkID, p.Under.ID)
	}
	return workPath(p.FrameworkID)
}

func competencyOf(f url.Values) standards.CompetencyDraft {
	c := standards.CompetencyDraft{Code: f.Get("code"), Kind: f.Get("kind"), Title: f.Get("title"), Description: f.Get("description"), Statements: map[string][]string{}}
	for name := range f {
		if level, ok := strings.CutPrefix(name, "statements-"); ok {
			c.Statements[level] = strings.Split(f.Get(name), "\n")
		}
	}
	return c
}

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	under := r.URL.Query().Get("under")
	return p.showEdit(w, r, http.StatusOK, editPage{Form: url.Values{"under": {under}}})
}

// showEdit shows the form of a competency with what it stands under.
func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request, status int, v editPage) error {
	d, err := p.draftFor(r)
	if err != nil {
		return err
	}
	v.Version, v.Levels = d.Version, d.Levels
	if under, ok := id.Parse(v.Form.Get("under")); ok {
		c, err := p.standards.Competency(r.Context(), authz.From(r.Context()), d.Key, d.Number, under)
		if err != nil {
			return err
		}
		v.Under = c.Competency
	}
	return web.Render(w, r, status, editView(v))
}

func (p *Pages) saveNew(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	under, _ := id.Parse(form.Get("under"))
	c, err := p.standards.AddCompetency(ctx, authz.From(ctx), framework, under, competencyOf(form))
	if errs.Is(err, errs.Invalid) {
		return p.showEdit(w, r, http.StatusUnprocessableEntity, editPage{Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "“%s” is in the draft.", short(c.Title)))
	return web.Redirect(w, r, atHref(framework, c.ID))
}

// competencyFor reads the draft and the competency of the path in it.
func (p *Pages) competencyFor(r *http.Request) (standards.View, standards.CompetencyView, error) {
	_, competency, err := pathOf(r)
	if err != nil {
		return standards.View{}, standards.CompetencyView{}, err
	}
	d, err := p.draftFor(r)
	if err != nil {
		return d, standards.CompetencyView{}, err
	}
	c, err := p.standards.Competency(r.Context(), authz.From(r.Context()), d.Key, d.Number, competency)
	return d, c, err
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	d, c, err := p.competencyFor(r)
	if err != nil {
		return err
	}
	form := url.Values{"code": {c.Code}, "kind": {c.Kind}, "title": {c.Title}, "description": {c.Description}, "seen": {seenText(c.Competency)}}
	for _, l := range d.Levels {
		var lines []string
		for _, i := range statementsAt(c.Indicators, l.Code) {
			lines = append(lines, i.Text)
		}
		form.Set("statements-"+l.Code, strings.Join(lines, "\n"))
	}
	return web.Render(w, r, http.StatusOK, editView(editPage{Version: d.Version, ID: c.ID, Levels: d.Levels, Form: form}))
}

func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	draft := competencyOf(form)
	draft.Seen = seenAt(form)
	err = p.standards.SaveCompetency(ctx, authz.From(ctx), framework, competency, draft)
	if complaints := complaintsOf(ctx, err); complaints != nil {
		v := editPage{ID: competency, Form: form, Errors: complaints}
		if errs.Is(err, errs.Stale) {
			_, now, again := p.competencyFor(r)
			if again != nil {
				return again
			}
			v.Now = &now.Competency
			form.Set("seen", seenText(now.Competency))
		}
		return p.showEdit(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The draft is saved."))
	return web.Redirect(w, r, atHref(framework, competency))
}
