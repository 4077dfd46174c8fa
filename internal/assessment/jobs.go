package assessment

import (
	"context"
	"errors"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// Register makes this area's subscribers and jobs known. All of them are safe to run twice and at the same time.
func (s *Service) Register(q *jobs.Queue) {
	jobs.On(q, "assessment.appended", func(ctx context.Context, _ string, e record.EntryAppended) error {
		return s.follow(ctx, e.PersonID, e.EntryID)
	})
	jobs.On(q, "assessment.corrected", func(ctx context.Context, _ string, e record.EntryCorrected) error {
		return s.follow(ctx, e.PersonID, e.EntryID)
	})
	jobs.On(q, "assessment.merged", func(ctx context.Context, _ string, e people.Merged) error { return s.proveRecord(ctx, e.PersonID) })
	jobs.On(q, "assessment.parted", func(ctx context.Context, _ string, e people.Parted) error {
		return errors.Join(s.proveRecord(ctx, e.PersonID), s.proveRecord(ctx, e.AliasID))
	})
	jobs.Handle(q, jobProveRecord, func(ctx context.Context, _ string, job provingRecord) error { return s.proveRecord(ctx, job.PersonID) })
	jobs.On(q, "assessment.count", func(ctx context.Context, _ string, e Finished) error { return s.count(ctx, e) })
	jobs.On(q, "assessment.aligned", func(ctx context.Context, _ string, e catalogue.AlignmentsChanged) error {
		return s.prove(ctx, proving{OfferID: e.OfferID})
	})
	jobs.Handle(q, jobProve, func(ctx context.Context, _ string, job proving) error { return s.prove(ctx, job) })
	jobs.On(q, "assessment.registered", func(ctx context.Context, _ string, e registration.Registered) error { return s.registered(ctx, e) })
	jobs.On(q, "assessment.completed", func(ctx context.Context, _ string, e registration.Completed) error { return s.completed(ctx, e) })
	jobs.On(q, "assessment.merged-cohorts", func(ctx context.Context, _ string, e people.Merged) error { return s.countOnce(ctx, e.PersonID) })
	jobs.On(q, "assessment.parted-cohorts", func(ctx context.Context, _ string, e people.Parted) error {
		return errors.Join(s.countOnce(ctx, e.PersonID), s.countOnce(ctx, e.AliasID))
	})
	jobs.Handle(q, jobCohortAsk, func(ctx context.Context, _ string, job asking) error { return s.ask(ctx, job) })
	jobs.Handle(q, jobCohortLetter, s.sendCohortLetter)
	jobs.Handle(q, jobMoved, func(ctx context.Context, _ string, job moved) error { return s.takeSaid(ctx, job.PersonID) })
	jobs.Handle(q, jobInvite, s.sendInvitation)
	jobs.Handle(q, jobReview, s.sendReview)
	q.Every("assessment.remind", time.Hour, s.remind)
}

// follow brings what the record proves up to date with an entry, and takes a snapshot of each target that the entry moves. Its work is bounded by
// the alignments of one offer and the targets of one person. Who never chose a target is passed over: choosing one reads their whole record.
func (s *Service) follow(ctx context.Context, person, entry id.ID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.followTx(ctx, tx, person, entry) })
}

// followTx is follow in the caller's transaction. The person is locked before anything is read, so that of two jobs at once the later one reads all
// that the earlier one saw: what was taken back is never written down again, and what came while a first target was made is not missed.
func (s *Service) followTx(ctx context.Context, tx *db.Tx, person, entry id.ID) error {
	persons, err := s.people.LockTx(ctx, tx, person)
	if err != nil {
		return err
	}
	if chose, err := choseEver(ctx, tx, persons); err != nil || !chose {
		return err
	}
	chain, proofs, err := s.provedByChain(ctx, tx, entry)
	if err != nil {
		return err
	}
	var older []id.ID
	for _, e := range chain[:len(chain)-1] {
		older = append(older, e.ID)
	}
	known, err := proofsOf(ctx, tx, persons)
	if err != nil {
		return err
	}
	newest := chain.Newest().ID
	if err := s.carryAdded(ctx, tx, proved{now: proofs, known: known, older: map[id.ID][]id.ID{newest: append(older, newest)}}); err != nil {
		return err
	}
	if err := deleteProofs(ctx, tx, older); err != nil {
		return err
	}
	if err := keepProofs(ctx, tx, newest, proofs); err != nil {
		return err
	}
	if err := insertProofs(ctx, tx, proofs); err != nil {
		return err
	}
	return s.takeMovedTx(ctx, tx, persons, TakenByRecord)
}
