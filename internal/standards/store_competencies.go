package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const competencyColumns = `c.competency_id, COALESCE(c.parent_id, ''), c.position, c.depth, c.code, c.kind, c.title, c.description, c.place_id, c.kept, c.place_kept, c.updated_at`

func (c *Competency) targets() []any {
	return []any{&c.ID, &c.ParentID, &c.Position, &c.Depth, &c.Code, &c.Kind, &c.Title, &c.Description, &c.place, &c.kept, &c.placeKept, db.Time(&c.UpdatedAt)}
}

func scanCompetency(r *sql.Rows) (c Competency, err error) {
	err = r.Scan(c.targets()...)
	return c, err
}

func levelsOf(ctx context.Context, q db.Q, version id.ID) ([]Level, error) {
	rows, err := q.Query(ctx, `SELECT code, rank, title, description FROM framework_levels WHERE version_id = $1 ORDER BY rank`, version)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (l Level, err error) {
		err = r.Scan(&l.Code, &l.Rank, &l.Title, &l.Description)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: levels: %w", err)
	}
	return list, nil
}

// competenciesOf returns up to limit competencies of a version that stand behind a place in the tree, with their indicators and links.
func competenciesOf(ctx context.Context, q db.Q, version id.ID, after, limit int) ([]Competency, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1 AND c.position > $2 ORDER BY c.position LIMIT $3`, version, after, limit)
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: competencies: %w", err)
	}
	return list, fill(ctx, q, version, list)
}

// fill adds the indicators and links of competencies that follow each other in the tree.
func fill(ctx context.Context, q db.Q, version id.ID, list []Competency) error {
	if len(list) == 0 {
		return nil
	}
	at := make(map[id.ID]*Competency, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	span := []any{version, list[0].Position, list[len(list)-1].Position}
	const within = ` JOIN competency_versions c ON c.version_id = x.version_id AND c.competency_id = x.competency_id WHERE x.version_id = $1 AND c.position BETWEEN $2 AND $3 `
	rows, err := q.Query(ctx, `SELECT x.competency_id, x.id, x.level, x.text FROM indicators x`+within+`ORDER BY c.position, x.position, x.id`, span...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var i Indicator
		var of id.ID
		if err = r.Scan(&of, &i.ID, &i.Level, &i.Text); err == nil && at[of] != nil {
			at[of].Indicators = append(at[of].Indicators, i)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("standards: indicators: %w", err)
	}
	rows, err = q.Query(ctx, `SELECT x.competency_id, x.id, x.kind, x.target_id, x.target_uri, x.target_title, x.note, x.kept FROM competency_links x`+within+`ORDER BY c.position, x.position, x.id`, span...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var l Link
		var of id.ID
		if err = r.Scan(&of, &l.ID, &l.Kind, &l.TargetID, &l.TargetURI, &l.Title, &l.Note, &l.kept); err == nil && at[of] != nil {
			at[of].Links = append(at[of].Links, l)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("standards: links: %w", err)
	}
	return nil
}

// oneCompetency returns a competency of a version, whole.
func oneCompetency(ctx context.Context, q db.Q, version, competency id.ID) (Competency, error) {
	var c Competency
	err := q.QueryRow(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1 AND c.competency_id = $2`, version, competency).Scan(c.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return c, errs.New(errs.NotFound, "There is no such competency in this version.")
	}
	if err != nil {
		return c, fmt.Errorf("standards: competency: %w", err)
	}
	one := []Competency{c}
	err = fill(ctx, q, version, one)
	return one[0], err
}

// above returns what a competency stands under, from the top.
func above(ctx context.Context, q db.Q, version id.ID, c Competency) ([]Competency, error) {
	if c.ParentID == "" {
		return nil, nil
	}
	// Each step up is one look at the key: a join would leave it to the database which of the two it goes through again and again.
	rows, err := q.Query(ctx, `WITH RECURSIVE up (id) AS (SELECT CAST($2 AS TEXT)
			UNION SELECT (SELECT p.parent_id FROM competency_versions p WHERE p.version_id = $1 AND p.competency_id = up.id) FROM up WHERE up.id IS NOT NULL)
		SELECT `+competencyColumns+` FROM up CROSS JOIN competency_versions c WHERE c.version_id = $1 AND c.competency_id = up.id ORDER BY c.depth`, version, c.ParentID)
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: above: %w", err)
	}
	return list, nil
}

