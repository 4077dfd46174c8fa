package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// FollowTx is followTx for tests.
func (s *Service) FollowTx(ctx context.Context, tx *db.Tx, person, entry id.ID) error {
	return s.followTx(ctx, tx, person, entry)
}

// ProveRecord is what follows a merge, for tests.
func (s *Service) ProveRecord(ctx context.Context, person id.ID) error {
	return s.proveRecord(ctx, person)
}

// LookTx is lookTx for tests.
func (s *Service) LookTx(ctx context.Context, tx *db.Tx, actor authz.Actor, r Received, ids []id.ID) (Shown, error) {
	return s.lookTx(ctx, tx, actor, r, ids, 0)
}

// Count is the job that counts a finished round, for tests.
func (s *Service) Count(ctx context.Context, e Finished) error { return s.count(ctx, e) }

// ShareOf is shareOf for tests.
var ShareOf = shareOf

// Ask is the job that writes to the people of a cohort, for tests.
func (s *Service) Ask(ctx context.Context, cohort id.ID) error {
	return s.ask(ctx, asking{CohortID: cohort, After: " "})
}

// SendCohortLetter is the job of one letter, for tests.
func (s *Service) SendCohortLetter(ctx context.Context, key string, cohort, person id.ID) error {
	return s.sendCohortLetter(ctx, key, cohortLetter{CohortID: cohort, PersonID: person})
}

// Registered and Completed are what registration tells, for tests.
func (s *Service) Registered(ctx context.Context, person, offer id.ID) error {
	return s.registered(ctx, registration.Registered{Subject: registration.Subject{PersonID: person, OfferID: offer}})
}

// Completed is described at Registered.
func (s *Service) Completed(ctx context.Context, person, offer id.ID) error {
	return s.completed(ctx, registration.Completed{PersonID: person, OfferID: offer})
}
