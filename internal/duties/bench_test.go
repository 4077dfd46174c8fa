package duties_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// size is how many people a benchmark has, 50,000 when DUTIES_PEOPLE does not say otherwise; each has entriesEach entries.
func size(b *testing.B) int {
	n := 50_000
	if s := os.Getenv("DUTIES_PEOPLE"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

const entriesEach = 20

// crowd fills a database with people whom one rule binds.
func crowd(b *testing.B, w *dutiestest.World, n int) []id.ID {
	b.Helper()
	now := w.Clock.Now()
	all := make([]id.ID, n)
	for i := range all {
		all[i] = id.New()
	}
	put := func(table string, columns []string, each int, row func(p id.ID, i, k int) []any) {
		for from := 0; from < n; from += 2500 {
			err := w.DB.InTx(b.Context(), func(ctx context.Context, tx *db.Tx) error {
				var rows iter.Seq[[]any] = func(yield func([]any) bool) {
					for i := from; i < min(n, from+2500); i++ {
						for k := range each {
							if !yield(row(all[i], i, k)) {
								return
							}
						}
					}
				}
				_, err := db.BulkInsert(ctx, tx, table, columns, "", rows)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	put("persons", []string{"id", "name", "sort_name", "created_at", "updated_at"}, 1, func(p id.ID, i, _ int) []any {
		return []any{p, "P", "p", now, now}
	})
	put("duty_statements", []string{"id", "person_id", "kind", "rule_key", "day", "said_at"}, 2, func(p id.ID, i, k int) []any {
		if k == 0 {
			return []any{id.New(), p, "bound", newYork, "", now}
		}
		return []any{id.New(), p, "certified", newYork, fmt.Sprintf("2022-%02d-01", 1+i%12), now}
	})
	put("entries", []string{"id", "person_id", "kind", "title", "provider", "ended_on", "minutes", "ceu_tenths", "areas", "format", "assurance", "provenance", "source_ref", "recorded_at"}, entriesEach, func(p id.ID, i, k int) []any {
		e := id.New()
		return []any{e, p, "learning", "A webinar", "A unit", fmt.Sprintf("20%02d-%02d-11", 20+k%7, 1+(i+k)%12), 60 + 30*(k%5), 1, `["technology"]`, "online", "association", "completion", "completion:" + string(e), now}
	})
	return all
}

// BenchmarkEverybody works out where all whom a rule binds stand, as after a change of its text, and says the highest heap.
func BenchmarkEverybody(b *testing.B) {
	w := dutiestest.New(b, dbtest.SQLite(b))
	n := size(b)
	crowd(b, w, n)
	if err := w.DB.InTx(b.Context(), func(ctx context.Context, tx *db.Tx) error { // so that the rule counts as one of another text
		_, err := tx.Exec(ctx, `INSERT INTO duty_standings (person_id, rule_key, status, as_of, next_day, computed_at) SELECT MIN(id), $1, 'met', '2026-01-01', '9999-01-01', 1 FROM persons`, newYork)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := w.DB.InTx(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM duty_runs`)
			return err
		}); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		var highest atomic.Uint64
		done, ended := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			for tick := time.NewTicker(20 * time.Millisecond); ; {
				select {
				case <-done:
					tick.Stop()
					return
				case <-tick.C:
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					highest.Store(max(highest.Load(), m.HeapAlloc))
				}
			}
		}()
		if err := w.Queue.RunPeriodic(b.Context()); err != nil {
			b.Fatal(err)
		}
		w.Work(b)
		close(done)
		<-ended
		b.ReportMetric(float64(highest.Load())/1e6, "MB-heap")
		b.ReportMetric(float64(before.HeapAlloc)/1e6, "MB-before")
	}
	var kept int
	if err := w.DB.QueryRow(b.Context(), `SELECT COUNT(*) FROM duty_standings WHERE next_day < '9000'`).Scan(&kept); err != nil || kept != n {
		b.Fatalf("%d of %d are kept: %v", kept, n, err)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/float64(n)*50_000/1000, "s/50000")
}

// BenchmarkOneEntry takes one more entry of one of them into account.
func BenchmarkOneEntry(b *testing.B) {
	w := dutiestest.New(b, dbtest.SQLite(b))
	all := crowd(b, w, size(b)/10)
	i := 0
	for b.Loop() {
		b.StopTimer()
		w.Learned(b, all[i%len(all)], "2026-03-03", 60, "technology")
		i++
		b.StartTimer()
		w.Work(b)
	}
}
