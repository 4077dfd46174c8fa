package standards

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// newestTexts reads what is said of at most 500 competencies into out.
func newestTexts(ctx context.Context, q db.Q, competencies []id.ID, out map[id.ID]Text) error {
	in := db.List(1, len(competencies))
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+`, v.id, v.framework_id, f.key, v.title, v.status FROM competency_versions c
		JOIN framework_versions v ON v.id = c.version_id JOIN frameworks f ON f.id = v.framework_id
		WHERE v.status <> 'draft' AND c.competency_id IN (`+in+`)
		AND NOT EXISTS (SELECT 1 FROM competency_versions d JOIN framework_versions w ON w.id = d.version_id
			WHERE d.competency_id = c.competency_id AND w.status <> 'draft' AND w.number > v.number)`, db.Args(competencies)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (t Text, err error) {
		var status Status
		err = r.Scan(append(t.Competency.targets(), &t.VersionID, &t.FrameworkID, &t.Key, &t.Framework, &status)...)
		t.Current = status == Published
		return t, err
	})
	if err != nil {
		return fmt.Errorf("standards: texts: %w", err)
	}
	if len(list) == 0 {
		return nil
	}
	at := map[id.ID]*Text{}
	var ids []id.ID
	for i := range list {
		at[list[i].Competency.ID] = &list[i]
		ids = append(ids, list[i].VersionID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	rows, err = q.Query(ctx, `SELECT version_id, competency_id, id, level, text FROM indicators WHERE version_id IN (`+db.List(1, len(ids))+`)
		AND competency_id IN (`+db.List(len(ids)+1, len(competencies))+`) ORDER BY competency_id, position, id`, append(db.Args(ids), db.Args(competencies)...)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var i Indicator
		var version, of id.ID
		if err = r.Scan(&version, &of, &i.ID, &i.Level, &i.Text); err == nil && at[of] != nil && at[of].VersionID == version {
			at[of].Indicators = append(at[of].Indicators, i)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("standards: texts: %w", err)
	}
	versions, err := levelsOfAll(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, t := range list {
		t.Levels = versions[t.VersionID]
		out[t.Competency.ID] = t
	}
	return nil
}

// leavesOf returns the competencies of a version that nothing stands under, in the order of the tree.
func leavesOf(ctx context.Context, q db.Q, version id.ID) ([]Competency, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1
		AND NOT EXISTS (SELECT 1 FROM competency_versions d WHERE d.version_id = $1 AND d.parent_id = c.competency_id) ORDER BY c.position`, version)
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: leaves: %w", err)
	}
	return list, nil
}

func publishedVersions(ctx context.Context, q db.Q) ([]Version, error) {
	rows, err := q.Query(ctx, `SELECT `+versionColumns+fromVersions+`WHERE v.status = 'published' AND NOT v.unverified ORDER BY v.sort_title, v.id`)
	list, err := db.Collect(rows, err, scanVersion)
	if err != nil {
		return nil, fmt.Errorf("standards: published: %w", err)
	}
	return list, nil
}

// publishedAmong marks in out which of at most 500 versions are published.
func publishedAmong(ctx context.Context, q db.Q, versions []id.ID, out map[id.ID]bool) error {
	rows, err := q.Query(ctx, `SELECT id FROM framework_versions WHERE status = 'published' AND id IN (`+db.List(1, len(versions))+`)`, db.Args(versions)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var v id.ID
		err = r.Scan(&v)
		out[v] = err == nil
		return err
	})
	if err != nil {
		return fmt.Errorf("standards: published: %w", err)
	}
	return nil
}
