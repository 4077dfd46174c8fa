package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

const versionColumns = `v.id, v.framework_id, f.key, v.number, v.label, v.title, v.description, v.owner, v.source, v.note, v.language, v.content_area, v.unverified, v.status,
	v.created_at, v.updated_at, v.published_at, v.retired_at, v.competencies`

const fromVersions = ` FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id `

func (v *Version) targets() []any {
	return []any{&v.ID, &v.FrameworkID, &v.Key, &v.Number, &v.Label, &v.Title, &v.Description, &v.Owner, &v.Source, &v.Note, &v.Language, &v.ContentArea, &v.Unverified, &v.Status,
		db.Time(&v.CreatedAt), db.Time(&v.UpdatedAt), db.Time(&v.PublishedAt), db.Time(&v.RetiredAt), &v.Competencies}
}

func scanVersion(r *sql.Rows) (v Version, err error) {
	err = r.Scan(v.targets()...)
	return v, err
}

// oneVersion returns the version that where finds; none is an error of the kind NotFound.
func oneVersion(ctx context.Context, q db.Q, where string, args ...any) (v Version, err error) {
	err = q.QueryRow(ctx, `SELECT `+versionColumns+fromVersions+where, args...).Scan(v.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return v, nothing()
	}
	if err != nil {
		return v, fmt.Errorf("standards: version: %w", err)
	}
	return v, nil
}

// versionsOf returns all versions of a framework, the latest first.
func versionsOf(ctx context.Context, q db.Q, framework id.ID) ([]Version, error) {
	rows, err := q.Query(ctx, `SELECT `+versionColumns+fromVersions+`WHERE v.framework_id = $1 ORDER BY v.number DESC`, framework)
	list, err := db.Collect(rows, err, scanVersion)
	if err != nil {
		return nil, fmt.Errorf("standards: versions: %w", err)
	}
	return list, nil
}

// menuMost bounds how many frameworks a menu offers.
const menuMost = 500

// allSelectable returns the published versions that nobody has to look up any more, by title.
func allSelectable(ctx context.Context, q db.Q) ([]Version, error) {
	rows, err := q.Query(ctx, `SELECT `+versionColumns+fromVersions+`WHERE v.status = 'published' AND NOT v.unverified ORDER BY v.sort_title, v.id LIMIT $1`, menuMost)
	list, err := db.Collect(rows, err, scanVersion)
	if err != nil {
		return nil, fmt.Errorf("standards: frameworks to choose from: %w", err)
	}
	return list, nil
}

// frameworkByKey returns the id of the framework with this key, or "".
func frameworkByKey(ctx context.Context, q db.Q, key string) (framework id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM frameworks WHERE key = $1`, key).Scan(&framework)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("standards: framework: %w", err)
	}
	return framework, nil
}

// frameworkKey returns the key of a framework, or "".
func frameworkKey(ctx context.Context, q db.Q, framework id.ID) (key string, err error) {
	err = q.QueryRow(ctx, `SELECT key FROM frameworks WHERE id = $1`, framework).Scan(&key)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("standards: framework: %w", err)
	}
	return key, nil
}

// lockFramework keeps others from changing the framework until the transaction ends.
func lockFramework(ctx context.Context, tx *db.Tx, framework id.ID) error {
	var key string
	err := tx.QueryRow(ctx, `SELECT key FROM frameworks WHERE id = $1`+tx.Dialect().ForUpdate(), framework).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return nothing()
	}
	return err
}

func insertFramework(ctx context.Context, tx *db.Tx, now time.Time, framework id.ID, key string) error {
	_, err := tx.Exec(ctx, `INSERT INTO frameworks (id, key, rubric_id, created_at) VALUES ($1, $2, $3, $4)`, framework, key, rubricID(framework), now)
	if err != nil {
		return fmt.Errorf("standards: add framework: %w", err)
	}
	return nil
}

func insertVersion(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, v Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO framework_versions (id, framework_id, number, label, title, sort_title, description, owner, source, note, language, content_area, unverified, status, kept, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', $14, $15, $16, $17)`,
		v.ID, v.FrameworkID, v.Number, v.Label, v.Title, v.sortTitle(), v.Description, v.Owner, v.Source, v.Note, v.Language, v.ContentArea, v.Unverified, db.JSON(v.Kept), actor.PersonID, now, now)
	if err != nil {
		return fmt.Errorf("standards: add version: %w", err)
	}
	return nil
}

// updateVersion writes what a draft says of itself. What was kept of a file stays; see setKept.
func updateVersion(ctx context.Context, tx *db.Tx, now time.Time, v Version) error {
	_, err := tx.Exec(ctx, `UPDATE framework_versions SET label = $2, title = $3, sort_title = $4, description = $5, owner = $6, source = $7, note = $8, language = $9, content_area = $10, unverified = $11, updated_at = $12
		WHERE id = $1 AND status = 'draft'`, v.ID, v.Label, v.Title, v.sortTitle(), v.Description, v.Owner, v.Source, v.Note, v.Language, v.ContentArea, v.Unverified, now)
	if err != nil {
		return fmt.Errorf("standards: change version: %w", err)
	}
	return nil
}

