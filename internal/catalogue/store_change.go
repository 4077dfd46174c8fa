package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// touchTx tells every index that these offers changed. Call it last: the counter's row is one for
// all, and stays locked until the commit, which makes its order the order of the commits.
func (s *Service) touchTx(ctx context.Context, tx *db.Tx, offers ...id.ID) error {
	if len(offers) == 0 {
		return nil
	}
	var n int64
	err := tx.QueryRow(ctx, `UPDATE change_counters SET n = n + 1 WHERE name = 'catalogue' RETURNING n`).Scan(&n)
	if err != nil {
		return fmt.Errorf("catalogue: raise the change counter: %w", err)
	}
	for chunk := range slices.Chunk(offers, 400) {
		_, err := tx.Exec(ctx, `UPDATE offers SET change_no = $1 WHERE id IN (`+db.List(2, len(chunk))+`)`, append([]any{n}, db.Args(chunk)...)...)
		if err != nil {
			return fmt.Errorf("catalogue: mark offers as changed: %w", err)
		}
	}
	tx.OnCommit(func() { s.index.expect(n) })
	s.seats.forgetTx(tx)
	return nil
}

// changeCounter returns how far the catalogue has been changed.
func changeCounter(ctx context.Context, q db.Q) (n int64, err error) {
	if err = q.QueryRow(ctx, `SELECT n FROM change_counters WHERE name = 'catalogue'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("catalogue: read the change counter: %w", err)
	}
	return n, nil
}

// changedSince returns at most 500 offers that changed after a count, with the count of the last:
// a page of the difference between an index and the database.
func changedSince(ctx context.Context, q db.Q, n int64, after id.ID) ([]changedOffer, error) {
	rows, err := q.Query(ctx, `SELECT id, change_no FROM offers WHERE change_no > $1 OR (change_no = $1 AND id > $2) ORDER BY change_no, id LIMIT 500`, n, string(after))
	found, err := db.Collect(rows, err, func(r *sql.Rows) (c changedOffer, err error) {
		err = r.Scan(&c.id, &c.no)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: read what changed: %w", err)
	}
	return found, nil
}

type changedOffer struct {
	id id.ID
	no int64
}
