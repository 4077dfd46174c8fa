package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// seatsOf returns taken and capacity of occurrences, as they are now.
func seatsOf(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]seatsAt, error) {
	out := make(map[id.ID]seatsAt, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT id, taken, capacity FROM occurrences WHERE id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load seats: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var o id.ID
		var seats seatsAt
		if err := rows.Scan(&o, &seats.taken, &seats.capacity); err != nil {
			return nil, fmt.Errorf("catalogue: load seats: %w", err)
		}
		out[o] = seats
	}
	return out, rows.Err()
}

// takeSeat takes a free seat of a scheduled occurrence, and says whether it was the last. The cap stands in the WHERE: under any
// number of callers the database looks at the row as it is when its turn has come.
func takeSeat(ctx context.Context, tx *db.Tx, occurrence id.ID) (taken, last bool, err error) {
	free, limited, ok, err := changeSeat(ctx, tx, `UPDATE occurrences SET taken = taken + 1
		WHERE id = $1 AND status = 'scheduled' AND (capacity = 0 OR taken < capacity) RETURNING taken, capacity`, occurrence)
	return ok, ok && limited && free == 0, err
}

// releaseSeat gives a seat back, and says whether there was no free one before.
func releaseSeat(ctx context.Context, tx *db.Tx, occurrence id.ID) (released, first bool, err error) {
	free, limited, ok, err := changeSeat(ctx, tx, `UPDATE occurrences SET taken = taken - 1 WHERE id = $1 AND taken > 0 RETURNING taken, capacity`, occurrence)
	return ok, ok && limited && free == 1, err
}

// changeSeat changes one occurrence, if it fits, and returns how many seats are free after that, where there is a limit.
func changeSeat(ctx context.Context, tx *db.Tx, query string, occurrence id.ID) (free int, limited, ok bool, err error) {
	var taken, capacity int
	err = tx.QueryRow(ctx, query, occurrence).Scan(&taken, &capacity)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, false, nil
	}
	if err != nil {
		return 0, false, false, fmt.Errorf("catalogue: seat: %w", err)
	}
	return capacity - taken, capacity > 0, true, nil
}

func nextNo(ctx context.Context, tx *db.Tx, occurrence id.ID) (n int, err error) {
	err = tx.QueryRow(ctx, `UPDATE occurrences SET queue_no = queue_no + 1 WHERE id = $1 RETURNING queue_no`, occurrence).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, errNoOccurrence
	}
	if err != nil {
		return 0, fmt.Errorf("catalogue: next number: %w", err)
	}
	return n, nil
}

func lastNo(ctx context.Context, q db.Q, occurrence id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT queue_no FROM occurrences WHERE id = $1`, occurrence).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoOccurrence
	}
	return n, err
}

// seatsTaken adds up the seats that are taken.
func seatsTaken(ctx context.Context, q db.Q) (n int, err error) {
	return n, q.QueryRow(ctx, `SELECT COALESCE(SUM(taken), 0) FROM occurrences`).Scan(&n)
}
