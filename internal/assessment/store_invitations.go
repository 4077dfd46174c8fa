package assessment

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const invitationColumns = `i.id, i.person_id, i.target_id, t.title, i.voice, i.name, i.address, i.address_key, i.message, i.sees_map, i.sees_answers, i.sees_reflection, i.language,
	i.made_at, i.expires_at, i.sent_at, i.answered_at, i.ended_at, i.asked_at,
	(SELECT COUNT(DISTINCT l.at) FROM assessment_looks l WHERE l.invitation_id = i.id), (SELECT MAX(l.at) FROM assessment_looks l WHERE l.invitation_id = i.id)`

const fromInvitations = ` FROM invitations i JOIN targets t ON t.id = i.target_id `

func (i *Invitation) targets() []any {
	return []any{&i.ID, &i.PersonID, &i.TargetID, &i.Target, &i.Voice, &i.Name, &i.Address, &i.addressKey, &i.Message, &i.Sees.Map, &i.Sees.Answers, &i.Sees.Reflection, &i.language,
		db.Time(&i.MadeAt), db.Time(&i.ExpiresAt), db.Time(&i.SentAt), db.Time(&i.AnsweredAt), db.Time(&i.EndedAt), db.Time(&i.askedAt), &i.Looks, db.Time(&i.LastLook)}
}

func scanInvitation(r *sql.Rows) (i Invitation, err error) {
	err = r.Scan(i.targets()...)
	return i, err
}

func oneInvitation(ctx context.Context, q db.Q, where string, args ...any) (i Invitation, err error) {
	err = q.QueryRow(ctx, `SELECT `+invitationColumns+fromInvitations+where, args...).Scan(i.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return i, noInvitation()
	}
	if err != nil {
		return i, fmt.Errorf("assessment: invitation: %w", err)
	}
	return i, nil
}

func invitationByID(ctx context.Context, q db.Q, invitation id.ID) (Invitation, error) {
	return oneInvitation(ctx, q, `WHERE i.id = $1`, invitation)
}

func invitationByHash(ctx context.Context, q db.Q, hash string) (Invitation, error) {
	return oneInvitation(ctx, q, `JOIN invitation_tokens k ON k.invitation_id = i.id WHERE k.token_hash = $1`, hash)
}

// openTwin returns the invitation that works of the same target, voice and address as a new one; NotFound where there is none.
func openTwin(ctx context.Context, q db.Q, i Invitation) (Invitation, error) {
	return oneInvitation(ctx, q, `WHERE i.target_id = $1 AND i.voice = $2 AND i.address_key = $3 AND i.ended_at IS NULL AND i.expires_at > $4 ORDER BY i.made_at, i.id LIMIT 1`,
		i.TargetID, i.Voice, i.addressKey, i.MadeAt)
}

// invitationsOf returns 200 invitations of a person: what works first, so that all of it is there, then the newest.
func invitationsOf(ctx context.Context, q db.Q, persons []id.ID, now time.Time) ([]Invitation, error) {
	rows, err := q.Query(ctx, `SELECT `+invitationColumns+fromInvitations+`WHERE i.person_id IN (`+db.List(2, len(persons))+`)
		ORDER BY i.ended_at IS NULL AND i.expires_at > $1 DESC, i.made_at DESC, i.id DESC LIMIT 200`, append([]any{now}, db.Args(persons)...)...)
	list, err := db.Collect(rows, err, scanInvitation)
	if err != nil {
		return nil, fmt.Errorf("assessment: invitations: %w", err)
	}
	return list, nil
}

// invitationsFor returns what works of the invitations to addresses, the newest first, at most 100.
func invitationsFor(ctx context.Context, q db.Q, keys []string, now time.Time) ([]Invitation, error) {
	rows, err := q.Query(ctx, `SELECT `+invitationColumns+fromInvitations+`WHERE i.ended_at IS NULL AND i.expires_at > $1 AND i.address_key IN (`+db.List(2, len(keys))+`) ORDER BY i.made_at DESC, i.id DESC LIMIT 100`,
		append([]any{now}, db.Args(keys)...)...)
	list, err := db.Collect(rows, err, scanInvitation)
	if err != nil {
		return nil, fmt.Errorf("assessment: invitations: %w", err)
	}
	return list, nil
}

