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
	guestQuestionJSON struct {
		AskedJSON
		Choices []choiceJSON `json:"choices" doc:"The lowest first."`
		Number  int          `json:"number"`
		All     int          `json:"all"`
	}
	guestQuestionOut struct {
		Body struct {
			Question *guestQuestionJSON `json:"question"`
		}
	}
	guestAnswerIn struct {
		InvitationIn
		Body struct {
			Competency string `json:"competency" maxLength:"64"`
			Said       string `json:"said" enum:"level,none,skipped,outside"`
			Level      string `json:"level,omitempty" maxLength:"200" doc:"Code of the level, where said is level."`
		}
	}
)

func (p *Pages) apiGuestQuestion(ctx context.Context, in *InvitationIn) (*guestQuestionOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	q, err := p.assessment.AskGuest(ctx, authz.From(ctx), assessment.Guest{Invitation: i}, "")
	if err != nil {
		return nil, err
	}
	var out guestQuestionOut
	if !q.Done {
		out.Body.Question = &guestQuestionJSON{askedToJSON([]assessment.Asked{q.Text})[0], choicesToJSON(q.Choices), q.Number, q.All}
	}
	return &out, nil
}

func (p *Pages) apiGuestAnswer(ctx context.Context, in *guestAnswerIn) (*answerOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	y, err := saidIn(in.Body.Competency, in.Body.Said, in.Body.Level)
	if err != nil {
		return nil, err
	}
	var out answerOut
	out.Body.Finished, err = p.assessment.SayAsGuest(ctx, authz.From(ctx), assessment.Guest{Invitation: i}, y)
	if err != nil {
		return nil, err
	}
	return &out, nil
}

// saidIn reads what is said of a competency.
func saidIn(competency, said, level string) (assessment.Saying, error) {
	c, ok := id.Parse(competency)
	if !ok {
		return assessment.Saying{}, errs.Bad("competency", "There is no such competency.")
	}
	if y := assessment.Said(said); y != assessment.SaidLevel {
		return assessment.Saying{Competency: c, Said: y}, nil
	}
	return assessment.Saying{Competency: c, Level: level}, nil
}

type (
	matchJSON struct {
		AskedJSON
		Phrase string `json:"phrase" doc:"The words of the advert."`
	}
	advertIn struct {
		Body struct {
			Title  string `json:"title" maxLength:"200" doc:"Such as the name of the post."`
			Advert string `json:"advert" maxLength:"20000" example:"You plan storytimes for toddlers and their caregivers. You choose picture books and weed what is worn. You run the summer reading challenge and visit schools."`
		}
	}
	advertOut struct {
		Body struct {
			Items []matchJSON `json:"items"`
		}
	}
	beginAdvertIn struct {
		Body struct {
			Title string     `json:"title" maxLength:"200"`
			Picks []PickBody `json:"picks" minItems:"1" maxItems:"60"`
		}
	}
	// PickBody is a competency that is taken from an advert.
	PickBody struct {
		Competency string `json:"competency" maxLength:"64"`
		Level      string `json:"level,omitempty" maxLength:"200" doc:"The one in the middle when left out."`
		Why        string `json:"why,omitempty" maxLength:"300"`
	}
)

func (p *Pages) apiAdvert(ctx context.Context, in *advertIn) (*advertOut, error) {
	v, err := p.assessment.ReadAdvert(ctx, authz.From(ctx), web.Clean(in.Body.Title), web.Clean(in.Body.Advert))
	if err != nil {
		return nil, err
	}
	var out advertOut
	out.Body.Items = make([]matchJSON, len(v.Matches))
	for i, m := range v.Matches {
		out.Body.Items[i] = matchJSON{askedToJSON([]assessment.Asked{m.Asked})[0], m.Phrase}
	}
	return &out, nil
}

func (p *Pages) apiBeginAdvert(ctx context.Context, in *beginAdvertIn) (*beginOut, error) {
	var picks []assessment.Pick
	for _, x := range in.Body.Picks {
		c, ok := id.Parse(x.Competency)
		if !ok {
			return nil, errs.Bad("picks", "There is no such competency.")
		}
		picks = append(picks, assessment.Pick{Competency: c, Level: x.Level, Why: web.Clean(x.Why)})
	}
	t, err := p.assessment.BeginAdvert(ctx, authz.From(ctx), web.Clean(in.Body.Title), picks)
	if err != nil {
		return nil, err
	}
	var out beginOut
	out.Body.ID, out.Body.Title = t.ID, t.Title
	return &out, nil
}
