package assessment

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Taken says why a snapshot was taken.
type Taken string

// The reasons.
const (
	TakenAtFinish Taken = "finished"
	TakenOnAsking Taken = "asked"
	TakenByRecord Taken = "record" // an entry moved a competency
)

// Snapshot is how a target stood at one moment. It never changes.
type Snapshot struct {
	ID       id.ID
	PersonID id.ID
	TargetID id.ID
	RoundID  id.ID // the last round that had begun
	Why      Taken
	At       time.Time
	Counts
}

// takeTx writes a snapshot of what is known now; what nobody has spoken of is counted and not listed.
func takeTx(ctx context.Context, tx *db.Tx, now time.Time, w whole, why Taken) (id.ID, error) {
	s := Snapshot{ID: id.New(), PersonID: w.Target.PersonID, TargetID: w.Target.ID, RoundID: w.Round.ID, Why: why, At: now, Counts: countLines(w.Lines)}
	return s.ID, insertSnapshot(ctx, tx, s, w.Lines)
}

// Take takes a snapshot of the actor's own target on request; scope assessment:write.
func (s *Service) Take(ctx context.Context, actor authz.Actor, target id.ID) error {
	return s.changeRound(ctx, actor, target, func(ctx context.Context, tx *db.Tx, w whole) error {
		now := s.clock.Now()
		if _, err := takeTx(ctx, tx, now, w, TakenOnAsking); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "snapshot.taken", Kind: "target", ID: w.Target.ID})
	})
}

// Snapshots returns how the actor's own target stood over time, the earliest first, at most 200; scope assessment:read.
func (s *Service) Snapshots(ctx context.Context, actor authz.Actor, target id.ID) ([]Snapshot, error) {
	t, _, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentRead, target)
	if err != nil {
		return nil, err
	}
	return snapshotsOf(ctx, s.db, t.ID)
}