func countOpenInvitations(ctx context.Context, q db.Q, persons []id.ID, now time.Time) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM invitations WHERE ended_at IS NULL AND expires_at > $1 AND person_id IN (`+db.List(2, len(persons))+`)`, append([]any{now}, db.Args(persons)...)...).Scan(&n)
	return n, err
}

func insertInvitation(ctx context.Context, tx *db.Tx, i Invitation) error {
	_, err := tx.Exec(ctx, `INSERT INTO invitations (id, person_id, target_id, voice, name, address, address_key, message, sees_map, sees_answers, sees_reflection, language, made_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		i.ID, i.PersonID, i.TargetID, i.Voice, i.Name, i.Address, i.addressKey, i.Message, i.Sees.Map, i.Sees.Answers, i.Sees.Reflection, i.language, i.MadeAt, i.ExpiresAt)
	if err != nil {
		return fmt.Errorf("assessment: invite: %w", err)
	}
	return nil
}

// lockInvitation keeps others from changing an invitation until the transaction ends.
func lockInvitation(ctx context.Context, tx *db.Tx, invitation id.ID) error {
	var locked id.ID
	err := tx.QueryRow(ctx, `SELECT id FROM invitations WHERE id = $1`+tx.Dialect().ForUpdate(), invitation).Scan(&locked)
	if errors.Is(err, sql.ErrNoRows) {
		return noInvitation()
	}
	return err
}

func updateSees(ctx context.Context, tx *db.Tx, invitation id.ID, s Sees) error {
	_, err := tx.Exec(ctx, `UPDATE invitations SET sees_map = $2, sees_answers = $3, sees_reflection = $4 WHERE id = $1`, invitation, s.Map, s.Answers, s.Reflection)
	if err != nil {
		return fmt.Errorf("assessment: invitation: %w", err)
	}
	return nil
}

func endInvitation(ctx context.Context, tx *db.Tx, now time.Time, invitation id.ID) error {
	return touchInvitation(ctx, tx, `UPDATE invitations SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, now, invitation)
}

// endInvitations takes back every access to a target.
func endInvitations(ctx context.Context, tx *db.Tx, now time.Time, target id.ID) error {
	return touchInvitation(ctx, tx, `UPDATE invitations SET ended_at = $2 WHERE target_id = $1 AND ended_at IS NULL`, now, target)
}

func markAnswered(ctx context.Context, tx *db.Tx, now time.Time, invitation id.ID) error {
	return touchInvitation(ctx, tx, `UPDATE invitations SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL`, now, invitation)
}

func markSent(ctx context.Context, tx *db.Tx, now time.Time, invitation id.ID) error {
	return touchInvitation(ctx, tx, `UPDATE invitations SET sent_at = $2 WHERE id = $1`, now, invitation)
}

// markAsked notes that the letter was asked for once more.
func markAsked(ctx context.Context, tx *db.Tx, now time.Time, invitation id.ID) error {
	return touchInvitation(ctx, tx, `UPDATE invitations SET asked_at = $2 WHERE id = $1`, now, invitation)
}

// lettersSince counts the letters that left since a moment, and those asked for since then that wait: a person's own, and those to one address. Each letter that
// left has its link; tries that failed have none.
func lettersSince(ctx context.Context, q db.Q, persons []id.ID, address string, since time.Time) (sent, came int, err error) {
	mine := `i.person_id IN (` + db.List(3, len(persons)) + `)`
	counted := `SELECT CASE WHEN ` + mine + ` THEN 1 ELSE 0 END AS sent, CASE WHEN i.address_key = $2 THEN 1 ELSE 0 END AS came FROM invitations i `
	about := ` AND (i.address_key = $2 OR ` + mine + `)`
	err = q.QueryRow(ctx, `SELECT COALESCE(SUM(l.sent), 0), COALESCE(SUM(l.came), 0) FROM (`+
		counted+`JOIN invitation_tokens k ON k.invitation_id = i.id WHERE k.made_at > $1`+about+` UNION ALL `+
		counted+`WHERE (i.sent_at IS NULL OR i.sent_at < i.asked_at) AND COALESCE(i.asked_at, i.made_at) > $1`+about+`) l`, append([]any{since, address}, db.Args(persons)...)...).Scan(&sent, &came)
	if err != nil {
		return 0, 0, fmt.Errorf("assessment: letters: %w", err)
	}
	return sent, came, nil
}

func touchInvitation(ctx context.Context, tx *db.Tx, query string, now time.Time, object id.ID) error {
	if _, err := tx.Exec(ctx, query, object, now); err != nil {
		return fmt.Errorf("assessment: invitation: %w", err)
	}
	return nil
}

func insertToken(ctx context.Context, tx *db.Tx, now time.Time, invitation id.ID, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO invitation_tokens (token_hash, invitation_id, made_at) VALUES ($1, $2, $3)`, hash, invitation, now)
	if err != nil {
		return fmt.Errorf("assessment: link: %w", err)
	}
	return nil
}

