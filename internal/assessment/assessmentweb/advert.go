package assessmentweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// addedFields is how many competencies can be added by hand to what was found.
const addedFields = 4

// advertPage is what was found in an advert, to be corrected.
type advertPage struct {
	assessment.AdvertView
	// Sent says that the form came back, so that what is unchecked stays so.
	Sent   bool
	Form   url.Values
	Errors ui.FormErrors
}

// picked reports whether a competency is taken.
func (p advertPage) picked(c id.ID) bool {
	if !p.Sent {
		return true
	}
	for _, x := range p.Form["pick"] {
		if x == string(c) {
			return true
		}
	}
	return false
}

// level is the level that is chosen for a match.
func (p advertPage) level(m assessment.AdvertMatch) string {
	if l := p.Form.Get("level-" + string(m.Competency)); l != "" {
		return l
	}
	return m.Level
}

func (p *Pages) readAdvert(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v, err := p.assessment.ReadAdvert(ctx, authz.From(ctx), form.Get("title"), form.Get("advert"))
	if errs.Is(err, errs.Invalid) {
		return p.showChoose(w, r, http.StatusUnprocessableEntity, form, ui.ErrorsOf(ctx, err))
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, advertView(advertPage{AdvertView: v, Form: form}))
}

// picksOf reads what was taken of what was found, and what was added.
func picksOf(form url.Values) []assessment.Pick {
	var out []assessment.Pick
	for _, x := range form["pick"] {
		if c, ok := id.Parse(x); ok {
			out = append(out, assessment.Pick{Competency: c, Level: form.Get("level-" + x), Why: form.Get("why-" + x)})
		}
	}
	for i := range addedFields {
		if c, ok := id.Parse(form.Get("add-" + strconv.Itoa(i))); ok {
			out = append(out, assessment.Pick{Competency: c})
		}
	}
	return out
}

func (p *Pages) beginAdvert(w http.ResponseWriter, r *http.Request, form url.Values) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	t, err := p.assessment.BeginAdvert(ctx, actor, form.Get("title"), picksOf(form))
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		v, again := p.assessment.ReadAdvert(ctx, actor, form.Get("title"), form.Get("advert"))
		if again != nil {
			return p.showChoose(w, r, status, form, complaints)
		}
		return web.Render(w, r, status, advertView(advertPage{v, true, form, complaints}))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, askPath(t.ID))
}

// addOptions are all that can be added, framework by framework.
func addOptions(ctx context.Context, all []assessment.Offered, chosen string) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Nothing more")}}
	for _, o := range all {
		out = append(out, ui.Option{Value: string(o.Competency), Label: o.Title, Group: o.Framework, Selected: string(o.Competency) == chosen})
	}
	return out
}

func levelOptions(m assessment.AdvertMatch, chosen string) []ui.Option {
	var out []ui.Option
	for _, l := range m.Text.Levels {
		out = append(out, ui.Option{Value: l.Code, Label: l.Title, Selected: l.Code == chosen})
	}
	return out
}

func addField(i int) string { return "add-" + strconv.Itoa(i) }

// missingID is where a problem with what was picked leads to when nothing was found in the advert.
func missingID(p advertPage) string {
	if len(p.Matches) == 0 {
		return ui.FieldID("picks")
	}
	return ui.FieldID("missing")
}
