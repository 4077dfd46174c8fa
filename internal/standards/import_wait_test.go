package standards_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// BenchmarkOthersWait tells how long the longest wait of another writer was while a package of 50,000 items came in: new, and as the next
// version of a framework that is published.
func BenchmarkOthersWait(b *testing.B) {
	const n = 50_000
	for b.Loop() {
		w := standardstest.New(b, dbtest.SQLite(b))
		for _, unit := range []string{"s-new", "s-next"} {
			ctx, stop := context.WithCancel(context.Background())
			longest := make(chan time.Duration)
			go func() {
				var most time.Duration
				for ctx.Err() == nil {
					began := time.Now()
					if err := w.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
						_, err := tx.Exec(ctx, `UPDATE frameworks SET created_at = created_at WHERE id = ''`)
						return err
					}); err != nil {
						b.Error(err)
					}
					most = max(most, time.Since(began))
					time.Sleep(time.Millisecond)
				}
				longest <- most
			}()
			got, err := w.Import(context.Background(), w.Editor, generated(n), standards.ImportOptions{Source: "large.json"})
			stop()
			b.ReportMetric((<-longest).Seconds(), unit)
			if err != nil {
				b.Fatal(err)
			}
			if unit == "s-new" {
				if _, err := w.Publish(context.Background(), w.Editor, got.FrameworkID, ""); err != nil {
					b.Fatal(err)
				}
				if err := w.SaveAbout(context.Background(), w.Editor, got.FrameworkID, standards.About{Title: "Draft"}, false, ""); err == nil {
					b.Fatal("there is a draft")
				}
				if _, err := w.BeginDraft(context.Background(), w.Editor, got.FrameworkID); err != nil {
					b.Fatal(err)
				}
				if err := w.SaveAbout(context.Background(), w.Editor, got.FrameworkID, standards.About{Title: "Draft"}, false, ""); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}