// deleteToken ends the link of a letter that did not leave.
func deleteToken(ctx context.Context, tx *db.Tx, hash string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM invitation_tokens WHERE token_hash = $1`, hash); err != nil {
		return fmt.Errorf("assessment: link: %w", err)
	}
	return nil
}

// invitationNames returns the names by which a person knows those whom they invited.
func invitationNames(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID]string, error) {
	out := map[id.ID]string{}
	rows, err := q.Query(ctx, `SELECT id, name FROM invitations WHERE person_id IN (`+db.List(1, len(persons))+`)`, db.Args(persons)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var name string
		var i id.ID
		if err = r.Scan(&i, &name); err == nil {
			out[i] = name
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: names: %w", err)
	}
	return out, nil
}

// What was looked at.
const (
	lookedAtMap        = "map"
	lookedAtAnswers    = "answers"
	lookedAtReflection = "reflection"
)

// insertLooks writes down what a guest is going to read, each part by itself, at one moment.
func insertLooks(ctx context.Context, tx *db.Tx, now time.Time, i Invitation, may Sees) error {
	var what []string
	for _, x := range []struct {
		let  bool
		what string
	}{{may.Map, lookedAtMap}, {may.Answers, lookedAtAnswers}, {may.Reflection, lookedAtReflection}} {
		if x.let {
			what = append(what, x.what)
		}
	}
	_, err := db.BulkInsert(ctx, tx, "assessment_looks", []string{"id", "person_id", "invitation_id", "what", "at"}, "", func(yield func([]any) bool) {
		for _, w := range what {
			if !yield([]any{id.New(), i.PersonID, i.ID, w, now}) {
				return
			}
		}
	})
	return err
}

// guestDidSince counts what was said and read by one invitation since a moment.
func guestDidSince(ctx context.Context, q db.Q, invitation id.ID, since time.Time) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM assessment_answers a WHERE a.invitation_id = $1 AND a.said_at > $2) + (SELECT COUNT(*) FROM assessment_looks l WHERE l.invitation_id = $1 AND l.at > $2)`, invitation, since).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("assessment: what a guest did: %w", err)
	}
	return n, nil
}

const lookColumns = `l.id, l.at, l.what, i.name, i.voice, t.title FROM assessment_looks l JOIN invitations i ON i.id = l.invitation_id JOIN targets t ON t.id = i.target_id`

func scanLook(r *sql.Rows) (l LookedAt, err error) {
	err = r.Scan(&l.ID, db.Time(&l.At), &l.What, &l.Name, &l.Voice, &l.Target)
	return l, err
}

// looksOf returns the last 100 looks at a person's assessment, the latest first.
func looksOf(ctx context.Context, q db.Q, persons []id.ID) ([]LookedAt, error) {
	rows, err := q.Query(ctx, `SELECT `+lookColumns+` WHERE l.person_id IN (`+db.List(1, len(persons))+`) ORDER BY l.at DESC, l.id DESC LIMIT 100`, db.Args(persons)...)
	list, err := db.Collect(rows, err, scanLook)
	if err != nil {
		return nil, fmt.Errorf("assessment: looks: %w", err)
	}
	return list, nil
}
