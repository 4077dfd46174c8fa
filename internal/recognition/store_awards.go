package recognition

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

const selectAward = `SELECT a.id, a.kind, a.person_id, a.entry_id, a.code, a.recipient_name, a.title, a.issuer, a.began_on, a.ended_on, a.minutes, a.ceu_tenths, a.issued_at,
	COALESCE(r.reason, ''), r.revoked_at FROM awards a LEFT JOIN award_revocations r ON r.award_id = a.id `

func scanAward(row interface{ Scan(...any) error }) (stored, error) {
	var a stored
	err := row.Scan(&a.ID, &a.Kind, &a.PersonID, &a.EntryID, &a.Code, &a.RecipientName, &a.Title, &a.Issuer, &a.BeganOn, &a.EndedOn, &a.Minutes, &a.CEUTenths,
		db.Time(&a.IssuedAt), &a.revocation.Reason, db.Time(&a.revocation.At))
	return a, err
}

func oneAward(ctx context.Context, q db.Q, where string, arg any) (stored, error) {
	a, err := scanAward(q.QueryRow(ctx, selectAward+where, arg))
	if errors.Is(err, sql.ErrNoRows) {
		return a, errNoAward()
	}
	return a, err
}

func awardByID(ctx context.Context, q db.Q, award id.ID) (stored, error) {
	return oneAward(ctx, q, `WHERE a.id = $1`, award)
}

func awardByCode(ctx context.Context, q db.Q, code string) (stored, error) {
	return oneAward(ctx, q, `WHERE a.code = $1`, code)
}

func manyAwards(ctx context.Context, q db.Q, rest string, args ...any) ([]stored, error) {
	rows, err := q.Query(ctx, selectAward+rest, args...)
	return db.Collect(rows, err, func(r *sql.Rows) (stored, error) { return scanAward(r) })
}

// awardsFor returns the awards that were given for these entries.
func awardsFor(ctx context.Context, q db.Q, entries []id.ID) ([]stored, error) {
	return manyAwards(ctx, q, `WHERE a.entry_id IN (`+db.List(1, len(entries))+`) ORDER BY a.id`, db.Args(entries)...)
}

// listKey is where a list goes on.
type listKey struct {
	At time.Time
	ID id.ID
}

// goOn reads a cursor; the zero key begins at the first row.
func goOn(cursor string) (listKey, error) {
	var k listKey
	ok, err := page.Decode(cursor, &k)
	if err != nil || !ok {
		return listKey{}, err
	}
	if _, ok := id.Parse(string(k.ID)); !ok {
		return listKey{}, errs.Bad("cursor", "This page address is not one of ours. Start again from the first page.")
	}
	return k, nil
}

// awardsOf returns n awards of the persons after the key, the latest first.
func awardsOf(ctx context.Context, q db.Q, persons []id.ID, after listKey, n int) ([]stored, error) {
	where, args := `WHERE a.person_id IN (`+db.List(1, len(persons))+`)`, db.Args(persons)
	if after != (listKey{}) {
		where += ` AND (a.issued_at, a.id) < (` + db.List(len(args)+1, 2) + `)`
		args = append(args, after.At, after.ID)
	}
	return manyAwards(ctx, q, where+` ORDER BY a.issued_at DESC, a.id DESC LIMIT `+db.List(len(args)+1, 1), append(args, n)...)
}

// awardsOfAll returns every award of the persons.
func awardsOfAll(ctx context.Context, q db.Q, persons []id.ID) ([]stored, error) {
	return manyAwards(ctx, q, `WHERE a.person_id IN (`+db.List(1, len(persons))+`) ORDER BY a.id`, db.Args(persons)...)
}

// insertAward reports false when the entry has an award of the kind already.
func insertAward(ctx context.Context, tx *db.Tx, a Award) (added bool, err error) {
	return oneRow(tx.Exec(ctx, `INSERT INTO awards (id, kind, person_id, entry_id, code, recipient_name, title, issuer, began_on, ended_on, minutes, ceu_tenths, issued_at)
		VALUES (`+db.List(1, 13)+`) ON CONFLICT (kind, entry_id) DO NOTHING`,
		a.ID, a.Kind, a.PersonID, a.EntryID, a.Code, a.RecipientName, a.Title, a.Issuer, a.BeganOn, a.EndedOn, a.Minutes, a.CEUTenths, a.IssuedAt))
}

// knownAward counts an award.
const knownAward = `SELECT COUNT(*) FROM awards WHERE id = $1`

// insertRevocation reports false when the award was revoked before.
func insertRevocation(ctx context.Context, tx *db.Tx, award, by id.ID, r revocation) (added bool, err error) {
	return oneRow(tx.Exec(ctx, `INSERT INTO award_revocations (award_id, reason, revoked_by, revoked_at) VALUES ($1, $2, $3, $4) ON CONFLICT (award_id) DO NOTHING`,
		award, r.Reason, by, r.At))
}

func countVerification(ctx context.Context, tx *db.Tx, award id.ID, day string) error {
	_, err := tx.Exec(ctx, `INSERT INTO verification_counts (award_id, day, n) VALUES ($1, $2, 1)
		ON CONFLICT (award_id, day) DO UPDATE SET n = verification_counts.n + 1`, award, day)
	return err
}

func oneRow(res sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// awardChecks count what breaks a rule of the area.
var awardChecks = []struct{ query, says string }{
	{`SELECT COUNT(*) FROM awards WHERE ceu_tenths > 0 AND minutes < 30`,
		"%d certificates state CEU for less than half an hour"},
	{`SELECT COUNT(*) FROM awards a JOIN award_revocations r ON r.award_id = a.id WHERE r.revoked_at < a.issued_at`,
		"%d certificates were revoked before they were issued"},
	{`SELECT COUNT(*) FROM offer_reviews WHERE decided_by = asked_by`,
		"%d reviews were decided by who asked"},
	{`SELECT COUNT(*) FROM proposals WHERE decision IN ('confirmed', 'declined') AND (decided_by = proposed_by OR decided_by = person_id)`,
		"%d proposals were decided by who made them or whose record they are about"},
	{`SELECT COUNT(*) FROM proposals p WHERE p.kind = 'revoke-award' AND p.decision = 'confirmed' AND NOT EXISTS (SELECT 1 FROM award_revocations r WHERE r.award_id = p.object_id)`,
		"%d certificates stand although their revocation was confirmed"},
	{`SELECT COUNT(*) FROM awards WHERE began_on > ended_on`,
		"%d certificates end before they begin"},
}

func count(ctx context.Context, q db.Q, query string, args ...any) (n int, err error) {
	return n, q.QueryRow(ctx, query, args...).Scan(&n)
}
