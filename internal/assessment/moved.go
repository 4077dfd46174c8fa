package assessment

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

const jobMoved = "assessment.moved"

// moved asks whether what a person has said moves a target that they are not being asked for.
type moved struct{ PersonID id.ID }

// movedEvery is how often that is looked at: who corrects one answer often corrects several, and all that is said until then is one snapshot.
const movedEvery = 10 * time.Minute

// lookAgainTx asks for snapshots of what the person's answers move: a target whose round is finished, and others that ask for the same. All that is asked for
// within ten minutes is looked at at one time, of which the first look sees it all.
func (s *Service) lookAgainTx(ctx context.Context, tx *db.Tx, now time.Time, person id.ID) error {
	return events.Enqueue(ctx, tx, now, now.Truncate(movedEvery).Add(movedEvery), jobMoved, moved{person})
}

// takeSaid takes a snapshot of each target of a person with a finished round that their words have moved since the last one.
func (s *Service) takeSaid(ctx context.Context, person id.ID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		persons, err := s.people.LockTx(ctx, tx, person)
		if err != nil {
			return err
		}
		return s.takeMovedTx(ctx, tx, persons, TakenOnAsking)
	})
}

// takeMovedTx takes a snapshot of each target of a person that has moved: with TakenByRecord by what the record proves, else by words.
func (s *Service) takeMovedTx(ctx context.Context, tx *db.Tx, persons []id.ID, why Taken) error {
	targets, err := targetsOf(ctx, tx, persons, maxTargets)
	if err != nil {
		return err
	}
	all, err := s.readMany(ctx, tx, targets, persons)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	for _, w := range all {
		if why != TakenByRecord && !w.Round.Finished() {
			continue // its snapshot is taken at the end of the round
		}
		moved, err := s.movedSince(ctx, tx, w, why)
		if err != nil {
			return err
		}
		if !moved {
			continue
		}
		if _, err := takeTx(ctx, tx, now, w, why); err != nil {
			return err
		}
	}
	return nil
}

// movedSince reports whether a target stands otherwise than at its last snapshot: in a competency that the record speaks of or spoke of or, for another reason,
// in one that anybody has spoken of. A target without a snapshot has nothing to be compared with.
func (s *Service) movedSince(ctx context.Context, tx *db.Tx, w whole, why Taken) (bool, error) {
	last, err := lastSnapshot(ctx, tx, w.Target.ID)
	if err != nil || last.ID == "" {
		return false, err
	}
	lines, err := snapshotLines(ctx, tx, last.ID)
	if err != nil {
		return false, err
	}
	items := make([]Item, len(lines))
	for i, l := range lines {
		items[i].Competency = l.Competency
	}
	fates, err := s.fates(ctx, tx, items, nil, nil)
	if err != nil {
		return false, err
	}
	was := map[id.ID]snapshotLine{}
	for _, l := range lines {
		// A competency that stands under another name today has not moved by that.
		if c := fates.now(l.Competency); c != "" && l.Rank >= was[c].Rank {
			was[c] = l
		}
	}
	for _, l := range w.Lines {
		x := was[l.Competency]
		stands := l.Best.Level == x.Level && l.Best.Basis == x.Basis
		if why == TakenByRecord {
			if !stands && (l.Best.Basis == ByRecord || x.Basis == ByRecord) {
				return true, nil
			}
			continue
		}
		if (l.State.spoken() || x.State.spoken()) && (!stands || (l.State == StateOutside) != (x.State == StateOutside)) {
			return true, nil
		}
	}
	return false, nil
}
