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

// textsOf returns all texts of the rule with this key, the latest first.
func textsOf(ctx context.Context, q db.Q, key string) ([]RuleText, error) {
	rows, err := q.Query(ctx, `SELECT `+textColumns+` FROM duty_rules r JOIN duty_rule_texts t ON t.rule_id = r.id LEFT JOIN duty_rule_publications p ON p.text_id = t.id
		WHERE r.key = $1 ORDER BY t.number DESC LIMIT 500`, key)
	out, err := db.Collect(rows, err, scanText)
	if err != nil {
		return nil, fmt.Errorf("duties: texts: %w", err)
	}
	return out, nil
}

// newestTexts returns the newest text of each own rule, by key.
func newestTexts(ctx context.Context, q db.Q, limit int) ([]RuleText, error) {
	rows, err := q.Query(ctx, `SELECT `+textColumns+` FROM duty_rules r JOIN duty_rule_texts t ON t.rule_id = r.id LEFT JOIN duty_rule_publications p ON p.text_id = t.id
		WHERE t.number = (SELECT MAX(number) FROM duty_rule_texts x WHERE x.rule_id = r.id) ORDER BY r.key LIMIT $1`, limit)
	out, err := db.Collect(rows, err, scanText)
	if err != nil {
		return nil, fmt.Errorf("duties: own rules: %w", err)
	}
	return out, nil
}

// insertRule reports false when there is a rule with the key.
func insertRule(ctx context.Context, tx *db.Tx, rule id.ID, key string, now time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `INSERT INTO duty_rules (id, key, created_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`, rule, key, now)
	if err != nil {
		return false, fmt.Errorf("duties: add rule: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// lockRule keeps others from writing the rule until the transaction ends. No rule is no error.
func lockRule(ctx context.Context, tx *db.Tx, key string) error {
	rows, err := tx.Query(ctx, `SELECT id FROM duty_rules WHERE key = $1`+tx.Dialect().ForUpdate(), key)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
	return err
}

func insertText(ctx context.Context, tx *db.Tx, t RuleText) error {
	_, err := tx.Exec(ctx, `INSERT INTO duty_rule_texts (id, rule_id, number, text, name, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, t.RuleID, t.Number, t.Text, t.Name, t.WrittenBy, t.WrittenAt)
	if err != nil {
		return fmt.Errorf("duties: write rule: %w", err)
	}
	return nil
}

func insertPublication(ctx context.Context, tx *db.Tx, t RuleText, correction string, by id.ID, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO duty_rule_publications (text_id, rule_id, number, correction, published_by, published_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		t.ID, t.RuleID, t.Number, correction, by, now)
	if err != nil {
		return fmt.Errorf("duties: publish rule: %w", err)
	}
	return nil
}
