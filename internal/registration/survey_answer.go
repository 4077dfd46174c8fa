package registration

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// SurveyAsked returns the questions of its own that an offer asks today, in place of the association's three. There may be none.
func (s *Service) SurveyAsked(ctx context.Context, offer id.ID) (Survey, error) {
	return askedSurvey(ctx, s.db, offer)
}

// SurveyShown returns the questions that the actor was shown about a registration of their own, though others may be asked since.
func (s *Service) SurveyShown(ctx context.Context, actor authz.Actor, registration, survey id.ID) (Survey, error) {
	r, err := s.Question(ctx, actor, registration, AtCompletion)
	if err != nil {
		return Survey{}, err
	}
	return shownSurvey(ctx, s.db, r.OfferID, survey)
}

// AnswerSurvey keeps the answers to the questions that the person was shown, apart from the name as Answer does, and with the wording, which
// may have been replaced since. The occurrence is named from the sixth person on who answers about it: before, it would lead to the few
// who are marked as having answered. Only the person themselves, once. Invalid by the keys of the questions.
func (s *Service) AnswerSurvey(ctx context.Context, actor authz.Actor, registration, survey id.ID, a SurveyAnswers) error {
	if _, err := actor.RequirePerson(authz.ScopeRegistrationsWrite); err != nil {
		return err
	}
	r, err := s.Question(ctx, actor, registration, AtCompletion)
	if err != nil {
		return err
	}
	asked, err := shownSurvey(ctx, s.db, r.OfferID, survey)
	if err != nil {
		return err
	}
	if a, err = a.clean(asked.Questions); err != nil {
		return err
	}
	month := s.month()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ok, err := markAnswered(ctx, tx, r.ID, AtCompletion)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.Conflict, "You have answered this. Thank you.")
		}
		about := r.OccurrenceID
		if about != "" {
			n, err := answeredAbout(ctx, tx, about)
			if err != nil {
				return err
			}
			if n <= MinAnswers { // this one is among them
				about = ""
			}
		}
		return insertSurveyAnswers(ctx, tx, asked.ID, surveyAnswered{occurrence: about, month: month, answers: a})
	})
	if err != nil {
		return fmt.Errorf("registration: answer: %w", err)
	}
	return nil
}
