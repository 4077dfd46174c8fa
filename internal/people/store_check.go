package people

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
)

// invariants are what must hold however the rows came about; each query counts where it does not.
var invariants = []struct{ sentence, query string }{
	{"%d aliases of persons lead to another alias instead of a survivor.",
		`SELECT COUNT(*) FROM person_aliases a JOIN person_aliases b ON b.alias_id = a.person_id`},
	{"%d pairs of memberships of one person overlap.",
		`SELECT COUNT(*) FROM membership_periods a JOIN membership_periods b ON b.person_id = a.person_id AND b.id > a.id
			AND a.starts_on <= b.ends_on AND b.starts_on <= a.ends_on
			WHERE NOT EXISTS (SELECT 1 FROM membership_periods n WHERE n.replaces_id = a.id)
			AND NOT EXISTS (SELECT 1 FROM membership_periods n WHERE n.replaces_id = b.id)`},
	{"%d membership periods replace one of somebody else.",
		`SELECT COUNT(*) FROM membership_periods a JOIN membership_periods b ON a.replaces_id = b.id AND a.person_id <> b.person_id
			AND NOT EXISTS (SELECT 1 FROM person_aliases y WHERE y.alias_id = b.person_id)`},
	{"%d units have ended without a successor, or have one and have not ended.",
		`SELECT COUNT(*) FROM units u LEFT JOIN unit_successions s ON s.unit_id = u.id WHERE (u.ended_on <> '') <> (s.unit_id IS NOT NULL)`},
	{"%d units have no name.",
		`SELECT COUNT(*) FROM units u WHERE NOT EXISTS (SELECT 1 FROM unit_names n WHERE n.unit_id = u.id)`},
	{"%d roles are bound to what they cannot be bound to.",
		`SELECT COUNT(*) FROM role_bindings WHERE ended_at IS NULL AND (role IN ('unit-editor', 'unit-manager') AND unit_id IS NULL
			OR role = 'coordinator' AND organisation_id IS NULL OR role IN ('admin', 'auditor', 'reviewer', 'accreditation-staff') AND unit_id IS NOT NULL)`},
	{"%d organisations are part of themselves, or of one that is.",
		`WITH RECURSIVE down (id) AS (SELECT id FROM organisations WHERE parent_id IS NULL UNION ALL
				SELECT o.id FROM organisations o JOIN down ON o.parent_id = down.id)
			SELECT (SELECT COUNT(*) FROM organisations) - (SELECT COUNT(*) FROM down)`},
	{"%d persons have addresses and no first one, so letters do not reach them.",
		`SELECT COUNT(*) FROM persons p WHERE EXISTS (SELECT 1 FROM emails e WHERE e.person_id = p.id) AND NOT EXISTS (SELECT 1 FROM person_aliases a WHERE a.alias_id = p.id)
			AND NOT EXISTS (SELECT 1 FROM emails e LEFT JOIN person_aliases a ON a.alias_id = e.person_id WHERE COALESCE(a.person_id, e.person_id) = p.id AND e.is_primary)`},
	{"%d roles ended before they were granted.",
		`SELECT COUNT(*) FROM role_bindings WHERE ended_at < granted_at`},
	{"%d tokens were ended before they were made.",
		`SELECT COUNT(*) FROM api_tokens WHERE revoked_at < created_at`},
}

func brokenInvariants(ctx context.Context, q db.Q) ([]string, error) {
	var out []string
	for _, i := range invariants {
		var n int
		if err := q.QueryRow(ctx, i.query).Scan(&n); err != nil {
			return nil, fmt.Errorf("people: check: %w", err)
		}
		if n > 0 {
			out = append(out, fmt.Sprintf(i.sentence, n))
		}
	}
	return out, nil
}
