package registrationweb_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestAProgramAnswersAnOffersOwnQuestions reads what an offer asks, answers it once with a token that only writes, and has the answers added up.
func TestAProgramAnswersAnOffersOwnQuestions(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		ctx := t.Context()
		o := w.Seats(t, 10)
		questions := []registration.Question{{Kind: registration.Agree, Text: "It was worth my time.", Required: true}, {Kind: registration.FreeText, Text: "What will you do?"}}
		for _, do := range []func(seen time.Time) error{
			func(seen time.Time) error {
				return w.Registrations.SaveSurvey(ctx, w.Editor, o.OfferID, questions, seen)
			},
			func(seen time.Time) error { return w.Registrations.PublishSurvey(ctx, w.Editor, o.OfferID, seen) },
		} {
			desk, err := w.Registrations.SurveyDesk(ctx, w.Editor, o.OfferID)
			if err == nil {
				err = do(desk.Seen())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		people := w.Persons(t, 6)
		var ids []id.ID
		for _, a := range people {
			ids = append(ids, w.Register(t, a, o.ID).ID)
		}
		at := "/api/v1/registrations/" + string(ids[0]) + "/survey"
		mine := p.As(people[0], writes)
		mine.Ask(404, "POST", at, m{"survey": string(o.ID), "answers": m{}}) // nothing is due yet
		w.Clock.Set(o.EndsAt.Add(time.Minute))
		if _, err := w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: ids, Present: true, Reason: "Seen"}); err != nil {
			t.Fatal(err)
		}
		p.As(w.Manager, attends).Ask(200, "POST", "/api/v1/occurrences/"+string(o.ID)+"/close", nil)
		var asked struct {
			Survey    string
			Questions []struct {
				Key, Kind, Text string
				Required        bool
				Choices         []struct{ Value, Label string }
			}
		}
		p.As(people[0], reads).Ask(200, "GET", at, nil).Into(&asked)
		if len(asked.Questions) != 2 || !asked.Questions[0].Required || len(asked.Questions[0].Choices) != 5 || len(asked.Questions[1].Choices) != 0 {
			t.Fatalf("%+v", asked)
		}
		p.As(people[1], reads).Ask(404, "GET", at, nil)
		mine.Ask(409, "POST", "/api/v1/registrations/"+string(ids[0])+"/evaluation", m{"kind": "completion", "useful": 4, "level": "right"})
		mine.Ask(422, "POST", at, m{"survey": asked.Survey, "answers": m{"q1": []string{"9"}}})
		mine.Ask(422, "POST", at, m{"survey": asked.Survey, "answers": m{}})
		for i, a := range people {
			own := "/api/v1/registrations/" + string(ids[i]) + "/survey"
			p.As(a, writes).Ask(204, "POST", own, m{"survey": asked.Survey, "answers": m{"q1": []string{"4"}, "q2": []string{"Weed the shelves"}}})
			p.As(a, writes).Ask(409, "POST", own, m{"survey": asked.Survey, "answers": m{"q1": []string{"4"}}})
		}
		w.Clock.Set(o.EndsAt.AddDate(0, 2, 0)) // whole months are shown
		offer, err := w.OfferByID(ctx, w.DB, o.OfferID)
		if err != nil {
			t.Fatal(err)
		}
		var sums struct {
			Items []struct {
				Survey         string
				Answers, Shown int
				Questions      []struct {
					Answered int
					Counts   []struct {
						Value string
						Count int
					}
					Texts []string
				}
			}
		}
		results := "/api/v1/offers/" + offer.Key + "/survey"
		p.As(w.Editor, reads).Ask(200, "GET", results, nil).Into(&sums)
		if len(sums.Items) != 1 || sums.Items[0].Survey != asked.Survey || sums.Items[0].Answers != 6 || sums.Items[0].Shown < registration.MinAnswers || sums.Items[0].Questions[0].Counts[3].Value != "4" || sums.Items[0].Questions[0].Counts[3].Count != sums.Items[0].Shown {
			t.Errorf("%+v", sums)
		}
		p.As(w.Editor, reads).Ask(422, "GET", results+"?occurrence=nothing", nil)
		p.As(w.Stranger, reads).Ask(404, "GET", results, nil)
		p.As(people[0], reads).Ask(404, "GET", results, nil)
	})
}
