package assessment

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Finish ends the round of the actor's own target where they stand, whatever is left to ask; scope assessment:write. One that is finished stays as it is.
func (s *Service) Finish(ctx context.Context, actor authz.Actor, target id.ID) error {
	return s.changeRound(ctx, actor, target, func(ctx context.Context, tx *db.Tx, w whole) error {
		if w.Round.Finished() {
			return nil
		}
		return s.finishTx(ctx, tx, s.clock.Now(), actor, w)
	})
}

// AskMore lets the round ask further questions, though it was finished: what is not known, then what was only estimated; scope assessment:write. Conflict when
// nothing is left to ask.
func (s *Service) AskMore(ctx context.Context, actor authz.Actor, target id.ID) error {
	return s.changeRound(ctx, actor, target, func(ctx context.Context, tx *db.Tx, w whole) error {
		if !w.more() {
			return errs.New(errs.Conflict, "There is nothing left to ask.")
		}
		if err := updateRound(ctx, tx, w.Round.further(len(w.asked))); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "assessment.went-on", Kind: "target", ID: w.Target.ID})
	})
}

// Again begins a further round of the actor's own target. Where nothing is to be asked, it is finished at once, with its snapshot; scope assessment:write.
// Conflict while the last one is not finished.
func (s *Service) Again(ctx context.Context, actor authz.Actor, target id.ID) error {
	return s.changeRound(ctx, actor, target, func(ctx context.Context, tx *db.Tx, w whole) error {
		if !w.Round.Finished() {
			return errs.New(errs.Conflict, "You have not finished yet. Go on where you stopped.")
		}
		now := s.clock.Now()
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "assessment.begun-again", Kind: "target", ID: w.Target.ID}); err != nil {
			return err
		}
		return s.beginRoundTx(ctx, tx, now, actor, w)
	})
}

// beginRoundTx begins the next round of a target, which is finished at once where nothing is to be asked.
func (s *Service) beginRoundTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, w whole) error {
	w.Round = Round{ID: id.New(), TargetID: w.Target.ID, Number: w.Round.Number + 1, Most: FirstQuestions, BegunAt: now}
	w.asked = nil
	if err := insertRound(ctx, tx, w.Round); err != nil {
		return err
	}
	if next, _ := w.next(); next != nil {
		return nil
	}
	return s.finishTx(ctx, tx, now, actor, w)
}

// changeRound does something to the last round of the actor's own target, which it locks.
func (s *Service) changeRound(ctx context.Context, actor authz.Actor, target id.ID, f func(ctx context.Context, tx *db.Tx, w whole) error) error {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentWrite, target)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := latestRound(ctx, tx, t.ID, tx.Dialect().ForUpdate()); err != nil {
			return err
		}
		w, err := s.readOne(ctx, tx, t, ids)
		if err != nil {
			return err
		}
		return f(ctx, tx, w)
	})
}

// finishTx ends the round, takes a snapshot and publishes Finished. One that was finished before, and in which nothing was said since, has its snapshot.
func (s *Service) finishTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, w whole) error {
	w.Round.FinishedAt = now
	if err := updateRound(ctx, tx, w.Round); err != nil {
		return err
	}
	last, err := lastSnapshot(ctx, tx, w.Target.ID)
	if err != nil {
		return err
	}
	// Whoever has joined a cohort since then has no before in it yet, and whoever has completed its offer no after.
	placed, err := placedSince(ctx, tx, w.Target.ID, last.At)
	if err != nil {
		return err
	}
	snapshot := last.ID
	if same, err := last.saysNow(ctx, tx, w); err != nil {
		return err
	} else if !same || last.Why != TakenAtFinish || last.RoundID != w.Round.ID || placed {
		if snapshot, err = takeTx(ctx, tx, now, w, TakenAtFinish); err != nil {
			return err
		}
	}
	if err := s.lookAgainTx(ctx, tx, now, w.Target.PersonID); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "assessment.finished", Kind: "target", ID: w.Target.ID}); err != nil {
		return err
	}
	return events.Publish(ctx, tx, now, Finished{TargetID: w.Target.ID, RoundID: w.Round.ID, SnapshotID: snapshot})
}
