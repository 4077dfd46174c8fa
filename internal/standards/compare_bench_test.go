package standards_test

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// BenchmarkCompare takes in a package of many items as version 1 and another as a draft, in which every tenth is called something else and some hundreds are
// gone and new, and tells how long the comparison and the preview take on a database that has no statistics. With 50,000 items, on two cores: 0.3 to 0.8 s for the
// comparison and 1.2 to 1.7 s for the preview with its suggestions, on both databases.
func BenchmarkCompare(b *testing.B) {
	for _, n := range []int{20_000, 50_000} {
		for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
			b.Run(fmt.Sprint(n, "/", name), func(b *testing.B) {
				for b.Loop() {
					compareLarge(b, open(b), n)
				}
			})
		}
	}
}

func compareLarge(b *testing.B, d *db.DB, n int) {
	ctx := context.Background()
	w := standardstest.New(b, d)
	if d.Dialect() == db.Postgres {
		for _, table := range []string{"competencies", "competency_versions", "indicators", "competency_links", "competency_changes", "framework_parts"} {
			if _, err := d.Exec(ctx, `ALTER TABLE `+table+` SET (autovacuum_enabled = false)`); err != nil {
				b.Fatal(err)
			}
		}
	}
	took := func(name string, do func() error) {
		b.Helper()
		began := time.Now()
		if err := do(); err != nil {
			b.Fatal(name, err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s-"+name)
	}
	var got standards.Imported
	take := func(file io.Reader) func() error {
		return func() (err error) {
			got, err = w.Import(ctx, w.Editor, file, standards.ImportOptions{Source: "large.json"})
			return err
		}
	}
	took("import", take(generated(n)))
	took("publish", func() error { _, err := w.Publish(ctx, w.Editor, got.FrameworkID, ""); return err })
	took("import-again", take(generatedAnew(n, 300)))
	var p standards.Preview
	took("preview", func() (err error) { p, err = w.Preview(ctx, w.Editor, got.FrameworkID); return err })
	took("compare", func() error {
		c, err := w.Compare(ctx, w.Editor, p.To.Key, 1, 2, standards.ComparePlace{Changed: n / 2})
		if c.NAdded != 300 || c.NGone != 300 || c.NChanged < n/10-50 || c.NMoved != 0 {
			b.Errorf("%d changed, %d gone, %d added, %d moved", c.NChanged, c.NGone, c.NAdded, c.NMoved)
		}
		return err
	})
	took("draft", func() error { _, err := w.Show(ctx, w.Editor, p.To.Key, 2, n/2); return err })
}
