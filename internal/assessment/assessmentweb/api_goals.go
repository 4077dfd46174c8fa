package assessmentweb

import (
	"context"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	// GoalJSON is a goal.
	GoalJSON struct {
		ID         id.ID   `json:"id"`
		Says       string  `json:"says"`
		Reason     string  `json:"reason"`
		Term       string  `json:"term" enum:"short,long"`
		ReviewOn   string  `json:"review_on"`
		Competency *string `json:"competency"`
		State      string  `json:"state" enum:"open,reached,dropped"`
		Seen       string  `json:"seen" doc:"To be given back with a change."`
		// What became of the competency since.
		Parts []goalPartJSON `json:"parts" doc:"What its competency was split into: say which of them the goal is about."`
		Ended bool           `json:"ended" doc:"The framework has dropped its competency."`
	}
	goalPartJSON struct {
		Competency id.ID  `json:"competency"`
		Title      string `json:"title"`
	}
	goalsOut struct {
		Body struct {
			Items []GoalJSON `json:"items"`
		}
	}
	// GoalBody is what a person says of a goal.
	GoalBody struct {
		Says       string `json:"says" maxLength:"300"`
		Reason     string `json:"reason,omitempty" maxLength:"2000"`
		Term       string `json:"term" enum:"short,long"`
		ReviewOn   string `json:"review_on" maxLength:"10" doc:"A day, such as 2026-03-12."`
		Competency string `json:"competency,omitempty" maxLength:"64"`
	}
	setGoalIn struct{ Body GoalBody }
	goalOut   struct{ Body GoalJSON }
	// GoalIn names one of a person's own goals.
	GoalIn struct {
		ID string `path:"id" maxLength:"64" doc:"Id of the goal."`
	}
	changeGoal struct {
		GoalIn
		Body struct {
			GoalBody
			State string `json:"state" enum:"open,reached,dropped"`
			Seen  string `json:"seen,omitempty" maxLength:"100"`
		}
	}
)

func goalToJSON(g assessment.Goal) GoalJSON {
	out := GoalJSON{g.ID, g.Says, g.Reason, string(g.Term), g.ReviewOn, web.Optional(string(g.Competency)), string(g.State), g.Seen(), []goalPartJSON{}, g.Ended}
	for _, x := range g.Parts {
		out.Parts = append(out.Parts, goalPartJSON(x))
	}
	return out
}

func goalsToJSON(list []assessment.Goal) []GoalJSON {
	out := make([]GoalJSON, len(list))
	for i, g := range list {
		out[i] = goalToJSON(g)
	}
	return out
}

// text is the body as the area takes it; Invalid on "competency" where that is no id.
func (b GoalBody) text() (assessment.GoalText, error) {
	g := assessment.GoalText{Says: web.Clean(b.Says), Reason: web.Clean(b.Reason), Term: assessment.Term(b.Term), ReviewOn: b.ReviewOn}
	var ok bool
	if g.Competency, ok = id.Parse(b.Competency); !ok && b.Competency != "" {
		return g, errs.Bad("competency", "There is no such competency.")
	}
	return g, nil
}

func (p *Pages) apiGoals(ctx context.Context, _ *struct{}) (*goalsOut, error) {
	list, err := p.assessment.Goals(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out goalsOut
	out.Body.Items = goalsToJSON(list)
	return &out, nil
}

func (p *Pages) apiSetGoal(ctx context.Context, in *setGoalIn) (*goalOut, error) {
	text, err := in.Body.text()
	if err != nil {
		return nil, err
	}
	g, err := p.assessment.AddGoal(ctx, authz.From(ctx), text)
	if err != nil {
		return nil, err
	}
	return &goalOut{goalToJSON(g)}, nil
}

func (p *Pages) apiChangeGoal(ctx context.Context, in *changeGoal) (*struct{}, error) {
	goal, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	text, err := in.Body.text()
	if err != nil {
		return nil, err
	}
	return nil, p.assessment.ChangeGoal(ctx, authz.From(ctx), goal, text, assessment.GoalState(in.Body.State), in.Body.Seen)
}
