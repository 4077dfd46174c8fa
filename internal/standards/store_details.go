package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// usedLevels returns the codes of levels at which a version has statements.
func usedLevels(ctx context.Context, q db.Q, version id.ID) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT code FROM framework_levels l WHERE version_id = $1 AND EXISTS (SELECT 1 FROM indicators i WHERE i.version_id = l.version_id AND i.level = l.code)`, version)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (s string, err error) { err = r.Scan(&s); return s, err })
	if err != nil {
		return nil, fmt.Errorf("standards: used levels: %w", err)
	}
	return list, nil
}

// replaceLevels writes the levels of a draft; those with statements are among them.
func replaceLevels(ctx context.Context, tx *db.Tx, version id.ID, levels []Level) error {
	// Ranks move out of the way first, since no two may be alike at any moment.
	if _, err := tx.Exec(ctx, `UPDATE framework_levels SET rank = rank + 1000 WHERE version_id = $1`, version); err != nil {
		return fmt.Errorf("standards: levels: %w", err)
	}
	for _, l := range levels {
		_, err := tx.Exec(ctx, `INSERT INTO framework_levels (version_id, code, rank, title, description) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (version_id, code) DO UPDATE SET rank = EXCLUDED.rank, title = EXCLUDED.title, description = EXCLUDED.description`, version, l.Code, l.Rank, l.Title, l.Description)
		if err != nil {
			return fmt.Errorf("standards: levels: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM framework_levels WHERE version_id = $1 AND rank > 1000`, version); err != nil {
		return fmt.Errorf("standards: levels: %w", err)
	}
	return nil
}

// translationsOf returns those of a competency and its indicators.
func translationsOf(ctx context.Context, q db.Q, version id.ID, c Competency) ([]Translation, error) {
	objects := []any{version, string(c.ID)}
	for _, i := range c.Indicators {
		objects = append(objects, string(i.ID))
	}
	rows, err := q.Query(ctx, `SELECT object, language, title, description FROM framework_translations WHERE version_id = $1 AND object IN (`+db.List(2, len(objects)-1)+`) ORDER BY object, language`, objects...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (t Translation, err error) {
		err = r.Scan(&t.Object, &t.Language, &t.Title, &t.Description)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: translations: %w", err)
	}
	return list, nil
}

// lastHolding returns the newest version of a framework that holds a competency, or "".
func lastHolding(ctx context.Context, q db.Q, competency, framework id.ID, drafts bool) (version id.ID, err error) {
	which := "v.status <> 'draft'"
	if drafts {
		which = "1 = 1"
	}
	err = q.QueryRow(ctx, `SELECT v.id FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id WHERE c.competency_id = $1 AND v.framework_id = $2 AND `+which+`
		ORDER BY v.number DESC LIMIT 1`, competency, framework).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("standards: last version: %w", err)
	}
	return version, nil
}

func allTranslations(ctx context.Context, q db.Q, version id.ID) ([]Translation, error) {
	rows, err := q.Query(ctx, `SELECT object, language, title, description FROM framework_translations WHERE version_id = $1 ORDER BY object, language`, version)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (t Translation, err error) {
		err = r.Scan(&t.Object, &t.Language, &t.Title, &t.Description)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: translations: %w", err)
	}
	return list, nil
}
