package assessmentweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// askPage is one question.
type askPage struct {
	assessment.Question
	Form   url.Values
	Errors ui.FormErrors
	Notice string
	// Named says that this competency was asked for by its address, so that one goes back to it.
	Named bool
}

// total is how many questions the round asks in all, as far as that is known.
func (p askPage) total() int { return p.Progress.Asked + p.Progress.Left }

// chosen is the answer that is marked when the page opens: what was typed, else what was said before, else what the record shows.
func (p askPage) chosen() string {
	if p.Form.Has("answer") {
		return p.Form.Get("answer")
	}
	if own, ok := p.Line.Own(); ok {
		if own.Said == assessment.SaidLevel {
			return levelValue(own.Level)
		}
		return string(own.Said)
	}
	if s, ok := p.Line.Proved(); ok && p.offers(s.Level) {
		return levelValue(s.Level)
	}
	return ""
}

// contests says whether the tick stands that the record is not counted: as it was sent, else as it was said before.
func (p askPage) contests() bool {
	if p.Form.Has("competency") {
		return p.Form.Has("contests")
	}
	return p.Line.Contested
}

// offers reports whether a level is among the answers.
func (p askPage) offers(level string) bool {
	return slices.ContainsFunc(p.Choices, func(c assessment.Choice) bool { return c.Code == level })
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	competency, _ := id.Parse(r.URL.Query().Get("competency"))
	form := url.Values{}
	if competency != "" {
		form.Set("back", "on")
	}
	return p.showAsk(w, r, http.StatusOK, competency, form, nil)
}

func (p *Pages) showAsk(w http.ResponseWriter, r *http.Request, status int, competency id.ID, form url.Values, errors ui.FormErrors) error {
	target, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	q, err := p.assessment.Question(r.Context(), authz.From(r.Context()), target, competency)
	if err != nil {
		return err
	}
	if q.Done {
		p.sessions.Flash(r.Context(), i18n.T(r.Context(), "There is nothing to ask now. This is where you stand."))
		return web.Redirect(w, r, targetPath(target))
	}
	return web.Render(w, r, status, askView(askPage{q, form, errors, p.sessions.TakeFlash(r.Context()), form.Get("back") != ""}))
}

// levelPrefix stands before the code of a level in the field of the answer, where the words for no level stand alone: a level may be called as they are.
const levelPrefix = "level:"

// levelValue is the answer that says a level.
func levelValue(code string) string { return levelPrefix + code }

// sayingOf reads an answer: a level, or one of the words for no level.
func sayingOf(form url.Values) assessment.Saying {
	y := assessment.Saying{Contests: form.Get("contests") != ""}
	y.Competency, _ = id.Parse(form.Get("competency"))
	switch answer := form.Get("answer"); {
	case form.Get("skip") != "":
		y.Said = assessment.SaidSkipped
	case answer == string(assessment.SaidNone), answer == string(assessment.SaidOutside):
		y.Said = assessment.Said(answer)
	default:
		y.Level = strings.TrimPrefix(answer, levelPrefix)
	}
	return y
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	target, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, y := r.Context(), sayingOf(form)
	finished, err := p.assessment.Say(ctx, authz.From(ctx), target, y)
	if errs.Is(err, errs.Invalid) {
		if err = p.showAsk(w, r, http.StatusUnprocessableEntity, y.Competency, form, ui.ErrorsOf(ctx, err)); err == nil {
			return nil
		}
	}
	switch {
	case errs.Is(err, errs.Gone):
		p.sessions.Flash(ctx, i18n.T(ctx, "Its framework has changed, and this is not asked any more. Please go on with what is asked now."))
		return web.Redirect(w, r, askPath(target))
	case err != nil:
		return err
	case finished:
		p.sessions.Flash(ctx, i18n.T(ctx, "That was all. This is where you stand."))
		return web.Redirect(w, r, targetPath(target))
	case form.Get("back") != "":
		p.sessions.Flash(ctx, i18n.T(ctx, "Your answer is kept."))
		return web.Redirect(w, r, competencyPath(target, y.Competency))
	}
	return web.Redirect(w, r, askPath(target))
}
