package standards_test

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// Nothing is published, replaced or saved over that the one who does it has not seen.
func TestActsOnADraftAskWhatWasSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), first(t, w)
		if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
			t.Fatal(err)
		}
		const table = "code,title\nA,Tell a story\nA1,Voice\n"
		p, err := w.Preview(ctx, w.Editor, m.framework)
		if err != nil {
			t.Fatal(err)
		}
		seen := p.To.Seen()
		try := take(t, w, table, standards.ImportOptions{Source: "x.csv", Framework: m.key, DryRun: true})
		if try.Seen != seen {
			t.Errorf("a dry run saw %q, a preview %q", try.Seen, seen)
		}
		read, err := w.Competency(ctx, w.Editor, m.key, 2, m.a)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Second)
		if err := w.SaveCompetency(ctx, w.Admin, m.framework, m.a, standards.CompetencyDraft{Code: "A", Title: "As somebody wrote since"}); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"publish": second(w.Publish(ctx, w.Editor, m.framework, seen)),
			"about":   w.SaveAbout(ctx, w.Editor, m.framework, standards.About{Title: "x"}, false, seen),
			"levels":  w.SaveLevels(ctx, w.Editor, m.framework, nil, seen),
			"import":  second(w.Import(ctx, w.Editor, strings.NewReader(table), standards.ImportOptions{Source: "x.csv", Framework: m.key, Seen: try.Seen})),
			"save":    w.SaveCompetency(ctx, w.Editor, m.framework, m.a, standards.CompetencyDraft{Title: "x", Seen: read.UpdatedAt}),
		} {
			if !errs.Is(err, errs.Stale) {
				t.Errorf("%s what was not seen: %v", what, err)
			}
		}
		if p, err = w.Preview(ctx, w.Editor, m.framework); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Publish(ctx, w.Editor, m.framework, p.To.Seen()); err != nil {
			t.Errorf("publish what was seen: %v", err)
		}
		// What was tried as a new framework is not taken in over one that has come since.
		fresh := take(t, w, table, standards.ImportOptions{Source: "new.csv", DryRun: true})
		take(t, w, "code,title\nZ,Other\n", standards.ImportOptions{Source: "new.csv"})
		_, err = w.Import(ctx, w.Editor, strings.NewReader(table), standards.ImportOptions{Source: "new.csv", Seen: fresh.Seen})
		if !errs.Is(err, errs.Stale) {
			t.Errorf("taken in over what came since: %v", err)
		}
	})
}

// A file that waits for somebody who publishes is held against what was published.
func TestAnImportPlansUnderTheLock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx := t.Context()
		one := take(t, w, packageOf([]string{item(1, ""), item(2, "")}, nil), standards.ImportOptions{Source: "one.json"})
		done := make(chan error, 1)
		w.InTx(t, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE frameworks SET key = key WHERE id = $1`, one.FrameworkID); err != nil {
				return err
			}
			go func() {
				_, err := w.Import(t.Context(), w.Editor, strings.NewReader(packageOf([]string{item(1, "")}, nil)), standards.ImportOptions{Source: "two.json"})
				done <- err
			}()
			// Let it come to the lock. SQLite has one writer, so there it waits before it reads anything.
			for waiting := 0; waiting == 0 && d.Dialect() == db.Postgres; runtime.Gosched() {
				if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, `UPDATE framework_versions SET status = 'published', published_at = updated_at, competencies = 2 WHERE framework_id = $1`, one.FrameworkID)
			return err
		})
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		v, err := w.Draft(ctx, w.Editor, one.FrameworkID, 0)
		if err != nil || v.Number != 2 || codes(v.Competencies) != "I1" {
			t.Errorf("version %d with %q: %v", v.Number, codes(v.Competencies), err)
		}
		if old, err := w.Show(ctx, w.Editor, v.Key, 1, 0); err != nil || codes(old.Competencies) != "I1 I2" {
			t.Errorf("the published version holds %q: %v", codes(old.Competencies), err)
		}
	})
}
