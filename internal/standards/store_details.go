package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

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

// translationsOf returns those of a competency, its indicators, and the levels.
func translationsOf(ctx context.Context, q db.Q, version id.ID, c Competency, levels []Level) ([]Translation, error) {
	objects := append(frameObjects(levels)[1:], string(c.ID))
	for _, i := range c.Indicators {
		objects = append(objects, string(i.ID))
	}
	return translationsOfObjects(ctx, q, version, objects)
}

// translationsOfObjects returns those of what is named.
func translationsOfObjects(ctx context.Context, q db.Q, version id.ID, objects []string) ([]Translation, error) {
	rows, err := q.Query(ctx, `SELECT object, language, title, description FROM framework_translations WHERE version_id = $1 AND object IN (`+db.List(2, len(objects))+`) ORDER BY object, language`, append([]any{version}, db.Args(objects)...)...)
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

// replaceTranslations writes what a competency and its statements say in one language.
func replaceTranslations(ctx context.Context, tx *db.Tx, version id.ID, c Competency, tag string, list []Translation) error {
	objects := []string{string(c.ID)}
	for _, i := range c.Indicators {
		objects = append(objects, string(i.ID))
	}
	return replaceTranslationsOf(ctx, tx, version, objects, tag, list)
}

// replaceTranslationsOf writes what is said of some objects in one language.
func replaceTranslationsOf(ctx context.Context, tx *db.Tx, version id.ID, objects []string, tag string, list []Translation) error {
	_, err := tx.Exec(ctx, `DELETE FROM framework_translations WHERE version_id = $1 AND language = $2 AND object IN (`+db.List(3, len(objects))+`)`, append([]any{version, tag}, db.Args(objects)...)...)
	if err != nil {
		return fmt.Errorf("standards: translate: %w", err)
	}
	_, err = db.BulkInsert(ctx, tx, "framework_translations", []string{"version_id", "object", "language", "title", "description"}, "", func(yield func([]any) bool) {
		for _, t := range list {
			if !yield([]any{version, t.Object, t.Language, t.Title, t.Description}) {
				return
			}
		}
	})
	return err
}

// dropTranslations takes out those of statements that a competency has no more. It comes before the statements are written anew.
func dropTranslations(ctx context.Context, tx *db.Tx, version id.ID, c Competency) error {
	args := []any{version, string(c.ID)}
	kept := ""
	if len(c.Indicators) > 0 {
		for _, i := range c.Indicators {
			args = append(args, i.ID)
		}
		kept = ` AND id NOT IN (` + db.List(3, len(c.Indicators)) + `)`
	}
	_, err := tx.Exec(ctx, `DELETE FROM framework_translations WHERE version_id = $1 AND object IN (SELECT id FROM indicators WHERE version_id = $1 AND competency_id = $2`+kept+`)`, args...)
	if err != nil {
		return fmt.Errorf("standards: drop translations: %w", err)
	}
	return nil
}

func touchCompetency(ctx context.Context, tx *db.Tx, now time.Time, version, competency id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE competency_versions SET updated_at = $3 WHERE version_id = $1 AND competency_id = $2`, version, competency, now)
	return err
}

// languagesOf returns the languages of a version's translations.
func languagesOf(ctx context.Context, q db.Q, version id.ID) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT language FROM framework_translations WHERE version_id = $1 ORDER BY language LIMIT 100`, version)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (s string, err error) { err = r.Scan(&s); return s, err })
	if err != nil {
		return nil, fmt.Errorf("standards: languages: %w", err)
	}
	return list, nil
}

// nameOf returns a competency by its name as a version has it, or else as it is published or was last; nothing where it is in neither.
func nameOf(ctx context.Context, q db.Q, version, competency id.ID) (n Named, err error) {
	err = q.QueryRow(ctx, `SELECT c.competency_id, c.code, c.title FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id
		WHERE c.competency_id = $2 AND (v.id = $1 OR v.status <> 'draft') ORDER BY CASE WHEN v.id = $1 THEN 0 ELSE 1 END, v.number DESC LIMIT 1`, version, competency).Scan(&n.ID, &n.Code, &n.Title)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return n, fmt.Errorf("standards: name: %w", err)
	}
	return n, nil
}
