package registration

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Survey is one form of an offer's own questions. It is a draft until it is published, and never changes afterwards.
type Survey struct {
	ID, OfferID id.ID
	Number      int
	Questions   []Question
	UpdatedAt   time.Time
	PublishedAt time.Time
}

// SurveyDesk is what an editor of an offer's own questions works on.
type SurveyDesk struct {
	Offer catalogue.Offer
	// Asked is what is asked today; without questions the association's three are.
	Asked Survey
	// Draft is what is being written, with no id where nothing is.
	Draft Survey
}

// Seen is what the desk shows, to notice when somebody else changes it meanwhile.
func (d SurveyDesk) Seen() time.Time {
	if d.Draft.ID != "" {
		return d.Draft.UpdatedAt
	}
	return d.Asked.UpdatedAt
}

// Questions are those being written, or else those that are asked.
func (d SurveyDesk) Questions() []Question {
	if d.Draft.ID != "" {
		return d.Draft.Questions
	}
	return d.Asked.Questions
}

// SurveyDesk returns an offer's own questions for editing. Those who may EditOffers in its unit; NotFound for everybody else.
func (s *Service) SurveyDesk(ctx context.Context, actor authz.Actor, offer id.ID) (SurveyDesk, error) {
	o, err := s.catalogue.OfferByID(ctx, s.db, offer)
	if err != nil {
		return SurveyDesk{}, err
	}
	if !actor.May(catalogue.EditOffers, o.UnitID) {
		return SurveyDesk{}, errNoOffer
	}
	return surveyDesk(ctx, s.db, o)
}

var errNoOffer = errs.New(errs.NotFound, "There is no such offer.")

func surveyDesk(ctx context.Context, q db.Q, o catalogue.Offer) (SurveyDesk, error) {
	d := SurveyDesk{Offer: o}
	all, err := surveysOf(ctx, q, o.ID)
	for _, s := range all { // the latest first
		if s.PublishedAt.IsZero() {
			d.Draft = s
		} else {
			d.Asked = s
			break
		}
	}
	return d, err
}

// SaveSurvey keeps what an editor has written of an offer's own questions; nobody is asked them before PublishSurvey. Those who may EditOffers
// in its unit. Invalid with the field and its number; Conflict when somebody else has changed them since seen.
func (s *Service) SaveSurvey(ctx context.Context, actor authz.Actor, offer id.ID, questions []Question, seen time.Time) error {
	questions, err := cleanQuestions(questions)
	if err != nil {
		return err
	}
	return s.editSurvey(ctx, actor, offer, seen, "survey.saved", func(ctx context.Context, tx *db.Tx, d SurveyDesk, now time.Time) error {
		return saveDraft(ctx, tx, d, questions, actor.PersonID, now)
	})
}

// CopySurvey puts the questions of another offer, by its key, into the draft, in place of what stands there. Those who may EditOffers in both units.
func (s *Service) CopySurvey(ctx context.Context, actor authz.Actor, offer id.ID, key string, seen time.Time) error {
	from, err := s.catalogue.OfferByKey(ctx, actor, key)
	if errs.Is(err, errs.NotFound) || err == nil && !actor.May(catalogue.EditOffers, from.UnitID) {
		return errs.Bad("from", "You edit no offer with this key.")
	}
	if err != nil {
		return err
	}
	source, err := surveyDesk(ctx, s.db, from)
	if err != nil {
		return err
	}
	if len(source.Questions()) == 0 {
		return errs.Bad("from", "That offer has no questions of its own.")
	}
	return s.SaveSurvey(ctx, actor, offer, source.Questions(), seen)
}

// PublishSurvey asks the questions of the draft from now on; a draft without questions gives the offer back to the association's three.
// Answers that were given stay with the wording that they answered. Those who may EditOffers in its unit. Conflict when there is no
// draft, when it says what is asked already, and when somebody else has changed it since seen.
func (s *Service) PublishSurvey(ctx context.Context, actor authz.Actor, offer id.ID, seen time.Time) error {
	return s.editSurvey(ctx, actor, offer, seen, "survey.published", func(ctx context.Context, tx *db.Tx, d SurveyDesk, now time.Time) error {
		if d.Draft.ID == "" {
			return errs.New(errs.Conflict, "Nothing has changed in these questions, so there is nothing to publish.")
		}
		if len(d.Draft.Questions) == len(d.Asked.Questions) && (len(d.Draft.Questions) == 0 || reflect.DeepEqual(d.Draft.Questions, d.Asked.Questions)) {
			return errs.New(errs.Conflict, "These questions are asked already.")
		}
		return publishDraft(ctx, tx, d.Draft.ID, now)
	})
}

// DiscardSurvey throws the draft away. Those who may EditOffers in the offer's unit. Conflict when somebody else has changed it since seen.
func (s *Service) DiscardSurvey(ctx context.Context, actor authz.Actor, offer id.ID, seen time.Time) error {
	return s.editSurvey(ctx, actor, offer, seen, "survey.discarded", func(ctx context.Context, tx *db.Tx, d SurveyDesk, _ time.Time) error {
		return discardDraft(ctx, tx, d.Draft.ID)
	})
}

// editSurvey changes an offer's own questions in one transaction with its audit row.
func (s *Service) editSurvey(ctx context.Context, actor authz.Actor, offer id.ID, seen time.Time, action string, do func(ctx context.Context, tx *db.Tx, d SurveyDesk, now time.Time) error) error {
	d, err := s.SurveyDesk(ctx, actor, offer)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.clock.Now()
		if err := lockSurveys(ctx, tx, offer); err != nil {
			return err
		}
		d, err := surveyDesk(ctx, tx, d.Offer)
		if err != nil {
			return err
		}
		if !d.Seen().Equal(seen) {
			return errs.New(errs.Conflict, "Somebody else has changed these questions since you opened them. Look at what stands there now, and send yours again.")
		}
		if err := do(ctx, tx, d, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "offer", ID: offer, Unit: d.Offer.UnitID})
	})
	if err != nil {
		return fmt.Errorf("registration: survey: %w", err)
	}
	return nil
}
