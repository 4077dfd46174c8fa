package assessmentweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// cohortsPage is every cohort and the form of a new one.
type cohortsPage struct {
	Cohorts  []assessment.Cohort
	Profiles []assessment.Profile
	Form     url.Values
	Errors   ui.FormErrors
	Notice   string
}

const workCohorts = "/work/cohorts"

func (p *Pages) cohorts(w http.ResponseWriter, r *http.Request) error {
	return p.showCohorts(w, r, http.StatusOK, url.Values{}, nil)
}

func (p *Pages) showCohorts(w http.ResponseWriter, r *http.Request, status int, form url.Values, errors ui.FormErrors) error {
	all, err := p.assessment.Cohorts(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	profiles, err := p.assessment.Profiles(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, status, cohortsView(cohortsPage{all, profiles, form, errors, p.sessions.TakeFlash(r.Context())}))
}

func (p *Pages) makeCohort(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	c, unknown, err := p.assessment.MakeCohort(ctx, authz.From(ctx), form.Get("title"), form.Get("profile"), form.Get("people"))
	if errs.Is(err, errs.Invalid) {
		return p.showCohorts(w, r, http.StatusUnprocessableEntity, form, ui.ErrorsOf(ctx, err))
	}
	said := i18n.N(ctx, c.Asked, "%d person is asked to join.", "%d people are asked to join.")
	if len(unknown) > 0 {
		said += " " + i18n.T(ctx, "Nobody here has these addresses: %s", strings.Join(unknown, ", "))
	}
	return p.act(w, r, said, workCohorts, err)
}

func (p *Pages) cohort(w http.ResponseWriter, r *http.Request) error {
	cohort, err := pathID(r, "id")
	if err != nil {
		return err
	}
	v, err := p.assessment.ShowCohort(r.Context(), authz.From(r.Context()), cohort)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, cohortView(v))
}

func (p *Pages) join(w http.ResponseWriter, r *http.Request) error {
	cohort, err := pathID(r, "id")
	if err != nil {
		return err
	}
	t, err := p.assessment.Join(r.Context(), authz.From(r.Context()), cohort)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, askPath(t.ID))
}

func (p *Pages) leave(w http.ResponseWriter, r *http.Request) error {
	cohort, err := pathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	return p.act(w, r, i18n.T(ctx, "You count in this cohort no more."), standingPath, p.assessment.Leave(ctx, authz.From(ctx), cohort))
}

func profileOptions(first string, all []assessment.Profile, chosen string) []ui.Option {
	out := []ui.Option{{Value: "", Label: first}}
	for _, x := range all {
		out = append(out, ui.Option{Value: x.Key, Label: x.Title, Selected: x.Key == chosen})
	}
	return out
}

func cohortRows(ctx context.Context, list []assessment.CohortLine) []ui.Row {
	out := make([]ui.Row, len(list))
	for i, l := range list {
		out[i] = ui.Cells(l.Text.Text.Title, l.Text.LevelTitle(), shareWords(ctx, l.Before), shareWords(ctx, l.After))
	}
	return out
}

// shareWords says how many were there, as far as that is told.
func shareWords(ctx context.Context, x assessment.Share) string {
	switch {
	case x.Few:
		return i18n.T(ctx, "Few")
	case x.NearlyAll:
		return i18n.T(ctx, "Nearly all")
	}
	return i18n.Number(ctx, x.Number)
}
