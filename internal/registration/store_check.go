package registration

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

// promiseSlack is how long after its time a promise may still stand, until the server ends it.
const promiseSlack = 24 * time.Hour

// registrationChecks count what must never be found.
var registrationChecks = []struct{ query, says string }{
	{`SELECT COUNT(*) FROM registrations r WHERE NOT EXISTS (SELECT 1 FROM registration_log l WHERE l.registration_id = r.id)`,
		"%d registrations are in no log"},
	{`SELECT COUNT(*) FROM registrations r JOIN registration_log l ON l.registration_id = r.id
		WHERE l.to_state <> r.state AND NOT EXISTS (SELECT 1 FROM registration_log n WHERE n.registration_id = r.id AND n.no > l.no)`,
		"%d registrations are in another state than their log ends in"},
	{`SELECT COUNT(*) FROM registration_log l JOIN registrations r ON r.id = l.registration_id
		WHERE COALESCE(l.occurrence_id, '') <> COALESCE(r.occurrence_id, '')`,
		"%d lines of the log speak of another occurrence than their registration"},
	{`SELECT COUNT(*) FROM attendance a JOIN registrations r ON r.id = a.registration_id WHERE COALESCE(a.occurrence_id, '') <> COALESCE(r.occurrence_id, '')`,
		"%d attendances were recorded at another occurrence than their registration's"},
	{`SELECT COUNT(*) FROM registrations WHERE state = 'completed' AND completed_at IS NULL`,
		"%d registrations are completed and nobody knows when"},
}

// seatsHeld counts the registrations that hold a seat of an occurrence.
func seatsHeld(ctx context.Context, q db.Q) (n int, err error) {
	return n, q.QueryRow(ctx, `SELECT COUNT(*) FROM registrations WHERE occurrence_id IS NOT NULL AND state NOT IN ('waitlisted', 'cancelled')`).Scan(&n)
}

// promisesOver counts the promises that have no end, or one before a time.
func promisesOver(ctx context.Context, q db.Q, before time.Time) (n int, err error) {
	return n, q.QueryRow(ctx, `SELECT COUNT(*) FROM registrations WHERE state = 'held' AND (held_until IS NULL OR held_until < $1)`, before).Scan(&n)
}
