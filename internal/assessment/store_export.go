package assessment

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// after reads rows of a person behind an id, in the order of ids. query ends before its condition; of names the table.
func after[T any](ctx context.Context, q db.Q, query, of string, persons []id.ID, behind id.ID, limit int, scan func(*sql.Rows) (T, error)) ([]T, error) {
	args := append([]any{behind, limit}, db.Args(persons)...)
	rows, err := q.Query(ctx, query+` WHERE `+of+`.id > $1 AND `+of+`.person_id IN (`+db.List(3, len(persons))+`) ORDER BY `+of+`.id LIMIT $2`, args...)
	list, err := db.Collect(rows, err, scan)
	if err != nil {
		return nil, fmt.Errorf("assessment: export: %w", err)
	}
	return list, nil
}

func everyTargetAfter(ctx context.Context, q db.Q, persons []id.ID, behind id.ID, limit int) ([]Target, error) {
	return after(ctx, q, `SELECT `+targetColumns+fromTargets, `t`, persons, behind, limit, func(r *sql.Rows) (t Target, err error) { err = r.Scan(t.targets()...); return t, err })
}

func answersAfter(ctx context.Context, q db.Q, persons []id.ID, behind id.ID, limit int) ([]Answer, error) {
	return after(ctx, q, `SELECT `+answerColumns+` FROM assessment_answers a`, `a`, persons, behind, limit, func(r *sql.Rows) (a Answer, err error) { err = r.Scan(a.targets()...); return a, err })
}

func goalsAfter(ctx context.Context, q db.Q, persons []id.ID, behind id.ID, limit int) ([]Goal, error) {
	return after(ctx, q, `SELECT `+goalColumns+` FROM goals g`, `g`, persons, behind, limit, func(r *sql.Rows) (g Goal, err error) { err = r.Scan(g.targets()...); return g, err })
}

func invitationsAfter(ctx context.Context, q db.Q, persons []id.ID, behind id.ID, limit int) ([]Invitation, error) {
	return after(ctx, q, `SELECT `+invitationColumns+fromInvitations, `i`, persons, behind, limit, scanInvitation)
}

func looksAfter(ctx context.Context, q db.Q, persons []id.ID, behind id.ID, limit int) ([]LookedAt, error) {
	return after(ctx, q, `SELECT `+lookColumns, `l`, persons, behind, limit, scanLook)
}

// everySnapshot returns the snapshots of a target, the earliest first.
func everySnapshot(ctx context.Context, q db.Q, target id.ID) ([]Snapshot, error) {
	rows, err := q.Query(ctx, `SELECT `+snapshotColumns+` FROM snapshots WHERE target_id = $1 ORDER BY taken_at, id`, target)
	list, err := db.Collect(rows, err, scanSnapshot)
	if err != nil {
		return nil, fmt.Errorf("assessment: snapshots: %w", err)
	}
	return list, nil
}

// everySnapshotLine returns what the snapshots of a target list, by snapshot, each in its order.
func everySnapshotLine(ctx context.Context, q db.Q, target id.ID) (map[id.ID][]ExportedLine, error) {
	rows, err := q.Query(ctx, `SELECT l.snapshot_id, l.competency_id, l.wanted, l.level, l.basis, l.state FROM snapshots s JOIN snapshot_lines l ON l.snapshot_id = s.id
		WHERE s.target_id = $1 ORDER BY l.snapshot_id, l.position, l.competency_id`, target)
	out := map[id.ID][]ExportedLine{}
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var l ExportedLine
		var snapshot id.ID
		if err = r.Scan(&snapshot, &l.Competency, &l.Wanted, &l.Level, &l.Basis, &l.State); err == nil {
			out[snapshot] = append(out[snapshot], l)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: snapshots: %w", err)
	}
	return out, nil
}

// everyMembership returns a person's places in cohorts, the earliest first.
func everyMembership(ctx context.Context, q db.Q, persons []id.ID) ([]ExportedMembership, error) {
	rows, err := q.Query(ctx, `SELECT c.title, v.title, m.added_at, m.asked_at, m.joined_at, m.completed_at, m.left_at, COALESCE(m.target_id, ''), COALESCE(m.before_id, ''), COALESCE(m.after_id, ''), m.five IS NOT NULL`+
		fromCohorts+`JOIN cohort_members m ON m.cohort_id = c.id WHERE m.person_id IN (`+db.List(1, len(persons))+`) ORDER BY m.added_at, c.id`, db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (m ExportedMembership, err error) {
		err = r.Scan(&m.Cohort, &m.Profile, db.Time(&m.AddedAt), db.Time(&m.AskedAt), db.Time(&m.JoinedAt), db.Time(&m.CompletedAt), db.Time(&m.LeftAt), &m.TargetID, &m.BeforeID, &m.AfterID, &m.Counted)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: places in cohorts: %w", err)
	}
	return list, nil
}
