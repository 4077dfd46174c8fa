package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// source is where offers come from when they are not typed here, and how its files are read.
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

// sourceNamed returns a source, or one without an id when it is new.
func sourceNamed(ctx context.Context, q db.Q, name string) (source, error) {
	s := source{name: name}
	err := q.QueryRow(ctx, `SELECT id, unit_id, mapping, date_order, zone FROM sources WHERE name = $1`, name).
		Scan(&s.id, &s.unit, db.JSON(&s.habits), &s.order, &s.zone)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return source{}, fmt.Errorf("catalogue: load source: %w", err)
	}
	return s, nil
}

// keepSource remembers a source and returns its id.
func keepSource(ctx context.Context, tx *db.Tx, s source, now time.Time) (kept id.ID, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO sources (id, name, unit_id, mapping, date_order, zone, created_at, last_run) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
		ON CONFLICT (name) DO UPDATE SET unit_id = EXCLUDED.unit_id, mapping = EXCLUDED.mapping, date_order = EXCLUDED.date_order,
			zone = EXCLUDED.zone, last_run = EXCLUDED.last_run RETURNING id`,
		id.New(), s.name, s.unit, db.JSON(s.habits), s.order, s.zone, now).Scan(&kept)
	if err != nil {
		return "", fmt.Errorf("catalogue: remember source: %w", err)
	}
	return kept, nil
}
