package record_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

func TestAppendKeepsEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		n := recordtest.Learning(f.ana.PersonID)
		n.OfferID, n.VersionID, n.OccurrenceID, n.RegistrationID, n.UnitID = id.New(), id.New(), id.New(), id.New(), id.New()
		n.Why, n.Toward, n.Note, n.Link = "My library asks for it", "A post in collections", "Slides kept", "https://example.org/x"
		n.Claimed = record.Credit{Amount: "1.5", Unit: "TLA hours"}
		n.RecordedBy = f.ben.PersonID
		want := f.append(n)
		if diff := cmp.Diff(n, want.NewEntry); diff != "" {
			t.Error(diff)
		}
		got, err := f.record.ByID(context.Background(), d, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAppendIsOncePerSource(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		n := recordtest.Learning(f.ana.PersonID)
		var (
			wg      sync.WaitGroup
			mu      sync.Mutex
			seen    = map[id.ID]bool{}
			created int
		)
		for range 16 {
			wg.Go(func() {
				err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
					e, made, err := f.record.AppendTx(ctx, tx, f.clock.Now(), n)
					tx.OnCommit(func() {
						mu.Lock()
						defer mu.Unlock()
						seen[e.ID] = true
						if made {
							created++
						}
					})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if created != 1 || len(seen) != 1 {
			t.Errorf("created %d times, %d different entries; want one", created, len(seen))
		}
		var events int
		if err := d.QueryRow(context.Background(), `SELECT COUNT(*) FROM outbox WHERE kind = 'event:record.entry-appended'`).Scan(&events); err != nil || events != 1 {
			t.Errorf("%d events, %v; want 1", events, err)
		}
	})
}

func TestAppendRefusesContradictions(t *testing.T) {
	d := dbtest.SQLite(t)
	f := newFixture(t, d)
	for name, spoil := range map[string]func(*record.NewEntry){
		"nobody's":                 func(n *record.NewEntry) { n.PersonID = "" },
		"no source":                func(n *record.NewEntry) { n.SourceRef = "" },
		"no title":                 func(n *record.NewEntry) { n.Title = "" },
		"unknown kind":             func(n *record.NewEntry) { n.Kind = "wandering" },
		"unknown assurance":        func(n *record.NewEntry) { n.Assurance = "" },
		"unknown provenance":       func(n *record.NewEntry) { n.Provenance = "hearsay" },
		"claimed with CEU":         func(n *record.NewEntry) { n.Assurance = record.ByPerson },
		"outside, yet vouched for": func(n *record.NewEntry) { n.Provenance = record.FromOutside },
		"credit without contact":   func(n *record.NewEntry) { n.Minutes = 0 },
		"negative minutes":         func(n *record.NewEntry) { n.Minutes, n.CEUTenths = -1, 0 },
		"no such day":              func(n *record.NewEntry) { n.EndedOn = "2026-02-29" },
		"backwards":                func(n *record.NewEntry) { n.BeganOn = "2026-03-13" },
	} {
		n := recordtest.Learning(f.ana.PersonID)
		spoil(&n)
		err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, _, err := f.record.AppendTx(ctx, tx, f.clock.Now(), n)
			return err
		})
		if err == nil {
			t.Errorf("%s: was accepted", name)
		}
	}
}

// The database itself keeps the record, whoever asks and however.
func TestDatabaseRefusesToChangeEntries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		e := f.append(recordtest.Learning(f.ana.PersonID))
		statements := []string{
			`UPDATE entries SET minutes = 6000`,
			`UPDATE entries SET title = title WHERE id = '` + string(e.ID) + `'`,
			`DELETE FROM entries`,
			`INSERT INTO entries (id, person_id, kind, title, provider, ended_on, assurance, provenance, source_ref, recorded_at)
				SELECT id, person_id, kind, 'Another', provider, ended_on, assurance, provenance, source_ref, recorded_at FROM entries WHERE TRUE
				ON CONFLICT (id) DO UPDATE SET title = excluded.title`,
		}
		if d.Dialect() == db.Postgres {
			statements = append(statements, `TRUNCATE entries CASCADE`)
		}
		for _, q := range statements {
			err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, q)
				return err
			})
			if err == nil || !db.IsCheck(err) {
				t.Errorf("%s\nwas not refused by the trigger: %v", q, err)
			}
		}
		got, err := f.record.ByID(context.Background(), d, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDatabaseRefusesCreditNobodyVouchesFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO entries (id, person_id, kind, title, provider, ended_on, minutes, ceu_tenths, assurance, provenance, source_ref, recorded_at)
				VALUES ($1, $2, 'learning', 'x', 'y', '2026-01-01', 60, 1, 'person', 'outside', 'z', 1)`, id.New(), f.ana.PersonID)
			return err
		})
		if !db.IsCheck(err) {
			t.Errorf("got %v", err)
		}
	})
}
