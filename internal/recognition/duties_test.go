package recognition_test

import (
	"context"
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestAnAssessorsFile says what is missing of an offer, writes it, and gathers the file of a date with the
// evidence and the award of who was there.
func TestAnAssessorsFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := registrationtest.New(t, d)
		s := recognition.New(recognition.Deps{DB: d, Clock: w.Clock, People: w.People, Catalogue: w.Service, Record: w.Record, Registration: w.Registrations, Association: "Learning Commons", BaseURL: "https://commons.example"})
		s.Register(w.Queue)
		a := w.Actor(t, "Ada Lin")
		r := w.Completed(t, a, catalogue.Certificate)
		w.Work(t)

		duties, err := s.Duties(ctx, w.Manager, r.OfferID, page.Request{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(duties.Gaps, recognition.NoNeed) || !slices.Contains(duties.Gaps, recognition.NoResults) || len(duties.Past) != 1 || duties.Past[0].Any() || duties.Past[0].Attended != 1 {
			t.Errorf("gaps %v, dates %+v", duties.Gaps, duties.Past)
		}
		st := recognition.Statement{OfferID: r.OfferID, Need: " Asked for in the survey ", Qualifications: map[id.ID]string{}}
		for _, p := range duties.Version.Presenters {
			st.Qualifications[p.PersonID] = "Ten years at the desk"
		}
		if err := s.SaveStatement(ctx, a, st); !errs.Is(err, errs.NotFound) {
			t.Errorf("a learner writes the statement: %v", err)
		}
		if err := s.SaveStatement(ctx, w.Manager, st); err != nil {
			t.Fatal(err)
		}
		if duties, err = s.Duties(ctx, w.Manager, r.OfferID, page.Request{}); err != nil || slices.Contains(duties.Gaps, recognition.NoNeed) || slices.Contains(duties.Gaps, recognition.NoQualification) || duties.Statement.Need != "Asked for in the survey" {
			t.Errorf("after writing it: %v, %+v, %v", duties.Gaps, duties.Statement, err)
		}

		if _, err := s.AssessorFile(ctx, a, r.OccurrenceID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a learner takes the file: %v", err)
		}
		f, err := s.AssessorFile(ctx, w.Manager, r.OccurrenceID)
		if err != nil || f.Statement.Need != "Asked for in the survey" || f.Closed.IsZero() || len(f.Version.Objectives) == 0 {
			t.Errorf("the file is %+v, %v", f, err)
		}
		n := 0
		err = s.EachAttendee(ctx, w.Manager, r.OccurrenceID, func(at recognition.Attendee) error {
			n++
			if len(at.Evidence) != 1 || at.Evidence[0].Says != "Seen in the room" || at.Evidence[0].ByName == "" || len(at.Awards) != 1 || at.Awards[0].Code == "" {
				t.Errorf("the attendee is %+v with %+v and %+v", at.Row, at.Evidence, at.Awards)
			}
			return nil
		})
		if err != nil || n != 1 {
			t.Errorf("%d attendees, %v", n, err)
		}
	})
}
