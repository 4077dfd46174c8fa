package standardsweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// translationPage is what a competency of the draft says in another language.
type translationPage struct {
	standards.CompetencyView
	// Languages are those that can be gone to: those of the draft and those of the site.
	Languages []string
	// Language is the one that the form is in, a tag, empty until one is chosen.
	Language string
	Form     url.Values
	Errors   ui.FormErrors
	Notice   string
}

func (p translationPage) path() string { return competencyWork(p.Version, p.ID) + "/translations" }

func (p *Pages) translations(w http.ResponseWriter, r *http.Request) error {
	v := translationPage{Notice: p.sessions.TakeFlash(r.Context())}
	v.Language, v.Form, v.Errors = languageIn(r)
	return p.showTranslations(w, r, http.StatusOK, v)
}

func (p *Pages) showTranslations(w http.ResponseWriter, r *http.Request, status int, v translationPage) error {
	_, c, err := p.competencyFor(r)
	if err != nil {
		return err
	}
	v.CompetencyView = c
	if v.Languages, err = p.languages(r.Context(), c.Version, v.Language); err != nil {
		return err
	}
	if v.Form == nil {
		v.Form = translationForm(c, v.Language)
	} else {
		v.Form.Set("seen", seenText(c.Competency))
	}
	return web.Render(w, r, status, translationView(v))
}

// languages are those that can be gone to: those of a draft, those of the site, and the one that is asked for.
func (p *Pages) languages(ctx context.Context, d standards.Version, asked string) ([]string, error) {
	out, err := p.standards.Languages(ctx, d)
	for _, l := range i18n.Languages() {
		out = append(out, l.Code)
	}
	out = append(out, asked)
	slices.Sort(out)
	own := standards.Tag(d.Language)
	return slices.DeleteFunc(slices.Compact(out), func(l string) bool { return l == own || l == "" }), err
}

// languageIn reads the language that an address asks for, with what is wrong with it.
func languageIn(r *http.Request) (tag string, form url.Values, wrong ui.FormErrors) {
	asked := r.URL.Query().Get("language")
	if tag = standards.Tag(asked); asked != "" && tag == "" {
		return "", url.Values{"language": {asked}}, ui.FormErrors{{Field: "language", Message: i18n.T(r.Context(), "Write the language as a code, such as en or pt-BR.")}}
	}
	return tag, nil, nil
}

// translationForm is the form as the draft fills it.
func translationForm(c standards.CompetencyView, language string) url.Values {
	form := url.Values{"seen": {seenText(c.Competency)}}
	for _, t := range c.Translations {
		if t.Language != language {
			continue
		}
		if t.Object == string(c.ID) {
			form.Set("title", t.Title)
			form.Set("description", t.Description)
		} else {
			form.Set(standards.StatementField(id.ID(t.Object)), t.Title)
		}
	}
	return form
}

func (p *Pages) translate(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	framework, competency, err := pathOf(r)
	if err != nil {
		return err
	}
	t := standards.TranslationDraft{Title: form.Get("title"), Description: form.Get("description"), Statements: map[id.ID]string{}, Seen: seenAt(form)}
	for name := range form {
		if s, ok := strings.CutPrefix(name, standards.StatementField("")); ok {
			t.Statements[id.ID(s)] = form.Get(name)
		}
	}
	ctx := r.Context()
	err = p.standards.SaveTranslation(ctx, authz.From(ctx), framework, competency, form.Get("language"), t)
	if complaints := complaintsOf(ctx, err); complaints != nil {
		return p.showTranslations(w, r, web.Status(err), translationPage{Language: standards.Tag(form.Get("language")), Form: form, Errors: complaints})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The translation is saved with the draft."))
	return web.Redirect(w, r, workPath(framework)+"/competencies/"+string(competency)+"/translations?language="+url.QueryEscape(standards.Tag(form.Get("language"))))
}

// languageName is what a language is called in that of the reader, with its code where it has no name.
func languageName(ctx context.Context, tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if n := display.Languages(language.Make(i18n.From(ctx).Lang)).Name(t); n != "" {
		return n + " (" + tag + ")"
	}
	return tag
}

// tongue marks a text that is in another language than the page, so that it is read aloud as it should be.
func tongue(ctx context.Context, of string) templ.Attributes {
	if of == "" { // unknown: not that of the page
		return templ.Attributes{"lang": "", "dir": "auto"}
	}
	if of == i18n.From(ctx).Lang {
		return nil
	}
	return templ.Attributes{"lang": of, "dir": i18n.Dir(of)}
}

// languageTabs lead to a form in each language.
func languageTabs(ctx context.Context, path string, all []string, active string) []ui.Tab {
	var out []ui.Tab
	for _, l := range all {
		out = append(out, ui.Tab{Label: languageName(ctx, l), Href: path + "?language=" + url.QueryEscape(l), Active: l == active})
	}
	return out
}

// competencyTabs are the forms of a competency; active is the one that is shown.
func competencyTabs(ctx context.Context, v standards.Version, c standards.Competency, active string) []ui.Tab {
	at := competencyWork(v, c.ID)
	return []ui.Tab{
		{Label: i18n.T(ctx, "What it says"), Href: at, Active: active == ""},
		{Label: i18n.T(ctx, "What it maps to"), Href: at + "/links", Active: active == "links", Count: len(c.Links)},
		{Label: i18n.T(ctx, "Translations"), Href: at + "/translations", Active: active == "translations"},
		{Label: i18n.T(ctx, "Its place"), Href: at + "/place", Active: active == "place"},
	}
}