// below returns up to limit of what stands directly under a competency.
func below(ctx context.Context, q db.Q, version, competency id.ID, limit int) ([]Competency, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1 AND c.parent_id = $2 ORDER BY c.position LIMIT $3`, version, competency, limit)
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: below: %w", err)
	}
	return list, nil
}

// placesOf says where competencies stand that are published or were: of each the newest version.
func placesOf(ctx context.Context, q db.Q, ids []string) (map[string]Place, error) {
	out := map[string]Place{}
	for part := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT f.key, v.title, c.code, c.title, c.competency_id FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id JOIN frameworks f ON f.id = v.framework_id
			WHERE v.status <> 'draft' AND c.competency_id IN (`+db.List(1, len(part))+`) ORDER BY v.number`, db.Args(part)...)
		err = db.Each(rows, err, func(r *sql.Rows) (err error) {
			var p Place
			if err = r.Scan(&p.Key, &p.Framework, &p.Code, &p.Title, &p.ID); err == nil {
				out[string(p.ID)] = p
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("standards: places: %w", err)
		}
	}
	return out, nil
}

// findCompetencies returns those of a version that have this code or id.
func findCompetencies(ctx context.Context, q db.Q, version id.ID, word string) ([]Competency, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1 AND (c.code = $2 AND c.code <> '' OR c.competency_id = $3) ORDER BY c.position LIMIT 3`,
		version, word, strings.ToLower(word))
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: find competency: %w", err)
	}
	return list, nil
}

// endOf returns the last place of the subtree of a competency.
func endOf(ctx context.Context, q db.Q, version id.ID, c Competency) (int, error) {
	var end int
	err := q.QueryRow(ctx, `SELECT COALESCE((SELECT MIN(position) - 1 FROM competency_versions WHERE version_id = $1 AND position > $2 AND depth <= $3),
		(SELECT COALESCE(MAX(position), 0) FROM competency_versions WHERE version_id = $1))`, version, c.Position, c.Depth).Scan(&end)
	return end, err
}

// shift moves all places behind one by so many.
func shift(ctx context.Context, tx *db.Tx, version id.ID, behind, by int) error {
	_, err := tx.Exec(ctx, `UPDATE competency_versions SET position = position + $3 WHERE version_id = $1 AND position > $2`, version, behind, by)
	return err
}

// swap exchanges two ranges of places that follow each other: from first to middle-1, and from middle to last.
func swap(ctx context.Context, tx *db.Tx, version id.ID, first, middle, last int) error {
	_, err := tx.Exec(ctx, `UPDATE competency_versions SET position = CASE WHEN position < $3 THEN position + $5 ELSE position - $6 END WHERE version_id = $1 AND position BETWEEN $2 AND $4`,
		version, first, middle, last, last-middle+1, middle-first)
	return err
}

// updateCompetency writes what a draft says of a competency; its place in the tree stays. Translations of statements that are gone go with them.
func updateCompetency(ctx context.Context, tx *db.Tx, now time.Time, version id.ID, c Competency) error {
	_, err := tx.Exec(ctx, `UPDATE competency_versions SET code = $3, kind = $4, title = $5, description = $6, updated_at = $7 WHERE version_id = $1 AND competency_id = $2`,
		version, c.ID, c.Code, c.Kind, c.Title, c.Description, now)
	if err != nil {
		return fmt.Errorf("standards: change competency: %w", err)
	}
	if err := dropTranslations(ctx, tx, version, c); err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM indicators WHERE version_id = $1 AND competency_id = $2`, `DELETE FROM competency_links WHERE version_id = $1 AND competency_id = $2`} {
		if _, err := tx.Exec(ctx, query, version, c.ID); err != nil {
			return fmt.Errorf("standards: change competency: %w", err)
		}
	}
	return insertDetails(ctx, tx, version, []Competency{c})
}

// deleteCompetency takes one without anything under it out of a draft; its translations go with it.
func deleteCompetency(ctx context.Context, tx *db.Tx, version id.ID, c Competency) error {
	for _, query := range []string{
		`DELETE FROM framework_translations WHERE version_id = $1 AND (object = $2 OR object IN (SELECT id FROM indicators WHERE version_id = $1 AND competency_id = $2))`,
		`DELETE FROM indicators WHERE version_id = $1 AND competency_id = $2`,
		`DELETE FROM competency_links WHERE version_id = $1 AND competency_id = $2`,
		`DELETE FROM competency_changes WHERE version_id = $1 AND to_id = $2`,
		`DELETE FROM competency_versions WHERE version_id = $1 AND competency_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, version, c.ID); err != nil {
			return fmt.Errorf("standards: take out competency: %w", err)
		}
	}
	return shift(ctx, tx, version, c.Position, -1)
}

// neighbour returns the one before or after a competency under the same.
func neighbour(ctx context.Context, q db.Q, version id.ID, c Competency, before bool) (Competency, bool, error) {
	which, order := "c.position > $3", "c.position"
	if before {
		which, order = "c.position < $3", "c.position DESC"
	}
	var n Competency
	err := q.QueryRow(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1 AND COALESCE(c.parent_id, '') = $2 AND `+which+` ORDER BY `+order+` LIMIT 1`,
		version, string(c.ParentID), c.Position).Scan(n.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return n, false, nil
	}
	return n, err == nil, err
}
