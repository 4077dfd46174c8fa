package assessment

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

const answerColumns = `id, person_id, COALESCE(round_id, ''), COALESCE(invitation_id, ''), voice, competency_id, framework_version_id, said, level, rank, contests, COALESCE(said_by, ''), said_at,
	COALESCE((SELECT i.address_key FROM invitations i WHERE i.id = invitation_id), '')`

func (a *Answer) targets() []any {
	return []any{&a.ID, &a.PersonID, &a.RoundID, &a.InvitationID, &a.Voice, &a.Competency, &a.Version, &a.Said, &a.Level, &a.Rank, &a.Contests, &a.By, db.Time(&a.At), &a.address}
}

func insertAnswer(ctx context.Context, tx *db.Tx, a Answer) error {
	_, err := tx.Exec(ctx, `INSERT INTO assessment_answers (id, person_id, round_id, invitation_id, voice, competency_id, framework_version_id, said, level, rank, contests, said_by, said_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		a.ID, a.PersonID, a.RoundID, a.InvitationID, a.Voice, a.Competency, a.Version, a.Said, a.Level, a.Rank, a.Contests, a.By, a.At)
	if err != nil {
		return fmt.Errorf("assessment: answer: %w", err)
	}
	return nil
}

// answerTx writes an answer down and tells of whom something was said.
func answerTx(ctx context.Context, tx *db.Tx, a Answer) error {
	if err := insertAnswer(ctx, tx, a); err != nil {
		return err
	}
	return events.Publish(ctx, tx, a.At, Answered{PersonID: a.PersonID})
}

// lastOwn returns the last answer that a person gave of themselves about a competency, for whatever target; without an id where there is none.
func lastOwn(ctx context.Context, q db.Q, persons []id.ID, competency id.ID) (last Answer, err error) {
	err = q.QueryRow(ctx, `SELECT `+answerColumns+` FROM assessment_answers WHERE competency_id = $1 AND voice = 'self' AND person_id IN (`+db.List(2, len(persons))+`) ORDER BY said_at DESC, id DESC LIMIT 1`,
		append([]any{competency}, db.Args(persons)...)...).Scan(last.targets()...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return last, fmt.Errorf("assessment: answer: %w", err)
	}
	return last, nil
}

// saidSince counts the answers that a person gave of themselves since a moment.
func saidSince(ctx context.Context, q db.Q, persons []id.ID, since time.Time) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM assessment_answers WHERE voice = 'self' AND said_at > $1 AND person_id IN (`+db.List(2, len(persons))+`)`, append([]any{since}, db.Args(persons)...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("assessment: answers: %w", err)
	}
	return n, nil
}

// answersOf returns all that was ever said of a person, the earliest first. What others say after their access was taken back stays: it is the person's.
func answersOf(ctx context.Context, q db.Q, persons []id.ID) ([]Answer, error) {
	rows, err := q.Query(ctx, `SELECT `+answerColumns+` FROM assessment_answers WHERE person_id IN (`+db.List(1, len(persons))+`) ORDER BY said_at, id`, db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (a Answer, err error) { err = r.Scan(a.targets()...); return a, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: answers: %w", err)
	}
	return list, nil
}

// answersBy returns what was said by one invitation, the earliest first.
func answersBy(ctx context.Context, q db.Q, invitation id.ID) ([]Answer, error) {
	rows, err := q.Query(ctx, `SELECT `+answerColumns+` FROM assessment_answers WHERE invitation_id = $1 ORDER BY said_at, id`, invitation)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (a Answer, err error) { err = r.Scan(a.targets()...); return a, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: answers: %w", err)
	}
	return list, nil
}

func proofsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Proof, error) {
	rows, err := q.Query(ctx, `SELECT person_id, competency_id, level, rank, entry_id, title, ended_on, added_at FROM assessment_proofs WHERE person_id IN (`+db.List(1, len(persons))+`) ORDER BY added_at, entry_id, competency_id`,
		db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p Proof, err error) {
		err = r.Scan(&p.PersonID, &p.Competency, &p.Level, &p.Rank, &p.EntryID, &p.Title, &p.On, db.Time(&p.AddedAt))
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: proofs: %w", err)
	}
	return list, nil
}

// deleteProofs takes out what entries showed, which is written anew from what stands in their place.
func deleteProofs(ctx context.Context, tx *db.Tx, entries []id.ID) error {
	if len(entries) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM assessment_proofs WHERE entry_id IN (`+db.List(1, len(entries))+`)`, db.Args(entries)...)
	if err != nil {
		return fmt.Errorf("assessment: proofs: %w", err)
	}
	return nil
}

// deleteProof takes out what one entry showed of one competency.
func deleteProof(ctx context.Context, tx *db.Tx, entry, competency id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM assessment_proofs WHERE entry_id = $1 AND competency_id = $2`, entry, competency); err != nil {
		return fmt.Errorf("assessment: proofs: %w", err)
	}
	return nil
}

// insertProofs adds what entries show, each under the entry's own person; what is there already at the same level keeps the moment at which it came.
func insertProofs(ctx context.Context, tx *db.Tx, list []Proof) error {
	_, err := db.BulkInsert(ctx, tx, "assessment_proofs", []string{"entry_id", "competency_id", "person_id", "level", "rank", "title", "ended_on", "added_at"},
		`ON CONFLICT (entry_id, competency_id) DO UPDATE SET person_id = excluded.person_id, level = excluded.level, rank = excluded.rank, title = excluded.title, ended_on = excluded.ended_on,
			added_at = CASE WHEN assessment_proofs.level = excluded.level AND assessment_proofs.added_at < excluded.added_at THEN assessment_proofs.added_at ELSE excluded.added_at END`,
		func(yield func([]any) bool) {
			for _, p := range list {
				if !yield([]any{p.EntryID, p.Competency, p.PersonID, p.Level, p.Rank, p.Title, p.On, p.AddedAt}) {
					return
				}
			}
		})
	return err
}

// historyOf returns the last 100 things that were said of a person under any name of one competency, the latest first.
func historyOf(ctx context.Context, q db.Q, persons, competencies []id.ID) ([]Answer, error) {
	n := len(competencies)
	rows, err := q.Query(ctx, `SELECT `+answerColumns+` FROM assessment_answers WHERE competency_id IN (`+db.List(1, n)+`) AND person_id IN (`+db.List(n+1, len(persons))+`) ORDER BY said_at DESC, id DESC LIMIT 100`,
		append(db.Args(competencies), db.Args(persons)...)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (a Answer, err error) { err = r.Scan(a.targets()...); return a, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: history: %w", err)
	}
	return list, nil
}

// keepProofs takes out what an entry does not show any more.
func keepProofs(ctx context.Context, tx *db.Tx, entry id.ID, list []Proof) error {
	args := []any{entry}
	query := `DELETE FROM assessment_proofs WHERE entry_id = $1`
	if len(list) > 0 {
		query += ` AND competency_id NOT IN (` + db.List(2, len(list)) + `)`
		for _, p := range list {
			args = append(args, p.Competency)
		}
	}
	if _, err := tx.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("assessment: proofs: %w", err)
	}
	return nil
}
