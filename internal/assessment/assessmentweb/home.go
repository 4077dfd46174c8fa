package assessmentweb

import (
	"net/http"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// homePage is where somebody stands.
type homePage struct {
	assessment.Home
	// GoalsAgain are open goals about a competency that was split.
	GoalsAgain []assessment.Goal
	Cohorts    []assessment.Membership
	Errors     ui.FormErrors
	Notice     string
}

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	return p.showHome(w, r, http.StatusOK, nil)
}

func (p *Pages) showHome(w http.ResponseWriter, r *http.Request, status int, errors ui.FormErrors) error {
	h, err := p.assessment.Home(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	cohorts, err := p.assessment.AskedToJoin(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	goals, err := p.assessment.Goals(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	goals = slices.DeleteFunc(goals, func(g assessment.Goal) bool { return !g.ToDecide() })
	return web.Render(w, r, status, homeView(homePage{h, goals, cohorts, errors, p.sessions.TakeFlash(r.Context())}))
}

// choosePage is what a target can be made from.
type choosePage struct {
	Profiles   []assessment.Profile
	Frameworks []assessment.Choosable
	Form       url.Values
	Errors     ui.FormErrors
}

func (p *Pages) choose(w http.ResponseWriter, r *http.Request) error {
	return p.showChoose(w, r, http.StatusOK, url.Values{}, nil)
}

func (p *Pages) showChoose(w http.ResponseWriter, r *http.Request, status int, form url.Values, errors ui.FormErrors) error {
	profiles, err := p.assessment.Profiles(r.Context())
	if err != nil {
		return err
	}
	frameworks, err := p.assessment.Frameworks(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, status, chooseView(choosePage{profiles, frameworks, form, errors}))
}

func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if form.Get("kind") == "advert" {
		return p.beginAdvert(w, r, form)
	}
	var t assessment.Target
	if key := form.Get("profile"); key != "" {
		t, err = p.assessment.BeginProfile(ctx, actor, key)
	} else {
		key, level := splitChoice(form.Get("framework"))
		t, err = p.assessment.BeginFramework(ctx, actor, key, level)
		if errs.Is(err, errs.Invalid) || errs.Is(err, errs.NotFound) {
			return p.showChoose(w, r, http.StatusUnprocessableEntity, form, ui.ErrorsOf(ctx, errs.Bad("framework", "Choose one of these.")))
		}
	}
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showChoose(w, r, status, form, complaints)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, askPath(t.ID))
}
