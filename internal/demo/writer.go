package demo

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
)

// chunk is how many rows of one table are held before they are written.
const chunk = 20_000

// writer gathers rows by table and writes them in bulk, tables in the order in which they were
// first met, so that a row comes after those it refers to.
type writer struct {
	db     *db.DB
	tables []*table
	held   int
}

type table struct {
	name    string
	columns []string
	rows    [][]any
}

// to returns the table with these columns.
func (w *writer) to(name string, columns ...string) *table {
	for _, t := range w.tables {
		if t.name == name {
			return t
		}
	}
	t := &table{name: name, columns: columns}
	w.tables = append(w.tables, t)
	return t
}

// add holds one row.
func (w *writer) add(t *table, values ...any) {
	t.rows = append(t.rows, values)
	w.held++
}

// full reports whether it is time to flush.
func (w *writer) full() bool { return w.held >= chunk }

// flush writes what is held in one transaction.
func (w *writer) flush(ctx context.Context) error {
	if w.held == 0 {
		return nil
	}
	err := w.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, t := range w.tables {
			_, err := db.BulkInsert(ctx, tx, t.name, t.columns, "", func(yield func([]any) bool) {
				for _, r := range t.rows {
					if !yield(append([]any(nil), r...)) {
						return
					}
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, t := range w.tables {
		t.rows = t.rows[:0]
	}
	w.held = 0
	return err
}
