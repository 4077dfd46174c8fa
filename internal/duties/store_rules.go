package duties

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// RuleText is one text of one of the association's own rules.
type RuleText struct {
	ID, RuleID id.ID
	Key        string
	Number     int
	Text, Name string
	WrittenBy  id.ID
	WrittenAt  time.Time
	// PublishedAt is zero for a text that was never published; Correction says why it changed what was in force.
	PublishedAt time.Time
	Correction  string
}

const textColumns = `t.id, t.rule_id, r.key, t.number, t.text, t.name, t.written_by, t.written_at, p.published_at, COALESCE(p.correction, '')`

func scanText(r *sql.Rows) (t RuleText, err error) {
	return t, r.Scan(&t.ID, &t.RuleID, &t.Key, &t.Number, &t.Text, &t.Name, &t.WrittenBy, db.Time(&t.WrittenAt), db.Time(&t.PublishedAt), &t.Correction)
}

// publishedTexts returns the text that holds of each own rule with one of the keys, or of all, at most so many.
func publishedTexts(ctx context.Context, q db.Q, keys []string, limit int) ([]RuleText, error) {
	where, args := "", []any{}
	if len(keys) > 0 {
		where, args = ` AND r.key IN (`+db.List(1, len(keys))+`)`, db.Args(keys)
	}
	rows, err := q.Query(ctx, `SELECT `+textColumns+` FROM duty_rules r JOIN duty_rule_publications p ON p.rule_id = r.id JOIN duty_rule_texts t ON t.id = p.text_id
		WHERE p.number = (SELECT MAX(number) FROM duty_rule_publications x WHERE x.rule_id = r.id)`+where+` ORDER BY r.key LIMIT `+db.List(len(args)+1, 1), append(args, limit)...)
	out, err := db.Collect(rows, err, scanText)
	if err != nil {
		return nil, fmt.Errorf("duties: rules: %w", err)
	}
	return out, nil
}
