package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Filter narrows the log. Empty fields ask for nothing.
type Filter struct {
	Actor, Unit id.ID
	// Kind and Object name what was done something to; Object alone is not asked.
	Kind   string
	Object id.ID
	Action string
	// Since and Until bound the moments, the second one left out.
	Since, Until time.Time
}

// Line is one row of the log as it is read.
type Line struct {
	ID     id.ID
	At     time.Time
	Actor  id.ID
	Via    string
	Action string
	Kind   string
	Object id.ID
	Unit   id.ID
	Detail json.RawMessage
	No     int64 // in the chain, 0 until it is sealed
	Seal   string
}

// List returns a page of the log, the latest first, in one query. Whoever calls it sees to who may read it.
func List(ctx context.Context, q db.Q, f Filter, r page.Request) (page.Page[Line], error) {
	var (
		none  page.Page[Line]
		args  []any
		where = []string{"TRUE"}
		last  id.ID
	)
	is := func(condition string, v any) {
		args = append(args, v)
		where = append(where, fmt.Sprintf(condition, fmt.Sprintf("$%d", len(args))))
	}
	for _, c := range []struct{ column, value string }{
		{"actor_id", string(f.Actor)}, {"unit_id", string(f.Unit)}, {"object_kind", f.Kind}, {"object_id", string(f.Object)}, {"action", f.Action},
	} {
		if c.value != "" && (c.column != "object_id" || f.Kind != "") {
			is(c.column+" = %s", c.value)
		}
	}
	if !f.Since.IsZero() {
		is("at >= %s", f.Since)
	}
	if !f.Until.IsZero() {
		is("at < %s", f.Until)
	}
	if ok, err := page.Decode(r.Cursor, &last); err != nil {
		return none, err
	} else if ok {
		is("id < %s", string(last))
	}
	args = append(args, r.Size()+1)
	rows, err := q.Query(ctx, `SELECT id, at, COALESCE(actor_id, ''), via, action, object_kind, object_id, COALESCE(unit_id, ''), detail, COALESCE(seal_no, 0), COALESCE(seal, '')
		FROM audit_log WHERE `+strings.Join(where, " AND ")+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (Line, error) {
		var (
			l      Line
			detail string
		)
		err := r.Scan(&l.ID, db.Time(&l.At), &l.Actor, &l.Via, &l.Action, &l.Kind, &l.Object, &l.Unit, &detail, &l.No, &l.Seal)
		l.Detail = json.RawMessage(detail)
		return l, err
	})
	if err != nil {
		return none, fmt.Errorf("audit: list: %w", err)
	}
	return page.Cut(found, r.Size(), func(l Line) any { return l.ID }), nil
}
