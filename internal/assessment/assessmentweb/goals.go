package assessmentweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

const goalsPath = standingPath + "/goals"

// goalsPage is what somebody set themselves.
type goalsPage struct {
	Open, Closed []assessment.Goal
	Form         url.Values
	Errors       ui.FormErrors
	// Changing is the goal whose form came back, empty for the form of a new one; Stale says that the goal was changed meanwhile.
	Changing id.ID
	Stale    bool
	Notice   string
	Today    string
}

func (p *Pages) goals(w http.ResponseWriter, r *http.Request) error {
	form := url.Values{"term": {"short"}, "review_on": {p.clock.Now().AddDate(0, 3, 0).Format(time.DateOnly)}}
	if c, ok := id.Parse(r.URL.Query().Get("competency")); ok {
		form.Set("competency", string(c))
		form.Set("says", r.URL.Query().Get("says"))
	}
	return p.showGoals(w, r, http.StatusOK, goalsPage{Form: form})
}

func (p *Pages) showGoals(w http.ResponseWriter, r *http.Request, status int, v goalsPage) error {
	ctx := r.Context()
	all, err := p.assessment.Goals(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	v.Notice, v.Today = p.sessions.TakeFlash(ctx), p.clock.Now().Format(time.DateOnly)
	for _, g := range all {
		if g.State == assessment.GoalOpen {
			v.Open = append(v.Open, g)
		} else {
			v.Closed = append(v.Closed, g)
		}
	}
	return web.Render(w, r, status, goalsView(v))
}

func goalOf(form url.Values) assessment.GoalText {
	g := assessment.GoalText{Says: form.Get("says"), Reason: form.Get("reason"), Term: assessment.Term(form.Get("term")), ReviewOn: form.Get("review_on")}
	g.Competency, _ = id.Parse(form.Get("competency"))
	return g
}

func (p *Pages) addGoal(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	_, err = p.assessment.AddGoal(ctx, authz.From(ctx), goalOf(form))
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showGoals(w, r, status, goalsPage{Form: form, Errors: complaints})
	}
	return p.act(w, r, i18n.T(ctx, "The goal is kept. A letter comes on its review date."), goalsPath, err)
}

func (p *Pages) changeGoal(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	goal, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	seen := form.Get("seen")
	if seen == "" {
		seen = "nothing"
	}
	err = p.assessment.ChangeGoal(ctx, authz.From(ctx), goal, goalOf(form), assessment.GoalState(form.Get("state")), seen)
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showGoals(w, r, status, goalsPage{Form: form, Errors: complaints, Changing: goal, Stale: errs.Is(err, errs.Stale)})
	}
	return p.act(w, r, i18n.T(ctx, "The goal is changed."), goalsPath, err)
}

func termOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: string(assessment.ShortTerm), Label: i18n.T(ctx, "Within months")}, {Value: string(assessment.LongTerm), Label: i18n.T(ctx, "Within years")}}
}

func goalStateOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: string(assessment.GoalOpen), Label: goalWords(ctx, assessment.GoalOpen)}, {Value: string(assessment.GoalReached), Label: goalWords(ctx, assessment.GoalReached)},
		{Value: string(assessment.GoalDropped), Label: goalWords(ctx, assessment.GoalDropped)}}
}

func goalWords(ctx context.Context, s assessment.GoalState) string {
	switch s {
	case assessment.GoalReached:
		return i18n.T(ctx, "Reached")
	case assessment.GoalDropped:
		return i18n.T(ctx, "No longer a goal")
	}
	return i18n.T(ctx, "Still a goal")
}

func termWords(ctx context.Context, t assessment.Term) string {
	if t == assessment.LongTerm {
		return i18n.T(ctx, "Within years")
	}
	return i18n.T(ctx, "Within months")
}

func sideRows(ctx context.Context, rows []assessment.Row) []ui.Row {
	var out []ui.Row
	for _, r := range rows {
		cells := [2]string{}
		for _, s := range r.All {
			switch s.Basis {
			case assessment.BySelf:
				cells[0] = statementWords(ctx, r, s)
			case assessment.ByRecord:
			default:
				cells[1] = statementWords(ctx, r, s)
			}
		}
		if cells[0] != "" || cells[1] != "" {
			out = append(out, ui.Cells(r.Text.Title, cells[0], cells[1]))
		}
	}
	return out
}
