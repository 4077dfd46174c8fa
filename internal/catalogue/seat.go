package catalogue

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// TakeSeatTx takes a seat of a scheduled occurrence in the caller's transaction. It returns false
// when there is none left, or when the occurrence is cancelled or missing. Only registration calls it, last
// in its transaction: the row stays locked until the commit.
func (s *Service) TakeSeatTx(ctx context.Context, tx *db.Tx, occurrence id.ID) (taken bool, err error) {
	s.seats.forgetTx(tx, occurrence)
	taken, last, err := takeSeat(ctx, tx, occurrence)
	if last {
		s.index.filledTx(tx)
	}
	return taken, err
}

// ReleaseSeatTx gives back a seat that TakeSeatTx took, also of a cancelled occurrence. Giving back what nobody has
// taken is an internal error.
func (s *Service) ReleaseSeatTx(ctx context.Context, tx *db.Tx, occurrence id.ID) error {
	s.seats.forgetTx(tx, occurrence)
	released, first, err := releaseSeat(ctx, tx, occurrence)
	if first {
		s.index.filledTx(tx)
	}
	if err == nil && !released {
		err = fmt.Errorf("catalogue: occurrence %s has no seat to release", occurrence)
	}
	return err
}

// NextNoTx returns the occurrence's next number, 1 for the first, for the order of its waiting
// list. The row stays locked until the commit, so numbers are in the order of the commits. NotFound when there is no
// such occurrence.
func (s *Service) NextNoTx(ctx context.Context, tx *db.Tx, occurrence id.ID) (int, error) {
	return nextNo(ctx, tx, occurrence)
}

// LastNo returns the number that NextNoTx gave last, 0 before the first: while it is the same, nothing was decided in the occurrence's turn.
func (s *Service) LastNo(ctx context.Context, q db.Q, occurrence id.ID) (int, error) {
	return lastNo(ctx, q, occurrence)
}

// SeatsTaken returns how many seats are taken in all occurrences together, for the doctor.
func (s *Service) SeatsTaken(ctx context.Context, q db.Q) (int, error) { return seatsTaken(ctx, q) }
