package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const versionColumns = `v.id, v.offer_id, v.number, v.title, v.summary, v.description, v.objectives, v.areas, v.level, v.audiences, v.format,
	v.synchronous, v.language, v.minutes, v.prices, v.accessibility, v.peer, v.prerequisites, v.themes, v.platform, v.link, v.cosponsors,
	v.completion, v.extra_sponsors, v.created_by, v.created_at, v.updated_at, v.published_at`

func (v *Version) targets() []any {
	return []any{&v.ID, &v.OfferID, &v.Number, &v.Title, &v.Summary, &v.Description, db.JSON(&v.Objectives), db.JSON(&v.Areas), &v.Level,
		db.JSON(&v.Audiences), &v.Format, &v.Synchronous, &v.Language, &v.Minutes, db.JSON(&v.Prices), db.JSON(&v.Accessibility),
		db.JSON(&v.Peer), db.JSON(&v.Prerequisites), db.JSON(&v.Themes), &v.Platform, &v.Link, db.JSON(&v.Cosponsors),
		db.JSON(&v.Completion), db.JSON(&v.ExtraSponsors), &v.CreatedBy, db.Time(&v.CreatedAt), db.Time(&v.UpdatedAt), db.Time(&v.PublishedAt)}
}

func scanVersion(r *sql.Rows) (v Version, err error) {
	err = r.Scan(v.targets()...)
	return v, err
}

// versionByID returns a version with its presenters.
func versionByID(ctx context.Context, q db.Q, version id.ID) (Version, error) {
	found, err := versionsByID(ctx, q, []id.ID{version})
	if err != nil {
		return Version{}, err
	}
	v, ok := found[version]
	if !ok {
		return Version{}, errs.New(errs.NotFound, "There is no such version.")
	}
	return v, nil
}

// versionsByID returns versions with their presenters: two queries for every 500.
func versionsByID(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]Version, error) {
	out := make(map[id.ID]Version, len(ids))
	for chunk := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT `+versionColumns+` FROM offer_versions v WHERE v.id IN (`+db.List(1, len(chunk))+`)`, db.Args(chunk)...)
		found, err := db.Collect(rows, err, scanVersion)
		if err != nil {
			return nil, fmt.Errorf("catalogue: load versions: %w", err)
		}
		presenters, err := presentersOf(ctx, q, chunk)
		if err != nil {
			return nil, err
		}
		for _, v := range found {
			v.Presenters = presenters[v.ID]
			out[v.ID] = v
		}
	}
	return out, nil
}

func presentersOf(ctx context.Context, q db.Q, versions []id.ID) (map[id.ID][]Presenter, error) {
	rows, err := q.Query(ctx, `SELECT version_id, person_id, name, part FROM offer_presenters
		WHERE version_id IN (`+db.List(1, len(versions))+`) ORDER BY version_id, position`, db.Args(versions)...)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load presenters: %w", err)
	}
	defer rows.Close()
	out := map[id.ID][]Presenter{}
	for rows.Next() {
		var version id.ID
		var p Presenter
		if err := rows.Scan(&version, &p.PersonID, &p.Name, &p.Part); err != nil {
			return nil, fmt.Errorf("catalogue: load presenters: %w", err)
		}
		out[version] = append(out[version], p)
	}
	return out, rows.Err()
}

func (v Version) columnValues() []any {
	return []any{v.ID, v.OfferID, v.Number, v.Title, SortTitle(v.Title, v.Language), v.Summary, v.Description, db.JSON(v.Objectives), db.JSON(v.Areas), v.Level,
		db.JSON(v.Audiences), v.Format, v.Synchronous, v.Language, v.Minutes, db.JSON(v.Prices), db.JSON(v.Accessibility), db.JSON(v.Peer),
		db.JSON(v.Prerequisites), db.JSON(v.Themes), v.Platform, v.Link, db.JSON(v.Cosponsors), db.JSON(v.Completion), db.JSON(v.ExtraSponsors),
		v.CreatedBy, v.CreatedAt, v.UpdatedAt}
}

func insertVersion(ctx context.Context, tx *db.Tx, v Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO offer_versions (id, offer_id, number, title, sort_title, summary, description, objectives, areas, level,
		audiences, format, synchronous, language, minutes, prices, accessibility, peer, prerequisites, themes, platform, link, cosponsors,
		completion, extra_sponsors, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
		v.columnValues()...)
	if err != nil {
		return fmt.Errorf("catalogue: insert version: %w", err)
	}
	return insertPresenters(ctx, tx, v)
}

// updateVersion rewrites a draft. A version that was published is left alone, and that is an error.
func updateVersion(ctx context.Context, tx *db.Tx, v Version) error {
	res, err := tx.Exec(ctx, `UPDATE offer_versions SET offer_id = $2, number = $3, title = $4, sort_title = $5, summary = $6, description = $7,
		objectives = $8, areas = $9, level = $10, audiences = $11, format = $12, synchronous = $13, language = $14, minutes = $15, prices = $16,
		accessibility = $17, peer = $18, prerequisites = $19, themes = $20, platform = $21, link = $22, cosponsors = $23, completion = $24,
		extra_sponsors = $25, created_by = $26, created_at = $27, updated_at = $28
		WHERE id = $1 AND published_at IS NULL`, v.columnValues()...)
	if err != nil {
		return fmt.Errorf("catalogue: update version: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("catalogue: version %s was published and cannot be changed (%w)", v.ID, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM offer_presenters WHERE version_id = $1`, v.ID); err != nil {
		return fmt.Errorf("catalogue: update presenters: %w", err)
	}
	return insertPresenters(ctx, tx, v)
}

func insertPresenters(ctx context.Context, tx *db.Tx, v Version) error {
	if len(v.Presenters) == 0 {
		return nil
	}
	_, err := db.BulkInsert(ctx, tx, "offer_presenters", []string{"version_id", "position", "person_id", "name", "part"}, "",
		func(yield func([]any) bool) {
			for i, p := range v.Presenters {
				if !yield([]any{v.ID, i, p.PersonID, p.Name, p.Part}) {
					return
				}
			}
		})
	return err
}

func sealVersion(ctx context.Context, tx *db.Tx, version id.ID, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE offer_versions SET published_at = $2 WHERE id = $1 AND published_at IS NULL`, version, at)
	if err != nil {
		return fmt.Errorf("catalogue: publish version: %w", err)
	}
	return nil
}

// nextNumber returns the number of an offer's next version. The offer's row must be locked.
func nextNumber(ctx context.Context, tx *db.Tx, offer id.ID) (n int, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM offer_versions WHERE offer_id = $1`, offer).Scan(&n)
	return n, err
}

// titleOf returns the title by which an archived offer is remembered.
func titleOf(ctx context.Context, q db.Q, version id.ID) (title string, err error) {
	err = q.QueryRow(ctx, `SELECT title FROM offer_versions WHERE id = $1`, version).Scan(&title)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return title, err
}
