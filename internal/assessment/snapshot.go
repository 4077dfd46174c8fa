package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Taken says why a snapshot was taken.
type Taken string

// The reasons.
const (
	TakenAtFinish Taken = "finished"
	TakenOnAsking Taken = "asked"  // by the person, or because they have answered outside a round
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

// listed are the lines that a snapshot lists.
func listed(lines []Line) []Line {
	var out []Line
	for _, l := range lines {
		if l.State != StateOpen && l.State != StateAgain {
			out = append(out, l)
		}
	}
	return out
}

// saysNow reports whether a snapshot says what is known now.
func (s Snapshot) saysNow(ctx context.Context, tx *db.Tx, w whole) (bool, error) {
	now := countLines(w.Lines)
	now.Open, now.Again = now.Open+now.Again, 0
	if s.ID == "" || s.Counts != now {
		return false, nil
	}
	was, err := snapshotLines(ctx, tx, s.ID)
	return slices.EqualFunc(was, listed(w.Lines), func(a snapshotLine, b Line) bool {
		return a == snapshotLine{b.Competency, b.Best.Level, b.Best.Rank, b.Best.Basis, b.State}
	}), err
}

// snapshotsADay is how many snapshots of a target there are within a day before no more can be asked for. Those of answers and of the record are among them.
const snapshotsADay = 200

// Take takes a snapshot of the actor's own target on request; where the last one says the same, that one stands. Scope assessment:write. TooMany above
// 200 within a day.
func (s *Service) Take(ctx context.Context, actor authz.Actor, target id.ID) error {
	return s.changeRound(ctx, actor, target, func(ctx context.Context, tx *db.Tx, w whole) error {
		now := s.clock.Now()
		last, err := lastSnapshot(ctx, tx, w.Target.ID)
		if err != nil {
			return err
		}
		if same, err := last.saysNow(ctx, tx, w); err != nil || same {
			return err
		}
		n, err := takenSince(ctx, tx, w.Target.ID, now.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if n >= snapshotsADay {
			return errs.New(errs.TooMany, "There are %d snapshots of this within a day. Take the next one tomorrow.", n)
		}
		if _, err := takeTx(ctx, tx, now, w, TakenOnAsking); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "snapshot.taken", Kind: "target", ID: w.Target.ID})
	})
}
