// Package audit keeps who did what to what. A record is written in the same
// transaction as the change, so that there is no change without one; a job
// chains the rows afterwards, so that a later edit, removal or reordering shows.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Event is one thing that was done.
type Event struct {
	// Action is a past-tense verb with its object: "offer.published".
	Action string
	// Kind and ID name the object; Unit is the unit it belongs to, if any.
	Kind string
	ID   id.ID
	Unit id.ID
	// Detail holds a few plain facts. It must carry no secret and no answer of an evaluation.
	Detail map[string]any
}

// Record writes the event in the caller's transaction. An error must fail the whole operation.
func Record(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, e Event) error {
	return RecordAll(ctx, tx, now, actor, []Event{e})
}

// RecordAll writes many events at once, in their order, as Record writes one.
func RecordAll(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, events []Event) error {
	via := actor.Via
	if via == "" {
		via = "web"
	}
	details := make([]string, len(events))
	for i, e := range events {
		details[i] = "{}"
		if len(e.Detail) > 0 {
			detail, err := json.Marshal(e.Detail)
			if err != nil {
				return fmt.Errorf("audit: %s: %w", e.Action, err)
			}
			details[i] = string(detail)
		}
	}
	columns := []string{"id", "at", "actor_id", "via", "action", "object_kind", "object_id", "unit_id", "detail"}
	_, err := db.BulkInsert(ctx, tx, "audit_log", columns, "", func(yield func([]any) bool) {
		for i, e := range events {
			if !yield([]any{id.New(), now, actor.PersonID, via, e.Action, e.Kind, string(e.ID), e.Unit, details[i]}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// sealBatch is how many rows one pass of the sealer takes.
const sealBatch = 500

// Seal chains the rows that are not chained yet: each gets the next number and the hash of its
// facts and of the seal before it. It returns how many rows it sealed; run it until that is 0.
func Seal(ctx context.Context, d *db.DB) (int, error) {
	n := 0
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		// The counter row is the lock that keeps two sealers apart.
		if _, err := tx.Exec(ctx, `INSERT INTO change_counters (name, n) VALUES ('audit', 0) ON CONFLICT (name) DO UPDATE SET n = change_counters.n`); err != nil {
			return err
		}
		var no int64
		if err := tx.QueryRow(ctx, `SELECT n FROM change_counters WHERE name = 'audit'`+tx.Dialect().ForUpdate()).Scan(&no); err != nil {
			return err
		}
		prev := ""
		if no > 0 {
			if err := tx.QueryRow(ctx, `SELECT seal FROM audit_log WHERE seal_no = $1`, no).Scan(&prev); err != nil {
				return err
			}
		}
		rows, err := loadRows(ctx, tx, `WHERE seal_no IS NULL ORDER BY id LIMIT $1`, sealBatch)
		if err != nil {
			return err
		}
		for _, r := range rows {
			no++
			prev = r.seal(no, prev)
			if _, err := tx.Exec(ctx, `UPDATE audit_log SET seal_no = $1, seal = $2 WHERE id = $3 AND seal_no IS NULL`, no, prev, r.id); err != nil {
				return err
			}
		}
		n = len(rows)
		_, err = tx.Exec(ctx, `UPDATE change_counters SET n = $1 WHERE name = 'audit'`, no)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("audit: seal: %w", err)
	}
	return n, nil
}

// Verify walks the chain and returns the number of the first row that does not fit, or 0 when
// the chain is whole, together with the number and seal of its head. Rows that are sealed meanwhile
// belong to the chain.
func Verify(ctx context.Context, q db.Q) (broken, head int64, seal string, err error) {
	var least int64 // as many rows were sealed before the walk began
	if err := q.QueryRow(ctx, `SELECT COALESCE(MAX(n), 0) FROM change_counters WHERE name = 'audit'`).Scan(&least); err != nil {
		return 0, 0, "", fmt.Errorf("audit: verify: %w", err)
	}
	for {
		rows, err := loadRows(ctx, q, `WHERE seal_no > $1 ORDER BY seal_no LIMIT 1000`, head)
		if err != nil {
			return 0, head, seal, fmt.Errorf("audit: verify: %w", err)
		}
		if len(rows) == 0 {
			if head < least {
				return head + 1, head, seal, nil
			}
			return 0, head, seal, nil
		}
		for _, r := range rows {
			if r.no != head+1 || r.sealed != r.seal(r.no, seal) {
				return head + 1, head, seal, nil
			}
			head, seal = r.no, r.sealed
		}
	}
}

type row struct {
	id, actor, via, action, kind, object, unit, detail, sealed string
	at, no                                                     int64
}

// seal hashes the row's facts after the seal before it; lengths keep fields apart.
func (r row) seal(no int64, prev string) string {
	h := sha256.New()
	for _, s := range []string{prev, fmt.Sprint(no), r.id, fmt.Sprint(r.at), r.actor, r.via, r.action, r.kind, r.object, r.unit, r.detail} {
		fmt.Fprintf(h, "%d:%s;", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func loadRows(ctx context.Context, q db.Q, where string, arg any) ([]row, error) {
	rows, err := q.Query(ctx, `SELECT id, at, COALESCE(actor_id, ''), via, action, object_kind, object_id, COALESCE(unit_id, ''), detail,
		COALESCE(seal_no, 0), COALESCE(seal, '') FROM audit_log `+where, arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.id, &r.at, &r.actor, &r.via, &r.action, &r.kind, &r.object, &r.unit, &r.detail, &r.no, &r.sealed); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
