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

const profileColumns = `p.id, v.id, p.key, v.number, v.title, v.summary, v.work, v.related, p.audience, v.made_at, p.retired_at, (SELECT COUNT(*) FROM profile_items i WHERE i.version_id = v.id)`

const fromProfiles = ` FROM profiles p JOIN profile_versions v ON v.profile_id = p.id `

// latest is the condition that a version is its profile's last.
const latest = ` NOT EXISTS (SELECT 1 FROM profile_versions w WHERE w.profile_id = p.id AND w.number > v.number) `

func (p *Profile) targets() []any {
	return []any{&p.ID, &p.VersionID, &p.Key, &p.Number, &p.Title, &p.Summary, db.JSON(&p.Work), db.JSON(&p.Related), &p.Audience, db.Time(&p.MadeAt), db.Time(&p.RetiredAt), &p.Asks}
}

func listProfiles(ctx context.Context, q db.Q) ([]Profile, error) {
	return profilesWhere(ctx, q, `p.retired_at IS NULL AND`+latest)
}

// allProfiles returns the last version of every profile, those that nobody can choose any more too.
func allProfiles(ctx context.Context, q db.Q) ([]Profile, error) {
	return profilesWhere(ctx, q, latest)
}

func profilesWhere(ctx context.Context, q db.Q, where string) ([]Profile, error) {
	rows, err := q.Query(ctx, `SELECT `+profileColumns+fromProfiles+`WHERE `+where+` ORDER BY lower(v.title), p.id LIMIT 500`)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p Profile, err error) { err = r.Scan(p.targets()...); return p, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: profiles: %w", err)
	}
	return list, nil
}

// profileByKey returns a profile in its version of the number, or in the latest for 0.
func profileByKey(ctx context.Context, q db.Q, key string, number int) (p Profile, err error) {
	err = q.QueryRow(ctx, `SELECT `+profileColumns+fromProfiles+`WHERE p.key = $1 AND ($2 = 0 OR v.number = $2) ORDER BY v.number DESC LIMIT 1`, key, number).Scan(p.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return p, noProfile()
	}
	if err != nil {
		return p, fmt.Errorf("assessment: profile: %w", err)
	}
	return p, nil
}

func profileKnown(ctx context.Context, q db.Q, key string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM profiles WHERE key = $1`, key).Scan(&n)
	return n > 0, err
}

func profileNumbers(ctx context.Context, q db.Q, profile id.ID) ([]int, error) {
	rows, err := q.Query(ctx, `SELECT number FROM profile_versions WHERE profile_id = $1 ORDER BY number DESC LIMIT 200`, profile)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (n int, err error) { err = r.Scan(&n); return n, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: versions: %w", err)
	}
	return list, nil
}

func profileItems(ctx context.Context, q db.Q, version id.ID) ([]Item, error) {
	rows, err := q.Query(ctx, `SELECT `+itemColumns+` FROM profile_items i WHERE i.version_id = $1 ORDER BY i.position`, version)
	list, err := db.Collect(rows, err, scanItem)
	if err != nil {
		return nil, fmt.Errorf("assessment: items: %w", err)
	}
	return list, nil
}

// insertProfile adds a version, and its profile when it is the first; another one may give the profile another audience.
func insertProfile(ctx context.Context, tx *db.Tx, p Profile, now time.Time, by id.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO profiles (id, key, audience, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET audience = excluded.audience`, p.ID, p.Key, p.Audience, now)
	if err != nil {
		return fmt.Errorf("assessment: add profile: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO profile_versions (id, profile_id, number, title, summary, work, related, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.VersionID, p.ID, p.Number, p.Title, p.Summary, db.JSON(orEmpty(p.Work)), db.JSON(orEmpty(p.Related)), by, now)
	if err != nil {
		return fmt.Errorf("assessment: add version: %w", err)
	}
	return nil
}

// orEmpty is a list that is written as [] where it is empty.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// retireProfile keeps people from choosing a profile, or lets them again; it reports whether that changed anything.
func retireProfile(ctx context.Context, tx *db.Tx, profile id.ID, at time.Time) (bool, error) {
	r, err := tx.Exec(ctx, `UPDATE profiles SET retired_at = $2 WHERE id = $1 AND (retired_at IS NULL) = $3`, profile, at, !at.IsZero())
	if err != nil {
		return false, fmt.Errorf("assessment: retire profile: %w", err)
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

// lockProfile keeps others from changing a profile until the transaction ends, and returns its latest version.
func lockProfile(ctx context.Context, tx *db.Tx, key string) (Profile, error) {
	var profile id.ID
	err := tx.QueryRow(ctx, `SELECT id FROM profiles WHERE key = $1`+tx.Dialect().ForUpdate(), key).Scan(&profile)
	if errors.Is(err, sql.ErrNoRows) {
		return Profile{}, noProfile()
	}
	if err != nil {
		return Profile{}, fmt.Errorf("assessment: profile: %w", err)
	}
	return profileByKey(ctx, tx, key, 0)
}

// itemsOfLatest returns what the last version of every profile asks for, by version.
func itemsOfLatest(ctx context.Context, q db.Q) (map[id.ID][]Item, error) {
	rows, err := q.Query(ctx, `SELECT i.version_id, `+itemColumns+fromProfiles+`JOIN profile_items i ON i.version_id = v.id WHERE`+latest+`ORDER BY i.version_id, i.position`)
	out := map[id.ID][]Item{}
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var i Item
		var version id.ID
		if err = r.Scan(append([]any{&version}, i.targets()...)...); err == nil {
			out[version] = append(out[version], i)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: items: %w", err)
	}
	return out, nil
}
