package people

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// loadActor reads in one query who the person is today: the surviving person, every role that has
// not ended, by hand or by time, and the membership that covers the date, whichever alias they were given to. What a
// role allows in a unit it also allows in those that live on in it, so that somebody goes on
// keeping what they offered. It reports false for a person that does not exist or is closed.
func loadActor(ctx context.Context, q db.Q, person id.ID, now time.Time, today string) (authz.Actor, bool, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE me AS (
			SELECT p.id, p.name, p.zone, p.language FROM persons p
			WHERE p.id = COALESCE((SELECT person_id FROM person_aliases WHERE alias_id = $1), $1) AND p.closed_at IS NULL),
		ids AS (SELECT id FROM me UNION ALL SELECT a.alias_id FROM person_aliases a JOIN me ON a.person_id = me.id),
		held (role, unit_id, organisation_id) AS (
			SELECT r.role, COALESCE(r.unit_id, ''), COALESCE(r.organisation_id, '') FROM ids JOIN role_bindings r ON r.person_id = ids.id WHERE r.ended_at IS NULL AND (r.ends_at IS NULL OR r.ends_at > $3)
			UNION SELECT h.role, s.unit_id, h.organisation_id FROM held h JOIN unit_successions s ON s.successor_id = h.unit_id AND s.on_date <= $2)
		SELECT 1 AS sort, me.id, me.name, me.zone, me.language FROM me
		UNION ALL SELECT 2, role, unit_id, organisation_id, '' FROM held
		UNION ALL SELECT 3, m.class, m.starts_on, m.id, '' FROM ids JOIN membership_periods m ON m.person_id = ids.id
			WHERE m.starts_on <= $2 AND m.ends_on >= $2 AND NOT EXISTS (SELECT 1 FROM membership_periods n WHERE n.replaces_id = m.id)`,
		string(person), today, now)
	if err != nil {
		return authz.Actor{}, false, fmt.Errorf("people: actor: %w", err)
	}
	defer rows.Close()
	var (
		a     authz.Actor
		since string
	)
	for rows.Next() {
		var (
			sort                  int
			one, two, three, four string
		)
		if err := rows.Scan(&sort, &one, &two, &three, &four); err != nil {
			return authz.Actor{}, false, fmt.Errorf("people: actor: %w", err)
		}
		switch sort {
		case 1:
			a.PersonID, a.Name, a.Zone, a.Language = id.ID(one), two, three, four
		case 2:
			a.Roles = append(a.Roles, authz.Binding{Role: authz.Role(one), UnitID: id.ID(two), OrganisationID: id.ID(three)})
		case 3:
			// Merged persons may have two memberships today; the later period counts.
			if key := two + three; key > since {
				a.Class, since = one, key
			}
		}
	}
	if err := rows.Err(); err != nil {
		return authz.Actor{}, false, fmt.Errorf("people: actor: %w", err)
	}
	return a, a.PersonID != "", nil
}
