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

// takeSeat takes a free seat of a scheduled occurrence. The cap stands in the WHERE: under any
// number of callers the database looks at the row as it is when its turn has come.
func takeSeat(ctx context.Context, tx *db.Tx, occurrence id.ID) (bool, error) {
	return changeOne(ctx, tx, `UPDATE occurrences SET taken = taken + 1
		WHERE id = $1 AND status = 'scheduled' AND (capacity = 0 OR taken < capacity)`, occurrence)
}

func releaseSeat(ctx context.Context, tx *db.Tx, occurrence id.ID) (bool, error) {
	return changeOne(ctx, tx, `UPDATE occurrences SET taken = taken - 1 WHERE id = $1 AND taken > 0`, occurrence)
}

func changeOne(ctx context.Context, tx *db.Tx, query string, occurrence id.ID) (bool, error) {
	res, err := tx.Exec(ctx, query, occurrence)
	if err != nil {
		return false, fmt.Errorf("catalogue: seat: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
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

// seatsTaken adds up the seats that are taken.
func seatsTaken(ctx context.Context, q db.Q) (n int, err error) {
	return n, q.QueryRow(ctx, `SELECT COALESCE(SUM(taken), 0) FROM occurrences`).Scan(&n)
}
