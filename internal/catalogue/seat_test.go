package catalogue_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// buyers is how many come at the same moment.
const buyers = 64

// rush lets the buyers take a seat each, all at once, and returns how many got one.
func rush(t *testing.T, take func() (bool, error)) int64 {
	t.Helper()
	var got atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for range buyers {
		all.Go(func() {
			<-start
			ok, err := take()
			if err != nil {
				t.Error(err)
			}
			if ok {
				got.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	return got.Load()
}

func TestSeatsAreNeverSoldTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		for _, seats := range []int{1, 5, 20} {
			for range 5 {
				c := ct.Occurrence(t, w, o.ID, ct.Seats(seats))
				got := rush(t, func() (taken bool, err error) {
					err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
						taken, err = w.TakeSeatTx(ctx, tx, c.ID)
						return err
					})
					return taken, err
				})
				c, err := w.Service.Occurrence(ctx, d, c.ID)
				must(t, err)
				if got != int64(seats) || c.Taken != seats {
					t.Fatalf("of %d seats %d were sold, %d are marked as taken", seats, got, c.Taken)
				}
			}
		}
	})
}

// The negative control: the same rush on a table without the CHECK, by a buyer who looks first and
// takes then, must sell too many. It shows that the test above can fail.
func TestLookingFirstOversells(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := d.Writer().Exec(`CREATE TABLE naive_seats (id INTEGER PRIMARY KEY, capacity INTEGER NOT NULL, taken INTEGER NOT NULL)`); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Writer().Exec(`INSERT INTO naive_seats VALUES (1, 5, 0)`); err != nil {
			t.Fatal(err)
		}
		var looked sync.WaitGroup
		looked.Add(buyers)
		got := rush(t, func() (taken bool, err error) {
			var free bool
			err = d.QueryRow(ctx, `SELECT taken < capacity FROM naive_seats WHERE id = 1`).Scan(&free)
			looked.Done()
			looked.Wait()
			if err != nil || !free {
				return false, err
			}
			err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE naive_seats SET taken = taken + 1 WHERE id = 1`)
				return err
			})
			return err == nil, err
		})
		if got <= 5 {
			t.Errorf("without the cap in the WHERE only %d of 5 seats were sold", got)
		}
	})
}

// Whatever is taken, given back and changed in whatever order, 0 <= taken <= capacity holds, and
// what the calls answer adds up.
func TestSeatsAddUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		rapid.Check(t, func(r *rapid.T) {
			capacity := rapid.IntRange(0, 4).Draw(r, "capacity")
			c := ct.Occurrence(t, w, o.ID, ct.Seats(capacity))
			taken := 0
			for _, step := range rapid.SliceOfN(rapid.IntRange(0, 9), 1, 25).Draw(r, "steps") {
				switch {
				case step < 5:
					ok := false
					must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
						ok, err = w.TakeSeatTx(ctx, tx, c.ID)
						return err
					}))
					if want := capacity == 0 || taken < capacity; ok != want {
						r.Fatalf("a seat was taken: %v, with %d of %d", ok, taken, capacity)
					}
					if ok {
						taken++
					}
				case step < 8:
					err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return w.ReleaseSeatTx(ctx, tx, c.ID) })
					if (err == nil) != (taken > 0) {
						r.Fatalf("a seat was given back with %d taken: %v", taken, err)
					}
					if err == nil {
						taken--
					}
				default:
					now, err := w.Service.Occurrence(ctx, d, c.ID)
					must(t, err)
					now.Capacity = step - 7
					_, err = w.ChangeOccurrence(ctx, w.Manager, now)
					if ok := taken <= step-7; ok != (err == nil) || err != nil && !errs.Is(err, errs.Conflict) {
						r.Fatalf("capacity %d with %d taken: %v", step-7, taken, err)
					}
					if err == nil {
						capacity = step - 7
					}
				}
				now, err := w.Service.Occurrence(ctx, d, c.ID)
				must(t, err)
				if now.Taken != taken || now.Capacity != capacity {
					r.Fatalf("%d of %d are taken, want %d of %d", now.Taken, now.Capacity, taken, capacity)
				}
			}
		})
	})
}

func TestNumbersComeInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		c := ct.Occurrence(t, w, ct.Offer(t, w).ID)
		var mu sync.Mutex
		seen := map[int]bool{}
		rush(t, func() (bool, error) {
			n := 0
			err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				n, err = w.NextNoTx(ctx, tx, c.ID)
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			if seen[n] || n < 1 || n > buyers {
				return false, fmt.Errorf("number %d was given twice or is out of range", n)
			}
			seen[n] = true
			return true, err
		})
	})
}
