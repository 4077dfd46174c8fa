package assessmentweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
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

func workCohortPath(cohort id.ID) string { return workCohorts + "/" + string(cohort) }

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
	c, unknown, err := p.assessment.MakeCohort(ctx, authz.From(ctx), assessment.NewCohort{Title: form.Get("title"), Profile: form.Get("profile"), People: form.Get("people"), Offer: form.Get("offer")})
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showCohorts(w, r, status, form, complaints)
	}
	said := askedWords(ctx, c.Asked, unknown)
	if c.OfferID != "" {
		said = i18n.T(ctx, "Whoever has a seat is asked to join by letter, and whoever registers later when they do.")
	}
	return p.act(w, r, said, workCohortPath(c.ID), err)
}

// askedWords say how many people are asked, and which addresses nobody has.
func askedWords(ctx context.Context, asked int, unknown []string) string {
	said := i18n.N(ctx, asked, "%d person is asked to join by letter.", "%d people are asked to join by letter.")
	if len(unknown) > 0 {
		said += " " + i18n.T(ctx, "Nobody here has these addresses: %s", strings.Join(unknown, ", "))
	}
	return said
}

// cohortPage is the numbers of a cohort and the form that adds people.
type cohortPage struct {
	assessment.CohortView
	Form   url.Values
	Errors ui.FormErrors
	Notice string
}

func (p *Pages) cohort(w http.ResponseWriter, r *http.Request) error {
	cohort, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return p.showCohort(w, r, http.StatusOK, cohort, url.Values{}, nil)
}

func (p *Pages) showCohort(w http.ResponseWriter, r *http.Request, status int, cohort id.ID, form url.Values, errors ui.FormErrors) error {
	v, err := p.assessment.ShowCohort(r.Context(), authz.From(r.Context()), cohort)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, cohortView(cohortPage{v, form, errors, p.sessions.TakeFlash(r.Context())}))
}

func (p *Pages) widenCohort(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	cohort, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	added, unknown, err := p.assessment.AddToCohort(ctx, authz.From(ctx), cohort, form.Get("people"))
	if complaints, status := refused(ctx, err, "people"); complaints != nil {
		return p.showCohort(w, r, status, cohort, form, complaints)
	}
	return p.act(w, r, askedWords(ctx, added, unknown), workCohortPath(cohort), err)
}

func (p *Pages) endCohort(w http.ResponseWriter, r *http.Request) error {
	cohort, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	return p.act(w, r, i18n.T(ctx, "The cohort has ended. Its numbers stay."), workCohortPath(cohort), p.assessment.EndCohort(ctx, authz.From(ctx), cohort))
}

func (p *Pages) join(w http.ResponseWriter, r *http.Request) error {
	cohort, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	t, err := p.assessment.Join(ctx, authz.From(ctx), cohort)
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showHome(w, r, status, complaints)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, askPath(t.ID))
}

func (p *Pages) leave(w http.ResponseWriter, r *http.Request) error {
	cohort, err := web.PathID(r, "id")
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
	if x.From == x.To {
		return i18n.Number(ctx, x.From)
	}
	return i18n.T(ctx, "%s to %s", i18n.Number(ctx, x.From), i18n.Number(ctx, x.To))
}

func cohortPath(cohort id.ID) string { return standingPath + "/cohorts/" + string(cohort) }

// joinWords say what somebody agrees to who joins.
func joinWords(ctx context.Context, m assessment.Membership) string {
	if m.Offer != "" {
		return i18n.T(ctx, "You answer the questions for “%s” now, and again when you have completed “%s”. Whoever runs it sees how many of the group were where, never your own answers, and no number is about fewer than five. Of five people, four who tell each other what they said could tell the fifth.", m.Profile, m.Offer)
	}
	return i18n.T(ctx, "You answer the questions for “%s” now and again afterwards. Whoever runs it sees how many of the group were where, never your own answers, and no number is about fewer than five. Of five people, four who tell each other what they said could tell the fifth.", m.Profile)
}

// nextWords say what comes next for somebody who counts in a cohort.
func nextWords(ctx context.Context, m assessment.Membership) string {
	switch {
	case !m.EndedAt.IsZero():
		return i18n.T(ctx, "It has ended. You can still leave it: you are then counted no more.")
	case !m.Before && !m.BeforeDue():
		return i18n.T(ctx, "You completed “%s” before you had answered the questions, so you are in no number. You can leave the cohort.", m.Offer)
	case !m.Before:
		return i18n.T(ctx, "Finish the questions for “%s” once: that is your before.", m.Profile)
	case m.After:
		return i18n.T(ctx, "You have answered before and after. Thank you.")
	case m.OfferID == "":
		return i18n.T(ctx, "Your before is there. Answer the questions for “%s” once more when you have learned what you came for: that is your after.", m.Profile)
	case m.CompletedAt.IsZero():
		return i18n.T(ctx, "Your before is there. You are asked once more when you have completed “%s”.", m.Offer)
	}
	return i18n.T(ctx, "You have completed “%s”. Answer the questions once more: that is your after.", m.Offer)
}
