package assessmentweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

const workProfiles = "/work/profiles"

func workProfilePath(key string) string { return workProfiles + "/" + url.PathEscape(key) }

// workPage is every profile with what is to be decided.
type workPage struct {
	Profiles []assessment.WorkProfile
	MayEdit  bool
	Notice   string
}

func (p *Pages) workProfiles(w http.ResponseWriter, r *http.Request) error {
	actor := authz.From(r.Context())
	all, err := p.assessment.WorkProfiles(r.Context(), actor)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, workView(workPage{all, actor.May(assessment.EditProfiles, ""), p.sessions.TakeFlash(r.Context())}))
}

// editPage is the form of a profile; Number is 0 for a new one.
type editPage struct {
	Key       string
	Number    int
	Retired   bool
	Decisions []assessment.Decision
	Form      url.Values
	Errors    ui.FormErrors
	// Now is what the profile says where somebody else has changed it since the form was opened.
	Now *assessment.ProfileDraft
}

func (p *Pages) newProfile(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, editView(editPage{Form: url.Values{}}))
}

func (p *Pages) editProfile(w http.ResponseWriter, r *http.Request) error {
	return p.showEdit(w, r, http.StatusOK, r.PathValue("key"), nil, nil, false)
}

// showEdit shows the form of a profile: as it stands or, when it came back, as it was typed. Where it is stale, what stands now is shown beside it, and sent once
// more it puts what was typed in the place of that.
func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request, status int, key string, form url.Values, errors ui.FormErrors, stale bool) error {
	v, d, decisions, err := p.assessment.EditProfile(r.Context(), authz.From(r.Context()), key)
	if err != nil {
		return err
	}
	page := editPage{Key: v.Key, Number: v.Number, Retired: !v.RetiredAt.IsZero(), Decisions: decisions, Form: form, Errors: errors}
	if form == nil {
		page.Form = url.Values{"title": {d.Title}, "audience": {string(d.Audience)}, "summary": {d.Summary}, "work": {strings.Join(d.Work, "\n")}, "related": {strings.Join(d.ProfileText.Related, "\n")}, "items": {askLines(d.Asks)}, "seen": {strconv.Itoa(v.Number)}}
	}
	if stale {
		page.Now = &d
		form.Set("seen", strconv.Itoa(v.Number))
	}
	return web.Render(w, r, status, editView(page))
}

// draftOf reads the form of a profile.
func draftOf(key string, form url.Values) assessment.ProfileDraft {
	asks, _ := readLines(form.Get("items"))
	return assessment.ProfileDraft{Key: key, Audience: catalogue.Audience(form.Get("audience")), ProfileText: assessment.ProfileText{Title: form.Get("title"), Summary: form.Get("summary"), Work: strings.Split(form.Get("work"), "\n"), Related: strings.Split(form.Get("related"), "\n")}, Asks: asks}
}

func (p *Pages) createProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v, err := p.assessment.SaveProfile(ctx, authz.From(ctx), draftOf("", form), 0)
	if complaints, status := refused(ctx, err, "title"); complaints != nil {
		return web.Render(w, r, status, editView(editPage{Form: form, Errors: byLine(ctx, complaints, form.Get("items"))}))
	}
	return p.act(w, r, i18n.T(ctx, "“%s” can be chosen from now on.", v.Title), workProfiles, err)
}

func (p *Pages) saveProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, key := r.Context(), r.PathValue("key")
	seen, err := strconv.Atoi(form.Get("seen"))
	if err != nil || seen < 1 {
		seen = -1
	}
	v, err := p.assessment.SaveProfile(ctx, authz.From(ctx), draftOf(key, form), seen)
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showEdit(w, r, status, key, form, byLine(ctx, complaints, form.Get("items")), errs.Is(err, errs.Stale))
	}
	return p.act(w, r, i18n.T(ctx, "Version %s of “%s” holds from now on.", strconv.Itoa(v.Number), v.Title), workProfiles, err)
}

func (p *Pages) retireProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	return p.act(w, r, i18n.T(ctx, "It is changed."), workProfiles, p.assessment.RetireProfile(ctx, authz.From(ctx), r.PathValue("key"), form.Get("back") == ""))
}
