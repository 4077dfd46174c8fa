package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// source is where a unit's offers come from when they are not typed here, and how its files are read. One without a unit
// holds files whose rows name their units.
type source struct {
	id     id.ID
	name   string
	unit   id.ID
	order  tabular.DateOrder
	zone   string
	habits habits
}

// habits is what is remembered of a source's files beside dates and zone.
type habits struct {
	Columns tabular.Mapping `json:"columns,omitempty"`
	// Areas says which content area a category of the source stands for, by folded category.
	Areas map[string]string `json:"areas,omitempty"`
}

// sourcesNamed returns the sources of a name, those without a unit first.
func sourcesNamed(ctx context.Context, q db.Q, name string) ([]source, error) {
	rows, err := q.Query(ctx, `SELECT id, unit_id, mapping, date_order, zone FROM sources WHERE name = $1 ORDER BY COALESCE(unit_id, ''), id`, name)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (source, error) {
		s := source{name: name}
		err := r.Scan(&s.id, &s.unit, db.JSON(&s.habits), &s.order, &s.zone)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: load sources: %w", err)
	}
	return list, nil
}

// keepSource remembers a source and returns its id. How one is read that publishes is left alone by who may not publish, and so is the unit of one that has one.
func keepSource(ctx context.Context, tx *db.Tx, s source, mayPublish bool, now time.Time) (kept id.ID, err error) {
	if s.id != "" {
		_, err = tx.Exec(ctx, `UPDATE sources SET last_run = $6, unit_id = COALESCE(unit_id, $2), mapping = CASE WHEN publish AND NOT $7 THEN mapping ELSE $3 END,
			date_order = CASE WHEN publish AND NOT $7 THEN date_order ELSE $4 END, zone = CASE WHEN publish AND NOT $7 THEN zone ELSE $5 END WHERE id = $1`,
			s.id, s.unit, db.JSON(s.habits), s.order, s.zone, now, mayPublish)
		if err != nil {
			return "", fmt.Errorf("catalogue: remember source: %w", err)
		}
		return s.id, nil
	}
	err = tx.QueryRow(ctx, `INSERT INTO sources (id, name, unit_id, mapping, date_order, zone, created_at, last_run) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
		ON CONFLICT (name, COALESCE(unit_id, '')) DO UPDATE SET mapping = EXCLUDED.mapping, date_order = EXCLUDED.date_order,
			zone = EXCLUDED.zone, last_run = EXCLUDED.last_run RETURNING id`,
		id.New(), s.name, s.unit, db.JSON(s.habits), s.order, s.zone, now).Scan(&kept)
	if err != nil {
		return "", fmt.Errorf("catalogue: remember source: %w", err)
	}
	return kept, nil
}

// unitsOfSource returns the units of the offers that came from a source.
func unitsOfSource(ctx context.Context, q db.Q, source id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT unit_id FROM offers WHERE source_id = $1 ORDER BY unit_id`, source)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (u id.ID, err error) { return u, r.Scan(&u) })
	if err != nil {
		return nil, fmt.Errorf("catalogue: units of a source: %w", err)
	}
	return list, nil
}
