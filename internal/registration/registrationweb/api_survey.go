package registrationweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// surveyAPI adds an offer's own questions: reading and answering them about one's registration, and what was answered.
func (p *Pages) surveyAPI(a *web.API) {
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Tags: []string{"registrations"}, Summary: summary, Description: description}
	}
	reads := web.Scope(authz.ScopeRegistrationsRead)
	web.Operation(a, op("survey", http.MethodGet, "/registrations/{id}/survey", "The questions of its own that an offer asks about my registration",
		"409 when they are answered or not due. Without any, the association’s three are answered at evaluation."), reads, p.apiSurvey)
	web.Operation(a, op("answer-survey", http.MethodPost, "/registrations/{id}/survey", "Answer an offer’s own questions",
		"All at once, and once. The answers are kept apart from the name."), web.Scope(authz.ScopeRegistrationsWrite), p.apiAnswerSurvey)
	web.Operation(a, op("survey-results", http.MethodGet, "/offers/{key}/survey", "What was answered to an offer’s own questions, added up, for each wording",
		"For those who may see its rosters. Always of at least five people together, by months that are over. "+web.NotPublic), reads, p.apiSurveyResults)
}

type (
	surveyOut struct {
		Body struct {
			Survey    string         `json:"survey" doc:"Id of this wording, to be sent back with the answers."`
			Questions []questionJSON `json:"questions"`
		}
	}
	questionJSON struct {
		Key      string       `json:"key"`
		Kind     string       `json:"kind" enum:"agree,one,several,number,text"`
		Text     string       `json:"text"`
		Required bool         `json:"required"`
		Choices  []choiceJSON `json:"choices" doc:"What can be answered; none for text."`
	}
	choiceJSON struct {
		Value string `json:"value"`
		Label string `json:"label"`
	}
	answerSurveyIn struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Survey  string              `json:"survey" maxLength:"64" doc:"Id of the wording that was shown."`
			Answers map[string][]string `json:"answers" doc:"By the key of the question: values of its choices, or the text." example:"{\"q1\": [\"4\"]}"`
		}
	}
	surveyResultsIn struct {
		Key        string `path:"key" maxLength:"200" doc:"Key or id of the offer."`
		Occurrence string `query:"occurrence" maxLength:"64" doc:"Only about one of its dates, of those in dates."`
	}
	surveyResultsOut struct {
		Body struct {
			Items []surveyResultJSON `json:"items" doc:"One for each wording, the latest first."`
			Dates []string           `json:"dates" doc:"Ids of the dates about which answers are shown apart."`
		}
	}
	surveyResultJSON struct {
		Survey    string               `json:"survey"`
		Answers   int                  `json:"answers" doc:"How many answered, about whatever date."`
		Shown     int                  `json:"shown" doc:"How many of these the sums are made of."`
		Questions []questionResultJSON `json:"questions"`
	}
	questionResultJSON struct {
		Key      string      `json:"key"`
		Kind     string      `json:"kind" enum:"agree,one,several,number,text"`
		Text     string      `json:"text"`
		Answered int         `json:"answered"`
		Counts   []countJSON `json:"counts" doc:"How often each of the choices was given."`
		Texts    []string    `json:"texts"`
	}
	countJSON struct {
		Value string `json:"value"`
		Label string `json:"label"`
		Count int    `json:"count"`
	}
)

func (p *Pages) apiSurvey(ctx context.Context, in *registrationIn) (*surveyOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	r, err := p.registration.Question(ctx, authz.From(ctx), i, registration.AtCompletion)
	if err != nil {
		return nil, err
	}
	asked, err := p.registration.SurveyAsked(ctx, r.OfferID)
	if err != nil {
		return nil, err
	}
	if len(asked.Questions) == 0 {
		return nil, errs.New(errs.NotFound, "This offer asks no questions of its own.")
	}
	out := &surveyOut{}
	out.Body.Survey = string(asked.ID)
	for _, q := range asked.Questions {
		x := questionJSON{q.Key, string(q.Kind), registration.Wording(ctx, q.Text), q.Required, []choiceJSON{}}
		for _, c := range q.Choices() {
			x.Choices = append(x.Choices, choiceJSON{c.Value, registration.Wording(ctx, c.Label)})
		}
		out.Body.Questions = append(out.Body.Questions, x)
	}
	return out, nil
}

func (p *Pages) apiAnswerSurvey(ctx context.Context, in *answerSurveyIn) (*nothingOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	survey, ok := id.Parse(in.Body.Survey)
	if !ok {
		return nil, errs.Bad("survey", "Name the wording that was shown.")
	}
	answers := registration.SurveyAnswers{}
	for key, values := range in.Body.Answers {
		for _, v := range values {
			answers[key] = append(answers[key], web.Clean(v))
		}
	}
	return nil, p.registration.AnswerSurvey(ctx, authz.From(ctx), i, survey, answers)
}

func (p *Pages) apiSurveyResults(ctx context.Context, in *surveyResultsIn) (*surveyResultsOut, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	occurrence, ok := id.Parse(in.Occurrence)
	if !ok && in.Occurrence != "" {
		return nil, errs.Bad("occurrence", "There is no such date.")
	}
	read, err := p.registration.ReadSurveys(ctx, authz.From(ctx), o.ID, occurrence)
	if err != nil {
		return nil, err
	}
	list := read.All
	if occurrence != "" {
		list = read.Here
	}
	out := &surveyResultsOut{}
	out.Body.Items, out.Body.Dates = []surveyResultJSON{}, []string{}
	for _, date := range read.Dates {
		out.Body.Dates = append(out.Body.Dates, string(date))
	}
	for _, s := range list {
		x := surveyResultJSON{string(s.Survey.ID), s.N, s.Shown, []questionResultJSON{}}
		for _, q := range s.Questions {
			y := questionResultJSON{q.Key, string(q.Kind), registration.Wording(ctx, q.Text), q.Answered, []countJSON{}, append([]string{}, q.Texts...)}
			for n, c := range q.Choices() {
				y.Counts = append(y.Counts, countJSON{c.Value, registration.Wording(ctx, c.Label), q.Counts[n]})
			}
			x.Questions = append(x.Questions, y)
		}
		out.Body.Items = append(out.Body.Items, x)
	}
	return out, nil
}
