package standardsweb

import (
	"net/http"
	"net/url"
	"strconv"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// aboutPage is the form of what a draft says of itself.
type aboutPage struct {
	standards.Version
	Form   url.Values
	Errors ui.FormErrors
}

// draftFor reads the draft for a form, without its competencies; a framework without one is a Conflict.
func (p *Pages) draftFor(r *http.Request) (standards.View, error) {
	framework, err := frameworkID(r)
	if err != nil {
		return standards.View{}, err
	}
	return p.standards.Frame(r.Context(), authz.From(r.Context()), framework)
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
	if complaints := complaintsOf(ctx, err); complaints != nil {
		v, again := p.draftFor(r)
		if again != nil {
			return again
		}
		form.Set("seen", string(v.Seen()))
		return web.Render(w, r, web.Status(err), aboutView(aboutPage{v.Version, form, complaints}))
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
	if complaints := complaintsOf(ctx, err); complaints != nil {
		v, again := p.draftFor(r)
		if again != nil {
			return again
		}
		return web.Render(w, r, web.Status(err), levelsView(levelsPage{v.Version, given, v.Seen(), complaints}))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The levels are saved."))
	return web.Redirect(w, r, workPath(framework))
}
