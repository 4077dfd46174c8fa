package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const streamColumns = `s.id, s.key, s.status, s.latest_id, s.published_id, s.created_at, s.updated_at, s.published_at,
	v.id, v.number, v.title, v.summary, v.objectives, v.content_area, v.level, v.unit_id, v.minimums, v.saved_by, v.saved_at`

func (s *Stream) targets() []any {
	return []any{&s.ID, &s.Key, &s.Status, &s.LatestID, &s.PublishedID, db.Time(&s.CreatedAt), db.Time(&s.UpdatedAt), db.Time(&s.PublishedAt),
		&s.VersionID, &s.Number, &s.Title, &s.Summary, db.JSON(&s.Objectives), &s.Area, &s.Level, &s.UnitID, db.JSON(&s.Minimums), &s.SavedBy, db.Time(&s.SavedAt)}
}

// The version that everybody reads, or what was saved last where there is none; and what was saved last.
const (
	publicVersion = ` FROM streams s JOIN stream_versions v ON v.id = COALESCE(s.published_id, s.latest_id) `
	latestVersion = ` FROM streams s JOIN stream_versions v ON v.id = s.latest_id `
)

// loadStreams returns streams with their offers and goals: three queries.
func loadStreams(ctx context.Context, q db.Q, from string, args ...any) ([]Stream, error) {
	rows, err := q.Query(ctx, `SELECT `+streamColumns+from, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (s Stream, err error) {
		err = r.Scan(s.targets()...)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: streams: %w", err)
	}
	at := make(map[id.ID]*Stream, len(list))
	versions := make([]id.ID, len(list))
	for i := range list {
		at[list[i].VersionID], versions[i] = &list[i], list[i].VersionID
	}
	for chunk := range slices.Chunk(versions, 500) {
		in := db.List(1, len(chunk))
		rows, err := q.Query(ctx, `SELECT version_id, offer_id, required FROM stream_offers WHERE version_id IN (`+in+`) ORDER BY version_id, position`, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (o StreamOffer, err error) {
			var of id.ID
			if err = r.Scan(&of, &o.OfferID, &o.Required); err == nil {
				at[of].Offers = append(at[of].Offers, o)
			}
			return o, err
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: offers of streams: %w", err)
		}
		rows, err = q.Query(ctx, `SELECT version_id, competency_id, level FROM stream_competencies WHERE version_id IN (`+in+`) ORDER BY version_id, position`, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (g Goal, err error) {
			var of id.ID
			if err = r.Scan(&of, &g.CompetencyID, &g.Level); err == nil {
				at[of].Goals = append(at[of].Goals, g)
			}
			return g, err
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: goals of streams: %w", err)
		}
	}
	return list, nil
}

// oneStream returns the only stream that is found.
func oneStream(ctx context.Context, q db.Q, from string, args ...any) (Stream, error) {
	list, err := loadStreams(ctx, q, from, args...)
	if err == nil && len(list) == 0 {
		err = noStream()
	}
	if err != nil {
		return Stream{}, err
	}
	return list[0], nil
}

func streamByKey(ctx context.Context, q db.Q, key string, draft bool) (Stream, error) {
	from := publicVersion
	if draft {
		from = latestVersion
	}
	return oneStream(ctx, q, from+`WHERE s.key = $1`, key)
}

func streamByID(ctx context.Context, q db.Q, stream id.ID) (Stream, error) {
	return oneStream(ctx, q, latestVersion+`WHERE s.id = $1`, stream)
}

// lockStream loads a stream that this transaction is going to change, as it was saved last.
func lockStream(ctx context.Context, tx *db.Tx, stream id.ID) (Stream, error) {
	var key string
	err := tx.QueryRow(ctx, `SELECT key FROM streams WHERE id = $1`+tx.Dialect().ForUpdate(), stream).Scan(&key)
	if err != nil && err != sql.ErrNoRows {
		return Stream{}, fmt.Errorf("catalogue: lock stream: %w", err)
	}
	return streamByID(ctx, tx, stream)
}

// streamsMost bounds how many streams are listed at once.
const streamsMost = 500

func listStreams(ctx context.Context, q db.Q, drafts bool) ([]Stream, error) {
	if drafts {
		return loadStreams(ctx, q, latestVersion+`ORDER BY v.sort_title, s.id LIMIT $1`, streamsMost)
	}
	return loadStreams(ctx, q, publicVersion+`WHERE s.status = 'published' ORDER BY v.sort_title, s.id LIMIT $1`, streamsMost)
}

func insertStream(ctx context.Context, tx *db.Tx, s Stream, by id.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO streams (id, key, status, latest_id, published_id, created_by, created_at, updated_at, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.ID, s.Key, string(s.Status), s.LatestID, s.PublishedID, by, s.CreatedAt, s.UpdatedAt, s.PublishedAt)
	if err != nil {
		return fmt.Errorf("catalogue: add stream: %w", err)
	}
	return nil
}

func updateStream(ctx context.Context, tx *db.Tx, s Stream) error {
	_, err := tx.Exec(ctx, `UPDATE streams SET status = $2, latest_id = $3, published_id = $4, updated_at = $5, published_at = $6 WHERE id = $1`, s.ID, string(s.Status), s.LatestID, s.PublishedID, s.UpdatedAt, s.PublishedAt)
	if err != nil {
		return fmt.Errorf("catalogue: change stream: %w", err)
	}
	return nil
}

func insertStreamVersion(ctx context.Context, tx *db.Tx, stream id.ID, v StreamVersion) error {
	_, err := tx.Exec(ctx, `INSERT INTO stream_versions (id, stream_id, number, title, sort_title, summary, objectives, content_area, level, unit_id, minimums, saved_by, saved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		v.VersionID, stream, v.Number, v.Title, SortTitle(v.Title, "en"), v.Summary, db.JSON(v.Objectives), v.Area, string(v.Level), v.UnitID, db.JSON(v.Minimums), v.SavedBy, v.SavedAt)
	if err != nil {
		return fmt.Errorf("catalogue: add version of a stream: %w", err)
	}
	_, err = db.BulkInsert(ctx, tx, "stream_offers", []string{"version_id", "position", "offer_id", "required"}, "", func(yield func([]any) bool) {
		for i, o := range v.Offers {
			if !yield([]any{v.VersionID, i + 1, o.OfferID, o.Required}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("catalogue: add offers of a stream: %w", err)
	}
	_, err = db.BulkInsert(ctx, tx, "stream_competencies", []string{"version_id", "position", "competency_id", "level"}, "", func(yield func([]any) bool) {
		for i, g := range v.Goals {
			if !yield([]any{v.VersionID, i + 1, g.CompetencyID, g.Level}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("catalogue: add goals of a stream: %w", err)
	}
	return nil
}
