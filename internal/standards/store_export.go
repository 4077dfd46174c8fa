package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// newestOf returns the newest version that is not a draft and holds a competency.
func newestOf(ctx context.Context, q db.Q, identifier id.ID) (version id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT v.id FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id WHERE c.competency_id = $1 AND v.status <> 'draft' ORDER BY v.number DESC, v.id LIMIT 1`, identifier).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return "", noObject()
	}
	return version, err
}

// versionAfter returns the version that came after this number, and when it was published; none is "".
func versionAfter(ctx context.Context, q db.Q, framework id.ID, number int) (version id.ID, at time.Time, err error) {
	err = q.QueryRow(ctx, `SELECT id, published_at FROM framework_versions WHERE framework_id = $1 AND number > $2 AND status <> 'draft' ORDER BY number LIMIT 1`, framework, number).Scan(&version, db.Time(&at))
	if errors.Is(err, sql.ErrNoRows) {
		return "", at, nil
	}
	if err != nil {
		return "", at, fmt.Errorf("standards: version after: %w", err)
	}
	return version, at, nil
}

// holderOf returns the competency that has a place or a link with this identifier, in the newest version that is not a draft, or in the one that
// is asked for.
func holderOf(ctx context.Context, q db.Q, identifier, asked id.ID) (competency, version id.ID, err error) {
	var number int
	err = q.QueryRow(ctx, `SELECT c.competency_id, v.id, v.number FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id WHERE c.place_id = $1 AND v.status <> 'draft' AND ($2 = '' OR v.id = $2)
		UNION ALL SELECT l.competency_id, w.id, w.number FROM competency_links l JOIN framework_versions w ON w.id = l.version_id WHERE l.id = $1 AND w.status <> 'draft' AND ($2 = '' OR w.id = $2)
		ORDER BY 3 DESC LIMIT 1`, identifier, string(asked)).Scan(&competency, &version, &number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", noObject()
	}
	return competency, version, err
}

// placeBefore is the number of the last place before a competency under the same, see nextPlace.
func placeBefore(ctx context.Context, q db.Q, version id.ID, c Competency) (last int, err error) {
	last = noPlace
	rows, err := q.Query(ctx, `SELECT place_kept FROM competency_versions WHERE version_id = $1 AND COALESCE(parent_id, '') = $2 AND position < $3 ORDER BY position`, version, string(c.ParentID), c.Position)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var kept string
		if err = r.Scan(&kept); err == nil {
			last = nextPlace(last, edgeOf(kept).Sequence)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("standards: places before: %w", err)
	}
	return last, nil
}

// belowAfter returns up to limit of what stands directly under a competency and behind a place, without its details.
func belowAfter(ctx context.Context, q db.Q, version, competency id.ID, after, limit int) ([]Competency, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1 AND c.parent_id = $2 AND c.position > $3 ORDER BY c.position LIMIT $4`, version, competency, after, limit)
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: below: %w", err)
	}
	return list, nil
}

// incomingLink is a link with the competency that it begins at, of which only the name is known.
type incomingLink struct {
	version id.ID
	from    Competency
	link    Link
}

// linksTo returns up to limit links to a competency from the newest versions that are not drafts, behind one of them.
func linksTo(ctx context.Context, q db.Q, competency id.ID, after incomingLink, limit int) ([]incomingLink, error) {
	rows, err := q.Query(ctx, `SELECT l.version_id, l.id, l.kind, l.target_id, l.target_title, l.note, l.kept, c.competency_id, c.title, c.updated_at
		FROM competency_links l JOIN framework_versions v ON v.id = l.version_id JOIN competency_versions c ON c.version_id = l.version_id AND c.competency_id = l.competency_id
		WHERE l.target_id = $1 AND l.target_id <> '' AND l.competency_id <> $1 AND (l.version_id > $2 OR l.version_id = $2 AND l.id > $3) AND v.status <> 'draft'
			AND NOT EXISTS (SELECT 1 FROM framework_versions n WHERE n.framework_id = v.framework_id AND n.number > v.number AND n.status <> 'draft')
		ORDER BY l.version_id, l.id LIMIT $4`, string(competency), string(after.version), string(after.link.ID), limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (x incomingLink, err error) {
		l := &x.link
		err = r.Scan(&x.version, &l.ID, &l.Kind, &l.TargetID, &l.Title, &l.Note, &l.kept, &x.from.ID, &x.from.Title, db.Time(&x.from.UpdatedAt))
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: links to: %w", err)
	}
	return list, nil
}

// replacedBy is one of the competencies that another became.
type replacedBy struct {
	link id.ID
	to   Named
}

// replacementsOf returns what a competency of the version before became in a version.
func replacementsOf(ctx context.Context, q db.Q, version, competency id.ID) ([]replacedBy, error) {
	rows, err := q.Query(ctx, `SELECT h.link_id, h.to_id, c.code, c.title FROM competency_changes h JOIN competency_versions c ON c.version_id = h.version_id AND c.competency_id = h.to_id
		WHERE h.version_id = $1 AND h.from_id = $2 AND h.link_id IS NOT NULL ORDER BY c.position`, version, competency)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (x replacedBy, err error) {
		err = r.Scan(&x.link, &x.to.ID, &x.to.Code, &x.to.Title)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: replacements: %w", err)
	}
	return list, nil
}

// replacedIn returns the competency of which a fact of the map with this identifier says what it became.
func replacedIn(ctx context.Context, q db.Q, link id.ID) (from id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT h.from_id FROM competency_changes h JOIN framework_versions v ON v.id = h.version_id WHERE h.link_id = $1 AND v.status <> 'draft'`, link).Scan(&from)
	if errors.Is(err, sql.ErrNoRows) {
		return "", noObject()
	}
	return from, err
}

// lastPublication is the moment at which anything was published or retired last, in microseconds.
func lastPublication(ctx context.Context, q db.Q) (at int64, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(MAX(COALESCE(retired_at, published_at)), 0) FROM framework_versions WHERE status <> 'draft'`).Scan(&at)
	if err != nil {
		return 0, fmt.Errorf("standards: last publication: %w", err)
	}
	return at, nil
}

// documentsAmong returns which of these are frameworks that everybody may read.
func documentsAmong(ctx context.Context, q db.Q, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for part := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT f.id FROM frameworks f WHERE f.id IN (`+db.List(1, len(part))+`) AND EXISTS (SELECT 1 FROM framework_versions v WHERE v.framework_id = f.id AND v.status <> 'draft')`, db.Args(part)...)
		err = db.Each(rows, err, func(r *sql.Rows) (err error) {
			var i string
			if err = r.Scan(&i); err == nil {
				out[i] = true
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("standards: documents: %w", err)
		}
	}
	return out, nil
}
