package people

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func unitsVersion(ctx context.Context, q db.Q) (int64, error) {
	var n int64
	if err := q.QueryRow(ctx, `SELECT COALESCE(MAX(n), 0) FROM change_counters WHERE name = 'units'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("people: units: %w", err)
	}
	return n, nil
}

func raiseUnitsVersion(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE change_counters SET n = n + 1 WHERE name = 'units'`)
	if err != nil {
		return fmt.Errorf("people: units: %w", err)
	}
	return nil
}

// lockUnits is loadUnits for a transaction that changes units: nobody else does meanwhile.
func lockUnits(ctx context.Context, tx *db.Tx, day string) ([]Unit, error) {
	rows, err := tx.Query(ctx, `SELECT id FROM units ORDER BY id`+tx.Dialect().ForUpdate())
	_, err = db.Collect(rows, err, func(r *sql.Rows) (u id.ID, err error) { return u, r.Scan(&u) })
	if err != nil {
		return nil, fmt.Errorf("people: units: %w", err)
	}
	return loadUnits(ctx, tx, day)
}

func loadUnits(ctx context.Context, q db.Q, day string) ([]Unit, error) {
	rows, err := q.Query(ctx, `SELECT u.id, u.acronym, u.kind, u.parent_id, u.ended_on, s.successor_id
		FROM units u LEFT JOIN unit_successions s ON s.unit_id = u.id`)
	all, err := db.Collect(rows, err, func(r *sql.Rows) (Unit, error) {
		var u Unit
		return u, r.Scan(&u.ID, &u.Acronym, &u.Kind, &u.ParentID, &u.EndedOn, &u.SuccessorID)
	})
	if err != nil {
		return nil, fmt.Errorf("people: units: %w", err)
	}
	type named struct {
		unit id.ID
		UnitName
	}
	rows, err = q.Query(ctx, `SELECT unit_id, acronym, name, from_date FROM unit_names ORDER BY unit_id, position`)
	names, err := db.Collect(rows, err, func(r *sql.Rows) (named, error) {
		var n named
		return n, r.Scan(&n.unit, &n.Acronym, &n.Name, &n.From)
	})
	if err != nil {
		return nil, fmt.Errorf("people: unit names: %w", err)
	}
	byUnit := map[id.ID][]UnitName{}
	for _, n := range names {
		list := byUnit[n.unit]
		if len(list) > 0 {
			list[len(list)-1].To = n.From
		}
		byUnit[n.unit] = append(list, n.UnitName)
	}
	for i := range all {
		u := &all[i]
		u.Names = byUnit[u.ID]
		for j, n := range u.Names {
			if j == 0 || n.From <= day {
				u.Acronym, u.Name = n.Acronym, n.Name
			}
		}
		if n := len(u.Names); n > 0 {
			u.Names[n-1].To = u.EndedOn
		}
		if u.EndedOn > day {
			u.MergesInto, u.MergesOn = u.SuccessorID, u.EndedOn
			u.SuccessorID, u.EndedOn = "", ""
		}
	}
	sortUnits(all)
	return all, nil
}

// insertUnit adds the unit and its names; it reports false when the acronym is taken.
func insertUnit(ctx context.Context, tx *db.Tx, now time.Time, u Unit) (bool, error) {
	res, err := tx.Exec(ctx, `INSERT INTO units (id, acronym, kind, parent_id, created_at, ended_on) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (acronym) DO NOTHING`, u.ID, u.Acronym, u.Kind, u.ParentID, now, u.EndedOn)
	if err != nil {
		return false, fmt.Errorf("people: add a unit: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	for i, n := range u.Names {
		if err := insertUnitName(ctx, tx, u.ID, i+1, n); err != nil {
			return false, err
		}
	}
	return true, nil
}

func insertUnitName(ctx context.Context, tx *db.Tx, unit id.ID, position int, n UnitName) error {
	_, err := tx.Exec(ctx, `INSERT INTO unit_names (unit_id, position, acronym, name, from_date) VALUES ($1, $2, $3, $4, $5)`,
		unit, position, n.Acronym, n.Name, n.From)
	if err != nil {
		return fmt.Errorf("people: name a unit: %w", err)
	}
	return nil
}

// setUnitAcronym reports false when another unit has the acronym.
func setUnitAcronym(ctx context.Context, tx *db.Tx, unit id.ID, acronym string) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE units SET acronym = $1 WHERE id = $2 AND NOT EXISTS (SELECT 1 FROM units o WHERE o.acronym = $1 AND o.id <> $2)`, acronym, unit)
	if err != nil {
		return false, fmt.Errorf("people: rename a unit: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// deleteUnitName takes back a unit's last name.
func deleteUnitName(ctx context.Context, tx *db.Tx, unit id.ID, position int) error {
	if _, err := tx.Exec(ctx, `DELETE FROM unit_names WHERE unit_id = $1 AND position = $2`, unit, position); err != nil {
		return fmt.Errorf("people: take back a name: %w", err)
	}
	return nil
}

// reviveUnit takes back that a unit was merged into another one.
func reviveUnit(ctx context.Context, tx *db.Tx, unit id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM unit_successions WHERE unit_id = $1`, unit)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE units SET ended_on = '' WHERE id = $1`, unit)
	}
	if err != nil {
		return fmt.Errorf("people: take back a merger: %w", err)
	}
	return nil
}

// staffByUnit counts the persons with a role in each unit.
func staffByUnit(ctx context.Context, q db.Q, now time.Time) (map[id.ID]int, error) {
	rows, err := q.Query(ctx, `SELECT r.unit_id, COUNT(DISTINCT COALESCE(a.person_id, r.person_id)) FROM role_bindings r
		JOIN persons p ON p.id = r.person_id LEFT JOIN person_aliases a ON a.alias_id = r.person_id
		WHERE r.ended_at IS NULL AND (r.ends_at IS NULL OR r.ends_at > $1) AND r.unit_id IS NOT NULL AND p.closed_at IS NULL GROUP BY r.unit_id`, now)
	type counted struct {
		unit id.ID
		n    int
	}
	found, err := db.Collect(rows, err, func(r *sql.Rows) (counted, error) {
		var c counted
		return c, r.Scan(&c.unit, &c.n)
	})
	if err != nil {
		return nil, fmt.Errorf("people: staff of units: %w", err)
	}
	out := map[id.ID]int{}
	for _, c := range found {
		out[c.unit] = c.n
	}
	return out, nil
}

func setUnitPlace(ctx context.Context, tx *db.Tx, unit id.ID, kind string, parent id.ID) error {
	if _, err := tx.Exec(ctx, `UPDATE units SET kind = $1, parent_id = $2 WHERE id = $3`, kind, parent, unit); err != nil {
		return fmt.Errorf("people: change a unit: %w", err)
	}
	return nil
}

// endUnit makes the unit live on in successor from the date; it reports false when it has ended already.
func endUnit(ctx context.Context, tx *db.Tx, unit, successor id.ID, date string) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE units SET ended_on = $1 WHERE id = $2 AND ended_on = ''`, date, unit)
	if err == nil {
		var n int64
		if n, err = res.RowsAffected(); err == nil && n == 0 {
			return false, nil
		}
	}
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO unit_successions (unit_id, successor_id, on_date) VALUES ($1, $2, $3)`, unit, successor, date)
	}
	if err != nil {
		return false, fmt.Errorf("people: merge a unit: %w", err)
	}
	return true, nil
}
