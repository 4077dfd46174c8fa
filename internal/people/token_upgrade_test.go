package people_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
)

// TestOldTokensGetTheirLetters upgrades a database with tokens that were made before anybody was told of their end: the owner is told, once for each letter that
// is still of use.
func TestOldTokensGetTheirLetters(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.EmptyPostgresURL} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			d, err := db.Open(ctx, db.Config{Dir: t.TempDir(), URL: url(t)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			if err := d.MigrateTo(ctx, 195); err != nil {
				t.Fatal(err)
			}
			now := peopletest.Start
			person := id.New()
			at := func(days int) any { return now.AddDate(0, 0, days) }
			err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO persons (id, name, sort_name, created_at, updated_at) VALUES ($1, 'Ana Rivera', 'rivera', $2, $2)`, person, at(-100))
				if err == nil {
					_, err = tx.Exec(ctx, `INSERT INTO emails (id, address_key, address, person_id, is_primary, verified_at, created_at) VALUES ($1, 'ana@library.example', 'ana@library.example', $2, TRUE, $3, $3)`, id.New(), person, at(-100))
				}
				for i, x := range []struct{ ends, ended any }{{at(30), nil}, {at(5), nil}, {at(-1), nil}, {nil, nil}, {at(30), at(-3)}} {
					if err == nil {
						_, err = tx.Exec(ctx, `INSERT INTO api_tokens (id, person_id, name, token_hash, scopes, created_at, expires_at, revoked_at) VALUES ($1, $2, $3, $4, '[]', $5, $6, $7)`,
							id.New(), person, fmt.Sprintf("Token %d", i), fmt.Sprint(i), at(-90), x.ends, x.ended)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			w := peopletest.NewWorld(t, d)
			box := &mail.Box{Clock: w.Clock}
			s := people.New(people.Deps{DB: d, Clock: w.Clock, Mail: box, BaseURL: "https://commons.example"})
			q := jobs.New(d, w.Clock, nil)
			s.Register(q)
			for _, c := range []struct{ day, letters int }{{0, 1}, {4, 2}, {16, 3}, {29, 4}, {60, 4}} { // of the second token at once, and a day before
				w.Clock.Set(now.AddDate(0, 0, c.day).Add(time.Minute))
				if err := q.Drain(ctx); err != nil {
					t.Fatal(err)
				}
				if n := len(box.Letters("ana@library.example")); n != c.letters {
					t.Errorf("after %d days: %d letters, want %d", c.day, n, c.letters)
				}
			}
		})
	}
}
