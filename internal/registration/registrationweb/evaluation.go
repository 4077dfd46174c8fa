package registrationweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// evaluationPage asks one set of questions.
type evaluationPage struct {
	registration.Registration
	Kind    registration.Kind
	Answers registration.Answers
	Errors  ui.FormErrors
}

func evaluationPath(r id.ID, kind registration.Kind) string {
	return myPath(r) + "/evaluation?kind=" + string(kind)
}

// kindOf reads which questions the address is about; without one the first.
func kindOf(r *http.Request) (registration.Kind, error) {
	k := registration.Kind(r.URL.Query().Get("kind"))
	if k == "" {
		return registration.AtCompletion, nil
	}
	if !slices.Contains(registration.Kinds, k) {
		return "", errs.New(errs.NotFound, "There is no such question.")
	}
	return k, nil
}

func questionLink(ctx context.Context, k registration.Kind) string {
	if k == registration.AtCompletion {
		return i18n.T(ctx, "Answer three questions")
	}
	return i18n.T(ctx, "Answer one question")
}

func (p *Pages) evaluationForm(w http.ResponseWriter, r *http.Request) error {
	return p.showEvaluation(w, r, http.StatusOK, evaluationPage{})
}

func (p *Pages) showEvaluation(w http.ResponseWriter, r *http.Request, status int, v evaluationPage) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if v.Kind, err = kindOf(r); err != nil {
		return err
	}
	v.Registration, err = p.registration.Question(r.Context(), authz.From(r.Context()), which, v.Kind)
	if errs.Is(err, errs.Conflict) {
		return p.done(w, r, myPath(which), web.Message(r.Context(), err))
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, status, evaluationView(v))
}

func (p *Pages) evaluate(w http.ResponseWriter, r *http.Request) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	useful, _ := strconv.Atoi(form.Get("useful")) // what is no number is no answer
	a := registration.Answers{Useful: useful, Level: form.Get("level"), Used: form.Get("used"), Helped: form.Get("helped"), Text: form.Get("text")}
	ctx := r.Context()
	err = p.registration.Answer(ctx, authz.From(ctx), which, kind, a)
	if errs.Is(err, errs.Invalid) {
		return p.showEvaluation(w, r, http.StatusUnprocessableEntity, evaluationPage{Answers: a, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, "/my", i18n.T(ctx, "Thank you. Your answers are kept apart from your name."))
}

// answersPage shows the answers about an offer to the people who offer it.
type answersPage struct {
	Title   string
	Roster  string
	Results []registration.Results
}

func (p *Pages) answers(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := pathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	o, offer, err := p.registration.OccurrenceOf(ctx, occurrence)
	if err != nil {
		return err
	}
	results, err := p.registration.Results(ctx, actor, offer.ID)
	if err != nil {
		return err
	}
	view, err := p.catalogue.Show(ctx, actor, offer.Key)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, answersView(answersPage{Title: view.Version.Title, Roster: rosterPath(o.ID), Results: results}))
}
