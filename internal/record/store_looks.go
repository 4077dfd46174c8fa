package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const viewColumns = `v.id, v.person_id, v.at, v.what, v.share_id, COALESCE(s.label, ''), v.viewer_id, v.purpose`

const viewTables = ` FROM record_views v LEFT JOIN record_shares s ON s.id = v.share_id `

func scanView(r scanner) (View, error) {
	var v View
	return v, r.Scan(&v.ID, &v.PersonID, db.Time(&v.At), &v.What, &v.ShareID, &v.ShareLabel, &v.ViewerID, &v.Purpose)
}

func insertView(ctx context.Context, q db.Q, v View) error {
	_, err := q.Exec(ctx, `INSERT INTO record_views (id, person_id, share_id, viewer_id, what, purpose, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		v.ID, v.PersonID, v.ShareID, v.ViewerID, v.What, v.Purpose, v.At)
	return err
}

// lookedSince reports whether the same viewer looked at the same thing after a moment.
func lookedSince(ctx context.Context, q db.Q, v View, since time.Time) (bool, error) {
	n, err := count(ctx, q, `SELECT COUNT(*) FROM record_views WHERE person_id = $1 AND viewer_id = $2 AND what = $3 AND purpose = $4 AND at > $5`,
		v.PersonID, v.ViewerID, v.What, v.Purpose, since)
	return n > 0, err
}

// viewByID returns the zero View for an unknown id.
func viewByID(ctx context.Context, q db.Q, view id.ID) (View, error) {
	v, err := scanView(q.QueryRow(ctx, `SELECT `+viewColumns+viewTables+`WHERE v.id = $1`, view))
	if errors.Is(err, sql.ErrNoRows) {
		return View{}, nil
	}
	return v, err
}

// viewKey is where a page of looks ended; At in microseconds.
type viewKey struct {
	At int64 `json:"a"`
	ID id.ID `json:"i"`
}

func listViews(ctx context.Context, q db.Q, persons []id.ID, after viewKey, limit int) ([]View, error) {
	n := len(persons)
	args := append(db.Args(persons), limit)
	query := `SELECT ` + viewColumns + viewTables + `WHERE v.person_id IN (` + db.List(1, n) + `)`
	if after.ID != "" {
		args = append(args, after.At, after.ID)
		query += fmt.Sprintf(` AND (v.at, v.id) < ($%d, $%d)`, n+2, n+3)
	}
	rows, err := q.Query(ctx, query+fmt.Sprintf(` ORDER BY v.at DESC, v.id DESC LIMIT $%d`, n+1), args...)
	return db.Collect(rows, err, func(r *sql.Rows) (View, error) { return scanView(r) })
}

const shareColumns = `id, person_id, label, from_date, to_date, created_at, expires_at, ended_at`

func shareTargets(sh *Share) []any {
	return []any{&sh.ID, &sh.PersonID, &sh.Label, &sh.Period.From, &sh.Period.To, db.Time(&sh.CreatedAt), db.Time(&sh.ExpiresAt), db.Time(&sh.EndedAt)}
}

func insertShare(ctx context.Context, q db.Q, sh Share, hash string) error {
	_, err := q.Exec(ctx, `INSERT INTO record_shares (id, person_id, token_hash, label, from_date, to_date, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		sh.ID, sh.PersonID, hash, sh.Label, sh.Period.From, sh.Period.To, sh.CreatedAt, sh.ExpiresAt)
	return err
}

func shareByHash(ctx context.Context, q db.Q, hash string) (Share, error) {
	var sh Share
	err := q.QueryRow(ctx, `SELECT `+shareColumns+` FROM record_shares WHERE token_hash = $1`, hash).Scan(shareTargets(&sh)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Share{}, errs.New(errs.NotFound, "There is no page at this address. Check that the link is whole.")
	}
	return sh, err
}

func countOpenShares(ctx context.Context, q db.Q, persons []id.ID, now time.Time) (int, error) {
	var n int
	err := q.QueryRow(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM record_shares WHERE person_id IN (`+db.List(1, len(persons))+`)
		AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > $%d)`, len(persons)+1), append(db.Args(persons), now)...).Scan(&n)
	return n, err
}

func listShares(ctx context.Context, q db.Q, persons []id.ID) ([]Share, error) {
	rows, err := q.Query(ctx, `SELECT `+shareColumns+`,
			(SELECT COUNT(*) FROM record_views v WHERE v.share_id = s.id), (SELECT MAX(v.at) FROM record_views v WHERE v.share_id = s.id)
		FROM record_shares s WHERE person_id IN (`+db.List(1, len(persons))+`) ORDER BY created_at DESC, id DESC`, db.Args(persons)...)
	return db.Collect(rows, err, func(r *sql.Rows) (Share, error) {
		var sh Share
		return sh, r.Scan(append(shareTargets(&sh), &sh.Looks, db.Time(&sh.LastLook))...)
	})
}

// endShare reports whether the link was open until now, and whether the persons have such a link at all.
func endShare(ctx context.Context, q db.Q, persons []id.ID, share id.ID, now time.Time) (ended, known bool, err error) {
	n := len(persons)
	res, err := q.Exec(ctx, fmt.Sprintf(`UPDATE record_shares SET ended_at = $%d WHERE id = $%d AND ended_at IS NULL AND person_id IN (`+db.List(1, n)+`)`, n+1, n+2),
		append(db.Args(persons), now, share)...)
	if err != nil {
		return false, false, err
	}
	if k, err := res.RowsAffected(); err != nil || k == 1 {
		return true, true, err
	}
	var have int
	err = q.QueryRow(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM record_shares WHERE id = $%d AND person_id IN (`+db.List(1, n)+`)`, n+1), append(db.Args(persons), share)...).Scan(&have)
	return false, have == 1, err
}

// endAnyShare is endShare whosever the link is.
func endAnyShare(ctx context.Context, tx *db.Tx, share id.ID, now time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE record_shares SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL`, now, share)
	if err != nil {
		return false, fmt.Errorf("record: end share: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