func touchVersion(ctx context.Context, tx *db.Tx, now time.Time, version id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE framework_versions SET updated_at = $2 WHERE id = $1 AND status = 'draft'`, version, now)
	return err
}

// publishVersion makes a draft the published version; retireVersion must have made room.
func publishVersion(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, version id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE framework_versions SET status = 'published', published_at = $2, published_by = $3, updated_at = $2,
		competencies = (SELECT COUNT(*) FROM competency_versions c WHERE c.version_id = framework_versions.id) WHERE id = $1 AND status = 'draft'`, version, now, actor.PersonID)
	if err != nil {
		return fmt.Errorf("standards: publish: %w", err)
	}
	return nil
}

func retireVersion(ctx context.Context, tx *db.Tx, now time.Time, version id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE framework_versions SET status = 'retired', retired_at = $2 WHERE id = $1 AND status = 'published'`, version, now)
	if err != nil {
		return fmt.Errorf("standards: retire: %w", err)
	}
	return nil
}

// emptyDraft takes out all that a draft holds, and deleteDraft the draft too.
func emptyDraft(ctx context.Context, tx *db.Tx, version id.ID) error {
	for _, query := range []string{
		`DELETE FROM competency_links WHERE version_id = $1`,
		`DELETE FROM indicators WHERE version_id = $1`,
		`DELETE FROM framework_translations WHERE version_id = $1`,
		`DELETE FROM framework_parts WHERE version_id = $1`,
		`DELETE FROM framework_rubrics WHERE version_id = $1`,
		`DELETE FROM competency_versions WHERE version_id = $1`,
		`DELETE FROM framework_levels WHERE version_id = $1`,
	} {
		if _, err := tx.Exec(ctx, query, version); err != nil {
			return fmt.Errorf("standards: empty draft: %w", err)
		}
	}
	return nil
}

func deleteDraft(ctx context.Context, tx *db.Tx, v Version) error {
	if err := emptyDraft(ctx, tx, v.ID); err != nil {
		return err
	}
	for _, step := range []struct {
		query string
		arg   id.ID
	}{
		{`DELETE FROM competency_changes WHERE version_id = $1`, v.ID},
		{`DELETE FROM framework_versions WHERE id = $1 AND status = 'draft'`, v.ID},
		{`DELETE FROM competencies WHERE framework_id = $1 AND NOT EXISTS (SELECT 1 FROM competency_versions v WHERE v.competency_id = competencies.id)`, v.FrameworkID},
		{`DELETE FROM frameworks WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM framework_versions v WHERE v.framework_id = frameworks.id)`, v.FrameworkID},
	} {
		if _, err := tx.Exec(ctx, step.query, step.arg); err != nil {
			return fmt.Errorf("standards: discard draft: %w", err)
		}
	}
	return nil
}

// noteDiscard remembers that a framework was thrown away before it was ever published.
func noteDiscard(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, v Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO framework_discards (framework_id, title, discarded_by, discarded_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (framework_id) DO UPDATE SET title = EXCLUDED.title, discarded_by = EXCLUDED.discarded_by, discarded_at = EXCLUDED.discarded_at`, v.FrameworkID, v.Title, actor.PersonID, now)
	if err != nil {
		return fmt.Errorf("standards: note discard: %w", err)
	}
	return nil
}

// discarded reports whether somebody threw a framework away before it was ever published.
func discarded(ctx context.Context, q db.Q, framework id.ID) (yes bool, err error) {
	err = q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM framework_discards WHERE framework_id = $1)`, framework).Scan(&yes)
	return yes, err
}

// listKey is the place of a framework in the list.
type listKey struct {
	Title string
	ID    id.ID
}

// retiredWhole is the condition that a version is the last one of a framework that has none in force.
const retiredWhole = `v.status = 'retired' AND NOT EXISTS (SELECT 1 FROM framework_versions n WHERE n.framework_id = v.framework_id AND n.number > v.number AND n.status <> 'draft')`

// listVersions returns a page of frameworks by title: of each the published version, with drafts the draft too, or those that stand as asked.
func listVersions(ctx context.Context, q db.Q, r ListRequest) (page.Page[Version], error) {
	var after listKey
	if _, err := page.Decode(r.Cursor, &after); err != nil {
		return page.Page[Version]{}, err
	}
	which := "v.status = 'published'"
	switch {
	case r.Status == Draft:
		which = "v.status = 'draft'"
	case r.Status == Retired:
		which = retiredWhole
	case r.Status == "" && r.Drafts:
		which = "v.status <> 'retired'"
	}
	rows, err := q.Query(ctx, `SELECT `+versionColumns+`, v.sort_title`+fromVersions+`WHERE `+which+` AND (v.sort_title > $1 OR v.sort_title = $1 AND v.id > $2)
		ORDER BY v.sort_title, v.id LIMIT $3`, after.Title, after.ID, r.Size()+1)
	type row struct {
		Version
		sort string
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows) (x row, err error) {
		err = rows.Scan(append(x.targets(), &x.sort)...)
		return x, err
	})
	if err != nil {
		return page.Page[Version]{}, fmt.Errorf("standards: list: %w", err)
	}
	cut := page.Cut(list, r.Size(), func(x row) any { return listKey{x.sort, x.ID} })
	out := page.Page[Version]{Next: cut.Next}
	for _, x := range cut.Items {
		out.Items = append(out.Items, x.Version)
	}
	return out, nil
}
