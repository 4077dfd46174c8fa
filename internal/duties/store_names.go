package duties

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// ruleName is what a rule means by a name, in small letters, in the version that begins on a day.
type ruleName struct {
	rule       string
	from       rules.Day
	name       string
	competency id.ID
}

// namesOf returns what rules mean by names, the earliest version first.
func namesOf(ctx context.Context, q db.Q, keys []string) ([]ruleName, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT rule_key, version_from, name, competency_id FROM duty_rule_names WHERE rule_key IN (`+db.List(1, len(keys))+`) ORDER BY rule_key, version_from, name`, db.Args(keys)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (n ruleName, err error) {
		var from string
		err = r.Scan(&n.rule, &from, &n.name, &n.competency)
		n.from = civil(from)
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("duties: names: %w", err)
	}
	return out, nil
}

// insertNames leaves what is written down as it is.
func insertNames(ctx context.Context, tx *db.Tx, list []ruleName, now time.Time) error {
	_, err := db.BulkInsert(ctx, tx, "duty_rule_names", []string{"rule_key", "version_from", "name", "competency_id", "named_at"}, `ON CONFLICT (rule_key, version_from, name) DO NOTHING`, func(yield func([]any) bool) {
		for _, n := range list {
			if !yield([]any{n.rule, n.from.String(), n.name, n.competency, now}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("duties: write names: %w", err)
	}
	return nil
}
