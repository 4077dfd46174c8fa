package standardsweb

import (
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// framePage is what the draft of a framework says of itself and of its levels in another language.
type framePage struct {
	standards.View
	// Languages are those that can be gone to; Tongue is the one that the form is in, a tag, empty until one is chosen.
	Languages []string
	Tongue    string
	Form      url.Values
	Errors    ui.FormErrors
	Notice    string
}

func (p framePage) path() string { return workPath(p.FrameworkID) + "/translations" }

func (p *Pages) frameTranslations(w http.ResponseWriter, r *http.Request) error {
	v := framePage{Notice: p.sessions.TakeFlash(r.Context())}
	v.Tongue, v.Form, v.Errors = languageIn(r)
	return p.showFrameTranslations(w, r, http.StatusOK, v)
}

func (p *Pages) showFrameTranslations(w http.ResponseWriter, r *http.Request, status int, v framePage) error {
	var err error
	if v.View, err = p.draftFor(r); err != nil {
		return err
	}
	if v.Languages, err = p.languages(r.Context(), v.Version, v.Tongue); err != nil {
		return err
	}
	if v.Form == nil {
		v.Form = frameForm(v.View, v.Tongue)
	}
	v.Form.Set("seen", string(v.Seen()))
	return web.Render(w, r, status, frameView(v))
}

// frameForm is the form as the draft fills it.
func frameForm(v standards.View, tongue string) url.Values {
	form := url.Values{}
	for _, t := range v.Translations {
		switch {
		case t.Language != tongue:
		case t.Object == "":
			form.Set("title", t.Title)
			form.Set("description", t.Description)
		default:
			form.Set(standards.LevelTitleField(t.Object), t.Title)
			form.Set(standards.LevelTextField(t.Object), t.Description)
		}
	}
	return form
}

func (p *Pages) translateFrame(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	d, err := p.draftFor(r)
	if err != nil {
		return err
	}
	ctx, tag := r.Context(), form.Get("language")
	t := standards.FrameTranslation{Title: form.Get("title"), Description: form.Get("description"), Levels: map[string]standards.Level{}}
	for _, l := range d.Levels {
		t.Levels[l.Code] = standards.Level{Title: form.Get(standards.LevelTitleField(l.Code)), Description: form.Get(standards.LevelTextField(l.Code))}
	}
	err = p.standards.SaveFrameTranslation(ctx, authz.From(ctx), d.FrameworkID, tag, t, seenIn(form))
	if complaints := complaintsOf(ctx, err); complaints != nil {
		return p.showFrameTranslations(w, r, web.Status(err), framePage{Tongue: standards.Tag(tag), Form: form, Errors: complaints})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The translation is saved with the draft."))
	return web.Redirect(w, r, workPath(d.FrameworkID)+"/translations?language="+url.QueryEscape(standards.Tag(tag)))
}
