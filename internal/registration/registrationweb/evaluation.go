package registrationweb

import (
	"context"
	"net/http"
	"net/url"
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
	// Own are the offer's own questions, asked in place of the association's; Given what was answered to them.
	Own    registration.Survey
	Given  registration.SurveyAnswers
	Errors ui.FormErrors
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
		return i18n.T(ctx, "Answer a few questions")
	}
	return i18n.T(ctx, "Answer one question")
}

func (p *Pages) evaluationForm(w http.ResponseWriter, r *http.Request) error {
	return p.showEvaluation(w, r, http.StatusOK, evaluationPage{})
}

func (p *Pages) showEvaluation(w http.ResponseWriter, r *http.Request, status int, v evaluationPage) error {
	which, err := web.PathID(r, "id")
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
	if v.Kind == registration.AtCompletion && v.Own.ID == "" {
		if v.Own, err = p.registration.SurveyAsked(r.Context(), v.OfferID); err != nil {
			return err
		}
	}
	return web.Render(w, r, status, evaluationView(v))
}

func (p *Pages) evaluate(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
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
	ctx := r.Context()
	if survey, ok := id.Parse(form.Get("survey")); ok && kind == registration.AtCompletion {
		return p.answerOwn(w, r, which, survey, form)
	}
	useful, _ := strconv.Atoi(form.Get("useful")) // what is no number is no answer
	a := registration.Answers{Useful: useful, Level: form.Get("level"), Used: form.Get("used"), Helped: form.Get("helped"), Text: form.Get("text")}
	err = p.registration.Answer(ctx, authz.From(ctx), which, kind, a)
	if errs.Is(err, errs.Invalid) {
		return p.showEvaluation(w, r, http.StatusUnprocessableEntity, evaluationPage{Answers: a, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, "/my", i18n.T(ctx, "Thank you. Your answers are kept apart from your name."))
}

// answerOwn takes the answers to an offer's own questions, in the wording that was shown.
func (p *Pages) answerOwn(w http.ResponseWriter, r *http.Request, which, survey id.ID, form url.Values) error {
	ctx := r.Context()
	given := registration.SurveyAnswers(form)
	err := p.registration.AnswerSurvey(ctx, authz.From(ctx), which, survey, given)
	if errs.Is(err, errs.Invalid) {
		own, err2 := p.registration.SurveyShown(ctx, authz.From(ctx), which, survey)
		if err2 != nil {
			return err2
		}
		return p.showEvaluation(w, r, http.StatusUnprocessableEntity, evaluationPage{Own: own, Given: given, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, "/my", i18n.T(ctx, "Thank you. Your answers are kept apart from your name."))
}
