package standardsweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

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
	Form       url.Values
	Errors     ui.FormErrors
	MayEdit    bool
	Notice     string
}

func (p *Pages) workList(w http.ResponseWriter, r *http.Request) error {
	return p.showWorkList(w, r, http.StatusOK, workListPage{Form: url.Values{}, Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showWorkList(w http.ResponseWriter, r *http.Request, status int, v workListPage) error {
	actor, cursor := authz.From(r.Context()), r.URL.Query().Get("cursor")
	found, err := p.standards.List(r.Context(), actor, standards.ListRequest{Drafts: true, Request: page.Request{Cursor: cursor, Limit: 50}})
	if err != nil {
		return err
	}
	v.Frameworks, v.MayEdit = found.Items, actor.May(standards.EditFrameworks, "")
	v.Next, v.Back = further("/work/standards", cursor, found.Next)
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
}

// IsDraft reports whether it can be changed.
func (p draftPage) IsDraft() bool { return p.Status == standards.Draft }

func (p *Pages) draft(w http.ResponseWriter, r *http.Request) error {
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	after, err := numberOf(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	view, err := p.standards.Draft(r.Context(), authz.From(r.Context()), framework, after)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, draftView(draftPage{view, after, p.sessions.TakeFlash(r.Context())}))
}

// act does something to the framework of the path, says so, and goes on.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, said func(ctx context.Context) string, to func(framework id.ID) string, do func(ctx context.Context, actor authz.Actor, framework id.ID) error) error {
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := do(ctx, authz.From(ctx), framework); err != nil {
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
	return p.act(w, r, func(ctx context.Context) string { return i18n.T(ctx, "The draft is thrown away.") }, func(id.ID) string { return "/work/standards" }, p.standards.Discard)
}

func (p *Pages) retire(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(ctx context.Context) string {
		return i18n.T(ctx, "The framework is retired. It stays readable.")
	}, workPath, p.standards.Retire)
}

// aboutPage is the form of what a draft says of itself.
type aboutPage struct {
	standards.Version
	Form   url.Values
	Errors ui.FormErrors
}

// draftFor reads the draft for a form; a framework without one is a Conflict.
func (p *Pages) draftFor(r *http.Request) (standards.View, error) {
	framework, err := frameworkID(r)
	if err != nil {
		return standards.View{}, err
	}
	v, err := p.standards.Draft(r.Context(), authz.From(r.Context()), framework, 1<<30)
	if err == nil && v.Status != standards.Draft {
		err = errs.New(errs.Conflict, "This framework has no draft now: it was published or discarded meanwhile.")
	}
	return v, err
}

func (p *Pages) about(w http.ResponseWriter, r *http.Request) error {
	v, err := p.draftFor(r)
	if err != nil {
		return err
	}
	form := url.Values{"label": {v.Label}, "title": {v.Title}, "description": {v.Description}, "owner": {v.Owner}, "source": {v.Source}, "note": {v.Note}, "language": {v.Language}, "content_area": {v.ContentArea}, "seen": {string(v.Seen())}}
	return web.Render(w, r, http.StatusOK, aboutView(aboutPage{v.Version, form, nil}))
}

func (p *Pages) saveAbout(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = p.standards.SaveAbout(ctx, authz.From(ctx), framework, aboutOf(form), form.Get("verified") != "", seenIn(form))
	if errs.Is(err, errs.Invalid) {
		v, again := p.draftFor(r)
		if again != nil {
			return again
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, aboutView(aboutPage{v.Version, form, ui.ErrorsOf(ctx, err)}))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The draft is saved."))
	return web.Redirect(w, r, workPath(framework))
}

// levelsPage is the form of a draft's levels.
type levelsPage struct {
	standards.Version
	Levels []standards.Level
	Seen   standards.Seen
	Errors ui.FormErrors
}

// moreLevels is how many empty lines stand below the levels.
const moreLevels = 2

func (p *Pages) levels(w http.ResponseWriter, r *http.Request) error {
	v, err := p.draftFor(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, levelsView(levelsPage{v.Version, append(v.Levels, make([]standards.Level, moreLevels)...), v.Seen(), nil}))
}

func (p *Pages) saveLevels(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, err := frameworkID(r)
	if err != nil {
		return err
	}
	var given []standards.Level
	for i := 0; i < 40 && form.Has(standards.LevelField(i)); i++ {
		given = append(given, standards.Level{Code: form.Get("code-" + strconv.Itoa(i)), Title: form.Get(standards.LevelField(i)), Description: form.Get("says-" + strconv.Itoa(i))})
	}
	ctx := r.Context()
	err = p.standards.SaveLevels(ctx, authz.From(ctx), framework, given, seenIn(form))
	if errs.Is(err, errs.Invalid) {
		v, again := p.draftFor(r)
		if again != nil {
			return again
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, levelsView(levelsPage{v.Version, given, seenIn(form), ui.ErrorsOf(ctx, err)}))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The levels are saved."))
	return web.Redirect(w, r, workPath(framework))
}

// editPage is the form of a competency. ID is empty for a new one, which comes under Under.
type editPage struct {
	standards.Version
	ID     id.ID
	Under  standards.Competency
	Levels []standards.Level
	Form   url.Values
	Errors ui.FormErrors
}

// action is where the form goes.
func (p editPage) action() string {
	if p.ID == "" {
		return workPath(p.FrameworkID) + "/add"
	}
	return workPath(p.FrameworkID) + "/competencies/" + string(p.ID)
}

func competencyOf(f url.Values) standards.CompetencyDraft {
	c := standards.CompetencyDraft{Code: f.Get("code"), Kind: f.Get("kind"), Title: f.Get("title"), Description: f.Get("description"), Statements: map[string][]string{}}
	for name := range f {
		if level, ok := strings.CutPrefix(name, "statements-"); ok {
			c.Statements[level] = strings.Split(f.Get(name), "\n")
		}
	}
	if micros, err := strconv.ParseInt(f.Get("seen"), 10, 64); err == nil {
		c.Seen = time.UnixMicro(micros).UTC()
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
	return web.Redirect(w, r, workPath(framework))
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	_, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	d, err := p.draftFor(r)
	if err != nil {
		return err
	}
	c, err := p.standards.Competency(r.Context(), authz.From(r.Context()), d.Key, d.Number, competency)
	if err != nil {
		return err
	}
	form := url.Values{"code": {c.Code}, "kind": {c.Kind}, "title": {c.Title}, "description": {c.Description}, "seen": {strconv.FormatInt(c.UpdatedAt.UnixMicro(), 10)}}
	for _, l := range d.Levels {
		var lines []string
		for _, i := range statementsAt(c.Indicators, l.Code) {
			lines = append(lines, i.Text)
		}
		form.Set("statements-"+l.Code, strings.Join(lines, "\n"))
	}
	return web.Render(w, r, http.StatusOK, editView(editPage{Version: d.Version, ID: competency, Levels: d.Levels, Form: form}))
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
	err = p.standards.SaveCompetency(ctx, authz.From(ctx), framework, competency, competencyOf(form))
	if errs.Is(err, errs.Invalid) {
		return p.showEdit(w, r, http.StatusUnprocessableEntity, editPage{ID: competency, Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The draft is saved."))
	return web.Redirect(w, r, workPath(framework))
}

func (p *Pages) move(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	_, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	return p.act(w, r, nil, func(f id.ID) string { return workPath(f) + "#c-" + string(competency) }, func(ctx context.Context, actor authz.Actor, framework id.ID) error {
		return p.standards.MoveCompetency(ctx, actor, framework, competency, form.Get("up") != "")
	})
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	_, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	return p.act(w, r, func(ctx context.Context) string {
		return i18n.T(ctx, "The competency is taken out of the draft.")
	}, workPath, func(ctx context.Context, actor authz.Actor, framework id.ID) error {
		return p.standards.RemoveCompetency(ctx, actor, framework, competency)
	})
}
